"""What every store promises about the searches behind page buttons."""

from datetime import timedelta

import pytest

from bot.ports_search import SavedSearch
from bot.ports_store import Store
from tests.builders import NOW


async def test_a_saved_search_is_found_by_its_key(store: Store) -> None:
    await store.save_search("sco since:7d", highest_id=41, key="a", now=NOW)
    await store.save_search("北斗", highest_id=42, key="b", now=NOW + timedelta(seconds=1))
    assert await store.find_search("a") == SavedSearch(
        key="a", text="sco since:7d", highest_id=41, asked_at=NOW
    )
    found = await store.find_search("b")
    assert found is not None
    assert (found.text, found.highest_id, found.asked_at) == ("北斗", 42, NOW + timedelta(seconds=1))


@pytest.mark.parametrize("key", ["", "c", "' OR 1=1 --", "\ud83d"])
async def test_an_unknown_key_finds_nothing(store: Store, key: str) -> None:
    await store.save_search("sco", highest_id=1, key="a", now=NOW)
    assert await store.find_search(key) is None


async def test_a_key_keeps_its_first_search(store: Store) -> None:
    await store.save_search("sco", highest_id=1, key="a", now=NOW)
    await store.save_search("cpec", highest_id=2, key="a", now=NOW)
    found = await store.find_search("a")
    assert found is not None
    assert found.text == "sco"


async def test_searches_older_than_a_week_are_dropped_when_another_is_saved(store: Store) -> None:
    await store.save_search("old", highest_id=1, key="old", now=NOW)
    await store.save_search("young", highest_id=1, key="young", now=NOW + timedelta(seconds=1))
    assert await store.find_search("old") is not None
    await store.save_search("new", highest_id=1, key="new", now=NOW + timedelta(days=7, seconds=1))
    assert await store.find_search("old") is None
    assert await store.find_search("young") is not None


async def test_odd_text_can_be_saved(store: Store) -> None:
    await store.save_search("\ud83d \x00", highest_id=1, key="a", now=NOW)
    assert await store.find_search("a") is not None
