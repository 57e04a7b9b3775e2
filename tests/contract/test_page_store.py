"""What every store promises about the texts of articles' own pages."""

from datetime import timedelta

from bot.core.feed import HostBlock
from bot.core.page_text import PageRefusal, PageText
from bot.ports_store import Store
from tests.builders import NOW

READ = PageText(canonical_url="https://a.org/1", text="The article.", text_key="k1")
REFUSED = PageText(canonical_url="https://a.org/2", refusal=PageRefusal.WALL, text_key="k2")


async def test_a_page_that_was_read_is_found_whatever_came_of_it(store: Store) -> None:
    await store.save_page_texts([READ, REFUSED], now=NOW)
    asked = [READ.canonical_url, REFUSED.canonical_url, "https://a.org/3"]
    assert await store.page_texts(asked) == {READ.canonical_url: READ, REFUSED.canonical_url: REFUSED}
    assert await store.page_texts([]) == {}


async def test_keys_of_earlier_pages_are_known(store: Store) -> None:
    await store.save_page_texts([READ, REFUSED], now=NOW)
    assert await store.known_text_keys(["k2", "k3"]) == frozenset({"k2"})
    assert await store.known_text_keys([]) == frozenset()


async def test_what_was_read_first_stays(store: Store) -> None:
    await store.save_page_texts([READ], now=NOW)
    await store.save_page_texts([PageText(canonical_url=READ.canonical_url, text="Another.")], now=NOW)
    assert await store.page_texts([READ.canonical_url]) == {READ.canonical_url: READ}


async def test_pages_older_than_two_weeks_are_dropped_when_others_are_saved(store: Store) -> None:
    await store.save_page_texts([READ], now=NOW)
    await store.save_page_texts([REFUSED], now=NOW + timedelta(days=14))
    assert READ.canonical_url in await store.page_texts([READ.canonical_url])
    await store.save_page_texts([], now=NOW + timedelta(days=14, seconds=1))
    assert await store.page_texts([READ.canonical_url]) == {}


async def test_hosts_that_asked_for_time_are_named_until_it_is_over(store: Store) -> None:
    blocks = [HostBlock(host_key="a.org", until=NOW + timedelta(hours=1))]
    await store.save_page_texts([], blocks=blocks, now=NOW)
    assert await store.blocked_hosts(now=NOW) == {"a.org": NOW + timedelta(hours=1)}
    assert await store.blocked_hosts(now=NOW + timedelta(hours=1)) == {}


async def test_odd_text_can_be_kept(store: Store) -> None:
    odd = PageText(canonical_url="https://a.org/\ud83d", text="\x00 \ud83d", text_key="k")
    await store.save_page_texts([odd], now=NOW)
    assert (await store.page_texts([odd.canonical_url]))[odd.canonical_url].text == "\ufffd \ufffd"
