"""``topicwire feeds``: how the feeds are doing, and what a person does to one of them."""
# ruff: noqa: PLC0415 -- as in bot.cli

import asyncio
import contextlib
from dataclasses import asdict, replace
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from bot.core.feed import Feed, FeedFormat, Outlet, OutletKind, PageSelectors
from bot.core.feed_reference import find_feed, same_feed
from bot.core.urls import HTTP_URL_WORDS, is_http_url, public_url
from bot.errors import ConfigError, NotFound, Problem
from bot.terminal.options import DEFAULT_CONFIG, IN_FORCE, ConfigOption, JsonOption, err, out, print_json
from bot.terminal.streams import printable

if TYPE_CHECKING:
    from bot.config import Settings
    from bot.feeds.discover import Candidate, Discovery

FAILED = 1

feeds = typer.Typer(
    name="feeds",
    invoke_without_command=True,
    help="How the configured feeds are doing; find, check, add, move, pause feeds.",
)

ReferenceArgument = Annotated[
    str, typer.Argument(metavar="URL", help="Its address, or a part of that or of its outlet's name.")
]
ByOption = Annotated[str, typer.Option(metavar="NAME", envvar="USER", help="Who does it.")]


@feeds.callback()
def show(context: typer.Context, config: ConfigOption = DEFAULT_CONFIG, as_json: JsonOption = False) -> None:
    """Show the state and health of every configured feed; or find, check, add, move and pause feeds."""
    if context.invoked_subcommand is not None:
        _refuse_options(context)
        return
    from bot.app.commands.feeds import feed_rows
    from bot.compose_files import load_files
    from bot.infra.clock import SystemClock
    from bot.store.open import database_path, open_reader
    from bot.terminal.feeds import print_feeds

    settings, _ = load_files(config)
    now = SystemClock().now()

    async def look() -> list[Any]:
        if not database_path(settings.file.store.url, base_dir=settings.base_dir).exists():
            return feed_rows(settings.feeds(), (), now=now)
        store = await open_reader(settings.file.store.url, base_dir=settings.base_dir)
        try:
            return feed_rows(settings.feeds(), await store.list_feeds(), now=now)
        finally:
            await store.close()

    rows = asyncio.run(look())
    if as_json:
        print_json([asdict(row) for row in rows])
        return
    print_feeds(out, rows, now=now)


def _refuse_options(context: typer.Context) -> None:
    """An option before the name of a command would not reach it, and its default would count unnoticed."""
    for name, option in (("config", "--config"), ("as_json", "--json")):
        source = context.get_parameter_source(name)
        if source is not None and source.name != "DEFAULT":
            message = f"write it behind `feeds {context.invoked_subcommand}`"
            raise typer.BadParameter(message, param_hint=option)


