"""OPML 2.0 <-> tables of feeds as they stand in config.toml, so that feeds can move between readers.

Nested outlines are groups. What only Topicwire knows of a feed stands in attributes of our own namespace, as
the format asks, named like the keys of config.toml; other programs pass over these, we over theirs. A file
comes from strangers: expat reads it, one that declares entities is refused, and nothing is ever fetched.
"""

import re
import xml.parsers.expat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import Any
from xml.etree import ElementTree as ET

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from bot.config_file import FeedSettings
from bot.core.canonical import canonical_url
from bot.core.text import clean, truncate
from bot.core.urls import HTTP_URL_WORDS, is_http_url, public_url
from bot.errors import ConfigError, Problem
from bot.feeds.decode import decode

MAX_BYTES = 10_000_000
NAMESPACE = "urn:topicwire:opml"
LEVELS = " / "
"""Stands between the names of nested groups."""
MAX_GROUP_CHARS = 200
MAX_OUTLET_CHARS = 200
_PAGE = "page."
"""Before the names of a page's selectors, each an attribute of its own."""

_DECLARATION = re.compile(r"\s*<\?xml[^>]{0,200}\?>")
_BARE_AMPERSAND = re.compile(r"&(?!(?:lt|gt|amp|quot|apos|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});)")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")

Table = dict[str, Any]
"""Keys and values of one ``[[feeds]]`` table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an OPML file brings: new feeds in its order, what is there already, and what cannot be used."""

    feeds: tuple[Table, ...]
    duplicates: tuple[Problem, ...]
    problems: tuple[Problem, ...]


def read_opml(data: bytes, *, file: str, configured: Sequence[str]) -> Imported:
    """Read a file.

    Args:
        file: what to call it in messages.
        configured: the addresses of the feeds there are; equal ones, also but for scheme or tracking
            parameters, are duplicates.

    Raises: ConfigError where it is no OPML, too large, or made to hurt.
    """
    first_at = {canonical_url(url): "the configuration" for url in configured}
    feeds: list[Table] = []
    duplicates: list[Problem] = []
    problems: list[Problem] = []
    for line, table in _outlines(_text(data, file), file):
        where, url = f"line {line}", str(table["url"])
        if not is_http_url(url):
            problems.append(Problem(file=file, where=where, message=f"{HTTP_URL_WORDS}, not {_shown(url)}"))
            continue
        canonical = canonical_url(url)
        if canonical in first_at:
            message = f"{public_url(url)} is in {first_at[canonical]} already"
            duplicates.append(Problem(file=file, where=where, message=message))
            continue
        refused = _refused_keys(table)
        kept = {key: value for key, value in table.items() if key not in refused}
        is_taken = "url" in kept and not _refused_keys(kept)
        for key in sorted(refused):
            what = f"{key} is left out" if is_taken else f"the feed is left out, for its {key}"
            problems.append(Problem(file=file, where=where, message=f"{what}: {refused[key]}"))
        if is_taken:
            first_at[canonical] = where
            feeds.append(kept)
    return Imported(feeds=tuple(feeds), duplicates=tuple(duplicates), problems=tuple(problems))


def write_opml(tables: Sequence[Table], *, now: datetime) -> bytes:
    """Return the feeds as an OPML document, those of a group under one outline."""
    root = ET.Element("opml", {"version": "2.0", "xmlns:topicwire": NAMESPACE})
    head = ET.SubElement(root, "head")
    ET.SubElement(head, "title").text = "Feeds of Topicwire"
    ET.SubElement(head, "dateCreated").text = format_datetime(now, usegmt=True)
    places = {"": ET.SubElement(root, "body")}
    for table in tables:
        group = str(table.get("group", ""))
        ET.SubElement(_place(places, _levels(group)), "outline", dict(_attributes(table, group)))
    ET.indent(root)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


# --- reading --------------------------------------------------------------------------------------------


def _text(data: bytes, file: str) -> str:
    if len(data) > MAX_BYTES:
        raise _unusable(file, f"is larger than {MAX_BYTES // 1_000_000} MB; no list of feeds is")
    decoded = decode(data)
    # Of UTF-8 nothing is undone that looks encoded twice: a list of names has too little text to tell.
    text = data.decode(errors="replace") if decoded.charset == "utf-8" else decoded.text
    text = text.lstrip("\ufeff")
    declaration = _DECLARATION.match(text)
    # It names an encoding that is none any more; the line ends of what stands there still count.
    return "\n" * declaration.group().count("\n") + text[declaration.end() :] if declaration else text


def _outlines(text: str, file: str) -> Sequence[tuple[int, Table]]:
    """Each feed with its line. Attributes of which we know nothing are not looked at."""
    try:
        return _Reader(file).read(text)
    except xml.parsers.expat.ExpatError:
        pass
    try:  # a bare ampersand in an address is the one mistake that many programs make
        return _Reader(file).read(_BARE_AMPERSAND.sub("&amp;", text))
    except xml.parsers.expat.ExpatError as error:
        message = f"not well-formed XML: {xml.parsers.expat.ErrorString(error.code)}"
        raise ConfigError((Problem(file=file, where=f"line {error.lineno}", message=message),)) from None


