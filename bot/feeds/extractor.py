"""feedparser as it is used here: what it is told to leave alone, and what it does at less cost.

It extracts, it does not decide: HTML switches off, no address to resolve against, and always a stream, for a
plain value would be tried as a file name first. What is set otherwise here holds for the whole process.
"""

import io
from copy import deepcopy
from functools import lru_cache
from typing import Any

import feedparser
import feedparser.mixin

_Notes: Any = feedparser.FeedParserDict
_get_by_any_name = _Notes.get
_contains_by_any_name = _Notes.__contains__
_NAMED_OTHERWISE = frozenset(
    {*_Notes.keymap, "category", "enclosures", "license", "updated", "updated_parsed"}
)


def extract(data: bytes) -> Any:
    """Return feedparser's result for a document.

    Raises: LookupError, TypeError, ValueError, AttributeError where feedparser stumbles.
    """
    return feedparser.parse(io.BytesIO(data), sanitize_html=False, resolve_relative_uris=False)


def _get(notes: Any, key: str, default: Any = None) -> Any:
    """What feedparser's own ``get`` gives: few keys have other names, all others stand there or do not."""
    if key in _NAMED_OTHERWISE:
        return _get_by_any_name(notes, key, default)
    return dict.get(notes, key, default)


def _contains(notes: Any, key: str) -> bool:
    """As ``_get``."""
    if key in _NAMED_OTHERWISE:
        return bool(_contains_by_any_name(notes, key))
    return dict.__contains__(notes, key)


def _copied(notes: Any, memo: dict[int, Any]) -> Any:
    return _Notes({key: deepcopy(value, memo) for key, value in notes.items()})


# A permalink id would be joined to xml:base, so that moving a feed to https would give every entry a new id.
# An id is a name, not an address: it stays as written.
feedparser.mixin._FeedParserMixin.can_be_relative_uri = (
    feedparser.mixin._FeedParserMixin.can_be_relative_uri - {"id"}
)
# The notes it takes are looked at several times for each tag, and copied for each text.
_Notes.get = _get
_Notes.__contains__ = _contains
_Notes.__deepcopy__ = _copied
# It joins each tag's base to the last one: where there is none, nothing to nothing. Few are kept, for a
# stranger may have written megabytes.
feedparser.mixin._urljoin = lru_cache(maxsize=4)(feedparser.mixin._urljoin)
