"""A process that tries an edit on its part of the stored articles; ends with the process that started it.

Started by ``bot.measuring.meter`` with ``python -m bot.measuring.worker PART``. It reads the database by
itself, page by page, each in a transaction of its own: a long one would keep SQLite's journal from being
emptied.
"""

import asyncio
import contextlib
import os
import pickle
import resource
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from queue import SimpleQueue

from bot.core.effect import Effect
from bot.core.effect_tally import EditTally, merged
from bot.errors import StoreError
from bot.matching.both_rules import BothRules
from bot.measuring.wire import Job, Kind, Packet, packed, receive_blocking
from bot.ports_history import History
from bot.store.open import open_reader

PAGE_IDS = 128
"""How many articles are read at a time; in the worst case, each as long as may be, 100 MB."""
READ_DEADLINE_S = 60.0
"""For one page: with the lowest priority even a millisecond's work may have to wait."""
MEMORY_LIMIT_BYTES = 2 << 30
"""Address space: where an edit makes millions of alerts the try fails, and the bot goes on."""
NICENESS = 19
OOM_SCORE = "800"
"""When the machine's memory runs out, the kernel ends this process before the bot."""


def main() -> None:
    """Do a part of the one job that comes in on standard input."""
    for one in (signal.SIGINT, signal.SIGTERM):  # these go to the whole group; our parent decides
        signal.signal(one, signal.SIG_IGN)
    _give_way()
    # What a library prints must not end up between the packets.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)

    def send(kind: Kind, value: object) -> None:
        answers.write(packed(kind, value))
        answers.flush()

    inbox: SimpleQueue[Packet] = SimpleQueue()
    threading.Thread(target=_listen, args=(inbox,), daemon=True).start()
    _, data = inbox.get()
    job: Job = pickle.loads(data)  # noqa: S301
    with contextlib.suppress(BrokenPipeError):  # nobody waits for us any more
        send(*_answer(job, int(sys.argv[1]), inbox=inbox, on_done=lambda count: send(Kind.DONE, count)))
    os._exit(0)  # the thread that listens has standard input locked, and Python would wait for it


def _answer(
    job: Job, part: int, *, inbox: "SimpleQueue[Packet]", on_done: Callable[[int], None]
) -> tuple[Kind, EditTally | Effect | str]:
    """Do the job. Failures are answers too."""
    try:
        return asyncio.run(_work(job, part, inbox=inbox, on_done=on_done))
    except StoreError as error:
        return Kind.REFUSED, str(error)
    except MemoryError:
        return Kind.FAILED, f"it needs more than {MEMORY_LIMIT_BYTES >> 20} MiB of memory"
    except Exception as error:  # noqa: BLE001 - whatever it is, the one who waits for us must hear of it
        place = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{place.name} ({place.filename}:{place.lineno})"
        return Kind.FAILED, f"{type(error).__name__} in {where}; please report it"


async def _work(
    job: Job, part: int, *, inbox: "SimpleQueue[Packet]", on_done: Callable[[int], None]
) -> tuple[Kind, EditTally | Effect]:
    store = await open_reader(job.url, base_dir=job.base_dir, deadline_s=READ_DEADLINE_S)
    try:
        rules = BothRules(job.before, job.after)
        tally = await _tally(job, part, rules=rules, history=store, on_done=on_done)
        if part > 0:
            return Kind.TALLY, tally
        others: list[EditTally] = [pickle.loads(inbox.get()[1]) for _ in range(job.parts - 1)]  # noqa: S301
        return Kind.EFFECT, await _effect(job, rules, merged([tally, *others]), history=store)
    finally:
        await store.close()


async def _tally(
    job: Job, part: int, *, rules: BothRules, history: History, on_done: Callable[[int], None]
) -> EditTally:
    """Try the edit on every page of a part: of as many pages in a row as there are parts each has one."""
    tallies = []
    pages = range(job.span.lowest_id, job.span.highest_id + 1, PAGE_IDS)
    for lowest_id in pages[part :: job.parts]:
        page = await history.past_articles(
            lowest_id=lowest_id,
            highest_id=min(lowest_id + PAGE_IDS - 1, job.span.highest_id),
            since=job.since,
            limit=PAGE_IDS,
        )
        tallies.append(rules.tally(page))
        on_done(len(page))
    return merged(tallies)


async def _effect(job: Job, rules: BothRules, tally: EditTally, *, history: History) -> Effect:
    articles = {}
    for article_id in rules.shown(tally):
        for article in await history.past_articles(
            lowest_id=article_id, highest_id=article_id, since=job.since, limit=1
        ):
            articles[article_id] = article
    return rules.effect(tally, articles, days=job.days)


def _give_way() -> None:
    os.nice(NICENESS)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT_BYTES, MEMORY_LIMIT_BYTES))
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(OOM_SCORE, encoding="ascii")


def _listen(inbox: "SimpleQueue[Packet]") -> None:
    """Hand on what comes in; when that ends, so does the process, whatever it is about."""
    with contextlib.suppress(EOFError, OSError):
        while True:
            inbox.put(receive_blocking(sys.stdin.buffer))
    os._exit(1)


if __name__ == "__main__":
    main()
