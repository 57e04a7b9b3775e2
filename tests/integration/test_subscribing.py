"""Channels subscribed, changed and unsubscribed in a chat: rights, words, the log, and what alerts follow."""

from datetime import timedelta

import pytest

from bot.app.chat import Chat
from bot.app.digests import send_due
from bot.app.rulebook import Rulebook, Rules
from bot.app.subscriptions import Subscriptions
from bot.core.chat import Choice, Command, Form, Reply
from bot.core.command_text import parse_command, written
from bot.core.commands import SUBSCRIBE, Kind
from bot.core.feed import Outlet
from bot.core.model import (
    Channel,
    DigestTime,
)
from bot.core.outbox import DeliveryState
from bot.core.permission import Rights
from bot.errors import StoreUnavailable
from bot.matching.matcher import Matcher
from bot.matching.watchlist import parse_watchlist
from tests.builders import (
    NOW,
    make_alert,
    make_asker,
    make_desk,
    make_feed,
    make_new,
    make_record,
    make_subscription,
)
from tests.contract.steps import add_feed, queue_alerts
from tests.platforms.fakes.listening import HandClock

SLACK, DISCORD = Channel(adapter="slack", external_id="C1"), Channel(adapter="discord", external_id="7")
OTHER = Channel(adapter="slack", external_id="C2")
KITES = parse_watchlist(
    'name = "Kite League"\nalias = [{ text = "World Kite League" }, { text = "Мировая лига" }]',
    file="kites.toml",
)
TEA = parse_watchlist(
    'name = "Tea Road"\nalias = [{ text = "Tea Road" }, { text = "茶路" }]', file="tea-road.toml"
)
DAILY = "a digest every day at 09:00 (UTC)"
CONFIGURED = make_subscription("tea-road", channel=SLACK, digest_at=DigestTime(hour=8, zone="Asia/Karachi"))


class NextDay:
    def now(self):
        return NOW + timedelta(days=1)


def make_chat(store, *configured, stored=(), **desk):
    """A chat, and the subscriptions it changes."""
    subscriptions = Subscriptions(configured, stored=stored)
    feeds = [
        make_feed(url=f"https://example.org/{name}", outlet=Outlet(name=name)) for name in ("Xinhua", "Dawn")
    ]
    rulebook = Rulebook(Rules(matcher=Matcher([KITES, TEA]), feeds=tuple(feeds)))
    plain = {"subscriptions": subscriptions, "rulebook": rulebook}
    made = make_desk(store, rulebook.current.matcher, clock=HandClock(), **plain | desk)
    return Chat(made), subscriptions


async def ask(
    chat: Chat, typed: str, channel: Channel = SLACK, person: str = "slack:UANNA", **asker
) -> Reply:
    name, text = parse_command(typed)
    return await chat.command(
        Command(name=name, text=text, asker=make_asker(person, channel=str(channel), **asker))
    )


# --- subscribe ------------------------------------------------------------------------------------------


async def test_subscription_is_kept_with_who_and_when_and_alerts_follow_it_at_once(store):
    chat, subscriptions = make_chat(store)
    said = await ask(chat, "subscribe kites daily at:7 zone:karachi min-score:70% lang:Chinese")
    assert said.title == (
        "This channel now gets Kite League: a digest every day at 07:00 (Asia/Karachi), score 0.70 or more, "
        "in Chinese only."
    )
    assert said.lines == ()
    (stored,) = await store.list_subscriptions()
    assert (stored.person, stored.since_at) == ("slack:UANNA", NOW)
    assert subscriptions.current == (stored.subscription,)
    assert subscriptions.current[0].digest_at == DigestTime(hour=7, zone="Asia/Karachi")


@pytest.mark.parametrize(
    "name", ["kites", "KITES", "Kite League", "kite league", "world kite league", "МИРОВАЯ ЛИГА"]
)
async def test_topic_is_found_by_id_name_or_any_alias(store, name):
    chat, subscriptions = make_chat(store)
    await ask(chat, f"subscribe {name}")
    assert [one.watchlist_id for one in subscriptions.of_channel(SLACK)] == ["kites"]


