"""What people ask in a chat, answered from a real database by the real matcher."""

import threading
import tomllib
from collections.abc import Sequence
from dataclasses import replace

import pytest
import structlog

from bot.app.chat import TOO_FAST, Chat
from bot.app.commands.alert_buttons import FORGOTTEN
from bot.core.button import ALERT_BUTTONS, Button
from bot.core.chat import LINES, Command, Press, Reply, reply
from bot.core.command_text import parse_command
from bot.core.commands import COMMANDS
from bot.core.delivery import ChannelPause
from bot.core.model import Alert, Article, Channel, DigestTime
from bot.core.outbox import DeliveryState
from bot.core.permission import Who
from bot.core.rule_version import rules_version
from bot.matching.matcher import Matcher
from bot.matching.watchlist import parse_watchlist
from bot.ports_store import Store
from tests.builders import (
    NOW,
    make_alert,
    make_article,
    make_asker,
    make_desk,
    make_match,
    make_new,
    make_record,
)
from tests.contract.steps import add_feed, claim
from tests.platforms.fakes.listening import HandClock

HERE, THERE = Channel(adapter="slack", external_id="C1"), Channel(adapter="discord", external_id="7")
KITES = parse_watchlist(
    """
    name = "Kite League"
    alias = [
      { text = "World Kite League" }, { text = "WKL", case = true, needs_context = true, weight = 0.8 },
    ]
    context.any = ["kite*"]
    exclude.sense = [{ name = "wrestling", words = ["wrestl*", "ring"] }]
    """,
    file="kites.toml",
)


@pytest.fixture
def chat(store: Store) -> Chat:
    return make_chat(store)


def make_chat(store, *, matcher: Matcher | None = None, clock: HandClock | None = None) -> Chat:
    return Chat(make_desk(store, matcher or Matcher([KITES]), clock=clock or HandClock()))


async def told(
    store: Store, article: Article, *channels: Channel, watchlists: Sequence[str] = ("kites",)
) -> list[Alert]:
    """Store an article that was found, with an alert for each of these channels."""
    feed_id = await add_feed(store)
    alerts = [make_alert(*watchlists, channel=channel) for channel in channels]
    new = make_new(article, matches=(make_match("kites"),), alerts=tuple(alerts))
    await store.commit_poll(make_record(feed_id, new), now=NOW)
    return alerts


async def ask(chat: Chat, typed: str, person: str = "slack:U1") -> Reply:
    name, text = parse_command(typed)
    return await chat.command(Command(name=name, text=text, asker=make_asker(person, channel=str(HERE))))


async def press(chat: Chat, button: Button, key: str, person: str = "slack:U1") -> Reply:
    return await chat.press(Press(button=button, value=key, asker=make_asker(person, channel=str(HERE))))


# --- commands -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["", "  ", "help", "HELP"])
async def test_help_names_every_command(chat, typed):
    said = await ask(chat, typed)
    mine = [one.name for one in COMMANDS if one.who is not Who.ADMINS]
    assert [line.split()[1] for line in said.lines] == mine


async def test_unknown_command_says_what_there_is(chat):
    said = await ask(chat, "subscibe sco")
    assert "subscibe" in said.title
    assert "/watch subscribe?" in said.title
    assert any("/watch help" in line for line in said.lines)


async def test_why_tells_source_score_names_and_where_it_was_told(chat, store):
    article = make_article(title="World Kite League meets", lang="en", published_at=NOW)
    await told(store, article, HERE, THERE)
    for delivery in await claim(store):
        if delivery.channel == HERE:
            await store.save_delivery(replace(delivery, state=DeliveryState.SENT))
    said = await ask(chat, f"why {article.url}?utm_source=x")
    assert said.title == "World Kite League meets"
    source, topic, here, there = said.lines
    assert source.startswith("Example News · English · published 2026-10-01 12:00 UTC")
    assert topic.startswith("Kite League: score 0.")
    assert "enough for an alert (0.50). “World Kite League”" in topic
    assert here == "This channel: told here, alert of 2026-10-01 12:00 UTC"
    assert there == "Told in 1 other channel."


