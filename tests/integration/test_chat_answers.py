"""What the commands of a reader answer, from a real database by the real matcher."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.app.chat import UNKNOWN_BUTTON, Chat
from bot.app.rulebook import Rulebook, Rules
from bot.core.chat import Button, Command, Press, Reply
from bot.core.commands import parse_command
from bot.core.model import Evidence, Outlet, TextField
from bot.matching.matcher import Matcher
from bot.matching.watchlist import parse_watchlist
from bot.ports_store import Store
from bot.store.open import open_store
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

KITES = parse_watchlist('name = "Kite League"\nalias = [{ text = "World Kite League" }]', file="kites.toml")
TEA = parse_watchlist('name = "Tea Route"\nalias = [{ text = "Great Tea Route" }]', file="tea.toml")
FEED = make_feed()
FOUND = Evidence(alias="World Kite League", field=TextField.BODY, start=4, end=9, text="kites")


class FixedClock:
    def now(self):
        return NOW


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    opened = await open_store("sqlite:///store.db", base_dir=tmp_path)
    yield opened
    await opened.close()


@pytest.fixture
def chat(store: Store) -> Chat:
    matcher = Matcher([KITES, TEA])
    return open_chat(store, Rules(matcher=matcher, feeds=(FEED,)))


def open_chat(store: Store, rules: Rules) -> Chat:
    return Chat(make_desk(store, rules.matcher, clock=FixedClock(), rulebook=Rulebook(rules)))


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


# --- test -----------------------------------------------------------------------------------------------


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
    fine = {"ok_at": NOW, "news_at": NOW - 2 * hour, "next_poll_at": NOW + hour}
    await store.commit_poll(make_record(ids[good.url], **fine), now=NOW)
    failing = {"ok_at": NOW - 3 * hour, "failure": "dns", "error": "no such host", "next_poll_at": NOW + hour}
    await store.commit_poll(make_record(ids[bad.url], **failing), now=NOW)
    chat = open_chat(store, Rules(matcher=Matcher([KITES]), feeds=(good, bad, new)))
    said = await ask(chat, "feeds")
    assert said.title == "3 feeds: 1 failing, 1 new, 1 ok"
    assert said.lines == (
        "Z Bad Paper: failing, last success 3 h ago, tried again in 1 h: dns: no such host",
        "New Paper: not polled yet",
        "A Good Paper: news 2 h ago, 0 articles, next poll in 1 h",
    )


# --- rights ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["status", "reload"])
async def test_what_is_for_admins_is_refused_politely(chat, command):
    said = await ask(chat, command)
    assert said.title.startswith("Only the bot's admins may ask for this.")
