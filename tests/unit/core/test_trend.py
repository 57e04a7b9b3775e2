"""Mentions counted by the store become a trend, and sentences for those who cannot see its chart."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from bot.core.trend import OTHER, Mention, count_mentions, period_of, trend_lines
from bot.core.watchlist import Alias, Watchlist
from bot.errors import QueryError
from tests.builders import NOW

SCO = Watchlist(
    watchlist_id="sco", name="Shanghai Cooperation Organisation", aliases=(Alias(text="SCO", lang="en"),)
)
TODAY = date(2026, 10, 1)
DAY = timedelta(days=1)


def mention(days_ago=0, lang="en", count=1):
    return Mention(day=TODAY - days_ago * DAY, lang=lang, count=count)


def trend_of(*mentions, days=3, earlier=()):
    return count_mentions(SCO, period_of(days, now=NOW), mentions, earlier=earlier)


def by_language(trend):
    return {one.lang: one.counts for one in trend.languages}


def test_period_ends_with_today_and_has_every_day():
    period = period_of(3, now=NOW)
    assert period.days == (date(2026, 9, 29), date(2026, 9, 30), date(2026, 10, 1))
    assert (period.since, period.until) == (
        datetime(2026, 9, 29, tzinfo=UTC),
        datetime(2026, 10, 2, tzinfo=UTC),
    )


def test_year_with_a_leap_day_misses_and_repeats_none():
    days = period_of(365, now=datetime(2028, 6, 1, 23, 59, tzinfo=UTC)).days
    assert date(2028, 2, 29) in days
    assert {after - before for before, after in pairwise(days)} == {DAY}


def test_time_before_is_as_long_as_the_period_has_lasted():
    period = period_of(30, now=NOW)
    assert period.earlier_until - period.earlier_since == NOW - period.since
    assert period.earlier_until <= period.since


@pytest.mark.parametrize("days", [0, -1, 366])
def test_too_few_or_too_many_days_are_refused_in_words(days):
    with pytest.raises(QueryError, match=f"{days} days.*1 to 365"):
        period_of(days, now=NOW)


def test_day_without_a_mention_counts_zero():
    trend = trend_of(mention(2, count=4), mention(0))
    assert by_language(trend) == {"en": (4, 0, 1)}
    assert (trend.totals, trend.total) == ((4, 0, 1), 5)


def test_topic_without_mentions_has_its_days_all_the_same():
    trend = trend_of()
    assert (trend.totals, trend.total, trend.languages) == ((0, 0, 0), 0, ())


def test_mention_outside_the_period_does_not_count():
    assert trend_of(mention(3), mention(-1)).languages == ()


def test_language_with_most_articles_comes_first_and_equal_ones_by_code():
    trend = trend_of(mention(lang="ru"), mention(lang="zh", count=2), mention(1, "ar"))
    assert list(by_language(trend)) == ["zh", "ar", "ru"]


def test_variants_of_a_language_count_as_one():
    trend = trend_of(mention(lang="zh-Hans"), mention(lang="zh-TW"), mention(1, "zh"))
    assert by_language(trend) == {"zh": (0, 1, 2)}


def test_languages_after_the_sixth_are_counted_together_as_the_last():
    langs = ["en", "zh", "ru", "ur", "ar", "fa", "kk", "uz"]
    mentions = [mention(lang=lang, count=10 - rank) for rank, lang in enumerate(langs)]
    trend = trend_of(*mentions, mention(1, "ky"))
    assert list(by_language(trend)) == [*langs[:6], OTHER]
    assert by_language(trend)[OTHER] == (0, 1, 4 + 3)
    assert trend.languages[-1].name == "other languages"


def test_lines_tell_total_busiest_day_and_languages():
    trend = trend_of(mention(2, "zh", 3), mention(0, "en", 2), mention(0, "", 1), mention(1, "xx", 1))
    assert trend_lines(trend)[:3] == (
        "Shanghai Cooperation Organisation: 7 articles in 3 days (2026-09-29 to 2026-10-01 so far, UTC)",
        "Most in a day: 3, on 2026-09-29 and 1 more of the days",
        "By language: Chinese 3, English 2, language unknown 1, xx 1",
    )


def test_lines_of_nothing_say_so():
    assert trend_lines(trend_of(days=1)) == (
        "Shanghai Cooperation Organisation: no articles in 1 day (2026-10-01 so far, UTC)",
        "In the 1 day before: none",
    )


@pytest.mark.parametrize(
    ("now", "before", "told"),
    [
        (15, 10, "10 articles; 50 % more now"),
        (5, 20, "20 articles; 75 % fewer now"),
        (12, 12, "12 articles; as many now"),
        (90, 9, "9 articles"),
        (0, 1, "1 article"),
        (1, 1200, "1,200 articles; 100 % fewer now"),
    ],
)
def test_last_line_compares_with_the_days_before(now, before, told):
    trend = trend_of(mention(count=now), earlier=[mention(4, count=before)])
    assert trend_lines(trend)[-1] == f"In the 3 days before: {told}"


def test_right_to_left_name_is_isolated_in_its_line():
    urdu = Watchlist(watchlist_id="cpec", name="سی پیک", aliases=SCO.aliases)
    trend = count_mentions(urdu, period_of(7, now=NOW), ())
    assert trend_lines(trend)[0].startswith("\u2068سی پیک\u2069: no articles")
