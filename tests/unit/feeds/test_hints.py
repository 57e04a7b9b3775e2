"""What documents say of when to ask again."""

import pytest

from bot.core.feed import NO_HINTS, FeedHints
from bot.feeds.hints import read_hints


def rss(channel="", *, behind="", article="<title>One</title>"):
    return (
        '<?xml version="1.0"?>\n<rss version="2.0"><channel><title>News</title>'
        f"{channel}<item>{article}</item>{behind}</channel></rss>"
    )


@pytest.mark.parametrize(
    ("minutes", "seconds"),
    [
        ("60", 3_600),
        (" 5\n", 300),
        ("99999999", 86_400),
        ("0", 0),
        ("-5", 0),
        ("1e3", 0),
        ("", 0),
        ("٣", 180),
        ("<![CDATA[60]]>", 3_600),
        ("\n<![CDATA[ 5 ]]>\n", 300),
        ("<![CDATA[<b>5</b>]]>", 0),
    ],
)
def test_ttl_is_minutes_between_one_and_a_day(minutes, seconds):
    assert read_hints(rss(f"<ttl>{minutes}</ttl>")) == FeedHints(ttl_s=seconds)


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>", 1_800),
        ("<sy:updatePeriod>\n\tDaily </sy:updatePeriod>", 86_400),
        ("<sy:updatePeriod><![CDATA[hourly]]></sy:updatePeriod>", 3_600),
        ("<syn:updateFrequency>4</syn:updateFrequency>", 21_600),
        ("<sy:updatePeriod>sometimes</sy:updatePeriod>", 0),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>", 0),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>999999</sy:updateFrequency>", 0),
    ],
)
def test_update_period_is_divided_by_its_frequency(written, seconds):
    assert read_hints(rss(written)) == FeedHints(period_s=seconds)


def test_hours_and_days_are_read_and_nonsense_among_them_passed_over():
    hours = (
        "<skipHours><hour>0</hour><hour> 24 </hour><hour>7</hour><hour>25</hour><hour>x</hour></skipHours>"
    )
    days = "<skipDays><day>Saturday</day><day>sunday</day><day>Caturday</day></skipDays>"
    assert read_hints(rss(hours + days)) == FeedHints(
        skip_hours=frozenset({0, 7}), skip_days=frozenset({5, 6})
    )


@pytest.mark.parametrize(
    "shown",
    [
        "<![CDATA[<ttl>30</ttl>]]>",
        "<!-- <ttl>30</ttl> -->",
        "<![CDATA[<item> <ttl>30</ttl>]]>",
        "<!-- <ttl>30</ttl>",
    ],
)
def test_what_is_only_shown_is_no_wish(shown):
    assert read_hints(rss(f"<description>{shown}</description>")) == NO_HINTS
    assert read_hints(rss(behind=f"<ttl>5</ttl><description>{shown}</description>")) == FeedHints(ttl_s=300)


def test_list_that_is_never_closed_counts_for_nothing():
    assert read_hints(rss("<skipHours><hour>7</hour>")) == NO_HINTS


def test_what_stands_behind_the_articles_counts_and_what_stands_in_them_does_not():
    assert read_hints(rss(behind="<ttl>30</ttl>")) == FeedHints(ttl_s=1_800)
    assert read_hints(rss(article="<title>One</title><ttl>30</ttl>")) == NO_HINTS
    assert read_hints(rss(article="<description><![CDATA[<ttl>30</ttl>]]></description>")) == NO_HINTS


@pytest.mark.parametrize(
    "text",
    [
        "",
        '{"items": [], "x": "<ttl>30</ttl>"}',
        "plain text",
        "<feed><entry/></feed>",
        "<skipHours>" * 9_999,
        "<![CDATA[" * 9_999,
    ],
)
def test_document_without_hints_has_none(text):
    assert read_hints(text) == NO_HINTS