async def test_unknown_topic_names_the_nearest_one_and_changes_nothing(store):
    chat, subscriptions = make_chat(store)
    assert (
        await ask(chat, "subscribe kyte leage")
    ).title == 'no watchlist "kyte leage": did you mean "kites"?'
    assert subscriptions.current == ()


async def test_subscribing_again_changes_it_and_says_what_it_was(store):
    chat, subscriptions = make_chat(store)
    await ask(chat, "subscribe kites daily lang:zh")
    said = await ask(chat, "subscribe kites weekly", person="slack:UBEN")
    assert said.title.endswith("Kite League: a digest every Monday at 09:00 (UTC).")
    assert said.lines == ("Until now: a digest every day at 09:00 (UTC), in Chinese only.",)
    assert len(subscriptions.current) == 1
    (stored,) = await store.list_subscriptions()
    assert stored.person == "slack:UBEN"


async def test_subscribing_again_the_same_way_changes_and_logs_nothing(store):
    chat, _ = make_chat(store)
    await ask(chat, "subscribe kites daily")
    said = await ask(chat, "subscribe kites daily at:9", person="slack:UBEN")
    assert said.title.startswith("Nothing to change: this channel gets Kite League")
    assert len(await store.list_changes(SLACK, limit=9)) == 1
    assert (await store.list_subscriptions())[0].person == "slack:UANNA"


async def test_new_digest_is_in_the_zone_of_the_channels_others_and_else_in_the_configured_one(store):
    chat, subscriptions = make_chat(store, CONFIGURED, time_zone="Europe/London")
    await ask(chat, "subscribe kites daily")
    await ask(chat, "subscribe kites daily", DISCORD)
    zones = {one.channel: one.digest_at.zone for one in subscriptions.current if one.watchlist_id == "kites"}
    assert zones == {SLACK: "Asia/Karachi", DISCORD: "Europe/London"}


async def test_what_keeps_the_bot_from_posting_is_said_with_the_answer(store):
    chat, subscriptions = make_chat(store)
    said = await ask(chat, "subscribe kites", obstacle="Invite me first: /invite @topicwire")
    assert said.lines == ("Invite me first: /invite @topicwire",)
    assert len(subscriptions.current) == 1


async def test_mistake_in_an_option_changes_nothing(store):
    chat, subscriptions = make_chat(store)
    for typed in ("lang:klingon", "mode:hourly", "mention:@here", "daily at:99", "colour:red"):
        await ask(chat, f"subscribe kites {typed}")
    assert subscriptions.current == ()
    assert await store.list_changes(None, limit=9) == []


class FullDisk:
    """A store that nothing can be written to."""

    async def save_subscription(self, stored, *, change):
        raise StoreUnavailable("store.db: disk full")

    async def delete_subscription(self, channel, watchlist_id, *, is_last, change):
        raise StoreUnavailable("store.db: disk full")


async def test_subscription_that_cannot_be_written_is_not_in_force(store):
    await ask(make_chat(store)[0], "subscribe kites")
    stored = await store.list_subscriptions()
    chat, subscriptions = make_chat(FullDisk(), stored=stored)
    before = subscriptions.current
    assert (await ask(chat, "subscribe tea-road")).title == "store.db: disk full"
    assert (await ask(chat, "unsubscribe kites")).title == "store.db: disk full"
    assert subscriptions.current == before != ()


# --- config.toml ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["subscribe tea-road instant", "unsubscribe tea-road"])
async def test_configured_subscription_is_shown_and_cannot_be_changed_in_chat(store, typed):
    chat, subscriptions = make_chat(store, CONFIGURED)
    said = await ask(chat, typed)
    assert said.title == "This channel gets Tea Road: a digest every day at 08:00 (Asia/Karachi)."
    assert "config.toml" in said.lines[0]
    assert subscriptions.current == (CONFIGURED,)
    assert await store.list_changes(None, limit=9) == []


