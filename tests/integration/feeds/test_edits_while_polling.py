"""Two hundred edits of the watchlists, good and bad, while articles stream in: every alert by whole rules.

The files are written in all ways, the poller is the real one, and what it stored is held against what the
rules that were in force during each poll give by themselves.
"""

import asyncio
import random
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from bot.core.model import ArticleText
from bot.core.rule_set import RuleSet, rule_set
from bot.core.rule_version import watchlist_version
from bot.errors import ConfigError, NotFound
from bot.matching.matcher import Matcher
from bot.matching.watchlist_files import parse_watchlists
from tests.builders import CONSOLE, NOW, make_change, make_stored
from tests.integration.edited_files import CONFIG, EditedBot, HandMeter, write_files
from tests.integration.feeds.newsroom import items, rss
from tests.integration.feeds.pollers import make_poller
from tests.platforms.fakes.feed_server import Page

EDITS = 200
SEED = 7
TOPICS = ("kites", "tea", "silk")
NAMES = (
    "World Kite League", "Great Tea Route", "Silk Weavers Guild", "Northern Lantern Union",
    "Copper Bell Society", "Paper Boat Council", "Mountain Post Company", "River Ferry Board",
)  # fmt: skip
BROKEN = ("name = 7", 'name = "A"\nalias = [', "", 'name = "B"\nalias = [{ text = "SCO" }]\n', "\xff")


class Editor:
    """Edits the files at random; knows which sets of watchlists were whole at some moment."""

    def __init__(self, topics: Path, draw: random.Random) -> None:
        self._topics = topics
        self._draw = draw
        self.texts: dict[str, str] = {}
        self.whole: dict[str, RuleSet] = {}

    def edit(self) -> None:
        """Write one topic, several, or the whole folder; leave it broken now and then."""
        draw = self._draw
        if draw.random() < 0.2:
            self.texts[draw.choice(TOPICS)] = draw.choice(BROKEN)
        elif draw.random() < 0.1 and len(self.texts) > 1:
            self.texts.pop(draw.choice(sorted(self.texts)))
        else:
            names = draw.sample(NAMES, len(NAMES))
            self.texts = {
                topic: self._topic(topic, names) for topic in draw.sample(TOPICS, draw.randint(1, 3))
            }
        self._write()
        self._note()

    def _topic(self, topic: str, names: list[str]) -> str:
        shares = [names.pop() for _ in range(self._draw.randint(1, 2))]
        aliases = ", ".join(f'{{ text = "{name}" }}' for name in shares)
        threshold = self._draw.choice((0.2, 0.5, 0.8))
        return f'name = "{topic}"\nthreshold = {threshold}\nalias = [{aliases}]\n'

    def _write(self) -> None:
        if self._draw.random() < 0.3:
            new = self._topics.with_name("new")
            new.mkdir()
            self._fill(new)
            old = self._topics.rename(self._topics.with_name("old"))
            new.rename(self._topics)
            shutil.rmtree(old)
            return
        for path in self._topics.glob("*.toml"):
            if path.stem not in self.texts:
                path.unlink()
        self._fill(self._topics)

    def _fill(self, folder: Path) -> None:
        for name, text in self.texts.items():
            target, beside = folder / f"{name}.toml", folder / f".{name}.toml.new"
            if self._draw.random() < 0.5:
                beside.write_text(text, encoding="latin-1")
                beside.replace(target)
            else:
                target.write_text(text, encoding="latin-1")

    def _note(self) -> None:
        contents = {f"{name}.toml": text.encode("latin-1") for name, text in self.texts.items()}
        try:
            watchlists, problems = parse_watchlists(contents)
        except ConfigError:
            return
        if not problems:
            made = rule_set(watchlists.values())
            self.whole[made.version] = made


class Stream:
    """A feed that brings new articles with every poll, and the rules that were in force meanwhile."""

    def __init__(self, bot: EditedBot, server, fetcher, pool, draw: random.Random) -> None:
        self._bot, self._server, self._draw = bot, server, draw
        self._time = NOW
        self._poller = make_poller(
            bot.store,
            fetcher,
            pool,
            clock=self,
            matcher=bot.rules.rulebook.current.matcher,
            rulebook=bot.rules.rulebook,
            subscriptions=bot.subscriptions,
            most_alerts=1_000,
        )
        self.history = [bot.version]
        self.polled: dict[str, tuple[int, int]] = {}
        """Title -> where in the history its poll began and ended."""

    def now(self) -> datetime:
        return self._time

    async def poll(self, number: int) -> None:
        """Publish some articles that are unlike all others, and poll."""
        draw = self._draw
        titles = [f"{' and '.join(draw.sample(NAMES, 2))} meet for talks {number}.{at}" for at in range(5)]
        bodies = [
            f"{title}. {draw.random()} was the figure of the day, said {draw.choice(NAMES)}."
            for title in titles
        ]
        entries = [one for title, body in zip(titles, bodies, strict=True) for one in items(title, body=body)]
        self._server.serve("/feed.xml", Page(rss(entries)))
        began = len(self.history) - 1
        self._time += timedelta(hours=2)
        (stored,) = await self._bot.store.claim_due_feeds(now=self._time, limit=1, lease_s=60, busy={})
        await self._poller.poll(stored)
        # One more: rules may be in force already that are noted a moment later.
        self.polled |= dict.fromkeys(titles, (began, len(self.history) + 1))