async def test_why_tells_that_a_story_waits_for_a_digest(chat, store):
    article = make_article(title="World Kite League meets")
    daily = DigestTime(hour=9, zone="UTC")
    alerts = tuple(make_alert("kites", channel=channel, digest=daily) for channel in (HERE, THERE))
    new = make_new(article, matches=(make_match("kites"),), alerts=alerts)
    await store.commit_poll(make_record(await add_feed(store), new), now=NOW)
    here, there = (await ask(chat, f"why {article.url}")).lines[-2:]
    assert here == "This channel: waits for a digest every day at 09:00 (UTC), alert of 2026-10-01 12:00 UTC"
    assert there == "Told in 1 other channel."


async def test_why_tells_what_stopped_a_name(chat, store):
    article = make_article(title="WKL: wrestlers enter the ring")
    await told(store, article)
    said = await ask(chat, f"why {article.url}")
    topic, here = said.lines[1:]
    assert topic.startswith("Kite League: no match. “WKL” (another sense: wrestling: wrestl*")
    assert here == "This channel was not told of it."


async def test_why_of_an_article_without_any_name_says_so(chat, store):
    article = make_article(title="Tea harvest begins")
    await told(store, article)
    assert "No name of any watchlist stands in it." in (await ask(chat, f"why {article.url}")).lines


@pytest.mark.parametrize("what", ["https://example.org/unheard-of", "99999", "x' OR 1 --", "\ud800"])
async def test_why_of_what_is_not_kept_says_so(chat, what):
    assert (await ask(chat, f"why {what}")).title.startswith("No such article is kept here")


async def test_why_of_nothing_asks_for_a_link(chat):
    assert "link" in (await ask(chat, "why")).title


async def test_status_is_for_admins(chat, store):
    await told(store, make_article(title="World Kite League meets"), HERE)
    await store.pause_channel(THERE, ChannelPause(reason="is_archived: unarchive it"), now=NOW, notice=None)
    assert (await ask(chat, "status")).lines == ()
    said = await ask(chat, "status", person="slack:UADMIN")
    assert said.title.startswith("Topicwire ")
    version = rules_version([KITES])
    assert said.lines == (
        f"rules: {version}, since 2026-10-01 12:00 UTC by files",
        "topics: 1, subscriptions: 0 in 0 channels",
        "feeds: 1 (1 ok)",
        "alerts waiting: 1, sent: 0, given up: 0",
        "discord:7 is paused, tried again in 1 min: is_archived: unarchive it",
    )


# --- buttons --------------------------------------------------------------------------------------------


async def test_mark_is_kept_once_for_each_person_and_can_be_changed(chat, store):
    here, there = await told(store, make_article(title="World Kite League meets"), HERE, THERE)
    said = await press(chat, Button.RELEVANT, here.delivery_key)
    assert said.title == "Noted: relevant for Kite League. The other button changes it."
    await press(chat, Button.NOT_RELEVANT, there.delivery_key)  # the same story in another channel
    await press(chat, Button.RELEVANT, here.delivery_key, person="discord:5")
    marks = {mark.person: mark.is_relevant for mark in await store.list_marks("kites")}
    assert marks == {"slack:U1": False, "discord:5": True}


async def test_button_why_explains_the_alerts_article(chat, store):
    (alert,) = await told(store, make_article(title="World Kite League meets"), HERE)
    said = await press(chat, Button.WHY, alert.delivery_key)
    assert said.title == "World Kite League meets"


@pytest.mark.parametrize("button", ALERT_BUTTONS)
async def test_button_of_an_alert_that_is_not_kept_says_so(chat, button):
    assert (await press(chat, button, "f" * 24)).title == FORGOTTEN


async def test_mark_for_what_the_watchlist_no_longer_finds_is_refused_in_words(chat, store):
    (alert,) = await told(store, make_article(title="Tea harvest begins"), HERE)
    assert "has no name of kites" in (await press(chat, Button.RELEVANT, alert.delivery_key)).title


async def test_mark_is_kept_for_the_topics_that_still_match_and_said_of_the_others(chat, store):
    (alert,) = await told(
        store, make_article(title="World Kite League meets"), HERE, watchlists=("gone", "kites")
    )
    said = await press(chat, Button.RELEVANT, alert.delivery_key)
    assert said.title.startswith("Noted: relevant for Kite League.")
    assert "has no name of gone" in said.lines[0]
    assert [mark.is_relevant for mark in await store.list_marks("kites")] == [True]


# --- from chat to file ----------------------------------------------------------------------------------

