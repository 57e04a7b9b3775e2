"""Which new entries are stored articles under new keys."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.comparison import Comparison
from bot.core.migration import Migration, RecentArticle, may_have_migrated
from bot.core.migration import find_migration as find_migration_at
from bot.core.model import KnownArticle
from tests.builders import NOW, make_article

TITLES = ("Summit opens", "Envoys meet", "Rail link agreed", "Bank founded")


def stored(*titles, published_at=NOW):
    return [
        RecentArticle(
            article_id=number,
            title=title,
            text="",
            canonical_url=f"https://a.org/before/{number}",
            published_at=published_at,
            content_hash=f"stored-{number}",
        )
        for number, title in enumerate(titles, start=1)
    ]


def listed(*titles, published_at=NOW):
    return tuple(make_article(title=title, published_at=published_at) for title in titles)


def find_migration(compared, recent, **more) -> Migration | None:
    return find_migration_at(compared, recent, now=NOW, **more)


def test_a_title_and_its_date_are_enough_to_be_known_again():
    found = find_migration(Comparison(new=listed(*TITLES)), stored(*TITLES))
    assert found.again == 4
    assert [one.article_id for one in found.comparison.changed] == [1, 2, 3, 4]
    assert (found.comparison.new, found.comparison.held) == ((), ())


def test_unchanged_articles_only_get_their_new_keys():
    (first, *rest) = listed(*TITLES)
    before, *others = stored(*TITLES)
    recent = [replace(before, content_hash=first.content_hash), *others]
    found = find_migration(Comparison(new=(first, *rest)), recent)
    assert found.comparison.known == (KnownArticle(article_id=1, keys=first.keys),)


def test_a_feed_of_which_less_than_half_is_known_again_did_not_migrate():
    new = listed(*TITLES, *(f"News {number}" for number in range(4)))
    assert find_migration(Comparison(new=new), stored(*TITLES)) is None


def test_articles_with_one_title_and_date_are_known_again_each_as_another():
    found = find_migration(Comparison(new=listed(*["Briefing"] * 3)), stored(*["Briefing"] * 4))
    assert len({one.article_id for one in found.comparison.changed}) == 3


def test_a_stored_article_that_the_document_lists_is_no_other_one():
    known = (KnownArticle(article_id=1, keys=()),)
    new = listed(*TITLES)
    found = find_migration(Comparison(new=new, known=known), stored(*TITLES))
    assert found.comparison.held == new[:1]


def test_a_newer_article_under_a_stored_title_is_held():
    later = listed(TITLES[0], published_at=NOW + timedelta(hours=1))
    found = find_migration(Comparison(new=listed(*TITLES) + later), stored(*TITLES))
    assert found.comparison.held == later


def test_the_question_comes_up_where_most_of_three_or_more_is_new():
    known = (KnownArticle(article_id=1, keys=()),)
    assert may_have_migrated(Comparison(new=listed("A", "B", "C"), known=known))
    assert not may_have_migrated(Comparison(new=listed("A", "B"), known=()))
    assert not may_have_migrated(Comparison(new=listed("A", "B", "C"), known=known * 2))


def test_thousands_of_new_articles_under_one_title_that_the_feed_had_are_not_compared_each_with_each():
    """A hostile document: comparing all pairs took minutes, in which the bot did nothing else."""
    later = NOW + timedelta(hours=1)
    new = listed(*["Daily briefing"] * 10_000, published_at=later)
    assert find_migration(Comparison(new=new), stored(*["Daily briefing"] * 500)) is None


def test_of_two_stored_articles_the_one_that_agrees_in_more_is_taken():
    first, second, *others = stored(TITLES[0], *TITLES)
    (article, *rest) = listed(*TITLES)
    recent = [first, replace(second, canonical_url=article.canonical_url), *others]
    found = find_migration(Comparison(new=(article, *rest)), recent)
    assert found.comparison.changed[0].article_id == second.article_id


TOMORROW = NOW + timedelta(days=1)
MORE = (*TITLES, "Rail line surveyed", "Port opened")


def undated(*titles, body=""):
    return tuple(make_article(title=title, body=body) for title in titles)


def test_the_title_alone_is_enough_where_one_new_and_one_stored_article_have_it():
    found = find_migration(Comparison(new=undated(*MORE)), stored(*MORE))
    assert [one.article_id for one in found.comparison.changed] == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize(
    ("new", "recent"),
    [
        (undated(*MORE[:3] * 2), stored(*MORE)),
        (undated(*MORE), stored(*MORE, *MORE)),
        (
            undated(*MORE, body="It is Monday."),
            [replace(one, text="It is Sunday.") for one in stored(*MORE)],
        ),
        (listed(*MORE, published_at=TOMORROW), stored(*MORE)),
        (undated("", "", ""), stored("")),
        (undated(*TITLES), stored(*TITLES)),
    ],
    ids=["twice in the document", "twice stored", "two texts", "dated after all", "no titles", "too few"],
)
def test_the_title_alone_proves_nothing_of_what_may_come_again(new, recent):
    assert find_migration(Comparison(new=new), recent) is None


def test_a_title_that_stands_beside_its_stored_article_is_not_known_by_it():
    known = (KnownArticle(article_id=7, keys=()),)
    found = find_migration(Comparison(new=undated(*MORE), known=known), stored(*MORE, MORE[0]))
    assert [one.text.title for one in found.comparison.held] == [MORE[0]]


@pytest.mark.parametrize("did_before", [False, True])
def test_of_a_feed_that_had_new_ids_before_what_has_a_new_title_is_new(did_before):
    new = undated("Charter signed", "", *MORE)
    found = find_migration(Comparison(new=new), stored(*MORE), did_before=did_before).comparison
    assert (found.new, found.held) == ((new[:1], new[1:2]) if did_before else ((), new[:2]))


def test_an_edited_headline_is_not_new_where_its_date_or_text_is_stored():
    text = "It begins as no other article of the feed does, and goes on and on."
    recent = [
        replace(one, text=text if one.title == MORE[0] else "", published_at=NOW - timedelta(days=at))
        for at, one in enumerate(stored(*MORE, "Sixth"))
    ]
    rest = undated(*MORE[1:], "Sixth")
    for edited in (make_article(title="Edited", body=text), make_article(title="Edited", published_at=NOW)):
        found = find_migration(Comparison(new=(edited, *rest)), recent, did_before=True)
        assert found.comparison.held == (edited,)
