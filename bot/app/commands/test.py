"""``/watch test TEXT``: what each watchlist would make of a text, or of a stored article as it is."""

import asyncio

from bot.app.commands.explain import is_reference, stored_subject, text_subject
from bot.app.commands.verdict import verdicts
from bot.core.chat import Reply, reply
from bot.core.text import clean
from bot.errors import NotFound
from bot.matching.matcher import Matcher
from bot.ports_store import SearchIndex

NOT_KEPT = "No such article is kept, and nothing is fetched for a test: paste its headline or its text."


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
    return reply(clean(subject.text.title), *await asyncio.to_thread(verdicts, subject, matcher))
