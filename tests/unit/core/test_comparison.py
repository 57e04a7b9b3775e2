"""What is new, changed or known of a document, by what is stored of its feed."""

import pytest

from bot.core.comparison import compare, hangs_on_others
from bot.core.model import ListedArticle, SeenArticle
from tests.builders import make_article


def seen(**stored):
    """Key -> (id, hash) as the store answers; underscores stand for the colon after the kind."""
    return {
        key.replace("_", ":", 1): SeenArticle(article_id=number, content_hash=digest)
        for key, (number, digest) in stored.items()
    }


def test_an_article_without_a_seen_key_is_new():
    article = make_article(keys=("guid:1", "link:a"))
    found = compare([article], seen(guid_2=(7, "x")))
    assert (found.new, found.changed, found.known) == ((article,), (), ())


def test_any_seen_key_makes_it_known_and_brings_the_missing_keys():
    moved = make_article(keys=("guid:new", "link:a"), content_hash="same")
    found = compare([moved], seen(link_a=(7, "same")))
    assert found.new == ()
    assert [(one.article_id, one.keys) for one in found.known] == [(7, ("guid:new",))]


def test_another_hash_makes_it_changed():
    article = make_article(keys=("guid:1",), content_hash="after")
    found = compare([article], seen(guid_1=(7, "before")))
    assert [(one.article_id, one.article, one.matches) for one in found.changed] == [(7, article, ())]


def test_the_strongest_key_decides_which_article_it_is():
    article = make_article(keys=("guid:1", "link:a"), content_hash="x")
    found = compare([article], seen(guid_1=(1, "x"), link_a=(2, "x")))
    assert [one.article_id for one in found.known] == [1]


def test_of_two_entries_for_one_stored_article_the_first_decides():
    two = [make_article(keys=(f"link:{n}",), content_hash=f"h{n}") for n in "ab"]
    found = compare(two, seen(link_a=(7, "h"), link_b=(7, "h")))
    assert [one.article for one in found.changed] == two[:1]
    assert found.known == found.new == ()


def test_an_entry_that_took_over_a_link_is_new_while_its_owner_is_still_there():
    newcomer = make_article(keys=("guid:2", "link:a"))
    owner = make_article(keys=("guid:1", "link:b"), content_hash="h")
    found = compare([newcomer, owner], seen(guid_1=(1, "h"), link_a=(1, "h")))
    assert [one.keys for one in found.new] == [("guid:2",)]
    assert [(one.article_id, one.keys) for one in found.known] == [(1, ("link:b",))]


def test_two_new_entries_with_one_key_are_one():
    two = [make_article(keys=("text:1",)) for _ in range(2)]
    assert compare(two, {}).new == (two[0],)


def test_ids_that_tell_places_in_a_list_are_no_keys():
    """The first entry is new, the second is the one that stood first, and the last one dropped out."""
    new = make_article(keys=("guid:1", "link:c"), content_hash="c")
    first = make_article(keys=("guid:2", "link:b"), content_hash="b")
    found = compare([new, first], seen(guid_1=(2, "b"), link_b=(2, "b"), guid_2=(1, "a"), link_a=(1, "a")))
    assert [one.keys for one in found.new] == [("link:c",)]
    assert [(one.article_id, one.keys) for one in found.known] == [(2, ())]
    assert found.changed == ()


def test_one_article_under_anothers_id_takes_no_ids_from_those_that_kept_theirs():
    stored = seen(guid_1=(1, "a"), guid_2=(2, "b"), link_a=(1, "a"), link_b=(2, "b"), guid_3=(3, "c"))
    stayed = make_article(keys=("guid:1", "link:a"), content_hash="a")
    moved = make_article(keys=("guid:3", "link:b"), content_hash="b")
    edited = make_article(keys=("guid:2", "link:d"), content_hash="d")
    found = compare([stayed, moved, edited], stored)
    assert found.new == ()
    assert [one.article_id for one in found.changed] == [3, 2]


def test_what_was_not_read_and_not_looked_up_is_stored_as_it_is_listed():
    new = make_article(keys=("guid:3", "link:c"))
    unread = [ListedArticle(keys=(f"guid:{n}", f"link:{n}"), content_hash=f"h{n}") for n in (1, 2)]
    found = compare([new, *unread, unread[0]], {})
    assert (found.new, found.known, found.unread, found.listed) == ((new,), (), 2, 3)


def test_what_was_not_read_and_is_stored_otherwise_has_to_be_read():
    unread = ListedArticle(keys=("guid:1",), content_hash="listed")
    assert compare([unread], seen(guid_1=(1, "stored"))) is None


@pytest.mark.parametrize(
    ("keys", "stored", "hangs"),
    [
        (("guid:1", "link:a"), {}, False),
        (("guid:1", "link:a"), {"guid_1": (1, "h"), "link_a": (1, "h")}, False),
        (("guid:1", "link:a"), {"guid_1": (1, "before"), "link_a": (1, "before")}, True),
        (("guid:1", "link:a"), {"link_a": (1, "h")}, True),
        (("guid:1", "link:a"), {"guid_1": (1, "h"), "link_a": (2, "h")}, True),
        (("link:a",), {"link_a": (1, "h")}, True),
    ],
    ids=["new", "known", "changed", "under another id", "of two", "without an id"],
)
def test_the_others_of_a_document_decide_on_what_is_neither_new_nor_known(keys, stored, hangs):
    article = make_article(keys=keys, content_hash="h")
    assert hangs_on_others([article], seen(**stored)) is hangs


def test_an_entry_left_out_counts_unless_it_is_the_very_one_that_was_taken():
    stored = seen(link_a=(7, "h"), link_b=(7, "h"))
    first, other = (make_article(keys=(f"link:{n}",), content_hash=n) for n in "ab")
    assert compare([first, other], stored).left_out == 1
    assert compare([first, first], stored).left_out == 0
    assert compare([first, first], {}).left_out == 0
