"""From nothing to the newest schema, from there to there, and never back."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from bot.core.outbox import DeliveryState
from bot.errors import SchemaMismatch, StoreUnavailable
from bot.search import tokens
from bot.store import schema
from bot.store.lock import StoreLock
from bot.store.open import migrate, open_reader, open_store
from bot.store.values import dump_alert
from tests.builders import (
    NOW,
    make_article,
    make_installation,
    make_mark,
    make_match,
    make_message,
    make_new,
    make_query,
    make_record,
)
from tests.contract.steps import add_feed, claim, titles
from tests.integration.store.processes import next_line, process

URL = "sqlite:///store.db"
HEAD = schema.head_revision()


@contextmanager
def database(folder: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(folder / "store.db", isolation_level=None)) as connection:
        yield connection


def set_revision(folder: Path, revision: str) -> None:
    with database(folder) as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (revision,))


def test_an_empty_database_gets_the_newest_schema(tmp_path: Path) -> None:
    assert migrate(URL, base_dir=tmp_path) == (None, HEAD)
    assert migrate(URL, base_dir=tmp_path) == (HEAD, HEAD)


def test_the_head_by_file_name_is_alembic_s_head() -> None:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(schema.MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


def test_opening_a_database_at_the_newest_schema_does_not_import_alembic(tmp_path: Path) -> None:
    migrate(URL, base_dir=tmp_path)
    script = """
import asyncio, pathlib, sys
from bot.store.open import open_store

async def open_and_close():
    store = await open_store("sqlite:///store.db", base_dir=pathlib.Path(sys.argv[1]))
    await store.close()

asyncio.run(open_and_close())
print(sorted({"alembic", "sqlalchemy"} & set(sys.modules)))
"""
    with process(script, str(tmp_path)) as opener:
        assert next_line(opener) == "[]"


def test_migrating_prints_and_logs_nothing(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    script = """
import logging, pathlib, sys
logging.basicConfig(level=logging.INFO)
from bot.store.open import migrate
migrate("sqlite:///store.db", base_dir=pathlib.Path(sys.argv[1]))
print("quiet:", len(logging.getLogger().handlers))
"""
    with process(script, str(tmp_path)) as migrating:
        assert next_line(migrating) == "quiet: 1"
        assert migrating.wait(30) == 0
    assert capfd.readouterr().err == ""


def test_a_migration_that_fails_halfway_leaves_the_database_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scripts = tmp_path / "migrations"
    (scripts / "versions").mkdir(parents=True)
    (scripts / "env.py").write_text((schema.MIGRATIONS / "env.py").read_text())
    (scripts / "versions" / "0001_first.py").write_text(
        "from alembic import op\nrevision = '0001'\ndown_revision = None\n"
        "def upgrade():\n"
        "    op.execute('CREATE TABLE half (a)')\n"
        "    op.execute('CREATE TABLE half (a)')\n"
    )
    monkeypatch.setattr(schema, "MIGRATIONS", scripts)
    with pytest.raises(sqlite3.OperationalError, match="already exists"):
        migrate(URL, base_dir=tmp_path)
    with database(tmp_path) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == []


def create_at(folder: Path, revision: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make a database as the program was when ``revision`` was its newest."""
    scripts = folder / "migrations"
    (scripts / "versions").mkdir(parents=True)
    (scripts / "env.py").write_text((schema.MIGRATIONS / "env.py").read_text(encoding="utf-8"))
    for path in (schema.MIGRATIONS / "versions").glob("[0-9]*.py"):
        if path.name.split("_")[0] <= revision:
            (scripts / "versions" / path.name).write_text(path.read_text(encoding="utf-8"))
    with monkeypatch.context() as then:
        then.setattr(schema, "MIGRATIONS", scripts)
        with database(folder) as connection:
            schema.upgrade(connection)