@feeds.command()
def discover(
    url: Annotated[str, typer.Argument(metavar="URL", help="A site, a page of it, or a feed.")],
    config: ConfigOption = DEFAULT_CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Find the feeds of a site: what its page names, else what stands in the usual places.

    Each is read once, and shown with lines for config.toml. robots.txt is honoured for all but the address
    you give. Exit code 1 where there is none.
    """
    from bot.config import load_settings
    from bot.infra.clock import SystemClock
    from bot.terminal.feed_discover import candidate_row, print_discovery

    settings = load_settings(config)
    address = _whole_address(url)
    found = asyncio.run(_find(settings, address))
    if as_json:
        print_json([candidate_row(one, settings.feeds()) for one in found.candidates])
    else:
        print_discovery(out, found, feeds=settings.feeds(), now=SystemClock().now())
    for note in found.notes:
        err.print(Text(printable(note), style="yellow"), soft_wrap=True)
    if not found.candidates:
        raise NotFound(f"no feed was found at {public_url(address)}")


@feeds.command()
def check(
    url: Annotated[
        str, typer.Argument(metavar="URL", help="A feed's address, or a part of it if it is configured.")
    ],
    config: ConfigOption = DEFAULT_CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Look at one feed closely and say what is good, what to know and what to mend; nothing is stored.

    It need not be configured. It is asked twice: a second time as a poll would. Exit code 1 on a problem.
    """
    from bot.app.commands.feed_check import check_feed
    from bot.compose_feeds import open_feed_tools
    from bot.compose_files import load_files
    from bot.core.feed_findings import Finding, Level
    from bot.matching.matcher import Matcher
    from bot.terminal.feed_check import print_findings

    settings, watchlists = load_files(config)
    feed = _feed_meant(settings, url)

    async def look() -> tuple[Finding, ...]:
        async with open_feed_tools(settings) as tools:
            with err.status("looking at the feed"):
                return await check_feed(
                    feed,
                    look=tools.look,
                    hops=tools.hops,
                    matcher=Matcher(watchlists),
                    min_interval_s=settings.file.fetch.min_interval_s,
                    clock=tools.clock,
                )

    findings = asyncio.run(look())
    if as_json:
        print_json([asdict(one) for one in findings])
    else:
        print_findings(out, findings)
    if any(one.level is Level.PROBLEM for one in findings):
        raise typer.Exit(FAILED)


@feeds.command()
def add(
    url: Annotated[str, typer.Argument(metavar="URL", help="The feed's address.")],
    *,
    outlet: Annotated[str, typer.Option(help="Who publishes it; the feed's title, if left out.")] = "",
    kind: Annotated[OutletKind, typer.Option(help="Who stands behind it.")] = OutletKind.UNKNOWN,
    country: Annotated[str, typer.Option(help="Two capital letters, such as PK.")] = "",
    lang: Annotated[str, typer.Option(help="The language most of it is in, such as ur.")] = "",
    interval_s: Annotated[float | None, typer.Option(help="Seconds between two polls.")] = None,
    group: Annotated[str, typer.Option(help="What you file it under, such as 'China / state'.")] = "",
    form: Annotated[FeedFormat, typer.Option("--format", help="What stands there.")] = FeedFormat.FEED,
    item: Annotated[str, typer.Option(help="For a page, a CSS selector: what each article stands in.")] = "",
    title: Annotated[str, typer.Option(help="In an item: the title, if not the link's text.")] = "",
    link: Annotated[str, typer.Option(help="In an item: the link, if not the first.")] = "",
    date: Annotated[str, typer.Option(help="In an item: the date.")] = "",
    full_text: Annotated[bool, typer.Option("--full-text", help="Read the articles' pages, too.")] = False,
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """Check a feed and add it to the config file, whose comments and order stay.

    A page is refused, with the feeds that were found there, unless you say how to read it; so is a feed that
    is there already.
    """
    from bot.config import load_settings
    from bot.config_edit import add_tables, feed_table, table_lines, text_with_tables
    from bot.core.text import clean
    from bot.infra.clock import SystemClock
    from bot.terminal.feed_discover import summary

    if interval_s is not None and not isfinite(interval_s):
        raise typer.BadParameter(f"{interval_s} is no number of seconds", param_hint="--interval-s")
    settings, now = load_settings(config), SystemClock().now()
    address = _whole_address(url)
    _refuse_known(settings, address)
    selectors = PageSelectors(item=item, title=title, link=link, date=date)
    wanted = Feed(
        url=address,
        outlet=Outlet(name=clean(outlet), country=country, kind=kind),
        lang=lang,
        interval_s=interval_s,
        group=clean(group),
        format=form,
        page=selectors if any((item, title, link, date)) else None,
        full_text=full_text,
    )
    text_with_tables(config, "feeds", [feed_table(wanted)])  # says what is wrong before anybody is asked
    one = asyncio.run(_read_once(settings, wanted))
    _refuse_known(settings, one.final_url)
    named = replace(wanted.outlet, name=wanted.outlet.name or one.feed().outlet.name)
    feed = replace(wanted, outlet=named, lang=lang or one.lang)
    add_tables(config, "feeds", [feed_table(feed)])
    lines = table_lines("feeds", [feed_table(replace(feed, url=public_url(address)))])
    out.print(Text(f"{summary(one, now=now)}\n\n{lines}"), soft_wrap=True)
    out.print(Text(f"added to {config}; {IN_FORCE}", style="green"), soft_wrap=True)


@feeds.command("import")
def import_opml(
    file: Annotated[Path, typer.Argument(metavar="FILE|-", help="OPML; - is standard input.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would be added.")] = False,
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """Add the feeds of an OPML file, as other feed readers export it, to the config file.

    Feeds that are there already are left out; what cannot be used is told with its line (exit code 1), and
    the others are added. Nothing is fetched.
    """
    from bot.config import load_settings
    from bot.config_edit import add_tables
    from bot.feeds.opml import MAX_BYTES, read_opml
    from bot.terminal.feed_import import print_import
    from bot.terminal.files import read_file

    settings = load_settings(config)
    data = read_file(file, max_bytes=MAX_BYTES + 1)
    brought = read_opml(data, file=str(file), configured=[one.url for one in settings.feeds()])
    print_import(out, err, brought)
    if brought.feeds and not dry_run:
        add_tables(config, "feeds", brought.feeds)
        count = len(brought.feeds)
        told = f"{count} feed{'s' * (count != 1)} added to {config}; {IN_FORCE}"
        out.print(Text(told, style="green"), soft_wrap=True)
    if brought.problems:
        raise typer.Exit(FAILED)


@feeds.command("export")
def export_opml(
    file: Annotated[Path, typer.Argument(metavar="[FILE|-]", help="OPML; - is standard output.")] = Path("-"),
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
    with_logins: Annotated[
        bool, typer.Option("--with-logins", help="Keep the passwords in addresses that have some.")
    ] = False,
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """Write the configured feeds as OPML, for other feed readers and for `feeds import`.

    Logins in addresses are left out unless you ask for them.
    """
    from bot.config import load_settings
    from bot.config_edit import feed_table
    from bot.feeds.opml import write_opml
    from bot.infra.clock import SystemClock
    from bot.terminal.files import write_file

    tables = [feed_table(one) for one in load_settings(config).feeds()]
    if not with_logins:
        tables = [table | {"url": public_url(table["url"])} for table in tables]
    write_file(file, write_opml(tables, now=SystemClock().now()), is_forced=force)


def _whole_address(url: str) -> str:
    """What a person typed as a web address; https where they left the scheme out."""
    address = url if "://" in url else f"https://{url}"
    if not is_http_url(address):
        raise ConfigError((Problem(file=public_url(url), where="", message=HTTP_URL_WORDS),))
    return address


def _feed_meant(settings: "Settings", url: str) -> Feed:
    """The configured feed a person means, or any other at that address."""
    if "://" not in url and "/" not in url:
        with contextlib.suppress(NotFound):
            return find_feed(settings.feeds(), url)
    address = _whole_address(url)
    known = same_feed(settings.feeds(), address)
    return known or Feed(url=address, outlet=Outlet(name=""))


def _refuse_known(settings: "Settings", url: str) -> None:
    if (known := same_feed(settings.feeds(), url)) is not None:
        message = f"has this feed already: {known.outlet.name}, {public_url(known.url)}"
        where = f"feeds[{settings.feeds().index(known)}].url"
        raise ConfigError((Problem(file=str(settings.path), where=where, message=message),))


async def _read_once(settings: "Settings", feed: Feed) -> "Candidate":
    """Raises: FeedError; NotFound for a page that is to be a feed, once its feeds are shown."""
    from bot.compose_feeds import open_feed_tools
    from bot.feeds.discover import How, candidate_of
    from bot.infra.clock import SystemClock
    from bot.terminal.feed_discover import print_discovery

    if feed.format is not FeedFormat.FEED:
        async with open_feed_tools(settings) as tools:
            answer = await tools.look.fetch(feed)
            return candidate_of(feed.url, answer, How.TYPED, await tools.look.read(feed, answer))
    found = await _find(settings, feed.url)
    if not found.is_feed:
        print_discovery(err, found, feeds=settings.feeds(), now=SystemClock().now())
        raise NotFound(f"{public_url(feed.url)} is a web page, not a feed; nothing was added")
    return found.candidates[0]


async def _find(settings: "Settings", url: str) -> "Discovery":
    from bot.compose_feeds import open_feed_tools
    from bot.feeds.discover import discover as find_feeds

    async with open_feed_tools(settings) as tools:
        with err.status("looking for feeds"):
            return await find_feeds(
                url,
                own=tools.own,
                others=tools.others,
                allow_hosts=settings.file.fetch.allow_hosts,
                examiner=tools.examiner,
                clock=tools.clock,
            )


@feeds.command()
def pause(
    feed: ReferenceArgument,
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why, for the log of changes.")] = "",
    by: ByOption = "admin",
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """Poll a feed no more until it is resumed; also while the bot runs.

    Its articles stay. The pause, with who and why, stands in the log of changes (/watch changes).
    """
    from bot.app.commands.feed_stop import pause as pause_feed
    from bot.compose_files import change_store
    from bot.config import load_settings
    from bot.infra.clock import SystemClock

    settings = load_settings(config)

    feeds, person, now = settings.feeds(), f"cli:{by}", SystemClock().now()
    told = change_store(
        settings,
        lambda store: pause_feed(feed, feeds=feeds, reason=reason, person=person, now=now, store=store),
    )
    out.print(Text(told), soft_wrap=True)


@feeds.command()
def resume(feed: ReferenceArgument, by: ByOption = "admin", config: ConfigOption = DEFAULT_CONFIG) -> None:
    """Poll a feed again that was paused, or that its server called gone; also while the bot runs.

    After more than a day what came meanwhile is stored and not posted, as at a first poll.
    """
    from bot.app.commands.feed_stop import resume as resume_feed
    from bot.compose_files import change_store
    from bot.config import load_settings
    from bot.infra.clock import SystemClock

    settings = load_settings(config)

    feeds, person, now = settings.feeds(), f"cli:{by}", SystemClock().now()
    told = change_store(
        settings, lambda store: resume_feed(feed, feeds=feeds, person=person, now=now, store=store)
    )
    out.print(Text(told), soft_wrap=True)
