"""The weekly report by a clock in our hand, over a real database and restarts."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
import structlog

from bot.app.near_misses import WeeklyNearMisses
from bot.app.rulebook import Rulebook, Rules
from bot.core.feed import Outlet
from bot.core.model import Channel, Notice
from bot.core.outbox import DeliveryState
from bot.matching.matcher import Matcher
from bot.matching.watchlist import parse_watchlist
from bot.store.open import open_store
from tests.builders import make_article, make_feed, make_match, make_new, make_record
from tests.contract.steps import add_feed, claim, save

ADMINS = Channel(adapter="console", external_id="admins")
RULES = Rules(
    matcher=Matcher(
        [
            parse_watchlist(
                """name = "SCO"
                alias = [
                  { text = "Shanghai Bloc", lang = "en" },
                  { text = "SCO", lang = "en", case = true, needs_context = true, weight = 0.77 },
                ]
                context.any = ["summit*"]
                context.countries = ["pk"]
                exclude.sense = [{ name = "Unix company", words = ["Linux"] }]""",
                file="sco.toml",
            )
        ]
    )
)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


class World:
    """A bot in Karachi whose feed speaks English, from Wednesday, 4 March 2026, noon UTC."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.time = datetime(2026, 3, 4, 12, tzinfo=UTC)
        self._keys = (f"{number:024x}" for number in count())

    def now(self) -> datetime:
        return self.time

    async def open(self, channel: Channel | None = ADMINS, *, zone: str = "Asia/Karachi") -> None:
        """Start the bot, or start it again."""
        self.store = await open_store("sqlite:///store.db", base_dir=self.folder)
        self.reports = WeeklyNearMisses(
            self.store,
            self,
            rulebook=Rulebook(RULES),
            channel=channel,
            zone=zone,
            new_key=self._keys.__next__,
        )

    async def restart(self, *, zone: str = "Asia/Karachi") -> None:
        await self.store.close()
        await self.open(zone=zone)

    async def nearly_find(self, title: str) -> None:
        feed_id = await add_feed(self.store, make_feed(lang="en"))
        new = make_new(make_article(title=title), matches=(make_match("sco", score=0.45),))
        await self.store.commit_poll(make_record(feed_id, new), now=self.time)

    async def refuse(self, title: str, *, body: str = "", story: str = "", country: str = "") -> None:
        """Store an article in which nothing was found."""
        outlet = Outlet(name="Dawn", country=country)
        feed_id = await add_feed(self.store, make_feed(lang="en", outlet=outlet))
        new = make_new(make_article(title=title, body=body), story_keys=(story,) if story else ())
        await self.store.commit_poll(make_record(feed_id, new), now=self.time)

    async def look(self, *, until: datetime) -> list[tuple[str, Notice]]:
        """Look each hour, twice; return what the admins were told, and when."""
        heard = []
        while self.time < until:
            with structlog.testing.capture_logs():
                await self.reports.look()
                await self.reports.look()
            while claimed := await claim(self.store, now=self.time):
                for one in claimed:
                    assert isinstance(one.message, Notice)
                    heard.append((f"{self.time:%d %H:%M}", one.message))
                    await save(self.store, one, DeliveryState.SENT)
            self.time += HOUR
        return heard


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    made = World(tmp_path)
    await made.open()
    yield made
    await made.store.close()


async def test_report_comes_on_monday_at_nine_in_the_bots_zone_with_buttons_and_once(world):
    await world.nearly_find("Shanghai Bloc in passing")
    heard = await world.look(until=world.time + 8 * DAY)
    ((at, notice),) = heard
    assert at == "09 04:00"  # nine in Karachi
    assert notice.title == "1 article just missed an alert in 7 days"
    assert [one.value for one in notice.buttons] == ["1 sco", "1 sco"]


async def test_article_whose_name_was_not_sure_enough_is_told_and_one_of_another_sense_is_not(world):
    for title in ("SCO signs with Tashkent", "SCO sells Linux", "SCO summit opens", "Tea harvest begins"):
        await world.refuse(title)
    ((_, notice),) = await world.look(until=world.time + 8 * DAY)
    assert notice.title == "1 article just missed an alert in 7 days"
    (entry,) = notice.entries
    assert entry.title == "1. SCO signs with Tashkent"
    assert entry.facts[-2:] == ("sco: name unsure, 0.31 of 0.50", "“SCO”")
    assert [one.value for one in notice.buttons] == ["1 sco", "1 sco"]


