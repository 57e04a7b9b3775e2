"""A TOML table -> the values wanted of it, every mistake noted with its place.

Knows types, not meanings; a watchlist file is read through it.
"""

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

from bot.errors import Problem
from bot.matching.variants import fold_names

_GREATEST = 1000
_ALIKE, _SOMEWHAT_ALIKE = 0.8, 0.5
_KINDS = {
    str: "text",
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    list: "a list",
    dict: "a table",
}
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_CONTROL_IN_LINES = re.compile(r"(?![\t\n\r])[\x00-\x1f\x7f-\x9f]")
_ESCAPES = {"\b": r"\b", "\t": r"\t", "\n": r"\n", "\f": r"\f", "\r": r"\r"}


class Kind(Enum):
    """What a text is. None has control characters, but for the tabs and line ends of ``LINES``."""

    LINE = "line"
    LINES = "lines"
    REGEX = "regular expression"


@dataclass(slots=True)
class Report:
    """Collects problems while reading goes on with harmless values.

    Each method takes a table of the file, a key of it and ``where`` the table stands ("context."), and
    returns the value or, after reporting what is wrong, one that does no harm. ``homes`` says where keys
    belong ("below [context]"), for hints at those that stand elsewhere.
    """

    file: str
    homes: Sequence[tuple[str, Sequence[str]]] = ()
    problems: list[Problem] = field(default_factory=list)

    def add(self, where: str, message: str) -> None:
        self.problems.append(Problem(file=self.file, where=where, message=message))

    def known(self, table: Mapping[str, object], keys: Sequence[str], where: str) -> None:
        for key in table:
            if key not in keys:
                self.add(f"{where}{key}", f"unknown key; {self._hint(key, keys)}")

    def text(self, table: Mapping[str, object], key: str, where: str, *, kind: Kind = Kind.LINE) -> str:
        return self._as_text(table.get(key, ""), f"{where}{key}", kind) or ""

    def needed(
        self, table: Mapping[str, object], key: str, where: str, why: str, *, kind: Kind = Kind.LINE
    ) -> str:
        """Read a text that must be there; ``why`` ends the sentence that says it is missing."""
        before = len(self.problems)
        value = self.text(table, key, where, kind=kind)
        if not value and len(self.problems) == before:
            self.add(f"{where}{key}", f"missing; {why}")
        return value

    def flag(self, table: Mapping[str, object], key: str, where: str) -> bool | None:
        value = table.get(key)
        if value is not None and not isinstance(value, bool):
            self.wrong(f"{where}{key}", "true or false", value)
            return None
        return value

    def share(self, table: Mapping[str, object], key: str, where: str, *, default: float) -> float:
        value = table.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.wrong(f"{where}{key}", "a number from 0 to 1", value)
            return default
        if not 0 <= value <= 1:
            self.add(f"{where}{key}", f"{value} is outside 0 to 1")
            return default
        return float(value)

    def number(self, table: Mapping[str, object], key: str, where: str, *, default: float) -> float:
        value = table.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.wrong(f"{where}{key}", "a number", value)
            return default
        if not -_GREATEST <= value <= _GREATEST:
            self.add(f"{where}{key}", f"must lie between -{_GREATEST} and {_GREATEST}")
            return default
        return float(value)

    def count(self, table: Mapping[str, object], key: str, where: str, *, default: int) -> int:
        value = table.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int):
            self.wrong(f"{where}{key}", "a whole number", value)
            return default
        if value < 1:
            self.add(f"{where}{key}", f"{value} is too small; the least is 1")
            return default
        return value

    def table(self, table: Mapping[str, object], key: str) -> Mapping[str, object]:
        value = table.get(key, {})
        if not isinstance(value, dict):
            self.wrong(key, f"a table, written [{key}]", value)
            return {}
        return value

    def texts(
        self, table: Mapping[str, object], key: str, where: str, *, kind: Kind = Kind.LINE
    ) -> list[tuple[str, str]]:
        """Read a list of texts, each with its own place ("context.any[2]")."""
        value = table.get(key, [])
        if not isinstance(value, list):
            self.wrong(f"{where}{key}", "a list of texts", value)
            return []
        each = ((f"{where}{key}[{at}]", one) for at, one in enumerate(value))
        return [(place, text) for place, one in each if (text := self._as_text(one, place, kind)) is not None]

    def phrases(self, table: Mapping[str, object], key: str, where: str) -> tuple[str, ...]:
        """Read a list of phrases of which each must fold to something; only the last may be open (``*``)."""
        texts = self.texts(table, key, where)
        found = []
        for (place, phrase), folded in zip(texts, fold_names([text for _, text in texts]), strict=True):
            if not folded:
                self.add(place, f'"{phrase}" has no letters or digits to search for; remove it')
            elif "*" in phrase[:-1]:
                self.add(place, f'"{phrase}": a * may only stand at the end')
            else:
                found.append(phrase)
        return tuple(found)

    def wrong(self, where: str, wanted: str, value: object) -> None:
        self.add(where, f"must be {wanted}, not {_KINDS.get(type(value), type(value).__name__)}")

    def tables(
        self, table: Mapping[str, object], key: str, where: str
    ) -> Iterator[tuple[str, Mapping[str, object]]]:
        """Yield the tables of a list, each with its own place ("alias[2]")."""
        value = table.get(key, [])
        if not isinstance(value, list):
            self.wrong(f"{where}{key}", f"a list of tables, written [[{where}{key}]]", value)
            return
        for at, row in enumerate(value):
            place = f"{where}{key}[{at}]"
            if isinstance(row, dict):
                yield place, row
            else:
                self.wrong(place, "a table, written { ... }", row)

    def _hint(self, key: str, keys: Sequence[str]) -> str:
        """Say what may be meant by a key that is none of these: what belongs elsewhere, or one of these."""
        if homes := self._homes(key):
            return f"it belongs {homes}"
        elsewhere = [known for _, them in self.homes for known in them]
        (near,) = difflib.get_close_matches(key, [*keys, *elsewhere], n=1, cutoff=_ALIKE) or [""]
        if near and near not in keys:
            return f'did you mean "{near}"? It belongs {self._homes(near)}'
        (near,) = difflib.get_close_matches(key, keys, n=1, cutoff=_SOMEWHAT_ALIKE) or [""]
        return f'did you mean "{near}"?' if near else f"the keys here are {', '.join(keys)}"

    def _homes(self, key: str) -> str:
        return ", or ".join(place for place, keys in self.homes if key in keys)

    def _as_text(self, value: object, place: str, kind: Kind) -> str | None:
        """Return the text without blanks around it, None after reporting what is wrong."""
        if not isinstance(value, str):
            self.wrong(place, "text", value)
            return None
        text = value.strip()
        found = (_CONTROL_IN_LINES if kind is Kind.LINES else _CONTROL).search(text)
        if found is None:
            return text
        shown, sign = _CONTROL.sub(_escaped, text), _escaped(found)
        mend = "remove it"
        if kind is Kind.REGEX and found.group() in _ESCAPES:
            quotes = "'''" if "'" in shown else "'"
            mend = f"write a regex in single quotes: {quotes}{shown}{quotes}"
        self.add(place, f'"{shown}" has a control character ({sign}); {mend}')
        return None


def _escaped(found: re.Match[str]) -> str:
    """Return a control character as TOML writes it in double quotes."""
    return _ESCAPES.get(found.group(), f"\\u{ord(found.group()):04x}")
