"""New and changed articles of one feed -> their matches and the alerts that follow from them."""

import asyncio
from collections.abc import Callable, Iterable, Iterator

from bot.core.alerting import AlertPolicy, plan_alerts
from bot.core.feed import StoredFeed
from bot.core.model import Article, ArticleText, Match, NewArticle
from bot.core.stories import story_keys
from bot.matching.matcher import Matcher
from bot.ports import Clock

MATCHED_TOGETHER = 20
MATCHED_TOGETHER_CHARS = 100_000
"""Articles, and characters, that one turn at matching takes: other feeds wait that long for theirs."""


class ArticleMatcher:
    """Matches the articles of all polls, one turn at a time. ``new_key`` draws a delivery key."""

    def __init__(self, *, clock: Clock, new_key: Callable[[], str]) -> None:
        self._clock = clock
        self._new_key = new_key
        self._one_at_a_time = asyncio.Semaphore(1)

    async def new_articles(
        self,
        stored: StoredFeed,
        articles: Iterable[Article],
        *,
        matcher: Matcher,
        policy: AlertPolicy | None,
    ) -> tuple[NewArticle, ...]:
        """Match what is new; without a policy nobody is alerted."""
        # A feed lists its newest article first; ids, and so alerts, are to grow with time.
        oldest_first = tuple(articles)[::-1]
        seen_at = self._clock.now()
        found = await self.matched(oldest_first, matcher=matcher, country=stored.feed.outlet.country)
        return tuple(
            NewArticle(
                article=article,
                story_keys=story_keys(article),
                matches=matches,
                alerts=()
                if policy is None
                else plan_alerts(
                    article,
                    matches,
                    policy=policy,
                    outlet=stored.feed.outlet,
                    seen_at=seen_at,
                    new_key=self._new_key,
                ),
            )
            for article, matches in zip(oldest_first, found, strict=True)
        )

    async def matched(
        self, articles: Iterable[Article], *, matcher: Matcher, country: str
    ) -> list[tuple[Match, ...]]:
        # A long feed takes longer to match than the event loop may stand still; two threads at it would only
        # take the interpreter's lock from each other (measured: twice the CPU time).
        found: list[tuple[Match, ...]] = []
        for texts in _turns(article.text for article in articles):
            async with self._one_at_a_time:
                found += await asyncio.to_thread(matcher.match_many, texts, country=country)
        return found


def _turns(texts: Iterable[ArticleText]) -> Iterator[list[ArticleText]]:
    """Cut a feed's texts into what is matched together; a hostile one holds up its neighbours once only."""
    turn: list[ArticleText] = []
    chars = 0
    for text in texts:
        size = len(text.title) + len(text.summary) + len(text.body)
        if turn and (len(turn) == MATCHED_TOGETHER or chars + size > MATCHED_TOGETHER_CHARS):
            yield turn
            turn, chars = [], 0
        turn.append(text)
        chars += size
    if turn:
        yield turn
