"""The process's event loop: uvloop where it is built, with SIGINT and SIGTERM as a request to stop."""

import asyncio
import importlib.util
import signal
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

Result = TypeVar("Result")


def run_async(main: Callable[[asyncio.Event], Coroutine[Any, Any, Result]]) -> Result:
    """Run ``main`` to its end. Its argument is set by the first SIGINT or SIGTERM; a second one kills."""
    with asyncio.Runner(loop_factory=_new_event_loop) as runner:
        return runner.run(_with_signals(main))


async def _with_signals(main: Callable[[asyncio.Event], Coroutine[Any, Any, Result]]) -> Result:
    loop, stop = asyncio.get_running_loop(), asyncio.Event()

    def request_stop(signal_number: signal.Signals) -> None:
        stop.set()
        loop.remove_signal_handler(signal_number)

    for one in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(one, request_stop, one)
    return await main(stop)


def _new_event_loop() -> asyncio.AbstractEventLoop:
    if importlib.util.find_spec("uvloop") is None:
        return asyncio.new_event_loop()
    import uvloop  # noqa: PLC0415

    return uvloop.new_event_loop()
