"""``/watch why LINK`` and the button Why?: what each watchlist makes of an article, and where it was told."""

import asyncio
from collections.abc import Iterator, Sequence

from bot.app.commands.explain import stored_subject
from bot.app.commands.verdict import verdicts
from bot.core.chat import Reply, reply
from bot.core.message import language_name
from bot.core.model import Channel, StoredArticle
from bot.core.outbox import DeliveryReport, DeliveryState
from bot.core.text import clean
from bot.errors import NotFound
from bot.matching.matcher import Matcher
from bot.ports_store import ReadStore


async def answer_why(reference: str, *, channel: Channel | None, matcher: Matcher, store: ReadStore) -> Reply:
    """Explain a stored article, named by link or id.

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
    topics = await asyncio.to_thread(verdicts, subject, matcher)
    title = subject.text.title or subject.text.summary or subject.stored.article.url
    where = _told_here(told, channel) if channel is not None else _told_everywhere(told)
    return reply(clean(title), _source(subject.stored), *topics, *where)


def _source(stored: StoredArticle) -> str:
    published = stored.article.published_at
    facts = [
        stored.outlet.name,
        language_name(stored.article.lang),
        f"published {published:%Y-%m-%d %H:%M} UTC" if published else "undated",
        f"first seen {stored.seen_at:%Y-%m-%d %H:%M} UTC",
    ]
    return " · ".join(fact for fact in facts if fact)


def _told_here(reports: Sequence[DeliveryReport], channel: Channel) -> Iterator[str]:
    here = [one for one in reports if one.channel == channel]
    for one in here:
        yield f"This channel: {_state(one)}"
    if not here:
        yield "This channel was not told of it."
    elsewhere = len({one.channel for one in reports if one.channel != channel})
    if elsewhere:
        yield f"Told in {elsewhere} other channel{'s' * (elsewhere > 1)}."


def _told_everywhere(reports: Sequence[DeliveryReport]) -> Iterator[str]:
    for one in reports:
        yield f"{one.channel}: {_state(one)}"
    if not reports:
        yield "No channel was told of it."


def _state(report: DeliveryReport) -> str:
    error = f" ({clean(report.error)})" if report.error else ""
    state = {
        DeliveryState.SENT: "told here",
        DeliveryState.DEAD: f"given up{error}",
        DeliveryState.SUPPRESSED: "held back: nothing subscribes this channel",
    }.get(report.state, f"on its way{error}")
    return f"{state}, alert of {report.created_at:%Y-%m-%d %H:%M} UTC"
