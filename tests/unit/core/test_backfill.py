"""Of what was found in the past: which articles stand for their stories, and which of them a channel gets."""

from bot.core.backfill import PastMatch, first_of_stories, strongest, unheard_stories
from bot.core.digest import MOST
from bot.core.feed import OutletKind
from tests.builders import make_subscription


def found(article_id, *, story_id=None, **fields):
    plain = {"score": 0.9, "lang": "en", "kind": OutletKind.PRIVATE}
    return PastMatch(article_id=article_id, story_id=story_id or article_id, **plain | fields)


def ids(matches):
    return [one.article_id for one in matches]


def test_a_story_is_told_by_its_first_article():
    matches = [found(1, story_id=7), found(2), found(3, story_id=7), found(4, story_id=8)]
    assert ids(first_of_stories(matches)) == [1, 2, 4]


def test_a_channel_gets_what_it_has_not_heard_of():
    matches = [found(1, story_id=7), found(2, story_id=8)]
    assert ids(unheard_stories(matches, wanted=make_subscription(), heard=frozenset({7}))) == [2]


def test_a_channel_gets_what_its_subscription_lets_through_and_so_perhaps_a_later_article():
    matches = [
        found(1, story_id=7, lang="ru"),
        found(2, story_id=7),
        found(3, score=0.6),
        found(4, kind=OutletKind.STATE),
    ]
    wanted = make_subscription(langs=("en",), min_score=0.7, kinds=(OutletKind.PRIVATE,))
    assert ids(unheard_stories(matches, wanted=wanted, heard=frozenset())) == [2]


def test_the_strongest_stories_are_shown_oldest_first_and_of_equals_the_oldest():
    matches = [found(1, score=0.5), found(2, score=0.99), *(found(number) for number in range(3, MOST + 3))]
    assert ids(strongest(matches)) == list(range(2, MOST + 2))
