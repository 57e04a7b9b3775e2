"""``/watch test TEXT``: what each watchlist would make of a text, or of a stored article as it is."""

import asyncio

from bot.app.commands.explain import is_reference, stored_subject, text_subject
from bot.app.commands.verdict import named_topics, verdicts
from bot.core.chat import Reply, reply
from bot.core.text import clean
from bot.errors import NotFound
from bot.matching.matcher import Matcher
from bot.ports_search import SearchIndex

NOT_KEPT = "No such article is kept, and nothing is fetched for a test: paste its headline or its text."
NOTHING = "There is nothing to be read in it: paste a headline, a text, or an article's link."


async def answer_test(text: str, *, matcher: Matcher, index: SearchIndex) -> Reply:
    """Match a text, or a stored article named by its link or id, with the watchlists as they are now.

    Raises: StoreError.
    """
    if is_reference(text):
        try:
            subject = await stored_subject(text, index)
        except NotFound:
            return reply(NOT_KEPT)
    else:
        subject = text_subject(text)
    title = clean(subject.text.title) or clean(subject.text.summary) or clean(subject.text.body)
    if not title:
        return reply(NOTHING)
    return reply(title, *verdicts(await asyncio.to_thread(named_topics, subject, matcher)))