async def test_a_database_of_the_first_schema_keeps_its_articles_and_its_outbox(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    create_at(tmp_path, "0001", monkeypatch)
    message = dump_alert(make_message(title="SCO summit"))
    with database(tmp_path) as connection:
        connection.executescript(
            """
            INSERT INTO channels VALUES (1, 'slack', 'C1', NULL, 'archived'), (2, 'console', 'a', NULL, NULL);
            INSERT INTO stories VALUES (1, 0);
            INSERT INTO feeds VALUES (1, 'https://example.org/', 'Example', 'PK', 'state', 'en', NULL, 0, 1);
            INSERT INTO feed_state (feed_id, next_poll_at) VALUES (1, 0);
            INSERT INTO articles VALUES (1, 1, 1, '["id:1"]', 'https://example.org/1', 'https://example.org/1',
                'SCO summit', '', '[]', '[]', 'en', NULL, 0, 0, 'hash', '');
            INSERT INTO article_text VALUES (1, '');
            INSERT INTO deliveries
                (id, alert_id, channel_id, delivery_key, state, attempts, due_at, created_at)
            VALUES (5, 1, 1, 'a', 'retry', 0, 0, 0), (6, 2, 2, 'b', 'sent', 1, 0, 0),
                   (7, 3, 2, 'c', 'dead', 12, 0, 0);
            """
        )
        for alert_id, channel_id in ((1, 1), (2, 2), (3, 2)):
            connection.execute(
                "INSERT INTO alerts VALUES (?, ?, 1, 1, ?, 0)", (alert_id, channel_id, message)
            )
    assert migrate(URL, base_dir=tmp_path) == ("0001", HEAD)
    store = await open_store(URL, base_dir=tmp_path)
    assert titles(await store.search(make_query(words=("summit",), countries=("pk",)), limit=5)) == [
        "SCO summit"
    ]
    await store.save_mark(make_mark())
    assert await store.list_marks("sco") == [make_mark()]
    told = await store.deliveries_of_story(1)
    assert [(one.delivery_id, one.title, one.state.value) for one in told] == [
        (5, "SCO summit", "retry"),
        (6, "SCO summit", "sent"),
        (7, "SCO summit", "dead"),
    ]
    assert [one.paused_reason for one in await store.held_channels(now=NOW)] == ["archived"]
    (waiting,) = await claim(store)
    assert (waiting.delivery_id, waiting.message, waiting.is_probe) == (
        5,
        make_message(title="SCO summit"),
        True,
    )
    await store.retry_deliveries(None, now=NOW)
    (revived,) = await claim(store)
    assert revived.state is DeliveryState.UNCERTAIN  # nobody wrote down whether it was posted
    await store.save_installation(make_installation())
    assert await store.find_installation("T1") == make_installation()
    await store.close()
    with database(tmp_path) as connection:
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


async def test_a_newer_schema_is_refused_and_left_alone(tmp_path: Path) -> None:
    migrate(URL, base_dir=tmp_path)
    set_revision(tmp_path, "9999")
    for opening in (open_store, open_reader):
        with pytest.raises(SchemaMismatch, match=r"store\.db: has schema 9999.*install the newer version"):
            await opening(URL, base_dir=tmp_path)
    with pytest.raises(SchemaMismatch):
        migrate(URL, base_dir=tmp_path)


async def test_a_reader_never_migrates_an_older_schema(tmp_path: Path) -> None:
    migrate(URL, base_dir=tmp_path)
    set_revision(tmp_path, "0000")
    with pytest.raises(SchemaMismatch, match="run `topicwire migrate`"):
        await open_reader(URL, base_dir=tmp_path)


async def test_an_empty_file_is_too_old_for_a_reader_and_fine_for_a_store(tmp_path: Path) -> None:
    (tmp_path / "store.db").touch()
    with pytest.raises(SchemaMismatch, match="run `topicwire migrate`"):
        await open_reader(URL, base_dir=tmp_path)
    await (await open_store(URL, base_dir=tmp_path)).close()


async def test_a_reader_is_told_to_wait_while_the_holder_makes_the_database_ready(tmp_path: Path) -> None:
    (tmp_path / "store.db").touch()
    lock = StoreLock.take(tmp_path / "store.db")
    with pytest.raises(StoreUnavailable, match=rf"\(pid {os.getpid()}\): wait a moment"):
        await open_reader(URL, base_dir=tmp_path)
    lock.release()
    with pytest.raises(SchemaMismatch, match="run `topicwire migrate`"):
        await open_reader(URL, base_dir=tmp_path)


def test_another_program_s_database_is_left_alone(tmp_path: Path) -> None:
    with database(tmp_path) as connection:
        connection.execute("CREATE TABLE theirs (a)")
    with pytest.raises(SchemaMismatch, match="another program's tables"):
        migrate(URL, base_dir=tmp_path)


async def test_the_search_index_is_built_anew_when_words_are_cut_another_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = await open_store(URL, base_dir=tmp_path)
    feed_id = await add_feed(store)
    news = [make_new(make_article(title=f"北斗 {n}", lang="zh"), matches=(make_match(),)) for n in range(3)]
    await store.commit_poll(make_record(feed_id, *news), now=NOW)
    await store.close()
    with database(tmp_path) as connection:
        connection.execute("INSERT INTO article_fts (article_fts) VALUES ('delete-all')")
        connection.execute("UPDATE search_index SET fingerprint = 'another way'")
        connection.execute("UPDATE articles SET search_meta = 'another way'")
    store = await open_store(URL, base_dir=tmp_path)
    query = make_query(words=("北斗",), langs=("zh",), watchlist_ids=("sco",), outlets=("example",))
    assert len(titles(await store.search(query, limit=5))) == 3
    await store.close()
    with database(tmp_path) as connection:
        fingerprints = connection.execute("SELECT fingerprint FROM search_index").fetchall()
        assert fingerprints == [(tokens.fingerprint(),)]
        metas = connection.execute("SELECT DISTINCT search_meta FROM articles").fetchall()
        assert metas == [("·x ·f1 ·sexample ·snews ·kunknown ·y2026 ·m202610 ·d20261001 ·lzh ·wsco",)]
