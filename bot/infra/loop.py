"""The process's event loop: uvloop where it is built, with SIGINT and SIGTERM as a request to stop."""

import asyncio
import importlib.util
import os
import signal
import sys
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import structlog

log = structlog.get_logger()

Result = TypeVar("Result")

STOP_LIMIT_S = 4.0
"""After a signal the process is gone within five seconds, whatever a resolver or a full pipe holds up."""


def run_async(main: Callable[[asyncio.Event], Coroutine[Any, Any, Result]]) -> Result:
    """Run ``main`` to its end. Its argument is set by the first SIGINT or SIGTERM; a second one kills.

    Threads that hang in a system call (a name look-up without a network takes half a minute) cannot be
    cancelled. The process does not wait for them: all that matters is in the store, which stands kill -9.
    """
    with asyncio.Runner(loop_factory=_new_event_loop) as runner:
        return runner.run(_with_signals(main))


async def _with_signals(main: Callable[[asyncio.Event], Coroutine[Any, Any, Result]]) -> Result:
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    watchdog = threading.Timer(STOP_LIMIT_S, _leave)
    watchdog.daemon = True

    def request_stop() -> None:
        if stop.is_set():  # two signals at once: a Ctrl-C goes to make and to us, and make passes it on
            return
        stop.set()
        watchdog.start()
        for one in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(one)

    for one in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(one, request_stop)
    return await main(stop)


@contextmanager
def hang_ups() -> Iterator[asyncio.Event]:
    """Let SIGHUP set an event instead of ending the process."""
    loop, heard = asyncio.get_running_loop(), asyncio.Event()
    loop.add_signal_handler(signal.SIGHUP, heard.set)
    try:
        yield heard
    finally:
        loop.remove_signal_handler(signal.SIGHUP)


def _leave() -> None:
    log.warning("bot.stop_forced", after_s=STOP_LIMIT_S)
    sys.stderr.flush()
    os._exit(0)


def _new_event_loop() -> asyncio.AbstractEventLoop:
    if importlib.util.find_spec("uvloop") is None:
        return asyncio.new_event_loop()
    import uvloop  # noqa: PLC0415

    return uvloop.new_event_loop()
