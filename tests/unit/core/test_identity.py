"""When two articles are the same one: keys and content hashes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.identity import Identity, article_keys, content_hash, own_keys
from bot.core.model import ArticleText
from tests.builders import NOW


def make_identity(guid="", link="", title="A title", body="", published_at=None):
    return Identity(guid=guid, link=link, title=title, body=body, published_at=published_at)


def keys(*identities, home_url=""):
    return article_keys(identities, [own_keys(one, home_url=home_url) for one in identities])


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
