"""One poll of one feed, step by step: fetch, parse, compare, match, plan alerts, commit.

Reads like the list of steps it is; what is new, what alerts and when to come back are decided in
``bot.core``. A poll that cannot be committed changes nothing: its lease lapses and the feed is polled again.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from time import perf_counter

import structlog

from bot.app.full_text import FullText
from bot.app.match_articles import ArticleMatcher
from bot.app.rulebook import Rulebook
from bot.app.sitemaps import SitemapIndex
from bot.app.sort_articles import ArticleSorter
from bot.app.subscriptions import Subscriptions
from bot.app.validators import validators_of
from bot.core.accept import ACCEPT
from bot.core.alerting import LONG_OUTAGE, AlertPolicy, needs_baseline
from bot.core.edit import revise
from bot.core.feed import FeedFormat, Stop, StoredFeed
from bot.core.feed_notices import tell_gone
from bot.core.fingerprint import fingerprint
from bot.core.model import (
    ChangedArticle,
    Channel,
    Notice,
    OutgoingNotice,
    PollRecord,
    PollResult,
)
from bot.core.moves import follow_move
from bot.core.notice import tell_away, tell_restored
from bot.core.parser_knowledge import ParserKnowledge
from bot.core.schedule import (
    Reading,
    Terms,
    after_failure,
    after_success,
    host_block,
    is_suddenly_empty,
)
from bot.core.sitemaps import FIRST_TRIES
from bot.core.urls import public_url
from bot.errors import FeedError, FeedFailure
from bot.ports import (
    Clock,
    Crawler,
    FeedParser,
    Fetched,
    Fetcher,
    FetchRequest,
    JobRunner,
    Metrics,
    NotModified,
    ParsedFeed,
)
from bot.ports_store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class PollRules:
    """What every poll of this process shares.

    ``at_once``: polls under way, those that wait for their turn at a host aside. ``lease_s``: longer than a
    poll can take; one that could not be committed is run again after it.
    ``most_alerts``: so many of a poll go to a channel one by one, the others in a digest.
    ``draw`` returns a jitter in 0..1, ``new_key`` a delivery key. ``admin_channel`` hears what a person has
    to know of a feed, where there is one.
    """

    min_interval_s: float
    at_once: int
    lease_s: float
    most_alerts: int
    draw: Callable[[], float]
    new_key: Callable[[], str]
    admin_channel: Channel | None = None

    def outgoing(self, notices: Iterable[Notice]) -> tuple[OutgoingNotice, ...]:
        """Address notices to the admins; nobody hears of them where no channel is named for that."""
        channel = self.admin_channel
        return tuple(
            OutgoingNotice(channel=channel, notice=notice, delivery_key=self.new_key())
            for notice in notices
            if channel is not None
        )


class Poller:
    """Polls due feeds. Owns nothing: the ports it is given are closed by their owner."""

    def __init__(
        self,
        *,
        store: Store,
        fetcher: Fetcher,
        crawler: Crawler,
        parser: FeedParser,
        full_text: FullText,
        rulebook: Rulebook,
        subscriptions: Subscriptions,
        rules: PollRules,
        clock: Clock,
        metrics: Metrics,
        runner: JobRunner,
    ) -> None:
        self._store = store
        self._fetcher = fetcher
        self._crawler = crawler
        self._parser = parser
        self._rulebook = rulebook
        self._subscriptions = subscriptions
        self._rules = rules
        self._clock = clock
        self._metrics = metrics
        self._runner = runner
        self._polling: dict[int, str] = {}
        self._full_text = full_text
        self._sitemaps = SitemapIndex(crawler=crawler, parser=parser, clock=clock)
        self._sorter = ArticleSorter(store)
        self._articles = ArticleMatcher(clock=clock, new_key=rules.new_key)
        # Once: of a poll without news a line that nobody wants would take 2 %.
        self._log = structlog.get_logger().bind()

    async def begin(self) -> None:
        """Look, at the start, whether polling goes on where it ended; the admins hear where it does not."""
        now, notices = self._clock.now(), self._rules.outgoing
        if await self._store.begin_after_restore(notices([tell_restored()]), now=now):
            self._log.warning("store.restored", detail="each feed begins with a baseline")
            return
        polled_at = await self._store.polled_until()
        if polled_at is not None and now - polled_at > LONG_OUTAGE:
            self._log.warning(
                "poll.outage", days=(now - polled_at).days, detail="each feed begins with a baseline"
            )
            for notice in notices([tell_away(now - polled_at)]):
                await self._store.add_notice(notice, now=now)

    async def dispatch_due(self, *, due_at: datetime | None = None) -> int:
        """Start a poll for every feed due at ``due_at`` (now, if None) while slots are free.

        Returns: how many were started.
        """
        # Feeds that wait for their turn at a slow or crowded host are not to keep the others waiting.
        under_way = len(self._polling) - self._fetcher.waiting
        limit = min(self._runner.free_slots, self._rules.at_once - under_way)
        if limit <= 0:
            return 0
        due = await self._store.claim_due_feeds(
            now=due_at or self._clock.now(),
            limit=limit,
            lease_s=self._rules.lease_s,
            busy=Counter(self._polling.values()),
        )
        # A poll that waits for its turn at a slow host may outlast its lease: it is not started twice.
        started = [stored for stored in due if stored.feed_id not in self._polling]
        for stored in started:
            self._polling[stored.feed_id] = stored.host_key
            self._runner.submit("poll", partial(self.poll, stored))
        return len(started)

    async def poll(self, stored: StoredFeed) -> PollResult:
        """Poll one leased feed and commit what came of it.

        Raises: StoreError when it could not be committed; the feed's own failures are committed.
        """
        started = perf_counter()
        try:
            record = await self._read(stored)
        except FeedError as error:
            record = self._failed(stored, error)
        finally:
            self._polling.pop(stored.feed_id, None)
        result = await self._store.commit_poll(record, now=self._clock.now())
        outcome = record.state.failure or ("new" if result.new else "unchanged")
        self._metrics.feed_polled(outcome, seconds=perf_counter() - started)
        if not record.is_quiet:
            self._metrics.articles_stored(new=result.new, changed=result.changed, alerts=result.alerts)
        self._tell(stored, record, result)
        return result

    async def _read(self, stored: StoredFeed) -> PollRecord:
        state = stored.state
        fetcher = self._fetcher if stored.feed.format is FeedFormat.FEED else self._crawler
        answer = await fetcher.fetch(
            FetchRequest(
                url=stored.poll_url,
                accept=ACCEPT[stored.feed.format],
                etag=state.etag,
                last_modified=state.last_modified,
                validated_url=state.validated_url,
            )
        )
        if isinstance(answer, NotModified):
            return self._settled(stored, answer)
        body_fingerprint = None if answer.is_delta else fingerprint(answer.body)
        if body_fingerprint is not None and body_fingerprint == state.body_fingerprint:
            return self._settled(stored, answer)
        knowledge = await self._store.parser_knowledge(stored.feed_id)
        record = await self._parsed(stored, answer, body_fingerprint, knowledge)
        if record is None:
            record = await self._parsed(stored, answer, body_fingerprint, replace(knowledge, memory=b""))
            assert record is not None  # without a memory nothing is left unread
        return record

    async def _parsed(
        self, stored: StoredFeed, answer: Fetched, body_fingerprint: str | None, knowledge: ParserKnowledge
    ) -> PollRecord | None:
        """What a changed document brings; None where more of it has to be read than the memory lets be."""
        parsed = await self._document(stored, answer, knowledge)
        if not parsed.tells_changes:
            answer = replace(answer, etag=None, last_modified=None)
            body_fingerprint = body_fingerprint and parsed.children_fingerprint
        if body_fingerprint is not None and body_fingerprint == stored.state.body_fingerprint:
            return self._noted(self._settled(stored, answer), stored, parsed)
        record = await self._compared(stored, answer, body_fingerprint, parsed)
        learnt = parsed.knowledge.trust
        if record is not None and learnt.demoted_at not in (None, knowledge.trust.demoted_at):
            self._log.warning(
                "feed.fast_path_demoted", url=public_url(stored.feed.url), field=learnt.difference
            )
        return record if record is None else self._noted(record, stored, parsed)

    async def _document(self, stored: StoredFeed, answer: Fetched, knowledge: ParserKnowledge) -> ParsedFeed:
        parsed = await self._parser.parse(
            answer, stored.feed, fetched_at=self._clock.now(), knowledge=knowledge
        )
        if parsed.children:
            is_baseline = needs_baseline(stored.state, now=self._clock.now())
            needs_all = is_baseline and stored.state.failures < FIRST_TRIES
            parsed = await self._sitemaps.with_children(stored.feed, parsed, needs_all=needs_all)
        if is_suddenly_empty(stored.state, listed=len(parsed.listed), is_delta=answer.is_delta):
            detail = (
                f"the feed has no article, and had {stored.state.listed}; it will be asked again, and "
                "believed when it stays so"
            )
            raise FeedError(public_url(stored.feed.url), FeedFailure.EMPTY, detail)
        return parsed

    def _noted(self, record: PollRecord, stored: StoredFeed, parsed: ParsedFeed) -> PollRecord:
        """Note in the feed's state what of its index could not be read, or nothing any more."""
        unread = parsed.unread_children
        if not parsed.children:
            return record
        if unread and unread != stored.state.error:
            self._log.warning("feed.sitemap_unread", url=public_url(stored.feed.url), detail=unread)
        return replace(record, state=record.state._replace(error=unread))

    def _settled(
        self, stored: StoredFeed, answer: Fetched | NotModified, reading: Reading | None = None
    ) -> PollRecord:
        """What a poll that went well leaves of the feed itself; its articles are the caller's."""
        terms = self._terms()
        validators = validators_of(answer, stored.state)
        state = after_success(stored.state, stored.feed, validators, terms=terms, reading=reading)
        followed = follow_move(
            state, stored, answer.moved_to, is_configured=self._is_configured, now=terms.now
        )
        notices = self._rules.outgoing(followed.notices)
        return PollRecord(feed_id=stored.feed_id, before=stored.state, state=followed.state, notices=notices)

    async def _compared(
        self, stored: StoredFeed, answer: Fetched, body_fingerprint: str | None, parsed: ParsedFeed
    ) -> PollRecord | None:
        now, listed = self._clock.now(), parsed.listed
        found = await self._sorter.sort(stored, listed, is_delta=answer.is_delta, now=now)
        if found is None:
            return None
        compared = found.compared
        is_baseline = needs_baseline(stored.state, now=now)
        # Taken once: what comes into force meanwhile counts from the next poll on.
        matcher, policy = self._rulebook.current.matcher, self._policy()
        news = compared.new if is_baseline else await self._full_text.of_new(stored.feed, compared.new)
        edited = await self._full_text.of_known(stored.feed, [one.article for one in compared.changed])
        new = await self._articles.new_articles(
            stored, news, matcher=matcher, policy=None if is_baseline else policy
        )
        held = await self._articles.new_articles(stored, compared.held, matcher=matcher, policy=None)
        rematched = await self._articles.matched(edited, matcher=matcher, country=stored.feed.outlet.country)
        reading = Reading(
            body_fingerprint=body_fingerprint,
            hints=parsed.hints,
            listed=len(listed),
            published=tuple(one.published_at for one in listed if one.published_at),
            news=len(compared.new) + len(compared.held),
            damage=parsed.damage,
        )
        settled = self._settled(stored, answer, reading)
        return replace(
            settled,
            is_baseline=is_baseline,
            new=(*held, *new),
            changed=await self._revised(
                stored,
                tuple(
                    replace(one, article=article, matches=matches)
                    for one, article, matches in zip(compared.changed, edited, rematched, strict=True)
                ),
                policy,
            ),
            known=tuple(one for one in compared.known if one.keys),
            most_alerts=self._rules.most_alerts,
            notices=(*settled.notices, *self._rules.outgoing(found.notices)),
            knowledge=parsed.knowledge if found.is_as_listed else replace(parsed.knowledge, memory=b""),
        )

    async def _revised(
        self, stored: StoredFeed, changed: tuple[ChangedArticle, ...], policy: AlertPolicy
    ) -> tuple[ChangedArticle, ...]:
        """Say how the alerts of changed articles are to read from now on."""
        by_id = {one.article_id: one for one in changed if one.matches}
        if not by_id:
            return changed
        revised = defaultdict(list)
        for standing in await self._store.standing_alerts(list(by_id), now=self._clock.now()):
            one = by_id[standing.article_id]
            alert = revise(standing, one.article, one.matches, policy=policy, outlet=stored.feed.outlet)
            if alert is not None:
                revised[one.article_id].append(alert)
        return tuple(replace(one, revised=tuple(revised[one.article_id])) for one in changed)

    def _failed(self, stored: StoredFeed, error: FeedError) -> PollRecord:
        terms = self._terms()
        state = after_failure(stored.state, stored.feed, error, terms=terms)
        return PollRecord(
            feed_id=stored.feed_id,
            before=stored.state,
            state=state,
            host_block=host_block(stored, error, terms=terms),
            notices=self._rules.outgoing([tell_gone(stored.feed)] if state.stop is Stop.GONE else []),
        )

    def _is_configured(self, url: str) -> bool:
        return any(feed.url == url for feed in self._rulebook.current.feeds)

    def _terms(self) -> Terms:
        return Terms(
            now=self._clock.now(), min_interval_s=self._rules.min_interval_s, jitter=self._rules.draw()
        )

    def _tell(self, stored: StoredFeed, record: PollRecord, result: PollResult) -> None:
        before, after, url = stored.state, record.state, public_url(stored.feed.url)
        if after.adopted_url != before.adopted_url:
            self._log.warning("feed.moved", url=url, to=after.adopted_url or url)
        if after.failure:
            # Told once per outage: the same failure again is a detail.
            tell = self._log.debug if after.failure == before.failure else self._log.warning
            wait_s = round((after.next_poll_at - self._clock.now()).total_seconds())
            tell("feed.failed", url=url, reason=after.failure, detail=after.error, next_poll_in_s=wait_s)
            return
        if before.failure:
            self._log.info("feed.recovered", url=url, after_failures=before.failures)
        if record.is_baseline:
            policy = self._policy()
            held = sum(any(map(policy.is_alerting, one.matches)) for one in record.new)
            self._log.info("feed.baseline", url=url, articles=result.new, would_alert=held)
        elif result.new or result.changed:
            counts = {"new": result.new, "changed": result.changed, "alerts": result.alerts}
            self._log.info("feed.polled", url=url, **counts)
        else:
            self._log.debug("feed.unchanged", url=url)

    def _policy(self) -> AlertPolicy:
        return AlertPolicy(watchlists=self._rulebook.current.by_id, subscriptions=self._subscriptions.current)
