"""What the commands of a reader answer, from a real database by the real matcher."""

import json
from datetime import timedelta

import pytest

from bot.app.chat import UNKNOWN_BUTTON, Chat
from bot.app.rulebook import Rulebook, Rules
from bot.core.allowance import Allowance
from bot.core.button import Button
from bot.core.chat import Command, Press, Reply
from bot.core.command_text import parse_command
from bot.core.feed import DueReason, Outlet, Stop
from bot.core.model import (
    Evidence,
    TextField,
)
from bot.matching.matcher import Matcher
from bot.matching.watchlist import parse_watchlist
from bot.ports_store import Store
from tests.builders import (
    NOW,
    make_article,
    make_asker,
    make_desk,
    make_feed,
    make_match,
    make_new,
    make_record,
)
from tests.contract.steps import add_feed
from tests.platforms.fakes.listening import HandClock

KITES = parse_watchlist('name = "Kite League"\nalias = [{ text = "World Kite League" }]', file="kites.toml")
TEA = parse_watchlist('name = "Tea Route"\nalias = [{ text = "Great Tea Route" }]', file="tea.toml")
FEED = make_feed()
FOUND = Evidence(alias="World Kite League", field=TextField.BODY, start=4, end=9, text="kites")


@pytest.fixture
def chat(store: Store) -> Chat:
    matcher = Matcher([KITES, TEA])
    return open_chat(store, Rules(matcher=matcher, feeds=(FEED,)))


def open_chat(store: Store, rules: Rules, *, clock: HandClock | None = None) -> Chat:
    desk = make_desk(store, rules.matcher, clock=clock or HandClock(), rulebook=Rulebook(rules))
    return Chat(desk, allowance=Allowance(at_once=100))


async def ask(chat: Chat, typed: str) -> Reply:
    name, text = parse_command(typed)
    return await chat.command(Command(name=name, text=text, asker=make_asker()))


async def keep(store: Store, *watchlist_ids: str, score: float = 0.9, **fields) -> None:
    """Store an article that was found for these watchlists."""
    feed_id = await add_feed(store, FEED)
    matches = tuple(
        make_match(
            one,
            score=score,
            evidence=(
                Evidence(alias="World Kite League", field=TextField.BODY, start=4, end=9, text="kites"),
            ),
        )
        for one in watchlist_ids
    )
    await store.commit_poll(make_record(feed_id, make_new(make_article(**fields), matches=matches)), now=NOW)


# --- latest ---------------------------------------------------------------------------------------------


async def test_latest_shows_the_newest_stories_with_topics_and_names_in_bold(chat, store):
    await keep(store, "kites", title="Kites over the lake", body="The kites flew.", lang="en")
    await keep(store, "tea", "kites", title="Tea by kite", body="Tea kites flew.")
    said = await ask(chat, "latest")
    assert [one.title for one in said.entries] == ["Tea by kite", "Kites over the lake"]
    assert said.entries[0].facts == ("Example News", "Kite League 0.90, Tea Route 0.90")
    assert [span.text for span in said.entries[1].excerpt if span.is_name] == ["kites"]
    assert said.entries[1].facts[1] == "English"


async def test_latest_of_one_topic_shows_what_alerts_for_it_only(chat, store):
    await keep(store, "kites", title="Kites over the lake")
    await keep(store, "tea", title="Tea is picked")
    await keep(store, "kites", title="Kites in passing", score=0.2)
    said = await ask(chat, "latest kites")
    assert said.title == "Newest stories: Kite League"
    assert [one.title for one in said.entries] == ["Kites over the lake"]


async def test_latest_of_nothing_says_so(chat):
    assert (await ask(chat, "latest")).title == "Nothing is kept of any topic yet."
    assert (await ask(chat, "latest tea")).title == "Nothing is kept of Tea Route yet."


async def test_latest_of_an_unknown_topic_names_the_nearest(chat):
    assert 'did you mean "kites"?' in (await ask(chat, "latest kitess")).title


async def test_answer_is_shared_with_the_channel_in_the_name_of_who_pressed(chat, store):
    await keep(store, "kites", title="Kites over the lake")
    (share,) = (await ask(chat, "latest kites")).buttons
    assert share.button is Button.SHARE
    shared = await chat.press(Press(button=share.button, value=share.value, asker=make_asker("slack:U7")))
    assert (shared.shared_by, shared.buttons) == ("slack:U7", ())
    assert [one.title for one in shared.entries] == ["Kites over the lake"]


