"""Which articles report the same event."""

from bot.core.stories import story_keys
from tests.builders import make_article

LONG = "Leaders of ten states met in Bishkek on Monday and agreed on a plan for trade and transport."


def shared(one, other):
    return set(story_keys(one)) & set(story_keys(other))


def test_two_feeds_that_lead_to_one_page_tell_one_story():
    one = make_article(keys=("guid:a", "link:https://example.org/x"), title="One")
    other = make_article(keys=("link:https://example.org/x",), title="Other")
    assert shared(one, other)


def test_link_that_identity_does_not_vouch_for_joins_nothing():
    one = make_article(keys=("guid:a",), canonical_url="https://example.org/live")
    other = make_article(keys=("guid:b",), canonical_url="https://example.org/live")
    assert not shared(one, other)


def test_copied_wire_report_is_one_story_whatever_its_punctuation():
    one = make_article(title="Summit opens in Bishkek", body=LONG)
    other = make_article(title="SUMMIT OPENS IN BISHKEK!", summary=LONG.replace(" ", "  "))
    assert shared(one, other)


def test_repeated_headline_over_another_text_is_another_story():
    one = make_article(title="Xi meets Pakistani prime minister", body=LONG)
    other = make_article(title="Xi meets Pakistani prime minister", body="A year later, " + LONG)
    assert not shared(one, other)


def test_bare_headline_joins_nothing():
    assert story_keys(make_article(title="Xi meets Pakistani prime minister", body="Photo.")) == ()