class _Reader:
    """Collects the feeds of one document while expat walks through it."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._feeds: list[tuple[int, Table]] = []
        self._levels: list[str | None] = []
        self._is_opml = False
        self._parser = xml.parsers.expat.ParserCreate(namespace_separator=" ")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.EntityDeclHandler = self._refuse

    def read(self, text: str) -> Sequence[tuple[int, Table]]:
        self._parser.Parse(text.encode("utf-8", "replace"), True)
        return self._feeds

    def _start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if not self._is_opml:
            if tag.lower() != "opml":
                raise _unusable(self._file, f"is no OPML: its first tag is {_shown(tag)}")
            self._is_opml = True
        if tag.lower() != "outline":
            return
        named = {key.lower(): value for key, value in attributes.items() if " " not in key}
        url, name = _url(named), clean(named.get("text") or named.get("title") or "")
        self._levels.append(None if url else name)
        if url:
            group = truncate(LEVELS.join(filter(None, self._levels)), MAX_GROUP_CHARS)
            self._feeds.append((self._parser.CurrentLineNumber, _table(url, name, group, attributes)))

    def _end(self, tag: str) -> None:
        if tag.lower() == "outline":
            self._levels.pop()

    def _refuse(self, *_: object) -> None:
        raise _unusable(self._file, "declares entities, as only attacks do; nothing was read")


def _url(named: Mapping[str, str]) -> str:
    """The address of a feed; empty for a group. A subscription without one is told as a bad address."""
    url = clean(named.get("xmlurl", ""))
    return url or ("(no xmlUrl)" if named.get("type", "").lower() in ("rss", "atom") else "")


def _table(url: str, name: str, group: str, attributes: Mapping[str, str]) -> Table:
    own = {
        key.removeprefix(f"{NAMESPACE} "): value
        for key, value in attributes.items()
        if key.startswith(f"{NAMESPACE} ") and key != f"{NAMESPACE} url"
    }
    selectors = {
        key.removeprefix(_PAGE): value for key, value in own.items() if key.startswith(_PAGE) and value
    }
    table: Table = {"url": url, "outlet": truncate(name, MAX_OUTLET_CHARS), "group": group}
    table |= {key: _typed(key, value) for key, value in own.items() if not key.startswith(_PAGE)}
    if selectors:
        table["page"] = selectors
    return {key: value for key, value in table.items() if value != ""}


def _typed(key: str, value: str) -> object:
    """A value as TOML has it; what is none of the kind stays a text, and is told."""
    if key == "interval_s":
        try:
            number = float(value)
        except ValueError:
            return value
        return int(number) if number.is_integer() else number
    return {"true": True, "false": False}.get(value, value) if key == "full_text" else value


def _refused_keys(table: Table) -> dict[str, str]:
    """What config.toml would not take of a table: key -> why."""
    try:
        FeedSettings.model_validate(table)
    except ValidationError as error:
        return {str(next(iter(one["loc"]), "url")): _why(one) for one in error.errors()}
    return {}


def _why(details: ErrorDetails) -> str:
    words = str(details["ctx"]["error"]) if details["type"] == "value_error" else details["msg"]
    inner = ".".join(map(str, details["loc"][1:]))
    return f"{inner}{': ' * bool(inner)}{words}, not {_shown(details['input'])}"


def _shown(value: object) -> str:
    text = repr(clean(str(value)))
    return text if len(text) <= 80 else text[:77] + "..."


def _unusable(file: str, message: str) -> ConfigError:
    return ConfigError((Problem(file=file, where="", message=message),))


# --- writing --------------------------------------------------------------------------------------------


def _levels(group: str) -> list[str]:
    return [level for level in group.split(LEVELS) if level.strip()]


def _place(places: dict[str, ET.Element], levels: Sequence[str]) -> ET.Element:
    """The outline of a group, made where it is missing."""
    name = LEVELS.join(levels)
    if name not in places:
        text = _NOT_XML.sub("", levels[-1])
        places[name] = ET.SubElement(_place(places, levels[:-1]), "outline", {"text": text})
    return places[name]


def _attributes(table: Table, group: str) -> Iterator[tuple[str, str]]:
    name = _NOT_XML.sub("", str(table.get("outlet", "")))
    yield from (("type", "rss"), ("text", name or str(table["url"])), ("xmlUrl", str(table["url"])))
    own = {key: value for key, value in table.items() if key not in ("url", "group")}
    if LEVELS.join(map(clean, _levels(group))) != group or len(group) > MAX_GROUP_CHARS:
        own["group"] = group
    own.setdefault("outlet", "")
    for key, value in own.items():
        if isinstance(value, dict):
            yield from (
                (f"topicwire:{key}.{inner}", _NOT_XML.sub("", str(one))) for inner, one in value.items()
            )
        else:
            text = str(value).lower() if isinstance(value, bool) else str(value)
            yield f"topicwire:{key}", _NOT_XML.sub("", text)
