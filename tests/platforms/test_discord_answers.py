"""Answers in Discord as people see them: articles, pages, files, what is shared, what is suggested."""

import pytest
import structlog

from adapters.hostile import POP_ISOLATE, RIGHT_TO_LEFT_ISOLATE
from bot.core.button import AnswerButton, Button
from bot.core.chat import Attachment, Choice, Press, Reply
from bot.core.commands import Kind
from bot.core.entry import Entry, Span
from bot.core.model import Channel
from tests.builders import NOW
from tests.platforms.discord_site import answer_to, started
from tests.platforms.fakes.discord_guild import ALL_NEEDED, EMBED, IN_THREADS, SEND, VIEW
from tests.platforms.fakes.discord_interactions import FILE_BYTES
from tests.platforms.fakes.discord_server import DiscordServer, refuses
from tests.platforms.fakes.listening import Listening, until

NEWS = Channel(adapter="discord", external_id="1001")
KEY = "0123456789abcdef01234567"
THINKING, UPDATE, SUGGESTIONS = 5, 6, 8
ENTRY = Entry(
    title="BeiDou [grows]",
    url="https://example.org/1",
    at=NOW,
    is_dated=True,
    facts=("Pamir Gazette", "English"),
    excerpt=(Span(text="The "), Span(text="BeiDou", is_name=True), Span(text=" *net* grows.")),
)
PAGES = (
    AnswerButton(button=Button.PAGE, label="Next", value="2:beidou since:7d"),
    AnswerButton(button=Button.SHARE, label="Share", value="search beidou"),
)
CHART = Attachment(name="trend.png", data=b"\x89PNG", description="How often BeiDou was written about")


@pytest.fixture
def discord():
    with DiscordServer() as running:
        yield running


@pytest.fixture
def handler():
    return Listening()


def first_answer(discord, interaction: str) -> dict:
    return discord.gateway.callbacks[interaction][1]


async def answered(discord, handler, said: Reply, **options: str) -> dict:
    """What is shown for a command that is answered so."""
    handler.says = said
    async with started(discord, handler):
        return await answer_to(discord, discord.gateway.command("latest", **options))


# --- articles -------------------------------------------------------------------------------------------


async def test_articles_are_cards_below_the_lines_with_link_outlet_time_and_words_in_bold(discord, handler):
    said = Reply(title="1 article", lines=("Page 1 of 1",), entries=(ENTRY,))
    answer = await answered(discord, handler, said)
    first, card = answer["embeds"]
    assert (first["title"], first["description"]) == ("1 article", "Page 1 of 1")
    assert (card["title"], card["url"]) == (r"BeiDou \[grows\]", "https://example.org/1")
    assert card["description"] == r"The **BeiDou** \*net\* grows."
    assert card["author"] == {"name": "Pamir Gazette · English"}
    assert card["timestamp"].startswith("2026-10-01T12:00:00")


async def test_article_without_a_date_says_that_it_was_first_seen_then(discord, handler):
    undated = Entry(title="A", url="", at=NOW, is_dated=False)
    answer = await answered(discord, handler, Reply(title="1 article", entries=(undated,)))
    assert answer["embeds"][1]["author"] == {"name": "first seen"}


async def test_right_to_left_outlet_keeps_its_place_beside_the_other_facts(discord, handler):
    urdu = Entry(title="A", url="", at=NOW, is_dated=True, facts=("روزنامہ", "Urdu"))
    answer = await answered(discord, handler, Reply(title="1 article", entries=(urdu,)))
    facts = f"{RIGHT_TO_LEFT_ISOLATE}روزنامہ{POP_ISOLATE} · Urdu"
    assert answer["embeds"][1]["author"] == {"name": facts}


async def test_many_lines_give_way_to_the_articles_below_them(discord, handler):
    long = Entry(title="*" * 200, url="", at=NOW, is_dated=True, facts=("x" * 100,) * 2)
    said = Reply(title="5", lines=("y" * 250,) * 15, entries=(long,) * 5)
    answer = await answered(discord, handler, said)
    assert len(answer["embeds"]) == 6
    assert 0 < len(answer["embeds"][0]["description"].splitlines()) < 15


# --- buttons under an answer ----------------------------------------------------------------------------


async def test_answer_has_its_buttons_and_each_carries_what_it_is_for(discord, handler):
    answer = await answered(discord, handler, Reply(title="9 articles", buttons=PAGES))
    assert answer["is_private"]
    (row,) = answer["components"]
    assert [(one["label"], one["custom_id"]) for one in row["components"]] == [
        ("Next", "topicwire:page:2:beidou since:7d"),
        ("Share", "topicwire:share:search beidou"),
    ]


