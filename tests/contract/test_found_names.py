"""What every store promises about names: it knows which ones the newest articles were found by."""

from bot.core.model import Evidence, How, Match, TextField
from bot.ports_search import FoundNames
from bot.ports_store import Store
from tests.builders import NOW, make_match, make_new, make_record
from tests.contract.steps import add_feed


def found_by(watchlist_id: str, *names: str) -> Match:
    evidence = tuple(
        Evidence(alias=name, field=TextField.TITLE, start=0, end=1, text="A", how=How.APPROXIMATE)
        for name in names
    )
    return make_match(watchlist_id, evidence=evidence)


async def test_names_of_the_newest_articles_are_told_by_watchlist(store: Store) -> None:
    feed_id = await add_feed(store)
    news = [
        make_new(matches=(found_by("sco", "old name"),)),
        make_new(),
        make_new(matches=(found_by("sco", "SCO", "ШОС", "SCO"), found_by("cpec", "SCO"))),
        make_new(matches=(found_by("sco", 'a "quoted" name', "SCO"),)),
    ]
    await store.commit_poll(make_record(feed_id, *news), now=NOW)
    names = {"sco": frozenset({"SCO", "ШОС", 'a "quoted" name'}), "cpec": frozenset({"SCO"})}
    assert await store.found_names(newest=3) == FoundNames(articles=3, names=names)
    assert (await store.found_names(newest=10)).names["sco"] == names["sco"] | {"old name"}
    assert (await store.found_names(newest=10)).articles == 4


async def test_an_empty_store_has_found_nothing(store: Store) -> None:
    assert await store.found_names(newest=10) == FoundNames(articles=0, names={})
