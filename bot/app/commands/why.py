"""``/watch why LINK`` and the button Why?: what each watchlist makes of an article, and where it was told."""

import asyncio
from collections.abc import Iterator, Sequence

from bot.app.commands.explain import Outcome, TopicAccount, stored_subject
from bot.app.commands.verdict import named_topics, verdicts
from bot.core.button import AnswerButton, mark_buttons
from bot.core.chat import Reply, reply, with_buttons
from bot.core.digest import WaitingDigest
from bot.core.languages import language_name
from bot.core.model import Channel, StoredArticle
from bot.core.moment import shown_moment
from bot.core.outbox import DeliveryReport, DeliveryState
from bot.core.subscription_text import describe_digest
from bot.core.text import clean
from bot.errors import NotFound
from bot.matching.matcher import Matcher
from bot.ports_store import ReadStore

NEAR_MISSES = 3
"""So many topics of an article have buttons: its best."""


async def answer_why(reference: str, *, channel: Channel | None, matcher: Matcher, store: ReadStore) -> Reply:
    """Explain a stored article, named by link or id; what a topic misses narrowly can be marked.

    Args:
        channel: which one is told whether it heard of it; of the others only their number is. With None, as
            on the command line of the bot's own machine, all of them are named.

    Raises: StoreError.
    """
    try:
        subject = await stored_subject(reference, store)
    except NotFound:
        return reply("No such article is kept here: no feed has brought it, or it is too old.")
    assert subject.stored is not None
    told = await store.deliveries_of_story(subject.stored.story_id)
    topics = await asyncio.to_thread(named_topics, subject, matcher)
    title = subject.text.title or subject.text.summary or subject.stored.article.url
    waiting = await store.digests_of_story(subject.stored.story_id)
    where = [(one.channel, _state(one)) for one in told] + [(one.channel, _wait(one)) for one in waiting]
    lines = _told_everywhere(where) if channel is None else _told_here(where, channel)
    answer = reply(clean(title), _source(subject.stored), *verdicts(topics), *lines)
    return with_buttons(answer, *_near_misses(subject.stored.article_id, topics))


def _near_misses(article_id: int, topics: Sequence[TopicAccount]) -> Iterator[AnswerButton]:
    missed = [one.watchlist for one in topics if one.outcome is not Outcome.ALERTS]
    for one in missed[:NEAR_MISSES]:
        yield from mark_buttons(article_id, one.watchlist_id, name=one.name)


def _source(stored: StoredArticle) -> str:
    published = stored.article.published_at
    facts = [
        stored.outlet.name,
        language_name(stored.article.lang),
        f"published {shown_moment(published, is_dated=True)}" if published else "undated",
        f"first seen {stored.seen_at:%Y-%m-%d %H:%M} UTC",
    ]
    return " · ".join(fact for fact in facts if fact)


def _told_here(where: Sequence[tuple[Channel, str]], channel: Channel) -> Iterator[str]:
    here = [state for told, state in where if told == channel]
    yield from (f"This channel: {state}" for state in here)
    if not here:
        yield "This channel was not told of it."
    elsewhere = len({told for told, _ in where if told != channel})
    if elsewhere:
        yield f"Told in {elsewhere} other channel{'s' * (elsewhere > 1)}."


def _told_everywhere(where: Sequence[tuple[Channel, str]]) -> Iterator[str]:
    yield from (f"{told}: {state}" for told, state in where)
    if not where:
        yield "No channel was told of it."


def _wait(waiting: WaitingDigest) -> str:
    alert = f"alert of {waiting.oldest_at:%Y-%m-%d %H:%M} UTC"
    return f"waits for {describe_digest(waiting.at)}, {alert}"


def _state(report: DeliveryReport) -> str:
    error = f" ({clean(report.error)})" if report.error else ""
    state = {
        DeliveryState.SENT: "told here",
        DeliveryState.DEAD: f"given up{error}",
        DeliveryState.SUPPRESSED: "held back: nothing subscribes this channel",
    }.get(report.state, f"on its way{error}")
    return f"{state}, alert of {report.created_at:%Y-%m-%d %H:%M} UTC"
