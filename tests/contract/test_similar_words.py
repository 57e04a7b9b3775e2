"""What every store promises about mistyped words: the common ones that may be meant, best first."""

import pytest

from bot.core.model import ChangedArticle
from bot.matching.fold import fold
from bot.ports_store import Store
from tests.builders import NOW, make_article, make_new, make_record
from tests.contract.steps import add_article, add_feed


async def add(store: Store, *titles: str) -> None:
    feed_id = await add_feed(store)
    news = [make_new(make_article(title=title)) for title in titles]
    await store.commit_poll(make_record(feed_id, *news), now=NOW)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("satelite", "satellite"),
        ("sattellite", "satellite"),
        ("stalelite", "satellite"),
        ("asatellite", "satellite"),
        ("atellite", "satellite"),
        ("satellitw", "satellite"),
        ("спутнк", "спутник"),
        ("پاکستا", "پاكستان"),
        ("cpce", "cpec"),
    ],
)
async def test_a_slip_of_the_pen_leads_to_the_word_meant(store: Store, typed: str, meant: str) -> None:
    texts = ("satellite", "saturate", "спутник", "پاکستان", "cpec", "navigation")
    await add(store, *(text for text in texts for _ in range(3)))
    assert (await store.similar_words(typed))[0] == fold(meant).text


@pytest.mark.parametrize(
    "text", ["satellite", "sat", "zzzzzzz", "北斗卫星", "1234", "two words", "", "·x", "\ud83d"]
)
async def test_nothing_is_similar_to_a_right_word_or_to_none(store: Store, text: str) -> None:
    await add(store, *("satellite 1235 北斗卫 sats" for _ in range(3)))
    assert await store.similar_words(text) == ()


async def test_rare_words_are_no_answer_to_a_slip(store: Store) -> None:
    await add(store, "satellite", "satellite")
    assert await store.similar_words("satelite") == ()


async def test_words_of_a_changed_article_are_counted_anew(store: Store) -> None:
    feed_id = await add_feed(store)
    for number in range(3):
        await add_article(store, feed_id, make_article(title="satellite", keys=(f"id:{number}",)))
    ids = await store.seen_articles(feed_id, ["id:0"])
    new = make_article(title="galileo", keys=("id:0",))
    change = ChangedArticle(article_id=ids["id:0"].article_id, article=new)
    await store.commit_poll(make_record(feed_id, changed=(change,)), now=NOW)
    assert await store.similar_words("satelite") == ()


async def test_the_word_of_most_articles_comes_first_among_equals_and_there_are_five_at_most(
    store: Store,
) -> None:
    counts = {"bane": 3, "bank": 9, "band": 5, "bang": 4, "bans": 6, "balk": 3, "barn": 3}
    await add(store, *(word for word, count in counts.items() for _ in range(count)))
    assert await store.similar_words("banx") == ("bank", "bans", "band", "bang", "bane")


async def test_one_slip_comes_before_two(store: Store) -> None:
    await add(store, *["orbiting"] * 9, *["orbital"] * 3)
    assert await store.similar_words("orbitl") == ("orbital",)
    assert await store.similar_words("orbitel") == ("orbital",)
    assert await store.similar_words("orbitang") == ("orbiting", "orbital")
