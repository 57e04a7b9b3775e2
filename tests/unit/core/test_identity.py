"""When two articles are the same one: keys, content hashes, comparison with the store."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.identity import (
    Identity,
    article_keys,
    compare,
    content_hash,
    hangs_on_others,
    own_keys,
)
from bot.core.model import ArticleText, ListedArticle, SeenArticle
from tests.builders import NOW, make_article


def make_identity(guid="", link="", title="A title", body="", published_at=None):
    return Identity(guid=guid, link=link, title=title, body=body, published_at=published_at)


def keys(*identities, home_url=""):
    return article_keys(identities, [own_keys(one, home_url=home_url) for one in identities])


def seen(**stored):
    """Key -> (id, hash) as the store answers; underscores stand for the colon after the kind."""
    return {
        key.replace("_", ":", 1): SeenArticle(article_id=number, content_hash=digest)
        for key, (number, digest) in stored.items()
    }


# --- keys -----------------------------------------------------------------------------------------------


def test_keys_are_the_id_then_the_link():
    one = make_identity(guid="abc", link="https://a.org/1")
    assert keys(one) == [("guid:abc", "link:https://a.org/1")]


@pytest.mark.parametrize(
    ("before", "after"), [("http://a.org/1", "https://a.org/1"), ("a&amp;b", "a&b"), (" x ", "x")]
)
def test_an_id_survives_https_entities_and_spaces(before, after):
    assert keys(make_identity(guid=before)) == keys(make_identity(guid=after))


def test_one_id_for_all_entries_counts_only_with_the_link():
    two = [make_identity(guid="news", link=f"https://a.org/{n}") for n in (1, 2)]
    assert [own[0] for own in keys(*two)] == ["guid:news|https://a.org/1", "guid:news|https://a.org/2"]


def test_one_id_and_one_link_for_all_entries_fall_back_on_title_and_text():
    two = [make_identity(guid="x", link="https://a.org/1", title=t, published_at=NOW) for t in ("A", "B")]
    first, second = keys(*two)
    assert [key.partition(":")[0] for key in first] == ["title", "text"]
    assert set(first).isdisjoint(second)


def test_a_link_shared_by_two_entries_is_no_key():
    two = [make_identity(guid=guid, link="https://a.org/live") for guid in "ab"]
    assert keys(*two) == [("guid:a",), ("guid:b",)]


@pytest.mark.parametrize("link", ["https://a.org/", "https://a.org/news"])
def test_a_link_to_the_home_page_is_no_key(link):
    assert keys(make_identity(guid="a", link=link), home_url="https://a.org/news") == [("guid:a",)]


def test_the_same_entry_listed_twice_keeps_its_keys():
    one = make_identity(guid="a", link="https://a.org/1")
    assert keys(one, one) == [keys(one)[0]] * 2


def test_an_undated_title_names_nothing():
    [own] = keys(make_identity(title="Daily briefing", body="Today"))
    assert [key.partition(":")[0] for key in own] == ["text"]


def test_two_entries_with_one_title_and_date_are_told_apart_by_text():
    two = [make_identity(title="Briefing", body=body, published_at=NOW) for body in ("One", "Two")]
    first, second = keys(*two)
    assert set(first).isdisjoint(second)


def test_a_very_long_id_is_shortened():
    [own] = keys(make_identity(guid="x" * 10_000))
    assert len(own[0]) < 100


@given(st.lists(st.builds(make_identity, *[st.sampled_from(["", "a", "b"])] * 4), max_size=6))
def test_every_entry_has_a_key_and_no_two_different_entries_share_one(identities):
    found = keys(*identities)
    assert all(found)
    owners = {}
    for one, own in zip(identities, found, strict=True):
        for key in own:
            if not key.startswith("text:"):
                assert owners.setdefault(key, one) == one


def test_the_content_hash_sees_every_field_and_no_order_of_tags():
    text = ArticleText(title="T", body="B")
    base = content_hash(text, link="l", authors=["a"], tags=["x", "y"])
    assert content_hash(text, link="l", authors=["a"], tags=["y", "x"]) == base
    others = {
        content_hash(ArticleText(title="T", summary="B"), link="l", authors=["a"], tags=["x", "y"]),
        content_hash(text, link="m", authors=["a"], tags=["x", "y"]),
        content_hash(text, link="l", authors=[], tags=["x", "y"]),
        content_hash(text, link="l", authors=["a"], tags=["x"]),
    }
    assert len(others | {base}) == 5


# --- new, changed or known ------------------------------------------------------------------------------


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