async def test_sentence_round_the_name_and_the_link_are_told(world):
    body = "Tea was served at nine. Ministers of the SCO signed in Tashkent. Nobody had slept."
    await world.refuse("Ministers sign", body=body)
    ((_, notice),) = await world.look(until=world.time + 8 * DAY)
    (entry,) = notice.entries
    assert "Ministers of the SCO signed in Tashkent." in "".join(span.text for span in entry.excerpt)
    assert [span.text for span in entry.excerpt if span.is_name] == ["SCO"]
    assert entry.url.startswith("https://example.org/")


async def test_refused_articles_of_one_story_are_told_once_and_not_where_it_was_found(world):
    for title in ("SCO signs with Tashkent", "SCO signs with Tashkent, agency says"):
        await world.refuse(title, story="a")
    await world.nearly_find("Shanghai Bloc in passing")
    ((_, notice),) = await world.look(until=world.time + 8 * DAY)
    assert notice.title == "2 articles just missed an alert in 7 days"


async def test_what_the_rules_find_by_now_is_no_near_miss(world):
    await world.refuse("SCO signs with Tashkent", country="PK")
    assert await world.look(until=world.time + 8 * DAY) == []


async def test_hundreds_of_refused_articles_are_counted_to_the_most_of_a_topic(world):
    feed_id = await add_feed(world.store, make_feed(lang="en"))
    news = [make_new(make_article(title=f"SCO signs paper {number}")) for number in range(260)]
    await world.store.commit_poll(make_record(feed_id, *news), now=world.time)
    ((_, notice),) = await world.look(until=world.time + 8 * DAY)
    assert notice.title.startswith("50 articles just missed an alert in 7 days: the closest 5")


async def test_week_in_which_nothing_was_missed_is_not_told(world):
    await world.nearly_find("Shanghai Bloc in passing")
    await world.look(until=world.time + 8 * DAY)
    assert await world.look(until=world.time + 14 * DAY) == []


async def test_restart_repeats_nothing_and_loses_nothing(world):
    await world.look(until=world.time + 3 * DAY)
    await world.restart()
    await world.nearly_find("Shanghai Bloc in passing")
    heard = await world.look(until=world.time + 4 * DAY)
    await world.restart()
    heard += await world.look(until=world.time + DAY)
    assert [at for at, _ in heard] == ["09 04:00"]


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
async def test_week_that_was_told_is_not_told_again_in_another_zone(world, zone):
    await world.nearly_find("Shanghai Bloc in passing")
    assert len(await world.look(until=world.time + 5 * DAY)) == 1
    await world.restart(zone=zone)
    assert await world.look(until=world.time + 4 * DAY) == []


async def test_report_that_was_due_while_the_bot_was_off_is_told_at_the_start(world):
    await world.look(until=world.time + HOUR)
    await world.nearly_find("Shanghai Bloc in passing")
    world.time += 5 * DAY  # Monday noon
    await world.restart()
    heard = await world.look(until=world.time + 2 * HOUR)
    assert [notice.title for _, notice in heard] == ["1 article just missed an alert in 7 days"]


async def test_gaps_are_a_notice_of_their_own(world):
    quiet = {"ok_at": world.time, "news_at": world.time - 30 * DAY, "rhythm_s": 3_600.0}
    await world.nearly_find("Shanghai Bloc in passing")
    feed_id = (await world.store.list_feeds())[0].stored.feed_id
    await world.store.commit_poll(make_record(feed_id, **quiet), now=world.time)
    heard = await world.look(until=world.time + 8 * DAY)
    assert [notice.title for _, notice in heard] == [
        "1 article just missed an alert in 7 days",
        "Where topics may miss something",
    ]
    assert heard[1][1].lines == ("sco: no living feed in English, in which it has names",)


async def test_without_a_channel_nothing_is_looked_for_or_remembered(world):
    await world.store.close()
    await world.open(channel=None)
    await world.nearly_find("Shanghai Bloc in passing")
    assert await world.look(until=world.time + 8 * DAY) == []
    assert await world.store.told_subjects() == {}
