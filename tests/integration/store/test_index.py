"""The search index as a whole: built anew, compared with the articles, looked through within a deadline."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from bot.core.backfill import TriedArticle
from bot.core.model import ChangedArticle
from bot.core.query import Order
from bot.errors import StoreInUse, StoreUnavailable
from bot.store import index_sqlite, search_sqlite, terms_sqlite
from bot.store.connect import Role, connect
from bot.store.open import check_index, open_aside, open_reader, open_store, rebuild_index
from tests.builders import NOW, make_article, make_match, make_new, make_query, make_record
from tests.contract.steps import add_article, add_feed, titles

URL = "sqlite:///store.db"


async def fill(folder: Path, *, articles: int = 30) -> None:
    store = await open_store(URL, base_dir=folder)
    news = [
        make_new(
            make_article(title=f"BeiDou {number} 北斗", body="satellite of the " * number),
            matches=(make_match(),),
        )
        for number in range(articles)
    ]
    await store.commit_poll(make_record(await add_feed(store), *news), now=NOW)
    await store.close()


def change(folder: Path, *statements: str) -> None:
    with closing(sqlite3.connect(folder / "store.db", isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


def problems(folder: Path) -> tuple[str, ...]:
    return check_index(URL, base_dir=folder, on_progress=lambda *_: None).problems


async def test_a_whole_index_has_no_problems_and_its_check_goes_to_the_end(tmp_path: Path) -> None:
    await fill(tmp_path)
    steps: list[tuple[int, int]] = []
    report = check_index(URL, base_dir=tmp_path, on_progress=lambda *step: steps.append(step))
    assert (report.articles, report.problems, report.is_verified) == (30, (), True)
    assert steps == [(0, 4), (1, 4), (2, 4), (3, 4), (4, 4)]


async def test_an_index_is_checked_beside_the_bot_and_its_structure_is_not(tmp_path: Path) -> None:
    await fill(tmp_path)
    store = await open_store(URL, base_dir=tmp_path)
    report = check_index(URL, base_dir=tmp_path, on_progress=lambda *_: None)
    await store.close()
    assert (report.problems, report.is_verified) == ((), False)


@pytest.mark.parametrize(
    ("damage", "problem"),
    [
        (("INSERT INTO article_fts (article_fts) VALUES ('delete-all')",), "30 articles are not in it"),
        (
            ("PRAGMA foreign_keys = OFF", "DELETE FROM articles WHERE id = 7"),
            "1 articles are in it that are not",
        ),
        (
            ("UPDATE article_text SET body = 'other' WHERE article_id = 9",),
            "1 of 30 articles looked at are not found",
        ),
        (
            ("UPDATE articles SET search_meta = '·x ·czz' WHERE id = 9",),
            "1 of 30 articles looked at are not found",
        ),
        (
            ("INSERT INTO article_fts (article_fts, rowid, uni) VALUES ('delete', 9, '北 斗 ·pof·the')",),
            "1 of 30 articles looked at are not found",
        ),
        (("UPDATE terms SET df = df + 1 WHERE term = 'beidou'",), "the counts of 1 words"),
        (("DELETE FROM terms WHERE term = 'beidou'", "INSERT INTO terms VALUES ('zzz', 1)"), "the counts of"),
        (("UPDATE search_index SET fingerprint = 'x'",), "built by another version"),
        (
            ("UPDATE article_fts_data SET block = zeroblob(length(block)) WHERE id > 10",),
            "the index is damaged",
        ),
    ],
)
async def test_each_kind_of_damage_is_told_and_mended_by_building_anew(
    tmp_path: Path, damage: tuple[str, ...], problem: str
) -> None:
    await fill(tmp_path)
    change(tmp_path, *damage)
    assert problem in " ".join(problems(tmp_path))
    progress: list[tuple[int, int]] = []
    count = rebuild_index(URL, base_dir=tmp_path, on_progress=lambda *step: progress.append(step))
    assert (progress[0], progress[-1]) == ((0, count), (count, count))
    assert problems(tmp_path) == ()
    reader = await open_reader(URL, base_dir=tmp_path)
    found = await reader.search(make_query(words=("beidou", "北"), watchlist_ids=("sco",)), limit=100)
    assert len(found.articles) == count
    assert await reader.similar_words("beido") == ("beidou",)
    await reader.close()


async def test_an_unfinished_index_is_told_instead_of_searched(tmp_path: Path) -> None:
    await fill(tmp_path)

    def break_off(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuild_index(URL, base_dir=tmp_path, on_progress=break_off)
    reader = await open_reader(URL, base_dir=tmp_path)
    with pytest.raises(StoreUnavailable, match="topicwire migrate"):
        await reader.search(make_query(words=("beidou",)), limit=10)
    await reader.close()


async def test_articles_of_one_poll_become_one_piece_of_the_index(tmp_path: Path) -> None:
    """A piece for each, and merging the pieces, costs several times as much."""

    def pieces() -> set[int]:
        with closing(sqlite3.connect(tmp_path / "store.db")) as connection:
            return {row[0] for row in connection.execute("SELECT DISTINCT segid FROM article_fts_idx")}

    store = await open_store(URL, base_dir=tmp_path)
    feed_id = await add_feed(store)
    news = [make_new(make_article(title=f"BeiDou {number}", keys=(f"id:{number}",))) for number in range(3)]
    await store.commit_poll(make_record(feed_id, *news), now=NOW)
    first = pieces()
    changed = tuple(
        ChangedArticle(article_id=number, article=make_article(title="Galileo", keys=(f"id:{number - 1}",)))
        for number in (3, 2, 1)
    )
    await store.commit_poll(make_record(feed_id, changed=changed), now=NOW)
    await store.close()
    assert (len(first), len(pieces() - first)) == (1, 1)
    assert problems(tmp_path) == ()


async def test_nothing_of_its_old_text_is_left_in_the_index_of_a_changed_article(tmp_path: Path) -> None:
    def held() -> list[tuple[str, int]]:
        with closing(connect(tmp_path / "store.db", role=Role.READER)) as connection:
            return [tuple(row) for row in connection.execute("SELECT term, doc FROM article_vocabulary")]

    store = await open_store(URL, base_dir=tmp_path)
    feed_id = await add_feed(store)
    old = make_article(title="What is to be", body="of the 北斗", keys=("id:0",))
    new = make_article(title="What it was", body="to the 导航", keys=("id:0",))
    article_id = await add_article(store, feed_id, old)
    change = ChangedArticle(article_id=article_id, article=new)
    await store.commit_poll(make_record(feed_id, changed=(change,)), now=NOW)
    await store.close()
    left = held()
    rebuild_index(URL, base_dir=tmp_path, on_progress=lambda *_: None)
    assert left == held()
    assert "·pto·the" in dict(left)


async def test_words_of_less_than_half_as_many_articles_again_are_not_counted_yet_and_no_problem(
    tmp_path: Path,
) -> None:
    await fill(tmp_path, articles=90)
    await fill(tmp_path, articles=40)
    with closing(connect(tmp_path / "store.db", role=Role.READER)) as connection:
        assert terms_sqlite.uncounted(connection)
    assert problems(tmp_path) == ()


async def test_words_are_counted_alike_whether_they_were_kept_or_are_cut_again(tmp_path: Path) -> None:
    await fill(tmp_path, articles=90)
    await fill(tmp_path, articles=2)  # not counted yet; what this writer kept of them goes with it
    store = await open_store(URL, base_dir=tmp_path)
    feed_id = await add_feed(store)
    changing = await add_article(store, feed_id, make_article(title="galileo 伽利略", keys=("id:g",)))
    changed = make_article(title="glonass navigation", body="satellite ship", keys=("id:g",))
    change = ChangedArticle(article_id=changing, article=changed)
    await store.commit_poll(make_record(feed_id, changed=(change,)), now=NOW)
    await store.commit_poll(
        make_record(feed_id, *(make_new(make_article(title=f"navigation {n}")) for n in range(50))), now=NOW
    )
    await store.close()
    with closing(connect(tmp_path / "store.db", role=Role.READER)) as connection:
        assert not terms_sqlite.uncounted(connection)
    assert problems(tmp_path) == ()


async def test_building_anew_needs_the_database_for_itself(tmp_path: Path) -> None:
    store = await open_store(URL, base_dir=tmp_path)
    with pytest.raises(StoreInUse):
        rebuild_index(URL, base_dir=tmp_path, on_progress=lambda *_: None)
    await store.close()


def test_there_is_nothing_to_check_without_a_database(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="no database yet"):
        problems(tmp_path)


def broken_off(folder: Path) -> None:
    """Build the index anew, and stop when the articles are in it and their words not yet counted."""

    def break_off(done: int, _: int) -> None:
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuild_index(URL, base_dir=folder, on_progress=break_off)


async def test_building_that_was_broken_off_is_done_by_the_next_start(tmp_path: Path) -> None:
    await fill(tmp_path)
    broken_off(tmp_path)
    assert problems(tmp_path)
    store = await open_store(URL, base_dir=tmp_path)
    assert len(titles(await store.search(make_query(words=("北斗",)), limit=100))) == 30
    await store.close()
    assert problems(tmp_path) == ()


@pytest.mark.parametrize(
    ("is_anew", "version", "done"), [(False, "", 30), (True, "", 0), (False, "of another version", 0)]
)
async def test_only_an_unfinished_build_of_this_version_is_gone_on_with(
    tmp_path: Path, is_anew: bool, version: str, done: int
) -> None:
    await fill(tmp_path)
    broken_off(tmp_path)
    if version:
        change(tmp_path, f"UPDATE search_index SET fingerprint = 'unfinished {version}'")
    steps: list[tuple[int, int]] = []
    with closing(connect(tmp_path / "store.db", role=Role.WRITER)) as connection:
        index_sqlite.build(connection, is_anew=is_anew, on_progress=lambda *step: steps.append(step))
    assert (steps[0], steps[-1]) == ((done, 30), (30, 30))
    assert problems(tmp_path) == ()


@pytest.mark.parametrize("order", Order)
async def test_a_search_past_its_deadline_says_so_and_keeps_what_it_found(
    tmp_path: Path, order: Order
) -> None:
    await fill(tmp_path)
    with closing(connect(tmp_path / "store.db", role=Role.READER)) as connection:
        search: Callable[[float], search_sqlite.Found] = lambda deadline_s: search_sqlite.search(  # noqa: E731
            connection,
            make_query(words=("beidou",), order=order),
            limit=5,
            skip=0,
            highest_id=None,
            deadline_s=deadline_s,
        )
        late, in_time = search(-1), search(60)
    assert (late.articles, late.is_partial, late.has_more) == ((), True, False)
    assert (len(in_time.articles), in_time.is_partial, in_time.has_more) == (5, False, True)


async def save_past(folder: Path) -> None:
    """Give every second article a topic, and take from all the one they have."""
    aside = await open_aside(URL, base_dir=folder)
    past = await aside.past_articles(lowest_id=1, highest_id=99, since=NOW, limit=99)
    none = [TriedArticle(article=one, match=None) for one in past]
    found = [TriedArticle(article=one, match=make_match("kites")) for one in past[::2]]
    try:
        await aside.save_tried("sco", none, now=NOW)
        await aside.save_tried("kites", found, now=NOW)
    finally:
        await aside.close()


async def test_topics_that_articles_get_and_lose_later_leave_the_index_whole(tmp_path: Path) -> None:
    await fill(tmp_path)
    await save_past(tmp_path)
    report = check_index(URL, base_dir=tmp_path, on_progress=lambda *_: None)
    assert (report.problems, report.is_verified) == ((), True)
    reader = await open_reader(URL, base_dir=tmp_path)
    found = {
        topic: len((await reader.search(make_query(watchlist_ids=(topic,)), limit=99)).articles)
        for topic in ("sco", "kites")
    }
    await reader.close()
    assert found == {"sco": 0, "kites": 15}


async def test_an_index_that_is_not_whole_keeps_the_topics_as_they_are(tmp_path: Path) -> None:
    await fill(tmp_path)
    change(
        tmp_path, "DELETE FROM search_index", "INSERT INTO article_fts (article_fts) VALUES ('delete-all')"
    )
    with pytest.raises(StoreUnavailable, match="topicwire migrate"):
        await save_past(tmp_path)
    rebuild_index(URL, base_dir=tmp_path, on_progress=lambda *_: None)
    assert problems(tmp_path) == ()