async def test_page_takes_the_place_of_the_one_before_with_all_that_was_in_it(discord, handler):
    handler.says = Reply(title="Page 2", entries=(ENTRY,), replaces=True)
    async with started(discord, handler):
        interaction = discord.gateway.press("topicwire:page:2:beidou since:7d")
        answer = await answer_to(discord, interaction)
    (pressed,) = handler.asked
    assert isinstance(pressed, Press)
    assert (pressed.button, pressed.value) == (Button.PAGE, "2:beidou since:7d")
    assert first_answer(discord, interaction)["type"] == UPDATE
    assert (answer["is_edit"], answer["is_private"]) == (True, True)
    assert [one["title"] for one in answer["embeds"]] == ["Page 2", r"BeiDou \[grows\]"]
    # What is not named stays in a message that is edited.
    assert (answer["components"], answer["attachments"]) == ([], [])


async def test_refusal_of_a_page_is_a_message_of_its_own_for_the_person_alone(discord, handler):
    handler.says = Reply(title="Please wait a moment, then ask again.")
    async with started(discord, handler):
        answer = await answer_to(discord, discord.gateway.press("topicwire:page:2:beidou"))
    assert (answer["is_edit"], answer["is_private"]) == (False, True)


async def test_button_of_an_alert_leaves_the_alert_as_it_is(discord, handler):
    async with started(discord, handler):
        interaction = discord.gateway.press(f"topicwire:why:{KEY}")
        answer = await answer_to(discord, interaction)
    assert first_answer(discord, interaction) == {"type": THINKING, "data": {"flags": 64}}
    assert answer["is_private"]


async def test_shared_answer_is_a_message_for_everybody_that_names_who_shared_it_and_calls_nobody(
    discord, handler
):
    handler.says = Reply(title="9 articles", entries=(ENTRY,), shared_by="discord:8")
    async with started(discord, handler):
        answer = await answer_to(discord, discord.gateway.press("topicwire:share:search beidou", user="8"))
    assert (answer["is_edit"], answer["is_private"]) == (False, False)
    assert answer["content"] == "shared by <@8>"
    assert answer["allowed_mentions"] == {"parse": []}
    assert [one["title"] for one in answer["embeds"]] == ["9 articles", r"BeiDou \[grows\]"]


async def test_answer_that_a_command_shares_ends_the_waiting_of_the_person_who_asked(discord, handler):
    handler.says = Reply(title="9 articles", shared_by="discord:7")
    async with started(discord, handler):
        interaction = discord.gateway.command("latest")
        await until(lambda: len(discord.gateway.answers.get(interaction, ())) == 2)
    private, public = discord.gateway.answers[interaction]
    assert (private["is_edit"], private["is_private"]) == (True, True)
    assert (public["is_edit"], public["is_private"]) == (False, False)
    assert public["embeds"][0]["title"] == "9 articles"


async def test_answer_that_discord_refuses_is_said_to_be_refused_instead_of_keeping_people_waiting(
    discord, handler
):
    discord.next("PATCH", refuses(400, 50035, "Invalid Form Body"))
    with structlog.testing.capture_logs() as logs:
        answer = await answered(discord, handler, Reply(title="9 articles"))
    assert (answer["is_edit"], answer["is_private"]) == (True, True)
    assert "would not show the answer" in answer["embeds"][0]["title"]
    (refused,) = [one for one in logs if one["event"] == "discord.answer_refused"]
    assert "Invalid Form Body" in refused["detail"]


# --- files ----------------------------------------------------------------------------------------------


async def test_chart_comes_as_a_file_with_its_description_and_is_shown(discord, handler):
    answer = await answered(discord, handler, Reply(title="BeiDou", file=CHART))
    assert answer["files"] == {"trend.png": b"\x89PNG"}
    (attachment,) = answer["attachments"]
    assert attachment["description"] == "How often BeiDou was written about"
    assert answer["embeds"][0]["image"] == {"url": "attachment://trend.png"}


async def test_file_that_is_no_picture_is_attached_and_not_shown(discord, handler):
    export = Attachment(name="search beidou.csv", data=b"id,title\n", description="2 articles")
    answer = await answered(discord, handler, Reply(title="2 articles", file=export))
    assert answer["files"] == {"search_beidou.csv": b"id,title\n"}
    assert "image" not in answer["embeds"][0]


async def test_file_that_is_too_large_for_discord_is_left_out_and_the_answer_says_so(discord, handler):
    export = Attachment(name="all.json", data=b"x" * (FILE_BYTES + 1), description="all")
    answer = await answered(discord, handler, Reply(title="All", lines=("9 articles",), file=export))
    assert answer["files"] == {}
    assert answer["embeds"][0]["description"].splitlines() == [
        "The file is left out: it has 10.0 MiB, and Discord takes 10 here.",
        "9 articles",
    ]