FORGED = ("", "status", "reload", "subscribe kites", "changes", "why 1", "\x00", "nonsense " * 9)


@pytest.mark.parametrize("value", FORGED)
async def test_nothing_else_can_be_shared_by_a_forged_button(chat, value):
    said = await chat.press(Press(button=Button.SHARE, value=value, asker=make_asker("slack:UADMIN")))
    assert (said.title, said.shared_by) == (UNKNOWN_BUTTON, "")


# --- search and its pages -------------------------------------------------------------------------------


async def keep_many(store: Store, count: int) -> None:
    feed_id = await add_feed(store, FEED)
    new = [make_new(make_article(title=f"Kite {number}", body="A kite.")) for number in range(count)]
    await store.commit_poll(make_record(feed_id, *new), now=NOW)


def titles(said: Reply) -> list[str]:
    return [one.title for one in said.entries]


async def press(chat: Chat, button: Button, value: str, person: str = "slack:U1") -> Reply:
    return await chat.press(Press(button=button, value=value, asker=make_asker(person)))


async def test_search_shows_articles_with_topics_and_the_words_in_bold(chat, store):
    await keep(store, "kites", title="Over the lake", body="Many kites flew over the lake.", lang="en")
    said = await ask(chat, "search KITES lang:en")
    assert said.title == "“KITES lang:en”: 1 article"
    (entry,) = said.entries
    assert (entry.title, entry.facts) == ("Over the lake", ("Example News", "English", "Kite League"))
    assert [span.text for span in entry.excerpt if span.is_name] == ["kites"]


async def test_search_turns_pages_that_stay_as_they_were_when_articles_come_in(chat, store):
    await keep_many(store, 12)
    first = await ask(chat, "search kite")
    assert titles(first) == [f"Kite {number}" for number in (11, 10, 9, 8, 7)]
    following, share = first.buttons
    assert (following.label, share.button) == ("Next page", Button.SHARE)
    await keep_many(store, 3)
    second = await press(chat, Button.PAGE, following.value)
    assert titles(second) == [f"Kite {number}" for number in (6, 5, 4, 3, 2)]
    assert second.replaces
    assert second.title == "“kite”: page 2"
    back, onward, _ = second.buttons
    assert titles(await press(chat, Button.PAGE, back.value)) == titles(first)
    last = await press(chat, Button.PAGE, onward.value)
    assert titles(last) == ["Kite 1", "Kite 0"]
    assert [one.label for one in last.buttons] == ["Previous page", "Share in channel"]


async def test_a_page_is_shared_in_the_name_of_who_pressed(chat, store):
    await keep_many(store, 7)
    following, _ = (await ask(chat, "search kite")).buttons
    *_, share = (await press(chat, Button.PAGE, following.value)).buttons
    shared = await press(chat, Button.SHARE, share.value, "slack:U7")
    assert (titles(shared), shared.shared_by, shared.buttons) == (["Kite 1", "Kite 0"], "slack:U7", ())
    assert not shared.replaces


NOT_KEPT = ("", "x", "0" * 24 + ":1", "0" * 24, "' OR 1 --:1", "0" * 24 + ":99999999999")


@pytest.mark.parametrize("value", NOT_KEPT)
async def test_page_of_a_search_that_is_not_kept_says_so(chat, value):
    for button, carried in ((Button.PAGE, value), (Button.SHARE, f"page {value}")):
        said = await press(chat, button, carried)
        assert said.title.startswith("This search is not kept any more")
        assert (said.replaces, said.shared_by) == (False, "")


async def test_page_button_from_last_month_says_so(store):
    await keep_many(store, 12)
    clock = HandClock()
    chat = open_chat(store, Rules(matcher=Matcher([KITES])), clock=clock)
    following, _ = (await ask(chat, "search kite")).buttons
    clock.forward(31 * 86_400)
    await ask(chat, "search kite")
    assert (await press(chat, Button.PAGE, following.value)).title.startswith("This search is not kept")


@pytest.mark.parametrize("number", [0, 41, 9999])
async def test_page_that_there_is_not_says_so(chat, store, number):
    await keep_many(store, 12)
    following, _ = (await ask(chat, "search kite")).buttons
    said = await press(chat, Button.PAGE, following.value.replace(":2", f":{number}"))
    assert said.title.startswith(f"there is no page {number}")


async def test_search_for_a_slip_of_the_pen_says_what_it_shows_instead(chat, store):
    await keep_many(store, 5)
    said = await ask(chat, "search kitte")
    assert said.lines == ("Showing results for kite instead of kitte",)
    assert len(said.entries) == 5