NEAR_MISS = "WKL signs a sponsor"


async def stored(store: Store, title: str, **fields: object) -> str:
    """Store an article in which nothing was found; returns its link."""
    article = make_article(title=title, **fields)
    feed_id = await add_feed(store)
    await store.commit_poll(make_record(feed_id, make_new(article)), now=NOW)
    return article.url


async def test_not_relevant_offers_an_admin_an_example_for_the_file(chat, store):
    (alert,) = await told(store, make_article(title="WKL sells kites"), HERE)
    said = await press(chat, Button.NOT_RELEVANT, alert.delivery_key, person="slack:UADMIN")
    assert said.title == "Noted: not relevant for Kite League. The other button changes it."
    expected = "An example for kites.toml, [examples] must_not_match; it fails until the rules change:"
    assert said.lines == (expected,)
    (row,) = tomllib.loads(f"rows = [\n{said.code}\n]")["rows"]
    assert row["text"] == "WKL sells kites"
    assert row["reason"].endswith('"WKL" is not the topic here')


async def test_others_are_told_that_it_is_noted_and_nothing_of_files(chat, store):
    (alert,) = await told(store, make_article(title="WKL sells kites"), HERE)
    assert (await press(chat, Button.NOT_RELEVANT, alert.delivery_key)).lines == ()


async def test_relevant_on_an_alert_offers_nothing_for_it_comes_out_so(chat, store):
    (alert,) = await told(store, make_article(title="World Kite League meets"), HERE)
    said = await press(chat, Button.RELEVANT, alert.delivery_key, person="slack:UADMIN")
    assert said.lines == ()


async def test_long_example_is_offered_whole(chat, store):
    body = "".join(f'At the "shop" No. {n} of {"long" * 9} names the WKL flew kites. ' for n in range(30))
    (alert,) = await told(store, make_article(title="WKL: " + "上合" * 150, body=body), HERE)
    said = await press(chat, Button.NOT_RELEVANT, alert.delivery_key, person="slack:UADMIN")
    (row,) = tomllib.loads(f"rows = [\n{said.code}\n]")["rows"]
    assert row["body"].startswith('At the "shop" No. 0')


async def test_example_too_long_for_a_chat_is_pointed_to_and_never_cut(chat, store):
    quoted = 'kite "a" "" ' + '"a" "" ' * 200
    (alert,) = await told(store, make_article(title=f"WKL: {quoted}", body=f"The WKL flew {quoted}"), HERE)
    said = await press(chat, Button.NOT_RELEVANT, alert.delivery_key, person="slack:UADMIN")
    assert said.code == ""
    assert said.lines == ("`topicwire suggest kites` makes an example of it for kites.toml.",)


async def test_alert_of_two_topics_offers_the_example_of_one_and_points_to_the_other(store):
    both = [KITES, replace(KITES, watchlist_id="dragons", name="Dragons")]
    chat = make_chat(store, matcher=Matcher(both))
    article = make_article(title="WKL sells kites")
    (alert,) = await told(store, article, HERE, watchlists=("kites", "gone", "dragons"))
    said = await press(chat, Button.NOT_RELEVANT, alert.delivery_key, person="slack:UADMIN")
    gone, other, about = said.lines
    assert "no name of gone" in gone
    assert other == "`topicwire suggest kites` makes an example of it for kites.toml."
    assert about.startswith("An example for dragons.toml")
    assert "WKL sells kites" in said.code


async def test_why_of_a_near_miss_has_buttons_that_mark_it_for_anybody(chat, store):
    link = await stored(store, NEAR_MISS)
    said = await ask(chat, f"why {link}")
    labels = [(one.button, one.label) for one in said.buttons]
    assert labels == [
        (Button.RELEVANT, "Relevant: Kite League"),
        (Button.NOT_RELEVANT, "Not relevant: Kite League"),
    ]
    noted = await press(chat, said.buttons[0].button, said.buttons[0].value)
    assert noted == reply("Noted: relevant for Kite League. The other button changes it.")
    (mark,) = await store.list_marks("kites")
    assert (mark.is_relevant, mark.features, mark.passages[0].text) == (True, None, "WKL")


