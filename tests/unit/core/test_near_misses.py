"""Gaps of a topic, and how near misses and gaps are told."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.button import Button
from bot.core.chat import LINES, TITLE_CHARS
from bot.core.entry import ENTRY_TITLE_CHARS, Entry
from bot.core.feed import FeedState, Outlet, Stop, StoredFeed
from bot.core.model import StoredArticle, TextField
from bot.core.near_misses import (
    FEWEST_ARTICLES,
    Gap,
    NearMiss,
    NearMissReport,
    TopicRecord,
    article_notice,
    closest_first,
    gap_notice,
    gap_of,
    living_languages,
    near_miss_entry,
)
from bot.core.watchlist import Alias, Watchlist
from bot.errors import FeedFailure
from tests.builders import NOW, make_article, make_feed, make_match, make_state

DAY = timedelta(days=1)
SCO = Watchlist(
    watchlist_id="sco",
    name="SCO",
    aliases=(
        Alias(text="SCO", lang="en"),
        Alias(text="OCS", lang="fr"),
        Alias(text="OCS", lang="es"),
        Alias(text="上合组织", lang="zh-Hans"),
        Alias(text="S.C.O."),
        Alias(text="ШЫҰ", lang="mul"),
    ),
)
LONG_AGO = NOW - 60 * DAY


def gap(*, record: TopicRecord | None = None, articles: int = FEWEST_ARTICLES, living: str = "") -> Gap:
    known = record or TopicRecord(since=LONG_AGO, outlets={})
    return gap_of(SCO, known, articles=articles, living=set(living.split()), now=NOW)


def missed(number: int, score: float, **article: object) -> NearMiss:
    stored = StoredArticle(
        article_id=number,
        story_id=number,
        article=make_article(
            **{"title": f"Title {number}", "url": f"https://example.org/{number}"} | article
        ),
        feed_url="https://example.org/feed",
        outlet=Outlet(name="Example News"),
        seen_at=NOW,
    )
    return NearMiss(
        watchlist=SCO, stored=stored, evidence=make_match().evidence, reached=score, line=SCO.threshold
    )


def report(*articles: NearMiss, gaps: tuple[Gap, ...] = ()) -> NearMissReport:
    return NearMissReport(days=7, articles=articles, gaps=gaps)


# --- gaps -----------------------------------------------------------------------------------------------


def test_names_that_found_nothing_are_each_named_once() -> None:
    told = gap(record=TopicRecord(since=LONG_AGO, names=frozenset({"SCO"}), outlets={}), living="en fr zh")
    assert (told.names, told.all_names) == (("OCS", "上合组织", "S.C.O.", "ШЫҰ"), 5)


def test_name_in_a_language_that_no_feed_brings_is_told_with_its_language_alone() -> None:
    told = gap(living="en zh")
    assert (told.names, told.all_names) == (("SCO", "上合组织", "S.C.O.", "ШЫҰ"), 4)
    assert told.langs == ("fr", "es")


@pytest.mark.parametrize(
    ("since", "articles"),
    [
        (None, FEWEST_ARTICLES),
        (LONG_AGO + timedelta(seconds=1), FEWEST_ARTICLES),
        (LONG_AGO, FEWEST_ARTICLES - 1),
    ],
    ids=["never found", "not watched that long", "too few articles"],
)
def test_nothing_is_said_of_names_where_nobody_can_tell(since, articles) -> None:
    assert gap(record=TopicRecord(since=since, outlets={}), articles=articles).names == ()


@pytest.mark.parametrize(
    ("outlets", "lone"),
    [({"Xinhua": 3}, "Xinhua"), ({"Xinhua": 2}, ""), ({"Xinhua": 9, "Dawn": 1}, ""), ({}, "")],
)
def test_topic_of_one_outlet_is_told_where_there_are_articles_enough(outlets, lone) -> None:
    assert gap(record=TopicRecord(since=LONG_AGO, outlets=outlets)).outlet == lone


def test_languages_of_names_that_no_feed_speaks_are_told() -> None:
    assert gap(living="en zh").langs == ("fr", "es")
    assert gap(living="en fr es zh").langs == ()


def test_gap_without_anything_is_none() -> None:
    names = frozenset(alias.text for alias in SCO.aliases)
    assert not gap(record=TopicRecord(since=LONG_AGO, names=names, outlets={}), living="en fr es zh")


# --- languages ------------------------------------------------------------------------------------------

QUIET = {"rhythm_s": 3_600.0, "ok_at": NOW, "news_at": NOW - 30 * DAY}
BROKEN = {"failure": FeedFailure.TIMEOUT, "failing_since": NOW - 15 * DAY}
FAILING = {"failure": FeedFailure.TIMEOUT, "failing_since": NOW - DAY}


@pytest.mark.parametrize(
    ("state", "is_living"),
    [({}, True), (FAILING, True), (BROKEN, False), (QUIET, False), ({"stop": Stop.PAUSED}, False)],
    ids=["ok", "failing for a day", "broken", "quiet", "paused"],
)
def test_feed_that_brings_nothing_any_more_speaks_no_language(state, is_living) -> None:
    made: FeedState = make_state(**state)
    feed = StoredFeed(feed_id=1, feed=make_feed(lang="ur"), state=made)
    assert living_languages([feed], {}, now=NOW) == (frozenset({"ur"}) if is_living else frozenset())


def test_feed_speaks_what_is_declared_or_else_what_its_articles_are_written_in() -> None:
    declared = StoredFeed(feed_id=1, feed=make_feed(lang="ur"), state=make_state())
    mixed = StoredFeed(feed_id=2, feed=make_feed(), state=make_state())
    written = {1: {"en"}, 2: {"ru", "kk"}}
    assert living_languages([declared, mixed], written, now=NOW) == {"ur", "ru", "kk"}


# --- words ----------------------------------------------------------------------------------------------


def test_closest_article_comes_first_and_of_equals_the_newest() -> None:
    ranked = closest_first([missed(1, 0.4), missed(2, 0.48), missed(3, 0.4)])
    assert [one.stored.article_id for one in ranked] == [2, 3, 1]


def test_each_article_is_an_entry_with_its_reason_and_has_its_own_buttons() -> None:
    notice = article_notice(report(missed(81, 0.46), missed(82, 0.41)))
    assert notice is not None
    assert notice.title == "2 articles just missed an alert in 7 days"
    assert notice.lines == ()
    assert notice.entries[0] == Entry(
        title="1. Title 81",
        url="https://example.org/81",
        at=NOW,
        is_dated=False,
        facts=("Example News", "sco: 0.46 of 0.50", "“SCO”"),
    )
    assert [one.title for one in notice.entries] == ["1. Title 81", "2. Title 82"]
    pressed = [(one.button, one.label, one.value) for one in notice.buttons]
    assert pressed[:2] == [
        (Button.RELEVANT, "Relevant: 1", "81 sco"),
        (Button.NOT_RELEVANT, "Not relevant: 1", "81 sco"),
    ]
    assert len(pressed) == 4


def test_name_that_was_not_sure_enough_is_told_apart_from_a_score() -> None:
    unsure = replace(missed(81, 0.31), is_refused=True)
    assert "sco: name unsure, 0.31 of 0.50" in near_miss_entry(unsure, number=1).facts


def test_sentence_round_the_name_stands_below() -> None:
    body = "Tea was served at nine. Ministers of the SCO met in Tashkent. Nobody had slept."
    start = body.index("SCO")
    near = missed(81, 0.46, body=body)
    (found,) = near.evidence
    found = replace(found, field=TextField.BODY, start=start, end=start + len("SCO"))
    spans = near_miss_entry(replace(near, evidence=(found,)), number=1).excerpt
    assert [span.text for span in spans if span.is_name] == ["SCO"]
    assert "Ministers of the SCO met in Tashkent." in "".join(span.text for span in spans)


def test_many_articles_are_the_closest_five_and_a_count_within_the_budgets_of_a_notice() -> None:
    long = [missed(number, 0.45, title="x" * 900, url="https://e.org/" + "y" * 900) for number in range(9)]
    notice = article_notice(report(*long))
    assert notice is not None
    assert notice.title.startswith("9 articles just missed an alert in 7 days: the closest 5")
    assert len(notice.title) <= TITLE_CHARS
    assert [one.title[:2] for one in notice.entries] == ["1.", "2.", "3.", "4.", "5."]
    assert max(len(one.title) for one in notice.entries) <= ENTRY_TITLE_CHARS
    assert len(notice.buttons) == 10


def test_gaps_are_told_in_a_line_each_and_what_is_too_much_is_counted() -> None:
    whole = Gap(
        watchlist_id="sco", names=("a", "b"), all_names=9, outlet="Xinhua", articles=14,
        langs=("ur", "fr", "es", "de", "it", "xx", "pl", "tr"),
    )  # fmt: skip
    notice = gap_notice(report(gaps=(whole,)))
    assert notice is not None
    assert notice.lines == (
        "sco: all 14 articles of 30 days came from one outlet, Xinhua",
        "sco: no living feed in Urdu, French, Spanish, German, Italian, xx and 2 more, in which it has names",
        "sco: 2 of 9 names found nothing in 60 days, or are newer: a, b",
    )
    many = gap_notice(report(gaps=(whole,) * 9))
    assert many is not None
    assert (len(many.lines), many.lines[-1]) == (LINES, "and 13 more: see `topicwire near-misses`")


def test_nothing_missed_is_no_notice() -> None:
    assert article_notice(report()) is None
    assert gap_notice(report()) is None
