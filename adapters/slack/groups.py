"""Which of the configured user groups somebody belongs to, asked of Slack and remembered for some minutes."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

import structlog

from adapters.slack import limits
from adapters.slack.errors import FAILURES, error_word
from adapters.slack.workspaces import Place

log = structlog.get_logger()

SCOPE = "usergroups:read"
_ADVICE = {
    "missing_scope": f"add the scope {SCOPE} under OAuth & Permissions and install the app again",
    "no_such_subteam": "check its id in [chat] subscribers: it begins with S and is shown in its profile",
    "plan_upgrade_required": "this workspace's plan has no user groups: name people in [chat] subscribers",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Members:
    """The members of a group. ``until_s``: they are believed so long, by the clock given."""

    people: frozenset[str]
    until_s: float


class SlackGroups:
    """Who cannot be asked about counts as no member; the reason is told once for each group."""

    def __init__(self, groups: frozenset[str], *, clock_s: Callable[[], float] = time.monotonic) -> None:
        """Take the groups' ids, and a clock that counts seconds from anywhere."""
        self._groups = groups
        self._clock_s = clock_s
        self._known: dict[tuple[str, str], _Members] = {}
        self._told: set[tuple[str, str, str]] = set()

    async def of(self, user_id: str, place: Place, *, team_id: str) -> frozenset[str]:
        """Return the groups somebody of a workspace is in; ``place`` is any channel of it."""
        groups = sorted(self._groups)
        members = await asyncio.gather(*(self._members(group, place, team_id) for group in groups))
        return frozenset(group for group, people in zip(groups, members, strict=True) if user_id in people)

    async def _members(self, group: str, place: Place, team_id: str) -> frozenset[str]:
        known = self._known.get((team_id, group))
        if known is not None and self._clock_s() < known.until_s:
            return known.people
        people, rest_s = frozenset[str](), limits.GROUP_S
        try:
            answer = await place.client.usergroups_users_list(usergroup=group)
            people = frozenset(map(str, answer.get("users") or ()))
        except FAILURES as error:
            word = error_word(error)
            rest_s = limits.GROUP_S if word in _ADVICE else limits.GROUP_AGAIN_S
            self._tell(group, team_id, word or f"{type(error).__name__}: {error}")
        self._known[team_id, group] = _Members(people=people, until_s=self._clock_s() + rest_s)
        return people

    def _tell(self, group: str, team_id: str, said: str) -> None:
        # A group is one of a single workspace: the others do not know it, and that is no trouble.
        if (team_id and said == "no_such_subteam") or (group, team_id, said) in self._told:
            return
        self._told.add((group, team_id, said))
        advice = _ADVICE.get(said, "nothing is to be done: Slack is asked again")
        log.warning("slack.group_unknown", group=group, team=team_id, detail=f"{said}: {advice}")
