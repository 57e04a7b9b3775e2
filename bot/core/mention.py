"""Whom an alert may call on a platform: a group's or role's id, as admins and people write it."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class _Group:
    """``ids`` is how a platform writes the id; ``shown`` how people's clients send it."""

    ids: str
    shown: str
    what: str


_GROUPS = {
    "slack": _Group(
        ids=r"S[A-Z0-9]+",
        shown=r"<!subteam\^(S[A-Z0-9]+)(?:\|[^>]*)?>",
        what="a user group's id, such as S0123456789 (never the @name)",
    ),
    "discord": _Group(
        ids=r"[0-9]+",
        shown=r"<@&([0-9]+)>",
        what="a role's id, such as 123456789012345678 (never the @name)",
    ),
}


def find_mention(adapter: str, written: str) -> str:
    """Return the id of the group or role that is meant.

    Raises: ValueError with what it must be instead.
    """
    group = _GROUPS.get(adapter)
    if group is None:
        raise ValueError(f"cannot be in {adapter}: it has no groups")
    if re.fullmatch(group.ids, written):
        return written
    found = re.fullmatch(group.shown, written)
    if found is None:
        raise ValueError(f"must be {group.what}")
    return found[1]


def shown_mention(adapter: str, mention: str) -> str:
    """Return the mention as people of the platform know it, in words: nobody is called by it."""
    return f"{'group' if adapter == 'slack' else 'role'} {mention}"
