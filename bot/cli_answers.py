"""``topicwire latest`` and ``why``: what a channel is told, also beside a running bot."""
# ruff: noqa: PLC0415 -- as in bot.cli

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from bot.terminal.options import DEFAULT_CONFIG, ConfigOption, JsonOption, out, print_json

if TYPE_CHECKING:
    from bot.core.chat import Reply


def latest(
    watchlist: Annotated[str, typer.Argument(metavar="[WATCHLIST]", help="Only this topic.")] = "",
    config: ConfigOption = DEFAULT_CONFIG,
    limit: Annotated[int, typer.Option(min=1, max=50, help="At most so many stories.")] = 10,
    as_json: JsonOption = False,
) -> None:
    """Show the newest stories of a topic, or of all, newest first."""
    from bot.app.commands.latest import answer_latest
    from bot.app.commands.watchlists import find_watchlist
    from bot.compose_files import load_files, read_store

    settings, watchlists = load_files(config)
    asked = (find_watchlist(watchlists, watchlist),) if watchlist else watchlists
    _print(
        read_store(settings, lambda store: answer_latest(asked, index=store, limit=limit)), as_json=as_json
    )


def why(
    article: Annotated[str, typer.Argument(metavar="URL-OR-ID", help="Its link or its id.")],
    config: ConfigOption = DEFAULT_CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Say why an article was, or was not, told, what was found in it, and in which channels it was told."""
    from bot.app.commands.why import answer_why
    from bot.compose_files import load_files, read_store
    from bot.matching.matcher import Matcher

    settings, watchlists = load_files(config)
    matcher = Matcher(watchlists)
    answer = read_store(
        settings, lambda store: answer_why(article, channel=None, matcher=matcher, store=store)
    )
    _print(answer, as_json=as_json)


def _print(answer: "Reply", *, as_json: bool) -> None:
    from bot.terminal.answer import print_answer
    from bot.terminal.encoding import write_utf8

    write_utf8()
    if as_json:
        told = asdict(answer)
        print_json({key: told[key] for key in ("title", "lines", "entries")})
    else:
        print_answer(out, answer)
