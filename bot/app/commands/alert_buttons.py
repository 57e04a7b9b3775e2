"""The buttons under an alert: Relevant, Not relevant and Why?, for all of its topics."""

from bot.app.commands.mark import mark_article
from bot.app.commands.why import answer_why
from bot.app.desk import Desk
from bot.core.button import Button
from bot.core.chat import Press, Reply, reply
from bot.errors import NotFound

FORGOTTEN = "This alert is not kept any more, so nothing can be said or marked."


async def answer_alert_button(pressed: Press, desk: Desk) -> Reply:
    """Mark the alert's article, or explain it. Raises: NotFound for a key of no alert; StoreError."""
    alert = await desk.store.alert_by_key(pressed.value)
    if alert is None:
        raise NotFound(FORGOTTEN)
    reference = str(alert.article_id)
    if pressed.button is Button.WHY:
        return await answer_why(reference, channel=alert.channel, matcher=desk.matcher, store=desk.store)
    noted, refused = [], []
    known = {one.watchlist_id: one.name for one in desk.matcher.watchlists}
    for watchlist_id in alert.watchlist_ids:
        try:
            await mark_article(
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
            noted.append(known[watchlist_id])
    if not noted:
        return reply(*refused)
    verdict = "relevant" if pressed.button is Button.RELEVANT else "not relevant"
    return reply(f"Noted: {verdict} for {', '.join(noted)}. The other button changes it.", *refused)
