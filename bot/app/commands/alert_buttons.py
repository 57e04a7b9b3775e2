"""The buttons under an alert, Relevant, Not relevant and Why?, and the first two under a near miss."""

import asyncio
from collections.abc import Sequence

from bot.app.commands.mark import MarkedArticle, mark_article
from bot.app.commands.why import answer_why
from bot.app.desk import Desk
from bot.core.button import Button, read_mark_value
from bot.core.chat import LINE_CHARS, Press, Reply, reply
from bot.core.permission import Who
from bot.errors import NotFound
from bot.matching.example_text import example_lines
from bot.matching.proposal import BODY_CHARS, propose

FORGOTTEN = "This alert is not kept any more, so nothing can be said or marked."
OFFERS = 1
"""Examples in one answer: one fills ten lines of it, and a second would be cut."""


async def answer_alert_button(pressed: Press, desk: Desk) -> Reply:
    """Mark the article for one topic, or for all of an alert's; or explain the alert's article.

    Raises: NotFound for a key of no alert; StoreError.
    """
    if near_miss := read_mark_value(pressed.value):
        reference, watchlist_id = near_miss
        return await _mark(reference, [watchlist_id], pressed=pressed, desk=desk)
    alert = await desk.store.alert_by_key(pressed.value)
    if alert is None:
        raise NotFound(FORGOTTEN)
    reference = str(alert.article_id)
    if pressed.button is Button.WHY:
        return await answer_why(reference, channel=alert.channel, matcher=desk.matcher, store=desk.store)
    return await _mark(reference, alert.watchlist_ids, pressed=pressed, desk=desk)


async def _mark(reference: str, watchlist_ids: Sequence[str], *, pressed: Press, desk: Desk) -> Reply:
    noted, refused = [], []
    known = {one.watchlist_id: one.name for one in desk.matcher.watchlists}
    for watchlist_id in watchlist_ids:
        try:
            done = await mark_article(
                reference,
                watchlist_id,
                matcher=desk.matcher,
                is_relevant=pressed.button is Button.RELEVANT,
                person=pressed.asker.person,
                now=desk.clock.now(),
                index=desk.store,
                marks=desk.store,
            )
        except NotFound as gone:  # a file may have changed since; the alert's other topics go on
            refused.append(str(gone))
        else:
            noted.append(done)
    if not noted:
        return reply(*refused)
    verdict = "relevant" if pressed.button is Button.RELEVANT else "not relevant"
    names = ", ".join(known[one.mark.watchlist_id] for one in noted)
    title = f"Noted: {verdict} for {names}. The other button changes it."
    return reply(title, *refused, *await _offers(noted, pressed=pressed, desk=desk))


async def _offers(noted: Sequence[MarkedArticle], *, pressed: Press, desk: Desk) -> list[str]:
    """Return for admins, who can change the files, the examples that the marks ask for."""
    if desk.rights.refusal(Who.ADMINS, pressed.asker):
        return []
    offers: list[str] = []
    left = OFFERS
    for one in noted:
        proposal = await asyncio.to_thread(
            propose,
            one.mark,
            desk.matcher,
            text=one.stored.article.text,
            country=one.stored.outlet.country,
        )
        if proposal is None:
            continue
        topic = one.mark.watchlist_id
        if left and len(proposal.example.body) <= BODY_CHARS:
            place = f"{topic}.toml, [examples] {proposal.key}"
            offers.append(f"An example for {place}; it fails until the rules change:")
            offers += example_lines(proposal.example, width=LINE_CHARS)
            left -= 1
        else:
            offers.append(f"`topicwire suggest {topic}` makes an example of it for {topic}.toml.")
    return offers
