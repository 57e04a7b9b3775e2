"""``list`` where more topics are than an answer has room for: each can be read, on one page or another."""

import pytest

from bot.app.chat import Chat
from bot.app.rulebook import Rulebook, Rules
from bot.app.subscriptions import Subscriptions
from bot.core.allowance import Allowance
from bot.core.button import Button
from bot.core.chat import LINES, Command, Press, Reply
from bot.matching.matcher import Matcher
from tests.builders import make_asker, make_desk, make_subscription, make_watchlist
from tests.platforms.fakes.listening import HandClock

ASKER = make_asker()


def make_chat(*, topics: int, here: int) -> Chat:
    watchlists = [make_watchlist(f"topic-{n}", name=f"A rather long topic name {n}") for n in range(topics)]
    matcher = Matcher(watchlists)
    got = [make_subscription(f"topic-{n}", channel=ASKER.channel) for n in range(here)]
    desk = make_desk(
        None,
        matcher,
        clock=HandClock(),
        rulebook=Rulebook(Rules(matcher=matcher)),
        subscriptions=Subscriptions(got),
    )
    return Chat(desk, allowance=Allowance(at_once=100))


async def press(chat: Chat, value: str) -> Reply:
    return await chat.press(Press(button=Button.PAGE, value=value, asker=ASKER))


async def all_pages(chat: Chat) -> list[Reply]:
    pages = [await chat.command(Command(name="list", text="", asker=ASKER))]
    while following := [one for one in pages[-1].buttons if one.label == "Next page"]:
        pages.append(await press(chat, following[0].value))
    return pages


@pytest.mark.parametrize(("topics", "here", "pages"), [(40, 0, 1), (40, 20, 2), (200, 3, 3), (15, 15, 2)])
async def test_every_topic_is_named_whole_whatever_their_number(topics, here, pages):
    told = await all_pages(make_chat(topics=topics, here=here))
    text = "\n".join(line for said in told for line in said.lines)
    assert [n for n in range(topics) if f"A rather long topic name {n} (topic-{n})" not in text] == []
    assert (len(told), "…" in text) == (pages, False)
    assert all(len(said.lines) <= LINES for said in told)


async def test_a_page_says_which_it_is_and_turns_both_ways():
    first, second = await all_pages(make_chat(topics=40, here=20))
    assert first.title == "This channel gets 20 of 40 topics: page 1 of 2"
    assert [one.label for one in second.buttons] == ["Previous page"]
    assert second.replaces
    assert second.lines[6].startswith("Not here: A rather long topic name 20 (topic-20), A rather")
    assert first.lines[-1] == second.lines[-1] == "/watch subscribe TOPIC adds one."


async def test_a_page_that_there_is_no_more_is_the_last_one():
    chat = make_chat(topics=40, here=20)
    second = await press(chat, "list:2")
    assert await press(chat, "list:9999") == second
    assert (await press(chat, "list:0")).title.endswith("page 1 of 2")
    assert (await press(chat, "list:x")).title.startswith("This search is not kept")
