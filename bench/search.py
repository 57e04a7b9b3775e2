"""``python -m bench.search``: what searches take in 100,000 and 1,000,000 articles, and how good they are.

Everything goes the way a chat command goes, down to the snippets. The first run builds the corpora, which
takes half an hour; they stay in ``bench/.corpora``. Each search is timed after a first run of it; ratios
compare the two sizes on the same machine.
"""

import argparse
import asyncio
import platform
import shutil
import sqlite3
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from bench.search_corpus import NOW, Built, corpus
from bench.search_ingest import busy_and_idle, commit_rate
from bench.search_queries import FILTERS, PER_KIND, mistyped, searches
from bench.search_texts import Articles
from bot.app.commands.search import find_page
from bot.core.query import Clause, Query, Term
from bot.matching.fold import fold
from bot.ports_search import SearchIndex
from bot.store.open import open_reader
from bot.store.sqlite_reader import SqliteReader

SIZES = (100_000, 1_000_000)
SEED = 20261129
SLIPS = 300
SCANNED = 10_000
MOST_MS, MOST_RATIO, MOST_SLIP_MS, MOST_BUSY = 50, 6, 10, 3
NEEDED_PER_S = 58

out = Console(width=150)
Times = Mapping[tuple[str, str, str], float]


@dataclass(frozen=True, slots=True)
class Measured:
    """Of one size: p95 in ms by kind, language and filter, and the rest by name."""

    built: Built
    p95_ms: Times
    p50_ms: Times
    index_bytes: int
    slip_hits: float
    slip_p95_ms: float
    recall: float


def p95(values: Sequence[float]) -> float:
    return quantiles(values, n=20, method="inclusive")[-1]


async def timed(text: str, index: SearchIndex) -> float:
    """Return the milliseconds that a first page takes whose parts of the database were read before."""
    for _ in range(2):
        started = time.perf_counter()
        await find_page(text, number=1, size=10, asked_at=NOW, highest_id=None, index=index, watchlists=())
    return (time.perf_counter() - started) * 1e3


async def measure(path: Path, built: Built, articles: Articles, progress: Progress) -> Measured:
    kinds = searches(articles.vocabularies, seed=SEED)
    task = progress.add_task(f"searching {built.articles:,}", total=len(kinds) * len(FILTERS))
    middle, high = {}, {}
    index = await open_reader(f"sqlite:///{path.name}", base_dir=path.parent)
    for (kind, lang), asked in kinds.items():
        for written, name in FILTERS.items():
            texts = [f"{text} {written.format(lang=lang)}" for text in asked]
            times = [await timed(text, index) for text in texts]
            middle[kind, lang, name], high[kind, lang, name] = median(times), p95(times)
            progress.advance(task)
    hits, slip_ms = await mend(index, articles)
    recall = await han_recall(index, path, articles)
    await index.close()
    with closing(sqlite3.connect(path)) as connection:
        (size,) = connection.execute(_INDEX_BYTES).fetchone()
    return Measured(built, high, middle, size, hits, slip_ms, recall)


_INDEX_BYTES = """
SELECT sum(pgsize) FROM dbstat
WHERE aggregate = 1 AND (name GLOB 'article_fts*' OR name IN ('terms', 'common_endings'))
"""


async def mend(index: SearchIndex, articles: Articles) -> tuple[float, float]:
    """Return the share of mistyped words whose word is among five suggested, and p95 of the time in ms."""
    hits, times = [], []
    for word, typed in mistyped(articles.vocabularies, count=SLIPS, seed=SEED):
        for _ in range(2):
            started = time.perf_counter()
            words = await index.similar_words(typed)
        times.append((time.perf_counter() - started) * 1e3)
        hits.append(fold(word).text in (*words, fold(typed).text))
    return sum(hits) / len(hits), p95(times)


async def han_recall(index: SqliteReader, path: Path, articles: Articles) -> float:
    """Return which share of the articles with two given characters, found by a scan, the search finds."""
    pairs = {
        fold(text[:2]).text for text in searches(articles.vocabularies, seed=SEED + 1)["two characters", "zh"]
    }
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute(_TEXTS, {"last": SCANNED}).fetchall()
    folded = [(row[0], [fold(text).text for text in row[1:]]) for row in rows]
    wanted = found = 0
    for pair in pairs:
        scan = {article_id for article_id, texts in folded if any(pair in text for text in texts)}
        query = Query(clauses=(Clause(alternatives=(Term(text=pair),)),))
        page = await index.search(query, limit=SCANNED, highest_id=SCANNED)
        wanted += len(scan)
        found += len(scan & {one.article_id for one in page.articles})
    return found / wanted


