"""What of feedparser is made cheaper gives what it gave."""

from copy import deepcopy
from typing import Any

import feedparser
import pytest

import bot.feeds.extractor  # noqa: F401 - sets feedparser up

KEYS = (
    *feedparser.FeedParserDict.keymap,
    *("category", "enclosures", "license", "updated", "updated_parsed", "published", "summary", "type"),
)
LINKS = [{"rel": "license", "href": "l"}, {"rel": "enclosure", "href": "e"}]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize(
    "notes",
    [
        {},
        {"type": "text/html", "published": "today"},
        {"id": "1", "updated": "today", "href": "h", "subtitle": "s", "feed": "f", "entries": "e"},
        {"summary": "s", "subtitle": "t", "tags": [{"term": "t"}], "links": LINKS},
        {"guid": "written by another way", "summary_detail": {}, "rights": "r", "tags": [], "links": []},
    ],
)
def test_notes_tell_what_they_hold_as_they_give_it(notes: dict[str, Any], key: str) -> None:
    taken = feedparser.FeedParserDict(notes)
    try:
        expected = taken[key]
    except KeyError:
        expected = "none"
    assert taken.get(key, "none") == expected
    # It warns of "updated" that it takes from "published", and so does not hold it.
    assert (key in taken) == (expected != "none" and (key in notes or not key.startswith("updated")))


def test_copied_notes_share_nothing_that_can_change() -> None:
    notes = feedparser.FeedParserDict({"type": "text/html", "links": [feedparser.FeedParserDict(href="h")]})
    copied = deepcopy(notes)
    notes["links"][0]["href"] = "changed"
    assert copied == {"type": "text/html", "links": [{"href": "h"}]}
    assert type(copied) is type(copied["links"][0]) is feedparser.FeedParserDict
