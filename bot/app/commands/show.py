"""``/watch show TOPIC``: what is looked for, who gets it here, and how much comes of it."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.app.commands.subscribe import origin_text
from bot.app.commands.watchlists import find_watchlist
from bot.app.desk import Asked, Desk
from bot.core.chat import LINES, Reply, reply
from bot.core.languages import language_name
from bot.core.model import Channel
from bot.core.subscription_text import describe
from bot.core.watchlist import Alias, Watchlist
from bot.ports_search import SearchIndex

NAMES = 6
LANGS = LINES - 7
"""What else is told takes seven lines; with more languages the last of it would be cut off."""


async def answer_show(asked: Asked, desk: Desk) -> Reply:
    """Describe a topic. Raises: NotFound, StoreError."""
    watchlist = find_watchlist(desk.matcher.watchlists, asked.options["watchlist"])
    langs = Counter(map(_lang, watchlist.aliases))
    return reply(
        watchlist.name,
        _here(watchlist, asked.asker.channel, desk),
        await _volume(watchlist, desk.store, desk.clock.now()),
        f"{len(watchlist.aliases)} names in {sum(map(bool, langs))} languages",
        f"An alert needs a score of {watchlist.threshold:.2f}",
        *_names(watchlist, langs),
        *_others(watchlist),
    )


def _here(watchlist: Watchlist, channel: Channel, desk: Desk) -> str:
    subscription = desk.subscriptions.find(channel, watchlist.watchlist_id)
    if subscription is None:
        return f"This channel does not get it: /{desk.command} subscribe {watchlist.watchlist_id}"
    return f"This channel gets {describe(subscription)}, {origin_text(subscription, desk)}"


async def _volume(watchlist: Watchlist, index: SearchIndex, now: datetime) -> str:
    counts = []
    for days in (7, 30):
        mentions = await index.mentions(
            watchlist.watchlist_id,
            since=now - timedelta(days=days),
            until=now + timedelta(days=1),
            min_score=watchlist.threshold,
        )
        counts.append(f"{sum(one.count for one in mentions)} in the last {days} days")
    return f"Articles: {', '.join(counts)}"


def _names(watchlist: Watchlist, langs: Counter[str]) -> Iterator[str]:
    """A line for each of the languages with most names."""
    shown = sorted(langs, key=lambda lang: (lang != "en", -langs[lang], lang))[:LANGS]
    for lang in shown:
        theirs = [one for one in watchlist.aliases if _lang(one) == lang and not one.is_regex]
        named = ", ".join(map(_name, theirs[:NAMES]))
        hidden = len(theirs) - NAMES
        others = f" and {hidden} more" if hidden > 0 else ""
        yield f"{language_name(lang) or 'In any language'}: {named}{others}"
    if len(langs) > LANGS:
        yield f"and names in {len(langs) - LANGS} more languages"


def _lang(alias: Alias) -> str:
    """Return the language of a name, nothing where several share it."""
    return "" if alias.lang == "mul" else alias.lang


def _name(alias: Alias) -> str:
    return f"{alias.text} (needs context)" if alias.needs_context else alias.text


def _others(watchlist: Watchlist) -> Iterator[str]:
    if senses := [sense.name for sense in watchlist.exclude.senses]:
        yield f"Not meant: {', '.join(senses)}"
    if watchlist.descriptions:
        yield f"Also told without a name: {', '.join(one.name for one in watchlist.descriptions)}"
