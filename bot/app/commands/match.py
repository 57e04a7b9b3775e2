"""``match``: JSON Lines of texts -> JSON Lines of matches with their evidence.

A line that cannot be read is a problem of its own; its neighbours are matched all the same.
"""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from bot.core.model import ArticleText, Match
from bot.errors import Problem
from bot.matching.matcher import Matcher

_SURROGATE = re.compile("[\ud800-\udfff]")
_COUNTRY_DOMAIN = re.compile(r"https?://[^/:?#]+\.([a-z]{2})(?:[/:?#]|$)", re.IGNORECASE)
TEXT_KEYS = ("title", "summary", "body")

Line = tuple[str | int, ArticleText, str]
"""An article's id, its text and its outlet's country."""


def match_lines(lines: Iterable[str], matcher: Matcher, *, name: str) -> Iterator[dict[str, Any] | Problem]:
    """Yield for each line that is not blank its matches, or what is wrong with it.

    Args:
        name: what the lines came from, for problems.
    """
    for read in read_lines(lines, name=name):
        if isinstance(read, Problem):
            yield read
        else:
            article_id, text, country = read
            yield {"id": article_id, **_shown(matcher.match(text, country=country))}


def read_lines(lines: Iterable[str], *, name: str) -> Iterator[Line | Problem]:
    """Yield for each line that is not blank what it says, or what is wrong with it."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield _read(line)
        except ValueError as error:
            yield Problem(file=name, where=f"line {number}", message=str(error))


def _read(line: str) -> Line:
    """Return the id, the text and the outlet's country of one line.

    Raises: ValueError with what is wrong with it.
    """
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"not valid JSON: {error}") from None
    if not isinstance(record, dict):
        raise ValueError("must be a JSON object with id, title, summary and body")
    article_id = record.get("id")
    if not isinstance(article_id, str | int):
        raise ValueError("id is required and must be text or a number")
    texts = {key: record.get(key) or "" for key in TEXT_KEYS}
    for key, value in texts.items():
        if not isinstance(value, str):
            raise ValueError(f"{key} must be text")
    text = ArticleText(**{key: without_surrogates(value) for key, value in texts.items()})
    return article_id, text, _country(record)


def without_surrogates(text: str) -> str:
    """Half of a surrogate pair cannot be written out again; one for one, so that offsets stay."""
    return _SURROGATE.sub("\ufffd", text)


def _country(record: dict[str, Any]) -> str:
    """Return the outlet's country as the record says, or as the address of the article ends."""
    country, url = record.get("country") or "", record.get("url") or ""
    if not isinstance(country, str) or not isinstance(url, str):
        raise ValueError("country and url must be text")
    found = _COUNTRY_DOMAIN.match(url)
    return country or (found.group(1) if found else "")


def _shown(matches: Iterable[Match]) -> dict[str, Any]:
    ranked = sorted(matches, key=lambda match: -match.score)
    return {
        "matches": [match.watchlist_id for match in ranked],
        "scores": {match.watchlist_id: round(match.score, 4) for match in ranked},
        "evidence": [
            {
                "watchlist": match.watchlist_id,
                "alias": found.alias,
                "field": found.field.value,
                "start": found.start,
                "end": found.end,
                "text": found.text,
                "how": found.how.value,
            }
            for match in ranked
            for found in match.evidence
        ],
    }
