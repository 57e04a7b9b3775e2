"""A web address -> the feeds behind it: the address itself, what its page names, or the usual places.

Each candidate is fetched and read once, one after another, through the poller's own fetcher. The address a
person typed is theirs to fetch; for all others robots.txt is asked, and of private ones only those at the
typed host and port are fetched. Places that nothing points to are tried only where nothing else was found: to
a server, guessed addresses look like an attack.
"""

import asyncio
import re
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from urllib.parse import urldefrag, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser
from yarl import URL

from bot.core.canonical import canonical_url
from bot.core.feed import Feed, Outlet
from bot.core.text import clean, truncate
from bot.core.urls import is_http_url, public_url
from bot.errors import FeedError, FeedFailure
from bot.feeds.allowed import AllowedHosts
from bot.feeds.crawl import RobotsFetcher
from bot.feeds.decode import decode
from bot.feeds.parse import is_feed_list
from bot.feeds.robots import Robots
from bot.ports import Clock, Crawler, Examined, FeedExaminer, Fetched, Fetcher, FetchRequest, NotModified

MAX_NAMED = 12
"""So many of the feeds that a page names are looked at."""
COMMON_PATHS = (
    "feed", "rss", "rss.xml", "feed.xml", "atom.xml", "index.xml", "feed.json", "feeds/posts/default",
)  # fmt: skip
MAX_OUTLET_CHARS = 80
_PAGE_CHARS = 500_000
_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, "
    "text/html;q=0.9, */*;q=0.5"
)
_FEED_TYPES = ("rss", "atom", "rdf", "feed+json")
_LIKE_A_FEED = re.compile(
    r"(?:^|[/._?=&-])(?:feeds?|rss2?|atom|rdf)(?:[/._?=&-]|$)|\.(?:rss|atom|rdf)$", re.IGNORECASE
)
_COMMENTS = re.compile(r"\bcomments?\b|комментари|评论|تبصر|تعليقات", re.IGNORECASE)
_SURE_LANG = 0.9


