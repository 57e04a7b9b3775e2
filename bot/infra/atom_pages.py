"""/feeds/ on the health port: each watchlist's newest stories as an Atom feed, for any reader program."""

import asyncio
import hashlib
from collections.abc import Callable, Iterable
from datetime import datetime

from aiohttp import ETag, web

from bot.core.atom import MEDIA_TYPE, atom_feed, index_page, updated_at
from bot.core.text import clean
from bot.core.watchlist import Watchlist
from bot.errors import StoreError
from bot.ports_search import SearchIndex

STORIES = 50


class AtomPages:
    """Answers from the store, anew for each request; ``watchlists`` returns those that have a feed now."""

    def __init__(self, *, watchlists: Callable[[], Iterable[Watchlist]], store: SearchIndex) -> None:
        self._watchlists = watchlists
        self._store = store

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/feeds/", self._index), web.get("/feeds/{watchlist_id}.atom", self._feed)]

    async def _index(self, request: web.Request) -> web.Response:
        page = index_page(self._watchlists())
        return web.Response(body=page, content_type="text/html", charset="utf-8")

    async def _feed(self, request: web.Request) -> web.Response:
        asked = request.match_info["watchlist_id"]
        by_id = {one.watchlist_id: one for one in self._watchlists()}
        watchlist = by_id.get(asked)
        if watchlist is None:
            known = ", ".join(sorted(by_id)) or "none"
            return web.Response(
                status=404, text=f'there is no watchlist "{clean(asked)}"; known here: {known}\n'
            )
        try:
            stories = await self._store.latest_matches(
                watchlist.watchlist_id, min_score=watchlist.threshold, limit=STORIES
            )
        except StoreError as error:
            return web.Response(status=503, text=f"{error}\n", headers={"Retry-After": "60"})
        body = await asyncio.to_thread(atom_feed, watchlist, stories)
        etag = ETag(hashlib.sha256(body).hexdigest()[:32])
        changed_at = updated_at(stories).replace(microsecond=0)
        is_known = _has(request, etag, changed_at)
        response = web.Response(status=304) if is_known else web.Response(body=body)
        response.etag, response.last_modified = etag, changed_at
        if not is_known:
            response.content_type, response.charset = MEDIA_TYPE, "utf-8"
        return response


def _has(request: web.Request, etag: ETag, changed_at: datetime) -> bool:
    """Whether the reader has this version; the date is looked at only where it brings no tag (RFC 9110)."""
    if request.if_none_match is not None:
        return any(one.value in (etag.value, "*") for one in request.if_none_match)
    since = request.if_modified_since
    return since is not None and changed_at <= since
