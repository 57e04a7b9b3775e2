"""A parser process: takes jobs from its standard input and answers on its standard output, one at a time.

Started by ``bot.feeds.pool`` with ``python -m bot.feeds.worker``, so that it imports what parsing needs and
nothing of the program that started it.
"""

import contextlib
import logging
import os
import resource
import signal
import sys
import traceback

from bot.errors import FeedError
from bot.feeds.document import read_document
from bot.feeds.examine import examine_document
from bot.feeds.page_text import read_page_text
from bot.feeds.wire import Answer, Bug, Job, PageJob, Ready, receive_job, send
from bot.garbage import collect_seldom

MEMORY_LIMIT_BYTES = 1 << 30
"""Address space of one worker: a document that needs more fails alone."""
IDLE_S = 60.0
"""Without work for so long a worker ends and gives its memory back; the pool starts another when needed."""
NICENESS = 5
"""Parsing gives way to the event loop, which has channels and commands to answer."""


def answer(job: Job | PageJob) -> Answer:
    """Do one job. Failures are answers too: a document that breaks the parser must not stop the worker."""
    try:
        if isinstance(job, PageJob):
            return read_page_text(job.fetched)
        if job.examines:
            return examine_document(job.fetched, job.feed, fetched_at=job.fetched_at)
        return read_document(job.fetched, job.feed, fetched_at=job.fetched_at, knowledge=job.knowledge)
    except FeedError as error:
        # Causes stay here: they may not survive the way back, and the detail already says what they said.
        error.__cause__ = error.__context__ = None
        return error
    except MemoryError:
        return Bug(summary=f"it needs more than {MEMORY_LIMIT_BYTES >> 20} MiB of memory")
    except Exception as error:  # noqa: BLE001 - strangers' bytes find every bug; the poll fails, we go on
        place = traceback.extract_tb(error.__traceback__)[-1]
        return Bug(summary=f"{type(error).__name__} in {place.name} ({place.filename}:{place.lineno})")


def main() -> None:
    """Serve jobs until standard input ends."""
    for one in (signal.SIGINT, signal.SIGTERM):  # these go to the whole group; our parent decides
        signal.signal(one, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT_BYTES, MEMORY_LIMIT_BYTES))
    os.nice(NICENESS)
    collect_seldom()
    logging.disable()  # libraries report each odd page there; what we have to say goes back as an answer
    # What a library prints must not end up between the answers.
    jobs, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    with contextlib.suppress(EOFError, BrokenPipeError):
        send(answers, Ready())
        while True:
            signal.setitimer(signal.ITIMER_REAL, IDLE_S)
            job = receive_job(jobs)
            signal.setitimer(signal.ITIMER_REAL, job.alarm_s)
            send(answers, Ready())
            send(answers, answer(job))


if __name__ == "__main__":
    main()
