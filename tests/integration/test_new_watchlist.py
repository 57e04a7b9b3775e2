"""What a watchlist that is only being written would have found in a real database."""

from dataclasses import replace
from datetime import timedelta

from bot.app.commands.new import SHOWN_STORIES, try_new
from bot.core.feed import Outlet
from bot.core.query import Query
from bot.core.watchlist import Alias, Context, Watchlist
from bot.ports_store import Store
from tests.builders import NOW, make_article, make_feed, make_new, make_record
from tests.contract.steps import add_feed, search

KITES = Watchlist(
    watchlist_id="kites",
    name="Kites",
    aliases=(Alias(text="World Kite League"), Alias(text="世界风筝联盟"), Alias(text="عالمی پتنگ لیگ")),
)
FEED = make_feed(outlet=Outlet(name="اخبار"))


async def store_titles(store: Store, *titles: str, days_ago: int = 1) -> None:
    feed_id = await add_feed(store, FEED)
    news = [make_new(make_article(title=title)) for title in titles]
    await store.commit_poll(make_record(feed_id, *news), now=NOW - timedelta(days=days_ago))


async def tried(store: Store, watchlist: Watchlist = KITES) -> tuple[str, ...]:
    return await try_new(watchlist, days=30, history=store, now=NOW, on_progress=lambda *_: None)


async def test_stories_are_counted_and_the_newest_shown_and_silent_names_named(store):
    await store_titles(store, "World Kite League opens", "Tea harvest begins")
    await store_titles(store, "World Kite League, long ago", days_ago=40)
    assert await tried(store) == (
        "in the last 30 days it would have matched 1 story in 2 stored articles:",
        "  World Kite League opens · \u2068اخبار\u2069 · 2026-09-30",
        "2 of 3 names found nothing that counted: “世界风筝联盟”, “\u2068عالمی پتنگ لیگ\u2069”",
    )


async def test_many_stories_are_shown_in_part_newest_first(store):
    await store_titles(store, *(f"World Kite League, day {day}" for day in range(SHOWN_STORIES + 2)))
    first, newest, *_, older, _ = await tried(store)
    assert "7 stories" in first
    assert newest.startswith("  World Kite League, day 6")
    assert older == "  and 2 older"


async def test_articles_of_one_story_count_once_and_those_below_the_threshold_not(store):
    feed_id = await add_feed(store, FEED)
    both = [
        make_new(make_article(title=f"World Kite League {verb}"), story_keys=("page:one",))
        for verb in ("opens", "is open")
    ]
    await store.commit_poll(make_record(feed_id, *both), now=NOW)
    found, first, _ = await tried(store)
    assert "1 story in 2 stored articles" in found
    assert first.startswith("  World Kite League opens")
    found, silent = await tried(store, replace(KITES, threshold=1.0))
    assert "0 stories" in found
    assert silent.startswith("2 of 3 names")


async def test_an_outlets_country_speaks_for_a_name_as_it_does_in_a_poll(store):
    name = Alias(text="WKL", is_case_exact=True, needs_context=True, weight=0.8)
    at_home = replace(KITES, aliases=(name,), context=Context(countries=("kg",)), threshold=0.1)
    abroad = replace(at_home, context=Context(countries=("uz",)))
    feed = make_feed(outlet=Outlet(name="Kabar", country="KG"))
    await store.commit_poll(
        make_record(await add_feed(store, feed), make_new(make_article(title="WKL opens"))), now=NOW
    )
    assert "1 story" in (await tried(store, at_home))[0]
    assert "0 stories" in (await tried(store, abroad))[0]


async def test_nothing_found_and_nothing_stored_are_told_apart(store):
    assert "no articles are stored" in (await tried(store))[0]
    await store_titles(store, "Tea harvest begins")
    found, silent = await tried(store)
    assert found == "in the last 30 days it would have matched 0 stories in 1 stored article"
    assert silent.startswith("3 of 3 names found nothing")


async def test_trying_stores_nothing(store):
    await store_titles(store, "World Kite League opens")
    await tried(store)
    assert await search(store, Query(watchlist_ids=("kites",))) == []
