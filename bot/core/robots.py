"""A robots.txt -> which paths of its host a crawler may fetch (RFC 9309).

Only the lines that concern us are kept. A file can hold anything: what is no rule is passed over, and no
pattern makes the search slow.
"""

import re
from dataclasses import dataclass

_USER_AGENT, _ALLOW, _DISALLOW = "user-agent", "allow", "disallow"
_TOKEN = re.compile(r"[A-Za-z_-]*")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotRules:
    """The rules for one crawler; none at all allows everything. ``chars``: how much text they are."""

    allow: frozenset[str] = frozenset()
    disallow: frozenset[str] = frozenset()

    @property
    def chars(self) -> int:
        return sum(map(len, self.allow)) + sum(map(len, self.disallow))

    def allows(self, path: str) -> bool:
        """Whether a path with its query, as it stands in a URL, may be fetched.

        The longest pattern that fits decides; where two are as long, the one that allows.
        """
        wanted = _comparable(path)
        if wanted == "/robots.txt":
            return True
        allowed = max((len(one) for one in self.allow if _fits(one, wanted)), default=0)
        return not any(len(one) > allowed and _fits(one, wanted) for one in self.disallow)


ALLOW_ALL = RobotRules()
DISALLOW_ALL = RobotRules(disallow=frozenset({"/"}))


def read_robots(text: str, *, product: str) -> RobotRules:
    """Return the rules of all groups that name ``product``, else of those for everyone (``*``)."""
    ours, everyones = _Group(), _Group()
    is_named = False
    addressed: list[_Group] = []
    is_open = False  # whether the last line that counts named a crawler: several names share a group
    for line in re.split(r"[\r\n]+", text.removeprefix("\ufeff")):
        name, colon, value = line.partition("#")[0].partition(":")
        name, value = name.strip().lower(), value.strip()
        if not colon:
            continue
        if name == _USER_AGENT:
            if not is_open:
                addressed = []
            is_open = True
            token = _TOKEN.match(value)
            if value[:1] == "*":
                addressed.append(everyones)
            elif token is not None and token[0].lower() == product.lower():
                is_named = True
                addressed.append(ours)
        elif name in (_ALLOW, _DISALLOW):
            is_open = False
            for group in addressed if value else ():
                (group.allow if name == _ALLOW else group.disallow).add(_comparable(value))
    group = ours if is_named else everyones
    return RobotRules(allow=frozenset(group.allow), disallow=frozenset(group.disallow))


class _Group:
    def __init__(self) -> None:
        self.allow: set[str] = set()
        self.disallow: set[str] = set()


def _fits(pattern: str, path: str) -> bool:
    """Whether a pattern with ``*`` (anything) and a last ``$`` (the end) fits from the start of a path."""
    is_whole = pattern.endswith("$")
    first, *rest = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    if not rest:
        return not is_whole or len(path) == len(first)
    # The earliest place for each piece leaves the most room for those behind it: no way back is needed.
    position = len(first)
    *middle, last = rest
    for piece in middle:
        found = path.find(piece, position)
        if found < 0:
            return False
        position = found + len(piece)
    if is_whole:
        return path.endswith(last) and len(path) - len(last) >= position
    return path.find(last, position) >= 0


def _comparable(path: str) -> str:
    """One spelling for each path: what needs no escape is not escaped, what is no ASCII is."""
    ascii_only = "".join(
        char if char.isascii() else "".join(f"%{octet:02X}" for octet in char.encode(errors="replace"))
        for char in path
    )
    return _ESCAPE.sub(_plain, ascii_only)


def _plain(escape: re.Match[str]) -> str:
    char = chr(int(escape[1], 16))
    return char if char in _UNRESERVED else f"%{escape[1].upper()}"
