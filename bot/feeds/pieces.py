"""The text of a feed document -> its entries as written, each by itself, and what stands around them.

Taken apart by the tags alone, which takes a hundredth of a parse. A document that is not plainly one entry
after the other is not taken apart; whether a piece really is an entry shows when it is parsed.
"""

import re
from collections.abc import Container
from dataclasses import dataclass

from bot.core.fingerprint import fingerprint
from bot.feeds.jsonfeed import looks_like_json
from bot.feeds.parse import LEADING, root_at

MAX_HEAD_CHARS = 100_000
"""A channel describes itself in a tenth of that; a longer head is made to hurt."""
_ROOT_NAME = re.compile(r"<(rss|rdf:RDF|feed)[\s>]")
_ENTRY_NAMES = {"rss": "item", "rdf:RDF": "item", "feed": "entry"}
_BASE = re.compile(r"""base\s{0,9}=\s{0,9}["']""")
_SETTING = re.compile(r"""\bxml[\w:.-]{0,60}\s{0,9}=\s{0,9}(?:"[^"]{0,2000}"|'[^']{0,2000}')""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pieces:
    """A document's ``entries`` in its order, and the ``head`` and ``tail`` that make it a document.

    ``fingerprints`` are what the entries are known by: another text has another one.
    """

    head: str
    entries: tuple[str, ...]
    fingerprints: tuple[str, ...]
    tail: str

    def without(self, places: Container[int]) -> str:
        """Return the document without the entries at these places."""
        kept = (entry for place, entry in enumerate(self.entries) if place not in places)
        return "".join((self.head, *kept, self.tail))

    def settings(self) -> tuple[str, ...]:
        """Return what the head settles for the entries: the root's tag, namespaces, a base, a language."""
        return (self.head[: self.head.find(">") + 1], *_SETTING.findall(self.head))


def cut(text: str, *, most: int) -> Pieces | None:
    """Take a document apart; None for one that cannot be, or in which one entry may change another.

    So may an entity, a base address where the root has none (feedparser keeps it for what follows), and what
    an entry opens and only the tail closes.

    Args:
        most: so many entries a document may have to be taken apart.
    """
    text = text.lstrip(LEADING)
    start = None if looks_like_json(text) else root_at(text)
    root = None if start is None else _ROOT_NAME.match(text, start)
    if start is None or root is None or "<!ENTITY" in text[:start] or _has_inner_base(text, start):
        return None
    name = _ENTRY_NAMES[root[1]]
    end_tag = f"</{name}>"
    first = at = end = _next(text, name, start)
    if first - start > MAX_HEAD_CHARS:
        return None
    entries: list[str] = []
    while at >= 0:
        closed = text.find(end_tag, at)
        if closed < 0 or len(entries) == most or text[end:at].strip():
            return None
        end = closed + len(end_tag)
        entries.append(text[at:end])
        at = _next(text, name, end)
    if not entries or not _is_balanced(text[end:]):
        return None
    return Pieces(
        head=text[start:first],
        entries=tuple(entries),
        fingerprints=tuple(map(_fingerprint, entries)),
        tail=text[end:],
    )


def _is_balanced(tail: str) -> bool:
    return "]]>" not in tail and "?>" not in tail and tail.count("<!--") == tail.count("-->")


def _fingerprint(entry: str) -> str:
    return fingerprint(entry.encode("utf-8", "surrogatepass"))


def _has_inner_base(text: str, root: int) -> bool:
    end = text.find(">", root)
    return not _BASE.search(text, root, end) and _BASE.search(text, end) is not None


def _next(text: str, name: str, at: int) -> int:
    """Where the next such element begins, -1 where none does."""
    tag = f"<{name}"
    while (at := text.find(tag, at)) >= 0:
        if text[at + len(tag) : at + len(tag) + 1] in (">", " ", "\n", "\r", "\t"):
            return at
        at += len(tag)
    return -1