async def test_file_counts_where_it_names_what_people_subscribed_before(store):
    await ask(make_chat(store)[0], "subscribe tea-road instant")
    chat, subscriptions = make_chat(store, CONFIGURED, stored=await store.list_subscriptions())
    assert subscriptions.current == (CONFIGURED,)
    assert "from config.toml" in (await ask(chat, "list")).lines[0]
    subscriptions.reload([])
    assert [one.digest_at for one in subscriptions.current] == [None]


# --- unsubscribe ----------------------------------------------------------------------------------------


async def test_unsubscribed_topic_is_gone_and_the_answer_says_what_was(store):
    chat, subscriptions = make_chat(store, CONFIGURED)
    await ask(chat, "subscribe kites daily")
    said = await ask(chat, "unsubscribe Kite League", person="slack:UBEN")
    assert said.title == "This channel gets no more alerts of Kite League."
    assert said.lines == (
        "Until now: a digest every day at 09:00 (Asia/Karachi), by slack:UANNA on 2026-10-01.",
        "It still gets 1 other topic.",
    )
    assert subscriptions.current == (CONFIGURED,)
    assert await store.list_subscriptions() == []


async def test_what_a_channel_does_not_get_cannot_be_unsubscribed_there(store):
    chat, subscriptions = make_chat(store)
    await ask(chat, "subscribe kites", OTHER)
    assert (await ask(chat, "unsubscribe kites")).title == "This channel does not get Kite League."
    assert len(subscriptions.current) == 1


@pytest.mark.parametrize(("topics", "suppressed"), [(("kites",), 1), (("kites", "tea-road"), 0)])
async def test_alerts_under_way_are_held_back_with_a_channels_last_topic_only(store, topics, suppressed):
    chat, _ = make_chat(store)
    for topic in topics:
        await ask(chat, f"subscribe {topic}")
    await queue_alerts(store, SLACK)
    await ask(chat, "unsubscribe kites")
    assert (await store.count_deliveries())[DeliveryState.SUPPRESSED] == suppressed


async def test_alert_of_two_topics_is_in_no_digest_once_both_are_unsubscribed(store):
    chat, subscriptions = make_chat(store)
    for topic in ("kites", "tea-road"):
        await ask(chat, f"subscribe {topic} daily")
    alert = make_alert("kites", "tea-road", channel=SLACK, digest=DigestTime(hour=9, zone="UTC"))
    await store.commit_poll(make_record(await add_feed(store), make_new(alerts=(alert,))), now=NOW)
    for topic in ("kites", "tea-road"):
        await ask(chat, f"unsubscribe {topic}")
    await send_due(store, NextDay(), subscriptions=subscriptions, command="watch")
    assert (await store.count_deliveries())[DeliveryState.READY] == 0


async def test_subscription_whose_watchlist_is_gone_is_listed_and_can_be_ended(store):
    await ask(make_chat(store)[0], "subscribe kites")
    only_tea = Rulebook(Rules(matcher=Matcher([TEA])))
    chat, subscriptions = make_chat(store, stored=await store.list_subscriptions(), rulebook=only_tea)
    assert (await ask(chat, "list")).lines[0].startswith("kites: nothing, its watchlist file is gone (")
    assert [one.value for one in chat.suggest(Kind.SUBSCRIBED, "Ki", SLACK)] == ["kites"]
    assert (await ask(chat, "unsubscribe KITES")).title == "This channel gets no more alerts of kites."
    assert subscriptions.current == ()


# --- who may --------------------------------------------------------------------------------------------

NAMED = Rights(
    admins=frozenset({"discord:1"}),
    subscribers=frozenset({"slack:UANNA", "slack:S1", "discord:role/5"}),
)