async def test_relevant_on_a_near_miss_offers_an_admin_an_example(chat, store):
    said = await ask(chat, f"why {await stored(store, NEAR_MISS)}")
    noted = await press(chat, Button.RELEVANT, said.buttons[0].value, person="slack:UADMIN")
    assert "[examples] must_match" in noted.lines[0]
    assert NEAR_MISS in noted.code


async def test_relevant_on_what_weighs_too_little_points_an_admin_to_the_weights(store):
    chat = make_chat(store, matcher=Matcher([replace(KITES, threshold=0.99)]))
    said = await ask(chat, f"why {await stored(store, 'World Kite League meets')}")
    noted = await press(chat, Button.RELEVANT, said.buttons[0].value, person="slack:UADMIN")
    assert noted.lines == ("kites: found, with too little weight for an alert; `topicwire tune kites`",)
    again = await press(chat, Button.NOT_RELEVANT, said.buttons[0].value, person="slack:UADMIN")
    assert again.lines == ()


async def test_why_of_what_alerts_or_names_nothing_has_no_buttons(chat, store):
    for title in ("World Kite League meets", "Tea harvest begins"):
        assert (await ask(chat, f"why {await stored(store, title)}")).buttons == ()


@pytest.mark.parametrize("value", ["1 gone", "99999 kites", "1  ", " kites", "-1 kites", "1 kites\n; x"])
async def test_forged_value_of_a_near_miss_is_refused_in_words(chat, store, value):
    await stored(store, NEAR_MISS)
    said = await press(chat, Button.RELEVANT, value)
    assert not said.title.startswith(("Noted", "Something went wrong"))
    assert (await press(chat, Button.WHY, "1 kites")).title == FORGOTTEN
    assert await store.list_marks("kites") == []


# --- load -----------------------------------------------------------------------------------------------


class UnreachedStore:
    """A store that nobody may ask."""

    def __getattr__(self, name):
        raise AssertionError(f"{name} was asked of the store")


async def test_person_who_asks_too_fast_is_asked_to_wait_and_costs_the_store_nothing():
    clock = HandClock()
    chat = make_chat(UnreachedStore(), clock=clock)
    with structlog.testing.capture_logs():
        reached = [(await press(chat, Button.WHY, "a" * 24)).title for _ in range(5)]
        assert all(title.startswith("Something went wrong") for title in reached)
        for said in (await press(chat, Button.WHY, "a" * 24), await ask(chat, "why https://example.org/1")):
            assert said.title == TOO_FAST
        assert (await ask(chat, "help", person="slack:U2")).title == "Ask me:"
        clock.forward(2)
        assert (await ask(chat, "help")).title == "Ask me:"
        assert (await ask(chat, "help")).title == TOO_FAST


class WatchedMatcher(Matcher):
    """Keeps in which threads it was asked to explain."""

    def __init__(self, watchlists):
        super().__init__(watchlists)
        self.threads = []

    def explain(self, text, *, country=""):
        self.threads.append(threading.current_thread())
        return super().explain(text, country=country)


@pytest.mark.parametrize("button", ALERT_BUTTONS)
async def test_matching_for_an_answer_leaves_the_event_loop_to_others(store, button):
    matcher = WatchedMatcher([KITES])
    chat = make_chat(store, matcher=matcher)
    (alert,) = await told(store, make_article(title="World Kite League meets"), HERE)
    await press(chat, button, alert.delivery_key)
    assert len(matcher.threads) == 1
    assert threading.current_thread() not in matcher.threads


# --- trouble --------------------------------------------------------------------------------------------


class BrokenStore:
    """A store with a bug."""

    async def alert_by_key(self, delivery_key):
        raise ZeroDivisionError


async def test_a_bug_reaches_the_person_as_a_sentence_and_the_log_as_an_event():
    chat = make_chat(BrokenStore())
    with structlog.testing.capture_logs() as logs:
        said = await press(chat, Button.WHY, "a" * 24)
    assert said.title.startswith("Something went wrong here.")
    (event,) = logs
    assert (event["event"], event["asked"], event["person"]) == ("chat.failed", "why", "slack:U1")


def test_an_answer_keeps_to_its_budgets_and_counts_what_it_left_out():
    said = reply("a\nb" + "x" * 500, *(f"line {number}" for number in range(40)))
    assert "\n" not in said.title
    assert len(said.lines) == LINES
    assert said.lines[-1] == f"and {40 - LINES + 1} more"