async def test_search_in_a_topic_that_is_gone_says_so_and_shows_what_was_found_for_it(chat, store):
    await keep(store, "gone", title="Found once")
    said = await ask(chat, "search topic:gone")
    assert said.lines == (
        "There is no topic gone now; what was found for it is shown. Topics are kites, tea.",
    )
    assert titles(said) == ["Found once"]


async def test_a_mistyped_topic_of_a_search_is_told_with_the_one_that_may_be_meant(chat):
    for name in ("search", "export"):
        (line,) = (await ask(chat, f"{name} topic:kits")).lines
        assert line == "There is no topic kits now; what was found for it is shown. Did you mean topic:kites?"


HOSTILE = (
    "x" * 10_000,
    '"unclosed OR NEAR(a b) ) AND meta:x',
    "topic:' OR 1=1 --",
    "since:2026-02-31",
    "before:9999999-1",
    "\u202e\u200b\u2066kite",
    "* ^ + -",
    "kite\x00",
    "\ud800",
    "colour:red",
    "-kite",
    "OR OR OR",
)


@pytest.mark.parametrize("typed", HOSTILE)
async def test_whatever_is_searched_for_is_answered_in_words(chat, store, typed):
    await keep_many(store, 1)
    said = await ask(chat, f"search {typed}")
    assert said.title
    assert not said.title.startswith("Something went wrong")


async def test_search_for_nothing_says_how_it_is_written(chat):
    assert (await ask(chat, "search")).title == "search needs a query: write search QUERY"


# --- show, trend, export --------------------------------------------------------------------------------


async def test_show_tells_names_volume_and_whether_the_channel_has_it(chat, store):
    await keep(store, "kites", title="Kites over the lake")
    said = await ask(chat, "show Kite League")
    assert said.title == "Kite League"
    assert said.lines[0] == "This channel does not get it: /watch subscribe kites"
    assert said.lines[1] == "Articles: 1 in the last 7 days, 1 in the last 30 days"
    assert said.lines[-1] == "In any language: World Kite League"


async def test_show_tells_what_is_not_meant_of_a_topic_with_names_in_many_languages(store):
    langs = ("en", "zh", "ru", "ur", "ar", "fa", "hi", "kk", "ky", "uz", "tg", "tr", "de", "fr")
    names = ", ".join(f'{{ text = "Kite {lang} League", lang = "{lang}" }}' for lang in langs)
    text = f'name = "Kites"\nalias = [{names}]\n[[exclude.sense]]\nname = "birds of prey"\nwords = ["nest"]\n'
    kites = parse_watchlist(text, file="kites.toml")
    said = await ask(Chat(make_desk(store, Matcher([kites]), clock=HandClock())), "show kites")
    assert said.lines[-2:] == ("and names in 6 more languages", "Not meant: birds of prey")


async def test_trend_comes_as_a_picture_with_words_and_can_be_shared(chat, store):
    await keep(store, "kites", title="Kites over the lake", lang="en")
    said = await ask(chat, "trend kites 7")
    assert said.title.startswith("Kite League: 1 article in 7 days")
    assert said.file is not None
    assert said.file.data.startswith(b"\x89PNG")
    assert "By language: English 1" in said.file.description
    (share,) = said.buttons
    shared = await press(chat, Button.SHARE, share.value)
    assert (shared.title, shared.shared_by) == (said.title, "slack:U1")
    assert (await ask(chat, "trend kites 999")).file is None


async def test_export_comes_as_a_file_in_the_form_asked_for(chat, store):
    await keep_many(store, 3)
    said = await ask(chat, "export kite format:json")
    assert said.title == "3 articles, newest first"
    assert said.file is not None
    assert said.file.name.endswith(".json")
    assert [row["title"] for row in json.loads(said.file.data)] == ["Kite 2", "Kite 1", "Kite 0"]
    assert (await ask(chat, "export nothing-like-it")).file is None


async def test_export_of_a_mistyped_word_says_what_was_looked_for(chat, store):
    await keep_many(store, 3)
    said = await ask(chat, "export kiet")
    assert (said.title, said.lines) == (
        "3 articles, newest first",
        ("Showing results for kite instead of kiet",),
    )


# --- test -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["\u200b", "\u200b\n\u202e"])
async def test_a_text_of_invisible_characters_is_answered_in_words(chat, text):
    assert (await ask(chat, f"test {text}")).title.startswith("There is nothing to be read in it")