_TEXTS = """
SELECT id, title, summary, body FROM articles JOIN article_text ON article_text.article_id = articles.id
WHERE id <= :last AND lang = 'zh'
"""


def verdict(value: float, aim: float, *, is_most: bool) -> str:
    return "" if (value <= aim if is_most else value >= aim) else " (missed)"


def times_table(small: Measured, large: Measured) -> Table:
    table = Table(
        title=f"p50 / p95 ms of {large.built.articles:,} · p95 / that of {small.built.articles:,} articles"
    )
    table.add_column("search")
    for name in FILTERS.values():
        table.add_column(name)
    for kind, lang in dict.fromkeys(key[:2] for key in large.p95_ms):
        cells = []
        for name in FILTERS.values():
            key = (kind, lang, name)
            high, ratio = large.p95_ms[key], large.p95_ms[key] / small.p95_ms[key]
            missed = verdict(high, MOST_MS, is_most=True) or verdict(ratio, MOST_RATIO, is_most=True)
            cells.append(f"{large.p50_ms[key]:.1f} / {high:.1f} · {ratio:.1f}x{'!' if missed else ''}")
        table.add_row(f"{lang} {kind}", *cells)
    return table


def facts_table(all_: Sequence[Measured], busy: tuple[float, float], committed_per_s: float) -> Table:
    table = Table("what", *(f"{one.built.articles:,}" for one in all_), "aim")

    def row(what: str, values: Sequence[float], form: str, aim: float, *, is_most: bool) -> None:
        cells = [form.format(value) + verdict(value, aim, is_most=is_most) for value in values]
        table.add_row(what, *[""] * (len(all_) - len(cells)), *cells, f"{'<=' if is_most else '>='} {aim}")

    row("Chinese pairs found, of a scan", [one.recall for one in all_], "{:.4f}", 1, is_most=False)
    row("word meant among five, one slip", [one.slip_hits for one in all_], "{:.3f}", 0.95, is_most=False)
    row("finding these, p95 ms", [one.slip_p95_ms for one in all_], "{:.1f}", MOST_SLIP_MS, is_most=True)
    sizes = [one.index_bytes / one.built.text_bytes for one in all_]
    row("index and counted words / bytes of text", sizes, "{:.2f}", 1, is_most=True)
    rates = [one.built.indexed_per_s / NEEDED_PER_S for one in all_]
    row(f"building the index / {NEEDED_PER_S} articles/s", rates, "{:.1f}", 20, is_most=False)
    row(
        f"storing polls / {NEEDED_PER_S} articles/s",
        [committed_per_s / NEEDED_PER_S],
        "{:.1f}",
        20,
        is_most=False,
    )
    idle, loaded = busy
    row(
        f"p95 while 50 articles/s come in / idle ({idle:.1f} ms)",
        [loaded / idle],
        "{:.1f}",
        MOST_BUSY,
        is_most=True,
    )
    return table


def main() -> None:
    parser = argparse.ArgumentParser(description="What searches take, and how good they are.")
    parser.add_argument("--sizes", type=int, nargs=2, default=SIZES, metavar="N")
    chosen = parser.parse_args()
    articles = Articles(seed=SEED)
    with Progress(console=Console(stderr=True)) as progress:
        built = [corpus(size, seed=SEED, progress=progress) for size in chosen.sizes]
        all_ = [asyncio.run(measure(path, facts, articles, progress)) for path, facts in built]
        path = built[-1][0]
        with TemporaryDirectory(dir=path.parent) as folder:
            copy = shutil.copy(path, Path(folder) / "copy.db")
            asked = [
                text for texts in searches(articles.vocabularies, seed=SEED).values() for text in texts[:10]
            ]
            busy = asyncio.run(busy_and_idle(Path(copy), asked, articles))
            rate = asyncio.run(commit_rate(Path(copy), articles))
    out.print(times_table(*all_))
    out.print(facts_table(all_, busy, rate))
    out.print(
        f"! missed: more than {MOST_MS} ms, or {MOST_RATIO} times. {PER_KIND} searches a cell, each "
        f"timed when it is asked for the second time."
    )
    out.print(
        f"python -m bench.search · seed {SEED} · {platform.python_implementation()} "
        f"{platform.python_version()} · SQLite {sqlite3.sqlite_version} · {platform.machine()} · "
        f"{platform.system()}"
    )


if __name__ == "__main__":
    main()
