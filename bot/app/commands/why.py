"""``/watch why LINK`` and the button Why?: what each watchlist makes of an article, and where it was told."""

import asyncio
from collections.abc import Iterator, Sequence

from bot.app.commands.explain import Outcome, PlaceState, Subject, TopicAccount, explain, stored_subject
from bot.core.chat import Reply, reply
from bot.core.message import language_name
from bot.core.model import Channel, StoredArticle
from bot.core.outbox import DeliveryReport, DeliveryState
from bot.core.text import clean, truncate
from bot.errors import NotFound
from bot.matching.clues import Clue
from bot.matching.matcher import Matcher
from bot.ports_store import Store

NAMES = 4
CLUES = 3
NAME_CHARS = 60


async def answer_why(reference: str, *, channel: Channel, matcher: Matcher, store: Store) -> Reply:
    """Explain a stored article, named by link or id. Raises: StoreError."""
    try:
        subject = await stored_subject(reference, store)
    except NotFound:
        return reply("No such article is kept here: no feed has brought it, or it is too old.")
    assert subject.stored is not None
    told = await store.deliveries_of_story(subject.stored.story_id)
    topics = await asyncio.to_thread(lambda: list(_topics(subject, matcher)))  # milliseconds of matching
    title = subject.text.title or subject.text.summary or subject.stored.article.url
    return reply(
        clean(title),
        _source(subject.stored),
        *topics,
        *_told(told, channel),
    )


def _source(stored: StoredArticle) -> str:
    published = stored.article.published_at
    facts = [
        stored.outlet.name,
        language_name(stored.article.lang),
        f"published {published:%Y-%m-%d %H:%M} UTC" if published else "undated",
        f"first seen {stored.seen_at:%Y-%m-%d %H:%M} UTC",
    ]
    return " · ".join(fact for fact in facts if fact)


def _topics(subject: Subject, matcher: Matcher) -> Iterator[str]:
    topics = [one for one in explain(subject, matcher).topics if one.account is not None]
    for topic in topics:
        yield _topic(topic)
    if not topics:
        yield "No name of any watchlist stands in it."


def _topic(topic: TopicAccount) -> str:
    name, places = topic.watchlist.name, topic.places()
    match = topic.account.match if topic.account else None
    if match is None:
        doubted = (
            f"“{_short(finding.evidence.text)}” ({_reasons(finding.clues)})"
            for finding, state in places
            if state in (PlaceState.DOUBTFUL, PlaceState.VETOED)
        )
        return f"{name}: no match. {_listed(doubted)}"
    verdict = "enough" if topic.outcome is Outcome.ALERTS else "too little"
    found = (f"“{_short(one.text)}”" for one in match.evidence)
    how = f"score {match.score:.2f}, {verdict} for an alert ({topic.watchlist.threshold:.2f})"
    return f"{name}: {how}. {_listed(found)}"


def _reasons(clues: Sequence[Clue]) -> str:
    """The clues that speak against it most, in words."""
    against = sorted((clue for clue in clues if clue.value < 0), key=lambda clue: clue.value)
    said = (f"{clue.rule}: {_short(clue.detail)}" if clue.detail else str(clue.rule) for clue in against)
    return "; ".join(dict.fromkeys(said)) if against else "nothing speaks for it"


def _told(reports: Sequence[DeliveryReport], channel: Channel) -> Iterator[str]:
    here = [one for one in reports if one.channel == channel]
    for one in here:
        error = f" ({clean(one.error)})" if one.error else ""
        state = {
            DeliveryState.SENT: "told here",
            DeliveryState.DEAD: f"given up{error}",
            DeliveryState.SUPPRESSED: "held back: nothing subscribes this channel",
        }.get(one.state, f"on its way{error}")
        yield f"This channel: {state}, alert of {one.created_at:%Y-%m-%d %H:%M} UTC"
    if not here:
        yield "This channel was not told of it."
    elsewhere = len({one.channel for one in reports if one.channel != channel})
    if elsewhere:
        yield f"Told in {elsewhere} other channel{'s' * (elsewhere > 1)}."


def _listed(parts: Iterator[str]) -> str:
    distinct = list(dict.fromkeys(parts))
    hidden = len(distinct) - NAMES
    return ", ".join(distinct[:NAMES]) + (f" and {hidden} more" if hidden > 0 else "")


def _short(text: str) -> str:
    return truncate(clean(text), NAME_CHARS)
