"""The rules in force, those beside them, and who changed it: kept together, and nothing older."""

import sqlite3
import zlib
from contextlib import closing
from dataclasses import replace

import pytest

from bot.core.rule_set import rule_set
from bot.core.standing import Standing, Waiting
from bot.errors import StoreError
from tests.builders import NOW, make_change, make_notice, make_watchlist
from tests.contract.steps import claim_one

A, B, C, D = (rule_set([make_watchlist(name=f"Topic {letter}")]) for letter in "ABCD")


async def save(store, standing, **beside):
    await store.save_standing(standing, **{"change": None, "notice": None, "now": NOW} | beside)


async def test_nothing_stands_at_first(store):
    assert await store.load_standing() is None


async def test_what_stands_comes_back_after_a_restart_with_the_same_versions(factory, tmp_path, store):
    standing = Standing(
        in_force=A,
        since=NOW,
        by="slack:U1",
        before=B,
        waiting=Waiting(rules=C, at=NOW, refused_by="slack:U2"),
        owes_report=True,
    )
    await save(store, standing)
    assert await store.load_standing() == standing
    await save(store, Standing(in_force=D, since=NOW))
    await store.close()
    reopened = await factory.open(tmp_path)
    assert await reopened.load_standing() == Standing(in_force=D, since=NOW)
    await reopened.close()


async def test_sets_that_nothing_names_any_more_are_forgotten(tmp_path, store):
    await save(store, Standing(in_force=A, since=NOW, before=B))
    await save(store, Standing(in_force=C, since=NOW, before=A))
    with closing(sqlite3.connect(tmp_path / "store.db")) as connection:
        kept = {version for (version,) in connection.execute("SELECT version FROM rule_sets")}
    assert kept == {A.version, C.version}


async def test_change_and_notice_are_written_with_it(store):
    standing = Standing(in_force=A, since=NOW)
    await save(store, standing, change=make_change("watchlists", channel=None), notice=make_notice("Edited"))
    assert [one.subject for one in await store.list_changes(None, limit=5)] == ["watchlists"]
    assert (await claim_one(store)).message == make_notice("Edited").notice
    await save(store, replace(standing, owes_report=True))
    assert len(await store.list_changes(None, limit=5)) == 1


async def test_any_numbers_and_letters_keep_the_version(store):
    odd = make_watchlist(name="北斗\x00\U0001f680 “ш”", threshold=0.1 + 0.2)
    await save(store, Standing(in_force=rule_set([odd]), since=NOW))
    assert (await store.load_standing()).in_force.version == rule_set([odd]).version


@pytest.mark.parametrize("damaged", [b"", b"no watchlists", zlib.compress(b"[{}]")])
async def test_set_that_is_damaged_is_told_in_words(tmp_path, store, damaged):
    await save(store, Standing(in_force=A, since=NOW))
    with closing(sqlite3.connect(tmp_path / "store.db")) as connection, connection:
        connection.execute("UPDATE rule_sets SET watchlists = ?", (damaged,))
    with pytest.raises(StoreError, match="restore a backup"):
        await store.load_standing()
