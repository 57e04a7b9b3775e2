"""Proposed examples -> a patch of the watchlist file they belong to, comments, order and line ends kept.

tomlkit puts them where the file has its examples. What comes out is read again, and must say what the file
said before, and the examples. The file itself is never written.
"""

import contextlib
import copy
import difflib
import re
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, Array

from bot.errors import ConfigError, Problem
from bot.matching.example_text import example_row, example_table
from bot.matching.proposal import Proposal

_HEADING = re.compile(r"^[ \t]*\[[ \t]*examples[ \t]*\].*\n", re.MULTILINE)
_TABLE = re.compile(r"^[ \t]*\[\[[ \t]*examples[ \t]*\.", re.MULTILINE)
_BOM = "\ufeff"
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
"""Git's lines: no other character ends one."""
_NO_LINE_END = "\\ No newline at end of file\n"


def patch_of(path: Path, proposals: Sequence[Proposal]) -> str:
    """Return a unified diff that adds the examples to the file; empty without any.

    ``git apply`` takes it where it was made, if the file is below the working directory.

    Raises: ConfigError where the file cannot be read, or cannot be added to.
    """
    try:
        raw = path.read_bytes().decode()
    except (OSError, UnicodeDecodeError) as error:
        raise _problem(path, f"cannot be read: {error}") from None
    text = raw.removeprefix(_BOM)
    new = with_examples(text, proposals)
    if new is None:
        rows = "".join(f"\n{one.key}: {example_row(one.example)}," for one in proposals)
        raise _problem(path, f"cannot be added to without changing what it says; add by hand:{rows}")
    return _diff(raw, raw.removesuffix(text) + new, name=_shown(path))


def with_examples(text: str, proposals: Sequence[Proposal]) -> str | None:
    """Return a watchlist file's text with these examples in it, or None where that cannot be done safely.

    Raises: ValueError where the text is no TOML.
    """
    if not proposals:
        return text
    wanted = _wanted(tomllib.loads(text), proposals)
    for new in _attempts(text, proposals):
        with contextlib.suppress(tomllib.TOMLDecodeError):
            if tomllib.loads(new) == wanted:
                return new
    return None


def _diff(old: str, new: str, *, name: str) -> str:
    lines = difflib.unified_diff(
        _LINE.findall(old), _LINE.findall(new), fromfile=f"a/{name}", tofile=f"b/{name}"
    )
    return "".join(line if line.endswith("\n") else f"{line}\n{_NO_LINE_END}" for line in lines)


def _shown(path: Path) -> str:
    """How a patch names the file; one that is elsewhere by its name alone."""
    with contextlib.suppress(ValueError):
        return path.absolute().relative_to(Path.cwd()).as_posix()
    return path.name


def _problem(path: Path, message: str) -> ConfigError:
    return ConfigError((Problem(file=str(path), where="", message=message),))


def _wanted(before: dict[str, Any], proposals: Sequence[Proposal]) -> dict[str, Any]:
    wanted = copy.deepcopy(before)
    for one in proposals:
        added = tomllib.loads(f"added = {example_row(one.example)}")["added"]
        wanted.setdefault("examples", {}).setdefault(one.key, []).append(added)
    return wanted


def _attempts(text: str, proposals: Sequence[Proposal]) -> Iterator[str]:
    is_dos = "\r\n" in text and text.count("\r\n") == text.count("\n")
    plain = text.replace("\r\n", "\n") if is_dos else text
    for begun in (plain, f"{plain}\n"):  # tables are put behind a last line only where it is ended
        with contextlib.suppress(TOMLKitError):
            there = tomlkit.parse(begun).get("examples", {})
            lists = [one for one in proposals if one.key in there]
            document = tomlkit.parse(_with_lists(begun, [one for one in proposals if one.key not in there]))
            for one in lists:
                _append(document, one)
            new = tomlkit.dumps(document)
            yield new.replace("\n", "\r\n") if is_dos else new


def _with_lists(text: str, proposals: Sequence[Proposal]) -> str:
    """Put lists that a file lacks below the heading: at a section's end are the comments of the next one."""
    if not proposals:
        return text
    text += "\n" * (not text.endswith("\n"))
    if _TABLE.search(text):
        return text + "".join(f"\n[[examples.{one.key}]]\n{example_table(one.example)}" for one in proposals)
    lines = []
    for key in ("must_match", "must_not_match"):
        rows = [f"  {example_row(one.example)}," for one in proposals if one.key == key]
        lines += [f"{key} = [", *rows, "]"] if rows else []
    added = "\n".join(lines) + "\n"
    if heading := _HEADING.search(text):
        return text[: heading.end()] + added + text[heading.end() :]
    return f"{text}\n[examples]\n{added}"


def _append(document: tomlkit.TOMLDocument, proposal: Proposal) -> None:
    examples: Any = document["examples"]
    there = examples[proposal.key]
    if isinstance(there, Array):
        there.append(tomlkit.value(example_row(proposal.example)))
    elif isinstance(there, AoT):
        table = tomlkit.table()
        table.update(tomlkit.parse(example_table(proposal.example)))
        there.append(table)