async def test_file_is_shared_as_well(discord, handler):
    handler.says = Reply(title="BeiDou", file=CHART, shared_by="discord:7")
    async with started(discord, handler):
        answer = await answer_to(discord, discord.gateway.press("topicwire:share:trend beidou"))
    assert (answer["is_private"], list(answer["files"])) == (False, ["trend.png"])


# --- what is suggested ----------------------------------------------------------------------------------


async def suggested(discord, handler, name="subscribe", option="watchlist", typed="bei") -> list[dict]:
    async with started(discord, handler):
        interaction = discord.gateway.types(name, option, typed)
        await until(lambda: interaction in discord.gateway.callbacks)
    answer = first_answer(discord, interaction)
    assert answer["type"] == SUGGESTIONS
    return answer["data"]["choices"]


async def test_watchlists_are_suggested_while_one_is_typed(discord, handler):
    asked = []
    handler.suggests = lambda kind, typed, channel: (
        asked.append((kind, typed, channel.adapter)) or [Choice(label="BeiDou", value="beidou")]
    )
    assert await suggested(discord, handler) == [{"name": "BeiDou", "value": "beidou"}]
    assert asked == [(Kind.WATCHLIST, "bei", "discord")]


async def test_what_is_suggested_keeps_to_what_discord_takes(discord, handler):
    handler.suggests = lambda kind, typed, channel: [
        Choice(label="😀" * 99, value="long-label"),
        Choice(label="too long a value", value="x" * 101),
        Choice(label=" \u200b", value="no-label"),
        *(Choice(label=f"outlet {number}", value=f"outlet {number}") for number in range(40)),
    ]
    choices = await suggested(discord, handler, name="search", option="outlet", typed="")
    assert len(choices) == 25
    assert choices[0] == {"name": "😀" * 49 + "…", "value": "long-label"}
    assert [one["value"] for one in choices[1:3]] == ["no-label", "outlet 0"]
    assert choices[1]["name"] == "no-label"


async def test_nothing_is_suggested_for_an_option_of_another_version(discord, handler):
    assert await suggested(discord, handler, option="of-next-year") == []


async def test_suggestion_that_fails_is_logged_and_the_next_question_is_answered(discord, handler):
    def fail(kind, typed, channel):
        raise RuntimeError("no watchlists")

    handler.suggests = fail
    with structlog.testing.capture_logs() as logs:
        async with started(discord, handler):
            discord.gateway.types("subscribe", "watchlist", "bei")
            await answer_to(discord, discord.gateway.command("help"))
    assert [one["error"] for one in logs if one["event"] == "discord.failed"] == [
        "RuntimeError('no watchlists')"
    ]


# --- who asks, and where --------------------------------------------------------------------------------


async def obstacle_in(discord, handler, channel: str) -> str:
    async with started(discord, handler):
        await answer_to(discord, discord.gateway.command("help", channel=channel))
    return handler.asked[-1].asker.obstacle


async def test_nothing_hinders_the_bot_where_it_may_do_all_it_needs(discord, handler):
    assert await obstacle_in(discord, handler, "1001") == ""


async def test_what_the_bot_lacks_to_post_where_it_is_asked_is_named(discord, handler):
    discord.guild.deny(SEND | EMBED)
    obstacle = await obstacle_in(discord, handler, "1001")
    assert obstacle.startswith("the bot lacks Send Messages, Embed Links in #news: choose Edit Channel")


async def test_channel_that_the_bot_does_not_see_is_answered_and_said_to_be_unseen(discord, handler):
    discord.guild.allow(ALL_NEEDED & ~VIEW)
    obstacle = await obstacle_in(discord, handler, "9001")
    assert obstacle.startswith("the bot lacks View Channel in #unseen: ")
    assert handler.asked[-1].asker.channel == Channel(adapter="discord", external_id="9001")


async def test_thread_needs_send_messages_in_threads(discord, handler):
    discord.guild.add_thread("2001")
    discord.guild.deny(IN_THREADS)
    obstacle = await obstacle_in(discord, handler, "2001")
    assert obstacle.startswith("the bot lacks Send Messages in Threads in #thread-2001: ")
    assert "Permissions at #news" in obstacle


async def test_bot_that_is_an_administrator_lacks_nothing(discord, handler):
    discord.guild.allow(1 << 3)
    assert await obstacle_in(discord, handler, "1001") == ""


@pytest.mark.parametrize("channel", ["dm", "group-dm"])
async def test_question_from_outside_of_servers_is_answered_without_groups_or_rights(
    discord, handler, channel
):
    async with started(discord, handler):
        answer = await answer_to(discord, discord.gateway.command("help", channel=channel, user="8"))
    (asked,) = handler.asked
    assert answer["is_private"]
    assert (asked.asker.person, asked.asker.channel.external_id) == ("discord:8", "3001")
    assert (asked.asker.groups, asked.asker.may_manage, asked.asker.obstacle) == (frozenset(), False, "")
