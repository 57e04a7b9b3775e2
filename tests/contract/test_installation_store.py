"""What every store promises about installations, and about the states of those under way."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.ports_store import Store
from tests.builders import NOW, make_installation
from tests.contract.stores import StoreFactory

LATER = NOW + timedelta(minutes=10)


async def test_installation_comes_back_as_it_was_kept(store: Store) -> None:
    kept = make_installation(team_name="Analysts \ud800 上合", scopes=("chat:write", "commands"))
    await store.save_installation(kept)
    await store.save_installation(make_installation("T2", bot_token="xoxb-2", enterprise_id="E1"))
    found = await store.find_installation("T1")
    assert found == make_installation(team_name="Analysts \ufffd 上合", scopes=("chat:write", "commands"))
    other = await store.find_installation("T2")
    assert other is not None
    assert (other.bot_token, other.enterprise_id) == ("xoxb-2", "E1")


async def test_later_installation_takes_the_place_of_the_first(store: Store) -> None:
    await store.save_installation(make_installation())
    again = make_installation(bot_token="xoxb-new", installed_by="slack:U2", installed_at=LATER)
    await store.save_installation(again)
    assert await store.find_installation("T1") == again


@pytest.mark.parametrize("team_id", ["T9", "", "t1", "\x00\ud800"])
async def test_workspace_that_let_nobody_in_is_none(store: Store, team_id: str) -> None:
    await store.save_installation(make_installation())
    assert await store.find_installation(team_id) is None


async def test_installation_is_forgotten_unless_it_is_newer(store: Store) -> None:
    await store.save_installation(make_installation(installed_at=NOW))
    await store.save_installation(make_installation("T2"))
    assert not await store.delete_installation("T1", until=NOW - timedelta(seconds=1))
    assert await store.find_installation("T1") is not None
    assert await store.delete_installation("T1", until=NOW)
    assert await store.find_installation("T1") is None
    assert not await store.delete_installation("T1", until=NOW)
    assert await store.find_installation("T2") is not None


async def test_state_can_be_used_once(store: Store) -> None:
    await store.save_install_state("one", now=NOW, expires_at=LATER)
    await store.save_install_state("other", now=NOW, expires_at=LATER)
    assert await store.use_install_state("one", now=NOW)
    assert not await store.use_install_state("one", now=NOW)
    assert await store.use_install_state("other", now=LATER - timedelta(seconds=1))


@pytest.mark.parametrize("state", ["", "another", "ONE", "\x00\ud800"])
async def test_state_that_was_not_kept_is_none(store: Store, state: str) -> None:
    await store.save_install_state("one", now=NOW, expires_at=LATER)
    assert not await store.use_install_state(state, now=NOW)


async def test_state_ends(store: Store) -> None:
    await store.save_install_state("one", now=NOW, expires_at=LATER)
    assert not await store.use_install_state("one", now=LATER)


async def test_states_that_ended_are_not_kept(store: Store) -> None:
    await store.save_install_state("one", now=NOW, expires_at=LATER)
    await store.save_install_state("other", now=LATER, expires_at=LATER + timedelta(minutes=10))
    assert not await store.use_install_state("one", now=NOW)


async def test_installations_and_states_outlive_a_restart(factory: StoreFactory, tmp_path: Path) -> None:
    store = await factory.open(tmp_path)
    await store.save_installation(make_installation())
    await store.save_install_state("one", now=NOW, expires_at=LATER)
    await store.close()
    store = await factory.open(tmp_path)
    assert await store.find_installation("T1") == make_installation()
    assert await store.use_install_state("one", now=NOW)
    await store.close()


def test_token_is_in_no_text_of_an_installation() -> None:
    assert "xoxb" not in repr(make_installation())
