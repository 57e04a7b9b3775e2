"""Feeds that were found, best first, with the lines by which they could stand in config.toml."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from rich.console import Console
from rich.text import Text

from bot.app.commands.feeds import ago
from bot.config_edit import feed_table, table_lines
from bot.core.feed import Feed
from bot.core.feed_reference import same_feed
from bot.core.text import isolated
from bot.core.urls import public_url
from bot.feeds.discover import Candidate, Discovery
from bot.terminal.streams import printable


def print_discovery(out: Console, found: Discovery, *, feeds: Sequence[Feed], now: datetime) -> None:
    """Print the candidates, and the tables of those that are new and no comments."""
    for one in found.candidates:
        title = (isolated(printable(one.title)), "bold")
        out.print(Text.assemble((f"{one.how:10}", "green"), title), soft_wrap=True)
        out.print(Text(f"          {printable(public_url(one.url))}", style="blue"), soft_wrap=True)
        known = " · configured already" if _is_known(one, feeds) else ""
        out.print(Text(f"          {facts(one, now=now)}{known}", style="dim"), soft_wrap=True)
    new = [_table(one) for one in found.candidates if not (one.is_comments or _is_known(one, feeds))]
    if new:
        out.print(Text(f"\n{table_lines('feeds', new)}"), soft_wrap=True)


def _table(one: Candidate) -> dict[str, Any]:
    return feed_table(one.feed()) | {"url": public_url(one.url)}


def facts(one: Candidate, *, now: datetime) -> str:
    """What a candidate is like, on one line."""
    newest = f"newest {ago(one.newest_at, now)}" if one.newest_at else "undated"
    many = f"{one.articles} article{'s' * (one.articles != 1)}"
    told = (one.form, many, newest if one.articles else "", one.lang, "comments" if one.is_comments else "")
    return " · ".join(filter(None, told))


def summary(one: Candidate, *, now: datetime) -> str:
    """The feed and what it is like; where it redirects, where to."""
    moved = "" if one.final_url == public_url(one.url) else f"\nredirects to {one.final_url}"
    told = " · ".join(filter(None, (isolated(one.title), facts(one, now=now))))
    return printable(told + moved)


def candidate_row(one: Candidate, feeds: Sequence[Feed]) -> dict[str, Any]:
    """A candidate for programs."""
    shown = {"url": public_url(one.url), "is_configured": _is_known(one, feeds)}
    return {**asdict(one), **shown}


def _is_known(one: Candidate, feeds: Sequence[Feed]) -> bool:
    return any(same_feed(feeds, url) for url in (one.url, one.final_url))