def stored_results(folder: Path) -> Iterator[tuple[str, ArticleText, dict[str, str], list[str]]]:
    """Of each article its title, text, matches (topic -> version of its rules), and the topics alerted."""
    with closing(sqlite3.connect(folder / "store.db")) as connection:
        articles = connection.execute(
            "SELECT id, title, summary, body FROM articles JOIN article_text ON article_id = id"
        ).fetchall()
        for article_id, title, summary, body in articles:
            matches = dict(
                connection.execute(
                    "SELECT watchlist_id, rules FROM matches WHERE article_id = ?", (article_id,)
                )
            )
            alerted = connection.execute(
                "SELECT watchlist_id FROM alert_topics JOIN alerts ON id = alert_id WHERE article_id = ?",
                (article_id,),
            )
            text = ArticleText(title=title, summary=summary, body=body)
            yield title, text, matches, sorted(topic for (topic,) in alerted)


def expected(rules: RuleSet, text: ArticleText) -> tuple[Mapping[str, str], list[str]]:
    """What these rules give by themselves: the matches with their versions, and the topics alerted."""
    by_id = {one.watchlist_id: one for one in rules.watchlists}
    found = compiled(rules).match(text)
    alerted = sorted(one.watchlist_id for one in found if one.score >= by_id[one.watchlist_id].threshold)
    return {one.watchlist_id: watchlist_version(by_id[one.watchlist_id]) for one in found}, alerted


@cache
def compiled(rules: RuleSet) -> Matcher:
    return Matcher(rules.watchlists)


async def test_no_alert_is_lost_repeated_or_made_by_rules_that_were_never_whole(
    tmp_path, store, server, fetcher, pool
):
    draw = random.Random(SEED)
    write_files(tmp_path, config=CONFIG)
    bot = await EditedBot.open(tmp_path, store, meter=HandMeter(), pause_s=0.01)
    for topic in TOPICS:
        await bot.subscriptions.save(
            make_stored(topic, channel=CONSOLE), change=make_change(topic), store=store
        )
    bot.config.write_text(CONFIG.replace("https://a.example/feed", server.url + "/feed.xml"))
    await bot.rules.reloader.look()
    editor, stream = Editor(bot.topics, draw), Stream(bot, server, fetcher, pool, draw)
    editor.whole[bot.version] = bot.rules.changes.standing.in_force
    reporting = asyncio.create_task(bot.rules.reports.run())
    edited = asyncio.Event()

    async def edit() -> None:
        for _ in range(EDITS):
            editor.edit()
            await bot.rules.reloader.look()
            stream.history.append(bot.version)
            if draw.random() < 0.1:
                await take_back(bot)
                stream.history.append(bot.version)
        edited.set()

    async def stream_in() -> None:
        await stream.poll(0)  # the baseline
        number = 0
        while not edited.is_set():
            number += 1
            await stream.poll(number)

    await asyncio.gather(edit(), stream_in())
    reporting.cancel()
    await asyncio.gather(reporting, return_exceptions=True)

    assert set(stream.history) <= editor.whole.keys()
    assert len(set(stream.history)) > EDITS / 3
    results = [one for one in stored_results(tmp_path) if not one[0].split()[-1].startswith("0.")]
    assert sum(bool(alerted) for _, _, _, alerted in results) > EDITS / 4
    for title, text, matches, alerted in results:
        began, ended = stream.polled[title]
        candidates = {editor.whole[one] for one in stream.history[began : ended + 1]}
        assert (matches, alerted) in [expected(one, text) for one in candidates], title


async def take_back(bot: EditedBot) -> None:
    """Revert what is in force, where there is something to return to."""
    try:
        await bot.rules.changes.revert(bot.version, person="slack:UADMIN")
    except NotFound:
        assert bot.rules.changes.standing.before is None
