"""The floor of the polling bench: aiohttp asks for the same feeds, keeps their ETags, and that is all."""

import asyncio
import json
import os
import sys

import aiohttp

from bench.measure import cpu_s
from bench.poll_control import tell_farm
from bench.poll_farm import FEW, feed_url
from bot.infra.loop import run_async

AT_ONCE = 100
PER_HOST = 2
WARM_ROUNDS = 5


async def poll_all(session: aiohttp.ClientSession, urls: list[str], etags: dict[str, str]) -> float:
    """Ask for every feed once; returns the CPU seconds it took."""
    slots = asyncio.Semaphore(AT_ONCE)

    async def poll(url: str) -> None:
        headers = {"If-None-Match": etags[url]} if url in etags else {}
        async with slots, session.get(url, headers=headers) as response:
            await response.read()
            etags[url] = response.headers["ETag"]

    before = cpu_s(os.getpid())
    await asyncio.gather(*map(poll, urls))
    return cpu_s(os.getpid()) - before


async def main(port: int, feeds: int) -> None:
    tell_farm(port, "start")
    urls, etags = [feed_url(port, "small", number, hosts=FEW) for number in range(feeds)], {}
    connector = aiohttp.TCPConnector(limit=0, limit_per_host=PER_HOST)
    async with aiohttp.ClientSession(connector=connector) as session:
        await poll_all(session, urls, etags)
        warm = [await poll_all(session, urls, etags) for _ in range(WARM_ROUNDS)]
    print(json.dumps({"warm_cpu_s": sum(warm) / WARM_ROUNDS}))


if __name__ == "__main__":
    run_async(lambda _: main(int(sys.argv[1]), int(sys.argv[2])))
