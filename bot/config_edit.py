"""Feeds and subscriptions -> tables in config.toml: written where the others stand, the rest as it is.

The file is an admin's own, in git: its comments, order, spacing and line ends are kept byte for byte. tomlkit
writes the values, and edits the list where the tables stand in one array; else the new ones are put into the
text behind the last one and the comments right below it, for tomlkit would put them behind the comments of
the section that follows. What comes out is read again before it takes the file's place, and must say what it
said before and the tables.
"""

import contextlib
import os
import re
import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import tomlkit
from tomlkit.items import Array

from bot.config import settings_of
from bot.core.feed import Feed, FeedFormat, OutletKind
from bot.core.subscription import Mode
from bot.errors import ConfigError, Problem

_BOM = "\ufeff"
_COMMENT_LINES = re.compile(r"(?:[ \t]*#.*(?:\n|\Z))*")

Section = Literal["feeds", "subscriptions"]
"""The lists of tables that can be added to."""


def add_tables(path: Path, section: Section, tables: Sequence[dict[str, Any]]) -> None:
    """Add tables to a list of the config file, all of them or none.

    The file is replaced in one step and keeps its owner and permissions; of a link, what it leads to is.

    Raises: ConfigError where the file cannot be read or written, or would not be right with the tables.
    """
    target = path.resolve()
    _replace(target, text_with_tables(path, section, tables).encode(), path)


def text_with_tables(path: Path, section: Section, tables: Sequence[dict[str, Any]]) -> str:
    """Return what the config file would be with the tables in it. Raises: as ``add_tables``."""
    new = with_tables(_read(path.resolve(), path), section, tables)
    if new is None:
        lines = table_lines(section, tables)
        raise _problem(path, f"cannot be added to without changing what it says; add by hand:\n{lines}")
    settings_of(new.removeprefix(_BOM), path)
    return new


def table_lines(section: Section, tables: Sequence[dict[str, Any]]) -> str:
    """Return tables as they can be pasted into a config file, one blank line between two."""
    return "\n".join(_table_text(section, table) for table in tables)


def subscription_table(watchlist_id: str, channel: str) -> dict[str, Any]:
    """Return the keys and values of a channel's subscription to all alerts of a topic."""
    return {"watchlist": watchlist_id, "channel": channel, "mode": Mode.INSTANT.value}


def feed_table(feed: Feed) -> dict[str, Any]:
    """Return a feed as the keys and values of its table; what is as if left out is left out."""
    host = urlsplit(feed.url).hostname or feed.url
    page = feed.page
    selectors = (
        {} if page is None else {"item": page.item, "title": page.title, "link": page.link, "date": page.date}
    )
    interval_s = feed.interval_s
    told = {
        "url": feed.url,
        "outlet": "" if feed.outlet.name == host else feed.outlet.name,
        "country": feed.outlet.country,
        "kind": "" if feed.outlet.kind is OutletKind.UNKNOWN else feed.outlet.kind.value,
        "lang": feed.lang,
        "interval_s": int(interval_s)
        if interval_s is not None and interval_s == int(interval_s)
        else interval_s,
        "group": feed.group,
        "format": "" if feed.format is FeedFormat.FEED else feed.format.value,
        "page": {key: value for key, value in selectors.items() if value},
        "full_text": feed.full_text or None,
    }
    return {key: value for key, value in told.items() if value not in ("", None, {})}


def with_tables(text: str, section: Section, tables: Sequence[dict[str, Any]]) -> str | None:
    """Return a config file's text with these tables in it, or None where that cannot be done safely.

    Raises: ValueError where the text is no TOML.
    """
    before = tomllib.loads(text.removeprefix(_BOM))
    listed = before.get(section, [])
    wanted = before | {section: [*listed, *tables]}
    for new in _attempts(text, section, tables, listed=listed):
        with contextlib.suppress(tomllib.TOMLDecodeError):
            if tomllib.loads(new.removeprefix(_BOM)) == wanted:
                return new
    return None


def _attempts(
    text: str, section: Section, tables: Sequence[dict[str, Any]], *, listed: Sequence[dict[str, Any]]
) -> Iterator[str]:
    """The text with the tables in it, first where an admin would have put them."""
    line_end = "\r\n" if "\r\n" in text[: text.find("\n") + 1] else "\n"
    written = [_table_text(section, table).replace("\n", line_end) for table in tables]
    if (end := _end_of_list(text, section, listed)) is not None:
        yield (
            text[:end]
            + _broken_off(text[:end], line_end)
            + "".join(line_end + one for one in written)
            + text[end:]
        )
    start = text + _broken_off(text, line_end)
    yield start + (line_end if start.strip(_BOM) else "") + line_end.join(written)
    yield from _in_array(text, section, tables)


def _broken_off(text: str, line_end: str) -> str:
    """The line end that a text lacks."""
    return line_end if text.strip(_BOM) and not text.endswith("\n") else ""


def _end_of_list(text: str, section: Section, listed: Sequence[dict[str, Any]]) -> int | None:
    """Where the last table ends, with the comments right below it; those of what follows stand apart.

    A key that was commented out would else, taken in again, be the new table's.
    """
    header = rf"""^[ \t]*\[\[[ \t]*(?:{section}|"{section}"|'{section}')[ \t]*\]\]"""
    headers = [found.start() for found in re.finditer(header, text, re.MULTILINE)]
    if not headers or not listed:
        return None
    start, last = headers[-1], listed[-1]
    end = start
    for line in text[start:].splitlines(keepends=True):
        end += len(line)
        with contextlib.suppress(tomllib.TOMLDecodeError):
            if line.strip() and tomllib.loads(text[start:end]).get(section) == [last]:
                below = _COMMENT_LINES.match(text, end)
                return below.end() if below else end
    return None


def _in_array(text: str, section: Section, tables: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Where the tables stand in one array, ``feeds = [{ url = "..." }]``."""
    document = tomlkit.parse(text.removeprefix(_BOM))
    array = document.get(section)
    if isinstance(array, Array):
        for table in tables:
            inline = tomlkit.inline_table()
            inline.update(table)
            array.append(inline)
        yield (_BOM if text.startswith(_BOM) else "") + tomlkit.dumps(document)


def _table_text(section: Section, table: dict[str, Any]) -> str:
    lines = (f"{key} = {_value_text(value)}\n" for key, value in table.items())
    return f"[[{section}]]\n" + "".join(lines)


def _value_text(value: Any) -> str:
    if isinstance(value, dict):
        inline = tomlkit.inline_table()
        inline.update(value)
        return inline.as_string()
    return str(tomlkit.item(value).as_string())


def _read(target: Path, path: Path) -> str:
    try:
        return target.read_bytes().decode()
    except FileNotFoundError:
        raise _problem(path, "no such file; name yours with --config PATH") from None
    except (OSError, UnicodeDecodeError) as error:
        raise _problem(path, f"cannot be read: {error}") from None


def _replace(target: Path, data: bytes, path: Path) -> None:
    """Put a whole new file in the old one's place: a reader finds the one or the other, never half of it."""
    temporary = ""
    try:
        before = target.stat()
        with tempfile.NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False) as file:
            temporary = file.name
            file.write(data)
            with contextlib.suppress(OSError):  # an admin who is not root may not give it away
                os.fchown(file.fileno(), before.st_uid, before.st_gid)
            os.fchmod(file.fileno(), before.st_mode & 0o7777)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(target)
    except OSError as error:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        raise _problem(path, f"cannot be written: {error.strerror}; nothing was changed") from None


def _problem(path: Path, message: str) -> ConfigError:
    return ConfigError((Problem(file=str(path), where="", message=message),))
