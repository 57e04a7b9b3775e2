"""A few parser processes that can be killed: implements ``bot.ports.FeedParser`` and ``PageReader``.

Why not a library's pool: those start workers by running the program's main module again (here: the whole
command line), keep threads that wake up all day, and share one pipe that a killed worker can leave
half-written. Here each worker is a plain child process with its own pipes, served by a thread that sleeps
while there is nothing to do; killing one harms nobody else. Workers get no secrets: their environment is
empty but for what Python and its memory need.
"""

import asyncio
import contextlib
import select
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from io import BufferedWriter, RawIOBase
from threading import Lock
from typing import cast

from bot.child_process import child_environment, ending
from bot.core.extracted_text import ExtractedText
from bot.core.feed import Feed
from bot.core.parser_knowledge import NO_KNOWLEDGE, ParserKnowledge
from bot.core.urls import public_url
from bot.errors import FeedError, FeedFailure
from bot.feeds.wire import Answer, Bug, Job, PageJob, receive_answer, send
from bot.ports import Examined, Fetched, ParsedFeed

START_TIMEOUT_S = 60.0
"""A worker imports for 0.3 s on a quiet machine; much longer means it never will."""
ORPHAN_ALARM_S = 30.0
"""How long after its time a worker ends by itself, when nobody is left to kill it."""
PAGE_TIMEOUT_S = 5.0
"""For an article's page: a real one takes 10 ms, and 1 s where the worker has to import first."""
MAX_TASKS = 500
"""Documents before a worker is replaced: whatever C code leaks stays small."""
KEEPS_FREED = {"MALLOC_TRIM_THRESHOLD_": "16777216", "MALLOC_MMAP_THRESHOLD_": "16777216"}
"""glibc keeps so many freed bytes for the next text. It begins with 128 kB, gives what is more back to the
system and asks for it again: of the bench's 150 long feeds, polled cold, each cost its worker 400 page faults
in the place of 79, nearly all of which are the workers' starts (medians of 3).
"""