@pytest.mark.parametrize(
    ("rights", "person", "facts", "may"),
    [
        (Rights(), "slack:U1", {"may_manage": True}, True),
        (Rights(), "discord:2", {"may_manage": False}, False),
        (Rights(), "discord:2", {"may_manage": True}, True),
        (NAMED, "slack:UANNA", {}, True),
        (NAMED, "slack:UBEN", {"may_manage": True}, False),
        (NAMED, "slack:UBEN", {"groups": frozenset({"slack:S1"})}, True),
        (NAMED, "slack:UBEN", {"groups": frozenset({"slack:S2"})}, False),
        (NAMED, "discord:2", {"groups": frozenset({"discord:role/5"}), "may_manage": False}, True),
        (NAMED, "discord:1", {"may_manage": False}, True),
    ],
)
async def test_only_those_who_may_change_subscriptions(store, rights, person, facts, may):
    channel = SLACK if person.startswith("slack:") else DISCORD
    chat, subscriptions = make_chat(store, rights=rights)
    said = await ask(chat, "subscribe kites", channel, person, **facts)
    assert said.title.startswith("This channel now gets" if may else "Only ")
    assert len(subscriptions.current) == may
    form = chat.form(
        Command(name="subscribe", text=" ", asker=make_asker(person, channel=str(channel), **facts))
    )
    assert isinstance(form, Form if may else Reply)
    taken = await ask(chat, "unsubscribe kites", channel, person, **facts)
    assert taken.title.startswith("This channel gets no more" if may else "Only ")


# --- list, changes --------------------------------------------------------------------------------------


async def test_list_has_the_channels_topics_first_with_how_and_whence(store):
    chat, _ = make_chat(store, CONFIGURED)
    await ask(chat, "subscribe kites")
    said = await ask(chat, "list")
    assert said.title == "This channel gets 2 of 2 topics."
    assert said.lines == (
        "Tea Road (tea-road): a digest every day at 08:00 (Asia/Karachi), from config.toml",
        "Kite League (kites): each alert at once, by slack:UANNA on 2026-10-01",
    )
    elsewhere = await ask(chat, "list", OTHER)
    assert elsewhere.title == "This channel gets no topic yet."
    assert elsewhere.lines[0] == "Not here: Kite League (kites), Tea Road (tea-road)"


async def test_changes_are_told_newest_first_to_the_channel_they_are_about(store):
    chat, _ = make_chat(store)
    await ask(chat, "subscribe kites daily")
    await ask(chat, "subscribe kites", person="slack:UBEN")
    await ask(chat, "unsubscribe kites")
    await ask(chat, "subscribe tea-road", OTHER)
    said = await ask(chat, "changes")
    assert said.lines == (
        "2026-10-01 12:00 UTC · slack:UANNA · unsubscribe kites, which was: each alert at once",
        f"2026-10-01 12:00 UTC · slack:UBEN · change kites: each alert at once; before: {DAILY}",
        f"2026-10-01 12:00 UTC · slack:UANNA · subscribe kites: {DAILY}",
    )
    assert (await ask(chat, "changes", DISCORD)).title == "Nothing was changed in this channel yet."


async def test_admin_is_told_of_all_channels_and_which_they_are(store):
    chat, _ = make_chat(store)
    await ask(chat, "subscribe kites")
    await ask(chat, "subscribe kites", DISCORD, person="discord:2")
    said = await ask(chat, "changes", OTHER, person="slack:UADMIN")
    assert [line.split(" · ")[1] for line in said.lines] == ["discord:7", "slack:C1"]


# --- forms and suggestions ------------------------------------------------------------------------------


def form_for(chat, text="", channel=SLACK):
    return chat.form(Command(name="subscribe", text=text, asker=make_asker(channel=str(channel))))


async def test_form_comes_where_nothing_was_written_and_names_options_of_the_command(store):
    chat, _ = make_chat(store)
    form = form_for(chat)
    assert isinstance(form, Form)
    assert {one.name for one in form.fields} == {one.name for one in SUBSCRIBE.options}
    assert [choice.value for choice in form.fields[0].choices] == ["kites", "tea-road"]
    assert form_for(chat, "kites") is None
    assert chat.form(Command(name="list", text="", asker=make_asker())) is None
    assert "mention" not in {
        one.name for one in form_for(chat, channel=Channel(adapter="console", external_id="m")).fields
    }


