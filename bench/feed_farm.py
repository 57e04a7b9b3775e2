"""A loopback server of generated feeds, in a process of its own so that its CPU is not counted.

``python -m bench.feed_farm FEEDS SEED`` prints its port, serves ``/feed/0 ...`` with ETag and 304, tells at
``/first`` when the first feed was asked for (seconds since the epoch), and ends with its standard input.
"""

import asyncio
import hashlib
import random
import sys
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import cache
from itertools import accumulate
from xml.sax.saxutils import escape

from aiohttp import web

ITEMS = (20, 60)
PARAGRAPHS = (2, 6)
WORDS = (25, 60)
VOCABULARY = 30_000
LETTERS = "abcdefghijklmnopqrstuvwxyz"
START = datetime(2026, 11, 1, tzinfo=UTC)


@cache
def make_vocabulary(seed: int) -> tuple[list[str], list[float]]:
    """Return words all feeds share, and how often each occurs, summed up (Zipf: a few very often)."""
    drawn = random.Random(seed)
    words = ["".join(drawn.choices(LETTERS, k=drawn.randint(2, 10))) for _ in range(VOCABULARY)]
    return words, list(accumulate(1 / rank for rank in range(1, VOCABULARY + 1)))


def make_feed(seed: int, number: int) -> bytes:
    """Return an RSS document of 20 to 60 items with bodies in blog HTML, the same for the same arguments."""
    drawn = random.Random(f"{seed}/{number}")
    vocabulary, weights = make_vocabulary(seed)

    def words(count: int) -> str:
        return " ".join(drawn.choices(vocabulary, cum_weights=weights, k=count))

    def paragraph() -> str:
        link = f'<a href="/{words(1)}/?utm_source=rss" rel="nofollow" target="_blank">{words(2)}</a>'
        picture = (
            f'<figure class="wp-block-image size-large"><img loading="lazy" width="1024" height="683" '
            f'src="/wp-content/{words(1)}.jpg" alt="{words(4)}" srcset="/a.jpg 1024w, /b.jpg 300w" '
            f'sizes="(max-width: 1024px) 100vw, 1024px"/><figcaption>{words(6)}</figcaption></figure>'
        )
        prose = f"{words(drawn.randint(*WORDS))} {link} &#8211; <strong>{words(3)}</strong>, {words(12)}"
        before = picture if drawn.random() < 0.3 else ""
        return f'{before}<p style="text-align: left;">{prose}&nbsp;<em>{words(2)}</em>.</p>'

    def item(index: int) -> str:
        body = "".join(paragraph() for _ in range(drawn.randint(*PARAGRAPHS)))
        at = format_datetime(START - timedelta(minutes=17 * index), usegmt=True)
        return (
            f"<item><title>{words(9)}</title><link>https://example.org/{number}/{index}</link>"
            f"<guid isPermaLink='false'>{number}-{index}</guid><pubDate>{at}</pubDate>"
            f"<category>{words(1)}</category><dc:creator>{words(2)}</dc:creator>"
            f"<description>{escape(f'<p>{words(30)} [&#8230;]</p>')}</description>"
            f"<content:encoded><![CDATA[{body}]]></content:encoded></item>"
        )

    items = "".join(item(index) for index in range(drawn.randint(*ITEMS)))
    return (
        "<?xml version='1.0' encoding='utf-8'?><rss version='2.0' "
        "xmlns:content='http://purl.org/rss/1.0/modules/content/' xmlns:dc='http://purl.org/dc/elements/1.1/'>"
        f"<channel><title>Feed {number}</title><link>https://example.org/{number}/</link>"
        f"<description>d</description><language>en</language>{items}</channel></rss>"
    ).encode()


async def serve(feeds: int, seed: int) -> None:
    documents = [make_feed(seed, number) for number in range(feeds)]
    etags = [f'"{hashlib.sha256(document).hexdigest()[:16]}"' for document in documents]
    first_asked_at: list[float] = []

    async def feed(request: web.Request) -> web.Response:
        first_asked_at.append(time.time())
        number = int(request.match_info["number"])
        if request.headers.get("If-None-Match") == etags[number]:
            return web.Response(status=304, headers={"ETag": etags[number]})
        return web.Response(
            body=documents[number], content_type="application/rss+xml", headers={"ETag": etags[number]}
        )

    async def first(request: web.Request) -> web.Response:
        return web.json_response(
            {"first": min(first_asked_at, default=None), "requests": len(first_asked_at)}
        )

    async def forget(request: web.Request) -> web.Response:
        first_asked_at.clear()
        return web.json_response({})

    app = web.Application()
    app.add_routes([web.get("/feed/{number}", feed), web.get("/first", first), web.get("/forget", forget)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.to_thread(sys.stdin.read)
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), int(sys.argv[2])))