class ParserPool:
    """Parses documents in child processes. Usable from any event loop; close it once.

    Args:
        max_workers: processes at most; each starts when first needed and takes about 35 MB.
        timeout_s: for one document; a worker that needs longer is killed.
        max_tasks: documents before a worker is replaced.
    """

    def __init__(self, *, max_workers: int, timeout_s: float, max_tasks: int = MAX_TASKS) -> None:
        self._timeout_s = timeout_s
        self._max_tasks = max_tasks
        self._threads = ThreadPoolExecutor(max_workers, thread_name_prefix="parser")
        self._lock = Lock()  # guards the three below
        self._idle: list[_Worker] = []
        self._busy: set[_Worker] = set()
        self._is_closed = False

    async def parse(
        self, fetched: Fetched, feed: Feed, *, fetched_at: datetime, knowledge: ParserKnowledge = NO_KNOWLEDGE
    ) -> ParsedFeed:
        """Parse one document, waiting for a free worker.

        Raises: FeedError, with PARSER_TIMEOUT or PARSER_CRASHED where the worker did not survive it;
            RuntimeError after ``close``.
        """
        job = self._job(fetched, feed, fetched_at, knowledge=knowledge)
        answer = await self._answer(job, feed.url, self._timeout_s)
        assert isinstance(answer, ParsedFeed)
        return answer

    async def examine(self, fetched: Fetched, feed: Feed, *, fetched_at: datetime) -> Examined:
        """Parse one document and say what it is like. Raises: as ``parse``."""
        job = replace(self._job(fetched, feed, fetched_at), examines=True)
        answer = await self._answer(job, feed.url, self._timeout_s)
        assert isinstance(answer, Examined)
        return answer

    async def read_page(self, fetched: Fetched) -> ExtractedText:
        """Return the main text of an article's page. Raises: as ``parse``."""
        timeout_s = min(PAGE_TIMEOUT_S, self._timeout_s)
        job = PageJob(fetched=fetched, alarm_s=timeout_s + ORPHAN_ALARM_S)
        answer = await self._answer(job, fetched.url, timeout_s)
        assert isinstance(answer, ExtractedText)
        return answer

    async def close(self) -> None:
        """Kill all workers and wait for them; documents being parsed fail. May be called twice."""
        with self._lock:
            self._is_closed = True  # what still waits for a worker fails, too
            workers = [*self._idle, *self._busy]
            self._idle.clear()
        for worker in workers:
            worker.kill()
        await asyncio.to_thread(self._threads.shutdown)
        for worker in workers:
            worker.release()

    def _job(
        self, fetched: Fetched, feed: Feed, fetched_at: datetime, *, knowledge: ParserKnowledge = NO_KNOWLEDGE
    ) -> Job:
        return Job(
            fetched=fetched,
            feed=feed,
            fetched_at=fetched_at,
            knowledge=knowledge,
            alarm_s=self._timeout_s + ORPHAN_ALARM_S,
        )

    async def _answer(
        self, job: Job | PageJob, url: str, timeout_s: float
    ) -> ParsedFeed | Examined | ExtractedText:
        loop = asyncio.get_running_loop()
        answer = await loop.run_in_executor(self._threads, self._run, job, public_url(url), timeout_s)
        if isinstance(answer, FeedError):
            raise answer
        return answer

    def _run(
        self, job: Job | PageJob, url: str, timeout_s: float
    ) -> ParsedFeed | Examined | ExtractedText | FeedError:
        """Do one job, in one of our threads. ``url`` is only named in errors."""
        try:
            answer = self._ask_a_worker(job, timeout_s)
        except TimeoutError:
            detail = f"parsing took longer than {timeout_s:g} s and was stopped; it will be tried again"
            return FeedError(url, FeedFailure.PARSER_TIMEOUT, detail)
        except _WorkerDied as died:
            detail = f"the parser process {died.ending} on this document; it will be tried again"
            return FeedError(url, FeedFailure.PARSER_CRASHED, detail)
        except OSError as error:
            detail = f"no parser process can be started ({error.strerror}); free some memory"
            return FeedError(url, FeedFailure.PARSER_CRASHED, detail)
        if isinstance(answer, ParsedFeed | Examined | ExtractedText | FeedError):
            return answer
        summary = answer.summary if isinstance(answer, Bug) else "answer out of turn"
        detail = f"the parser could not cope with this document: {summary}; please report it"
        return FeedError(url, FeedFailure.PARSER_CRASHED, detail)

    def _ask_a_worker(self, job: Job | PageJob, timeout_s: float) -> Answer:
        """Raises: TimeoutError, _WorkerDied, or OSError where no worker can be started."""
        while True:
            worker = self._take()
            try:
                return worker.ask(job, timeout_s=timeout_s)
            except TimeoutError:
                worker.kill()
                raise
            except _WorkerDied as died:
                # One that had worked before and died while idle says nothing about this document.
                if died.has_begun or worker.tasks == 1:
                    raise
            finally:
                self._give_back(worker)

    def _take(self) -> "_Worker":
        with self._lock:
            if self._is_closed:
                raise _WorkerDied("was stopped", has_begun=True)
            worker = self._idle.pop() if self._idle else None
            if worker is not None and worker.is_alive():
                self._busy.add(worker)
                return worker
            if worker is not None:
                worker.release()
            worker = _Worker()
            self._busy.add(worker)
            return worker

    def _give_back(self, worker: "_Worker") -> None:
        with self._lock:
            self._busy.discard(worker)
            if worker.is_alive() and worker.tasks < self._max_tasks and not self._is_closed:
                self._idle.append(worker)
                return
        worker.kill()
        worker.release()


class _WorkerDied(Exception):
    """The child process is gone. ``ending`` says how, in words; ``has_begun``: with the job, not before."""

    def __init__(self, ending: str, *, has_begun: bool) -> None:
        super().__init__(ending)
        self.ending = ending
        self.has_begun = has_begun


class _Worker:
    """One child process and its two pipes; used by one thread at a time, killed from any."""

    def __init__(self) -> None:
        self.tasks = 0
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "bot.feeds.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,  # a buffer would swallow the second of two answers, and poll() not see it
            env=child_environment() | KEEPS_FREED,
        )
        self._jobs = BufferedWriter(cast("RawIOBase", self._process.stdin))

    def ask(self, job: Job | PageJob, *, timeout_s: float) -> Answer:
        """Raises: TimeoutError or _WorkerDied."""
        self.tasks += 1
        has_begun = False
        try:
            if self.tasks == 1:
                self._answer(START_TIMEOUT_S)
            send(self._jobs, job)
            self._answer(timeout_s)
            has_begun = True
            return self._answer(timeout_s)
        except TimeoutError:
            raise
        except (EOFError, OSError) as error:
            self.kill()
            raise _WorkerDied(self._ending(), has_begun=has_begun) from error

    def _answer(self, timeout_s: float) -> Answer:
        stream = self._process.stdout
        assert stream is not None
        waiter = select.poll()
        waiter.register(stream, select.POLLIN)
        if not waiter.poll(timeout_s * 1000):
            raise TimeoutError
        # From here on it comes at once: an answer is sent when it is complete.
        return receive_answer(stream)

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def kill(self) -> None:
        self._process.kill()

    def _ending(self) -> str:
        """How the killed or dead process ended, in words."""
        return ending(self._process.wait())

    def release(self) -> None:
        """Reap the dead process and close the pipes. May be called twice."""
        self._process.wait()
        for stream in (self._jobs, self._process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):  # what the dead did not read
                    stream.close()