async def test_every_choice_of_the_form_is_understood_by_the_command(store):
    chat, _ = make_chat(store)
    form = form_for(chat)
    for field in form.fields:
        for choice in field.choices:
            values = {"watchlist": "kites", "mode": "weekly"} | {field.name: choice.value}
            text = written(SUBSCRIBE, values)
            said = await ask(chat, f"subscribe {text}", person=f"slack:U{field.name}{choice.value}")
            assert said.title.startswith(("This channel now gets", "Nothing to change")), said


async def test_form_as_it_comes_is_an_instant_subscription_without_remarks(store):
    chat, subscriptions = make_chat(store)
    form = form_for(chat)
    values = {one.name: one.initial for one in form.fields if one.initial} | {"watchlist": "kites"}
    said = await ask(chat, f"subscribe {written(SUBSCRIBE, values)}")
    assert said.lines == ()
    assert subscriptions.current == (make_subscription("kites", channel=SLACK),)


@pytest.mark.parametrize(
    ("typed", "labels"),
    [
        ("", ["Kite League", "Tea Road"]),
        ("tea", ["Tea Road"]),
        ("ROAD", ["Tea Road"]),
        ("e", ["Kite League", "Tea Road"]),
        ("zzz", []),
    ],
)
async def test_topics_are_suggested_for_what_is_typed(store, typed, labels):
    chat, _ = make_chat(store)
    assert [one.label for one in chat.suggest(Kind.WATCHLIST, typed, SLACK)] == labels


async def test_what_begins_with_the_typed_letters_is_suggested_first(store):
    chat, _ = make_chat(store)
    assert [one.value for one in chat.suggest(Kind.WATCHLIST, "t", SLACK)] == ["tea-road", "kites"]
    assert chat.suggest(Kind.OUTLET, "da", SLACK) == [Choice(label="Dawn", value="Dawn")]
    assert [one.value for one in chat.suggest(Kind.OUTLET, "", SLACK)] == ["Dawn", "Xinhua"]
    assert chat.suggest(Kind.WORD, "x", SLACK) == ()


async def test_a_topic_to_unsubscribe_is_suggested_where_the_channel_gets_it(store):
    chat, _ = make_chat(store, CONFIGURED)
    for typed, channel, topics in (("", SLACK, ["tea-road"]), ("kite", SLACK, []), ("", OTHER, [])):
        assert [one.value for one in chat.suggest(Kind.SUBSCRIBED, typed, channel)] == topics


async def test_no_more_is_suggested_than_a_platform_shows(store):
    many = tuple(make_feed(outlet=Outlet(name=f"Outlet {n}")) for n in range(60))
    chat, _ = make_chat(store, rulebook=Rulebook(Rules(matcher=Matcher([KITES]), feeds=many)))
    assert len(chat.suggest(Kind.OUTLET, "outlet", SLACK)) == 25


# --- what adapters look into ----------------------------------------------------------------------------


async def test_channels_and_whom_they_call_are_known_as_soon_as_they_are_subscribed(store):
    chat, subscriptions = make_chat(store, CONFIGURED)
    called = subscriptions.called("slack", also=[Channel(adapter="slack", external_id="CADMIN")])
    assert {str(channel) for channel in called} == {"slack:C1", "slack:CADMIN"}
    await ask(chat, "subscribe kites mention:S1", OTHER)
    await ask(chat, "subscribe kites mention:7", DISCORD)
    assert called[OTHER] == frozenset({"S1"})
    assert called[SLACK] == frozenset()
    assert DISCORD not in called
    assert len(called) == 3
    await ask(chat, "unsubscribe kites", OTHER)
    assert OTHER not in called
    assert called.get(OTHER) is None
