"""``/watch trend`` and ``/watch export``: answers that come with a file."""

from bot.app.commands.export import export_articles
from bot.app.commands.trend import make_trend
from bot.app.commands.watchlists import unknown_topics
from bot.app.desk import Asked, Desk
from bot.core.chat import AnswerButton, Attachment, Button, Reply, reply, with_buttons
from bot.core.reports import DEFAULT_DAYS, ExportFormat


async def answer_trend(asked: Asked, desk: Desk) -> Reply:
    """Draw a topic's last days, and say the same in words. Raises: NotFound, QueryError, StoreError."""
    days = int(asked.options.get("days", DEFAULT_DAYS))
    made = await make_trend(
        asked.options["watchlist"],
        days=days,
        store=desk.store,
        watchlists=desk.matcher.watchlists,
        now=desk.clock.now(),
    )
    title, *lines = made.lines
    chart = Attachment(name=made.file_name, data=made.png, description=" ".join(made.lines))
    again = f"trend {made.trend.watchlist_id} days:{days}"
    share = AnswerButton(button=Button.SHARE, label="Share in channel", value=again)
    return with_buttons(reply(title, *lines, file=chart), share)


async def answer_export(asked: Asked, desk: Desk) -> Reply:
    """Write what a search finds to a file. Raises: QueryError, StoreError."""
    form = ExportFormat(asked.options.get("format", ExportFormat.CSV))
    made = await export_articles(
        asked.options["query"],
        form=form,
        now=desk.clock.now(),
        index=desk.store,
        watchlists=desk.matcher.watchlists,
    )
    lines = [f"Showing results for {one}" for one in made.replaced]
    lines += unknown_topics(made.query, desk.matcher.watchlists)
    if made.is_cut:
        lines.append("There are more: narrow the search, with since: and before: for example.")
    if made.is_partial:
        lines.append("Partial: the search took too long, and older articles were not all looked at.")
    if not made.articles:
        return reply("Nothing was found, so there is nothing to export.", *lines)
    count = f"{made.articles:,} article{'s' * (made.articles > 1)}"
    file = Attachment(name=made.name, data=made.data, description=f"{count} that a search found")
    return reply(f"{count}, newest first", *lines, file=file)