async def test_a_stored_article_without_a_title_is_tested_by_its_summary(chat, store):
    url = "https://example.org/untitled"
    await keep(store, "kites", title="", summary="Kites over Beijing", url=url, canonical_url=url)
    assert (await ask(chat, f"test {url}")).title == "Kites over Beijing"


async def test_a_text_is_tested_with_score_and_names(chat):
    said = await ask(chat, "test World Kite League meets")
    assert said.title == "World Kite League meets"
    (line,) = said.lines
    assert line.startswith("Kite League: score 0.")
    assert line.endswith("“World Kite League” in the title")


async def test_a_stored_article_is_tested_by_its_link_and_nothing_is_fetched(chat, store):
    article = make_article(title="World Kite League meets")
    await store.commit_poll(make_record(await add_feed(store, FEED), make_new(article)), now=NOW)
    assert (await ask(chat, f"test {article.url}")).title == "World Kite League meets"
    assert "paste its headline" in (await ask(chat, "test https://elsewhere.example/1")).title


# --- feeds ----------------------------------------------------------------------------------------------


async def test_feeds_tells_of_trouble_first(store):
    good = make_feed(url="https://a.example/feed", outlet=Outlet(name="A Good Paper"))
    bad = make_feed(url="https://z.example/feed", outlet=Outlet(name="Z Bad Paper"))
    new = make_feed(url="https://n.example/feed", outlet=Outlet(name="New Paper"))
    await store.sync_feeds([good, bad, new], now=NOW)
    ids = {one.stored.feed.url: one.stored.feed_id for one in await store.list_feeds()}
    hour = timedelta(hours=1)
    fine = {"ok_at": NOW, "news_at": NOW - 2 * hour, "next_poll_at": NOW + hour, "rhythm_s": 10_800.0}
    fine |= {"due_because": DueReason.RHYTHM}
    await store.commit_poll(make_record(ids[good.url], **fine), now=NOW)
    failing = {"ok_at": NOW - 3 * hour, "failure": "dns", "error": "no such host", "next_poll_at": NOW + hour}
    await store.commit_poll(make_record(ids[bad.url], **failing), now=NOW)
    chat = open_chat(store, Rules(matcher=Matcher([KITES]), feeds=(good, bad, new)))
    said = await ask(chat, "feeds")
    assert said.title == "3 feeds: 1 failing, 1 new, 1 ok"
    assert said.lines == (
        "Z Bad Paper: failing, last success 3 h ago, tried again in 1 h: dns: no such host",
        "New Paper: not polled yet",
        "A Good Paper: news 2 h ago, 0 articles, one about every 3 h, next poll in 1 h: its own rhythm",
    )


async def test_feeds_says_since_when_one_is_silent_paused_or_gone(store):
    names = ("Broken", "Gone", "Paused", "Quiet")
    feeds = [make_feed(url=f"https://{name}.example/feed", outlet=Outlet(name=name)) for name in names]
    await store.sync_feeds(feeds, now=NOW)
    day, stopped_at = timedelta(days=1), NOW - timedelta(days=2)
    states = (
        {
            "failure": "dns",
            "error": "no such host",
            "failing_since": NOW - 15 * day,
            "next_poll_at": NOW + day,
        },
        {"stop": Stop.GONE, "failure": "gone", "error": "ended", "stopped_at": stopped_at},
        {"stop": Stop.PAUSED, "stopped_at": stopped_at, "stopped_by": "cli:anna"},
        {"news_at": NOW - 9 * day, "rhythm_s": 8 * 3600.0},
    )
    for feed_id, state in enumerate(states, start=1):
        await store.commit_poll(make_record(feed_id, **state), now=NOW)
    said = await ask(open_chat(store, Rules(matcher=Matcher([KITES]), feeds=tuple(feeds))), "feeds")
    assert said.title == "4 feeds: 1 broken, 1 gone quiet, 2 disabled"
    assert said.lines == (
        "Broken: broken, last success 0 s ago, tried again in 1 d: dns: no such host",
        "Quiet: gone quiet: nothing new for 9 days, usually one about every 8 h",
        "Gone: disabled: gone 2 d ago: ended",
        "Paused: disabled: paused 2 d ago by cli:anna",
    )


# --- rights ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["status", "reload"])
async def test_what_is_for_admins_is_refused_politely(chat, command):
    said = await ask(chat, command)
    assert said.title.startswith("Only the bot's admins may ask for this.")
