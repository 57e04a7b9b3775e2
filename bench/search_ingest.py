"""What search and storing do to each other in one process, as in a running bot."""

import asyncio
import time
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from statistics import quantiles

from bench.search_corpus import NOW
from bench.search_texts import Articles
from bot.app.commands.search import find_page
from bot.core.feed import FeedState
from bot.core.model import (
    Article,
    NewArticle,
    PollRecord,
)
from bot.ports_store import Store
from bot.store.open import open_store

ARTICLES_PER_POLL = 10
POLLS_PER_S = 5
POLLS = 200


async def busy_and_idle(path: Path, asked: Sequence[str], articles: Articles) -> tuple[float, float]:
    """Return p95 in ms of these searches with nothing else to do, and while 50 articles a second come in."""
    store = await open_store(f"sqlite:///{path.name}", base_dir=path.parent)
    await _p95(store, asked)
    idle = await _p95(store, asked)
    pouring = asyncio.create_task(_pour(store, articles))
    await asyncio.sleep(1)
    busy = await _p95(store, asked)
    assert not pouring.done()  # it would have failed
    pouring.cancel()
    await asyncio.gather(pouring, return_exceptions=True)
    await store.close()
    return idle, busy


async def commit_rate(path: Path, articles: Articles) -> float:
    """Return the articles a second that polls of twenty store, match nothing and are indexed."""
    store = await open_store(f"sqlite:///{path.name}", base_dir=path.parent)
    records = list(_records(articles, part="rate", per_poll=20, polls=POLLS))
    started = time.perf_counter()
    polls = await asyncio.gather(*(store.commit_poll(record, now=NOW) for record in records))
    elapsed = time.perf_counter() - started
    assert sum(poll.new for poll in polls) == 20 * POLLS
    await store.close()
    return 20 * POLLS / elapsed


async def _p95(store: Store, asked: Sequence[str]) -> float:
    times = []
    for text in asked:
        started = time.perf_counter()
        await find_page(text, number=1, size=10, asked_at=NOW, highest_id=None, index=store, watchlists=())
        times.append((time.perf_counter() - started) * 1e3)
    return quantiles(times, n=20, method="inclusive")[-1]


async def _pour(store: Store, articles: Articles) -> None:
    due = time.perf_counter()
    for record in _records(articles, part="pour", per_poll=ARTICLES_PER_POLL, polls=10_000):
        stored = await store.commit_poll(record, now=NOW)
        assert stored.new == ARTICLES_PER_POLL
        due += 1 / POLLS_PER_S
        await asyncio.sleep(max(0.0, due - time.perf_counter()))


def _records(articles: Articles, *, part: str, per_poll: int, polls: int) -> Iterator[PollRecord]:
    made = articles(per_poll * polls)
    for poll in range(polls):
        news = []
        for number in range(per_poll):
            one = next(made)
            key = f"{part}/{poll}/{number}"
            url = f"https://new.example/{key}"
            article = Article(
                keys=(key,), url=url, canonical_url=url, text=one.text, lang=one.lang, content_hash=key
            )
            news.append(NewArticle(article=article, story_keys=(key,)))
        state = FeedState(next_poll_at=NOW + timedelta(hours=1))
        yield PollRecord(feed_id=poll % 100 + 1, before=state, state=state, new=tuple(news))