class How(StrEnum):
    """How a feed was found, surest first."""

    TYPED = "typed"
    ANNOUNCED = "announced"
    LINKED = "linked"
    GUESSED = "guessed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A feed that was found and read. ``final_url`` is where its redirects ended.

    ``lang`` is set where nearly all of its articles are in one language. ``newest_at`` is the date of its
    newest article, None where it has none or they are undated.
    """

    url: str
    final_url: str
    how: How
    title: str
    form: str
    articles: int
    newest_at: datetime | None
    lang: str
    is_comments: bool

    def feed(self) -> Feed:
        """How it could stand in config.toml."""
        name = (
            truncate(self.title, MAX_OUTLET_CHARS) if self.title else urlsplit(self.url).hostname or self.url
        )
        return Feed(url=self.url, outlet=Outlet(name=name), lang=self.lang)


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovery:
    """What was found, best first. ``notes`` say what was not looked at, or could not be read, and why."""

    candidates: tuple[Candidate, ...]
    notes: tuple[str, ...] = ()

    @property
    def is_feed(self) -> bool:
        """Whether the typed address is a feed itself."""
        return bool(self.candidates) and self.candidates[0].how is How.TYPED


async def discover(
    url: str,
    *,
    own: Fetcher,
    others: Fetcher,
    allow_hosts: Sequence[str],
    examiner: FeedExaminer,
    clock: Clock,
) -> Discovery:
    """Find the feeds behind an http(s) address.

    Args:
        own: the way to the host of ``url``, which a person typed; ``allow_hosts`` are its hosts.
        others: the way to hosts that its page names; it must lead to no private address, for a stranger
            wrote the page.

    Raises: FeedError where the address itself cannot be fetched, is a feed that cannot be read, or a file
        of other feeds.
    """
    near = _NearFetcher(own, url, allow_hosts=allow_hosts)
    own_crawler = RobotsFetcher(near, Robots(near, clock=clock), allow_hosts=allow_hosts)
    others_crawler = RobotsFetcher(others, Robots(others, clock=clock))
    search = _Search(url, own_crawler, others_crawler, examiner, clock)
    answer = await search.fetch(url, own.fetch)
    try:
        return Discovery(candidates=(await search.read(url, answer, How.TYPED),))
    except FeedError as error:
        if error.failure is not FeedFailure.NOT_A_FEED or await asyncio.to_thread(_is_feed_list, answer):
            raise
    announced, linked = await asyncio.to_thread(_named_feeds, answer)
    await search.try_all(
        [*((one, How.ANNOUNCED) for one in announced), *((one, How.LINKED) for one in linked)]
    )
    if not search.found and not search.is_over:
        await search.try_all([(one, How.GUESSED) for one in _common_places(answer.url)])
    ranked = sorted(
        search.found, key=lambda one: (one.is_comments, not one.articles, list(How).index(one.how))
    )
    return Discovery(candidates=tuple(ranked), notes=tuple(search.notes))


_Fetch = Callable[[FetchRequest], Awaitable[Fetched | NotModified]]


class _NearFetcher:
    """Implements ``bot.ports.Fetcher`` for what a page names: its redirects go where its links may.

    That is to the typed host and port, or to what is public. The fetcher by itself follows a redirect between
    any two of the allowed hosts and all their ports, as the feeds of an admin's choice need it.
    """

    def __init__(self, fetcher: Fetcher, url: str, *, allow_hosts: Sequence[str]) -> None:
        self._fetcher = fetcher
        self._place = _place(url)
        self._allowed = AllowedHosts(allow_hosts)

    @property
    def waiting(self) -> int:
        return self._fetcher.waiting

    async def fetch(
        self, request: FetchRequest, *, on_redirect: Callable[[str], Awaitable[None]] | None = None
    ) -> Fetched | NotModified:
        async def check(target: str) -> None:
            if self._allowed.has(URL(target)) and _place(target) != self._place:
                detail = (
                    f"it redirects to another private address ({public_url(target)}), which was not asked"
                )
                raise FeedError(public_url(request.url), FeedFailure.ADDRESS_REFUSED, detail)
            if on_redirect is not None:
                await on_redirect(target)

        return await self._fetcher.fetch(request, on_redirect=check)


class _Search:
    """One search: what was found so far, and which addresses were looked at."""

    def __init__(self, url: str, own: Crawler, others: Crawler, examiner: FeedExaminer, clock: Clock) -> None:
        self._place = _place(url)
        self._own = own
        self._others = others
        self._examiner = examiner
        self._clock = clock
        self._seen: set[str] = set()
        self.found: list[Candidate] = []
        self.notes: list[str] = []
        self.is_over = False

    async def fetch(self, url: str, fetch: _Fetch) -> Fetched:
        self._seen.add(canonical_url(url))
        answer = await fetch(FetchRequest(url=url, accept=_ACCEPT))
        assert isinstance(answer, Fetched)  # nothing was asked conditionally
        self._seen.add(canonical_url(answer.url))
        return answer

    async def read(self, url: str, answer: Fetched, how: How) -> Candidate:
        """Raises: FeedError where it is no feed, or cannot be read."""
        feed = Feed(url=url, outlet=Outlet(name=""))
        examined = await self._examiner.examine(answer, feed, fetched_at=self._clock.now())
        return candidate_of(url, answer, how, examined)

    async def try_all(self, places: Sequence[tuple[str, How]]) -> None:
        """Look at one place after another; a host that asks for fewer requests is left alone."""
        for url, how in places:
            if canonical_url(url) in self._seen:
                continue
            known = set(self._seen)
            try:
                crawler = self._own if _place(url) == self._place else self._others
                answer = await self.fetch(url, crawler.fetch)
                if canonical_url(answer.url) not in known:
                    self.found.append(await self.read(url, answer, how))
            except FeedError as error:
                self._note(url, how, error.detail)
                if error.failure is FeedFailure.RATE_LIMITED:
                    self.notes.append("the search ended here, for the server asked for fewer requests")
                    self.is_over = True
                    return

    def _note(self, url: str, how: How, why: str) -> None:
        if how is not How.GUESSED:  # that nothing is there was to be expected
            self.notes.append(f"{public_url(url)}: {why}")


def candidate_of(url: str, answer: Fetched, how: How, examined: Examined) -> Candidate:
    """Return what was found at ``url``, fetched and read."""
    parsed = examined.parsed
    langs = Counter(article.lang for article in parsed.articles).most_common(1)
    dates = [article.published_at for article in parsed.articles if article.published_at is not None]
    return Candidate(
        url=url,
        final_url=answer.url,
        how=how,
        title=parsed.title,
        form=examined.facts.form,
        articles=len(parsed.articles),
        newest_at=max(dates, default=None),
        lang=langs[0][0] if langs and langs[0][1] >= _SURE_LANG * len(parsed.articles) else "",
        is_comments=bool(_COMMENTS.search(f"{urlsplit(url).path} {parsed.title}")),
    )


def _is_feed_list(answer: Fetched) -> bool:
    return is_feed_list(decode(answer.body, http_charset=answer.charset).text)


def _named_feeds(answer: Fetched) -> tuple[list[str], list[str]]:
    """The feeds a page announces to programs, and those it links to for people: whole addresses."""
    page = LexborHTMLParser(decode(answer.body, http_charset=answer.charset).text[:_PAGE_CHARS])
    base_tag = page.css_first("base[href]")
    base = _joined(answer.url, (base_tag.attributes.get("href") or "") if base_tag else "") or answer.url
    announced = [
        link.attributes.get("href") or ""
        for link in page.css("link[rel~=alternate i][href]")
        if any(name in (link.attributes.get("type") or "").lower() for name in _FEED_TYPES)
    ]
    linked = [
        href for link in page.css("a[href]") if _LIKE_A_FEED.search(href := link.attributes.get("href") or "")
    ]
    first = _whole(announced, base)[:MAX_NAMED]
    second = [one for one in _whole(linked, base) if one not in first and _is_near(one, answer.url)]
    return first, second[: max(0, MAX_NAMED - len(first))]


def _place(url: str) -> tuple[str | None, int | None]:
    """Host and port of an address, the port None where it is the scheme's own; a login is no part of it."""
    try:
        parsed = URL(url)
    except ValueError:
        return None, None
    return parsed.host, None if parsed.is_default_port() else parsed.port


def _is_near(url: str, page_url: str) -> bool:
    """Whether a link stays with its host: on others' hosts "feed" means many things."""
    host, near = ((urlsplit(one).hostname or "").removeprefix("www.") for one in (url, page_url))
    return f".{host}".endswith(f".{near}")


def _whole(hrefs: Sequence[str], base: str) -> list[str]:
    return list(dict.fromkeys(url for href in hrefs if (url := _joined(base, href))))


def _joined(base: str, href: str) -> str:
    """A whole http(s) address without login and fragment, or empty."""
    try:
        url = urldefrag(urljoin(base, clean(href).replace(" ", "%20"))).url
    except ValueError:
        return ""
    return public_url(url) if is_http_url(url) and len(url) <= 2_000 else ""


def _common_places(page_url: str) -> Iterator[str]:
    """Where feeds often are: below the page's own folder, then below the host."""
    folder, root = urljoin(page_url, "."), urljoin(page_url, "/")
    for base in dict.fromkeys((folder, root)):
        yield from (urljoin(base, path) for path in COMMON_PATHS)
