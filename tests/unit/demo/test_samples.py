"""The sample editions hold what the demo promises to show."""

from datetime import UTC, datetime
from itertools import pairwise

import pytest

from bot.demo.edition import ROUNDS, Edition, EditionArticle, FeedFormat, edition
from bot.demo.samples import EXPECTED_ALERTS, EXPECTED_MATCHES, SAMPLE_FEEDS

NOW = datetime(2024, 5, 14, 9, 30, tzinfo=UTC)
TOPICS = {"beidou", "sco", "cpec", "health-silk-road"}


def editions(round_: int) -> dict[str, Edition]:
    return {feed.slug: edition(feed, round_, NOW) for feed in SAMPLE_FEEDS}


def article(slug: str, link_end: str, *, round_: int) -> EditionArticle:
    (found,) = [each for each in editions(round_)[slug].articles if each.link.endswith(link_end)]
    return found


def test_all_formats_and_languages_are_served() -> None:
    assert {feed.format for feed in SAMPLE_FEEDS} == set(FeedFormat)
    assert {feed.lang for feed in SAMPLE_FEEDS} == {"en", "zh", "ru", "ur"}
    assert [feed.lang for feed in SAMPLE_FEEDS if feed.charset == "gb18030"] == ["zh"]


def test_every_outlet_says_that_it_is_a_sample() -> None:
    marks = ("(sample)", "（样本）", "(образец)", "(نمونہ)")
    assert all(feed.outlet.name.endswith(marks) for feed in SAMPLE_FEEDS)
    assert all(feed.site.endswith(".example") for feed in SAMPLE_FEEDS)


def test_each_baseline_has_six_to_ten_articles_of_which_most_are_everyday_news() -> None:
    for feed in SAMPLE_FEEDS:
        baseline = [each for each in feed.articles if each.from_round == 0]
        assert 6 <= len(baseline) <= 10
        assert 0 < sum(bool(each.topics) for each in baseline) < len(baseline) / 2
    assert {topic for topic, _ in EXPECTED_MATCHES[0]} == TOPICS


def test_baseline_and_repeats_expect_silence() -> None:
    assert EXPECTED_ALERTS[0] == frozenset()
    assert EXPECTED_ALERTS[2] == frozenset()


def test_round_one_expects_each_topic_and_each_language() -> None:
    new = [(feed, each) for feed in SAMPLE_FEEDS for each in feed.articles if each.from_round == 1]

    assert {topic for topic, _ in EXPECTED_ALERTS[1]} == TOPICS
    assert {feed.lang for feed, each in new if each.topics} == {"en", "zh", "ru", "ur"}
    assert {each.title for _, each in new if not each.topics} & {
        title for _, title in EXPECTED_ALERTS[1]
    } == set()


def test_articles_to_be_alerted_are_three_to_five_sentences_long() -> None:
    for feed in SAMPLE_FEEDS:
        for each in feed.articles:
            if each.from_round == 1 and each.topics:
                assert 3 <= len(each.text) <= 5, each.title


def test_round_one_titles_are_unique_except_for_the_story_in_two_feeds() -> None:
    titles = [each.title for feed in SAMPLE_FEEDS for each in feed.articles if each.from_round == 1]
    twice = {title for title in titles if titles.count(title) > 1}
    assert twice == {"Clinic train leaves with eye doctors and a library on board"}


def test_the_story_in_two_feeds_differs_only_by_campaign_parameters() -> None:
    first = article("pamir-gazette", "/news/clinic-train", round_=1)
    (second,) = [each for each in editions(1)["caspian-signal"].articles if each.title == first.title]
    address, _, parameters = second.link.partition("?")
    assert address == first.link
    assert all(parameter.startswith("utm_") for parameter in parameters.split("&"))


def test_the_misspelt_name_stands_alone() -> None:
    fair = article("pamir-gazette", "/news/border-fair", round_=1)
    assert "Shangai Coperation Organisation" in fair.paragraph
    assert "SCO" not in fair.paragraph


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("SCO Group", "caspian-signal"),
        ("high-speed rail", "indus-oxus"),
        ("China-Myanmar Economic Corridor", "indus-oxus"),
        ("Big Dipper", "pamir-gazette"),
        ("北斗七星", "yunqiao-daily"),
        ("以上合计", "yunqiao-daily"),
        ("چین میانمار", "karakoram-window"),
    ],
)
def test_look_alikes_are_no_topic(name: str, slug: str) -> None:
    (feed,) = [each for each in SAMPLE_FEEDS if each.slug == slug]
    alike = [each for each in feed.articles if any(name in sentence for sentence in each.text)]
    assert alike
    assert all(not each.topics for each in alike)


def test_a_changed_article_keeps_its_guid_and_link() -> None:
    for slug, link_end in [("pamir-gazette", "/rescue-beacons"), ("altyn-tau", "/2308")]:
        before, after = (article(slug, link_end, round_=round_) for round_ in (1, 2))
        assert (before.guid, before.link) == (after.guid, after.link)
        assert before.title != after.title
        assert before.paragraph != after.paragraph


def test_a_moved_id_keeps_link_title_and_text() -> None:
    for slug, link_end in [("indus-oxus", "/cold-store"), ("karakoram-window", "/khabar/78")]:
        before, after = (article(slug, link_end, round_=round_) for round_ in (1, 2))
        assert before.guid != after.guid
        assert (before.link, before.title, before.paragraph) == (after.link, after.title, after.paragraph)


def test_one_guid_moves_from_http_to_https() -> None:
    before, after = (article("pamir-gazette", "/border-fair", round_=round_) for round_ in (1, 2))
    assert before.guid == after.guid.replace("https:", "http:")
    assert after.guid.startswith("https:")


def test_a_repeat_touches_dates_and_nothing_else() -> None:
    before, after = (editions(round_)["caspian-signal"] for round_ in (1, 2))
    assert [(each.guid, each.title, each.paragraph) for each in before.articles] == [
        (each.guid, each.title, each.paragraph) for each in after.articles
    ]
    assert all(
        old.published_at < new.published_at for old, new in zip(before.articles, after.articles, strict=True)
    )
    assert before.changed_at < after.changed_at


def test_no_article_is_lost_between_rounds() -> None:
    for earlier, later in pairwise(ROUNDS):
        for slug, stand in editions(earlier).items():
            assert {each.link for each in stand.articles} <= {
                each.link for each in editions(later)[slug].articles
            }


def test_every_date_lies_before_now_and_the_newest_comes_first() -> None:
    for round_ in ROUNDS:
        for stand in editions(round_).values():
            dates = [each.published_at for each in stand.articles]
            assert dates == sorted(dates, reverse=True)
            assert max(*dates, stand.changed_at, *(each.updated_at for each in stand.articles)) < NOW


def test_unknown_round_and_naive_now_are_refused() -> None:
    with pytest.raises(ValueError, match="round 3"):
        edition(SAMPLE_FEEDS[0], 3, NOW)
    with pytest.raises(ValueError, match="naive"):
        edition(SAMPLE_FEEDS[0], 0, NOW.replace(tzinfo=None))
