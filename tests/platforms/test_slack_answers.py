"""Answers on their way through Slack: articles and buttons, pages, sharing, and files."""

import pytest
import structlog

from adapters.access import Access
from adapters.slack.files import give_file
from adapters.slack.workspaces import Place, web_client
from bot.core.button import AnswerButton, Button
from bot.core.chat import Attachment, Press, Reply
from bot.core.entry import Entry, Span
from tests.builders import NOW, make_asker
from tests.platforms.fakes.listening import Listening, until
from tests.platforms.fakes.moods import answers, drops, hangs
from tests.platforms.fakes.slack_rules import texts
from tests.platforms.fakes.slack_server import SlackServer, says, too_many_requests
from tests.platforms.fakes.slack_workspaces import TOKEN
from tests.platforms.slack_site import answer_to, started

PAGE, SHARE = "topicwire:page:1", "topicwire:share:2"
FOUND = Reply(
    title="2 articles",
    lines=("newest first",),
    entries=(
        Entry(
            title="Summit <opens>",
            url="https://example.org/1",
            at=NOW,
            is_dated=False,
            facts=("Example News", "beidou"),
            excerpt=(Span(text="The "), Span(text="SCO", is_name=True), Span(text=" met *there*")),
        ),
    ),
    buttons=(
        AnswerButton(button=Button.PAGE, label="Newer", value="a1"),
        AnswerButton(button=Button.PAGE, label="Older", value="a2"),
        AnswerButton(button=Button.SHARE, label="Share", value="search sco"),
    ),
)
CHART = Attachment(name="trend.png", data=b"\x89PNG", description="A chart of " + "x" * 2_000)
SENT = Reply(title="Trend", lines=("12 articles",), file=CHART)


@pytest.fixture
def slack():
    with SlackServer() as running:
        yield running


def handler_saying(said: Reply) -> Listening:
    handler = Listening()
    handler.says = said
    return handler


async def answers_to(slack: SlackServer, envelope_id: str, number: int) -> list[dict]:
    await until(lambda: len(slack.sockets.answers.get(envelope_id, ())) == number)
    return slack.sockets.answers[envelope_id]


# --- what an answer shows -------------------------------------------------------------------------------


async def test_article_is_shown_with_its_link_its_time_its_facts_and_names_in_bold(slack):
    async with started(slack, handler_saying(FOUND)):
        answer = await answer_to(slack, slack.command("search sco"))
    _, _, title, facts, excerpt, _ = answer["blocks"]
    (link,) = title["elements"][0]["elements"]
    assert (link["type"], link["url"], link["text"]) == ("link", "https://example.org/1", "Summit <opens>")
    time, outlet, topic = facts["elements"]
    assert time["text"].startswith(f"first seen <!date^{int(NOW.timestamp())}^")
    assert [(one["type"], one["text"]) for one in (outlet, topic)] == [
        ("plain_text", "Example News"),
        ("plain_text", "beidou"),
    ]
    spans = [(one["text"], "style" in one) for one in excerpt["elements"][0]["elements"]]
    assert spans == [("The ", False), ("SCO", True), (" met *there*", False)]
    assert "Summit &lt;opens&gt;\nhttps://example.org/1\n" in answer["text"]


async def test_buttons_of_one_kind_have_ids_of_their_own_and_carry_their_values(slack):
    async with started(slack, handler_saying(FOUND)):
        answer = await answer_to(slack, slack.command("search sco"))
    buttons = [
        (one["action_id"], one["text"]["text"], one["value"]) for one in answer["blocks"][-1]["elements"]
    ]
    assert buttons == [
        ("topicwire:page:1", "Newer", "a1"),
        ("topicwire:page:2", "Older", "a2"),
        ("topicwire:share:3", "Share", "search sco"),
    ]


# --- pages and sharing ----------------------------------------------------------------------------------


async def test_page_takes_the_place_of_the_answer_whose_button_was_pressed(slack):
    handler = handler_saying(Reply(title="Page 2", replaces=True))
    async with started(slack, handler):
        answer = await answer_to(slack, slack.press(PAGE, "a2", is_ephemeral=True))
    assert handler.asked == [Press(button=Button.PAGE, value="a2", asker=make_asker())]
    assert (answer["replace_original"], answer["response_type"]) == (True, "ephemeral")


async def test_page_of_an_answer_that_everybody_sees_is_given_to_who_asked_alone(slack):
    async with started(slack, handler_saying(Reply(title="Page 2", replaces=True))):
        answer = await answer_to(slack, slack.press(PAGE, "a2"))
    assert (answer["replace_original"], answer["response_type"]) == (False, "ephemeral")


async def test_answer_that_replaces_nothing_leaves_the_one_above_it_alone(slack):
    async with started(slack, handler_saying(Reply(title="Why"))):
        answer = await answer_to(slack, slack.press(PAGE, "a2", is_ephemeral=True))
    assert answer["replace_original"] is False


async def test_shared_answer_is_seen_by_everybody_with_who_shared_it_and_without_previews(slack):
    shared = Reply(title="2 articles", shared_by="slack:U7", replaces=True)
    handler = handler_saying(shared)
    async with started(slack, handler):
        answer = await answer_to(slack, slack.press(SHARE, "search sco", user="U7", is_ephemeral=True))
    assert handler.asked == [
        Press(button=Button.SHARE, value="search sco", asker=make_asker(person="slack:U7"))
    ]
    assert (answer["response_type"], answer["replace_original"]) == ("in_channel", False)
    assert (answer["unfurl_links"], answer["unfurl_media"]) == (False, False)
    assert answer["blocks"][1]["elements"][0]["elements"][1] == {"type": "user", "user_id": "U7"}
    assert answer["text"] == "2 articles\nShared by <@U7>"


async def test_answer_is_not_posted_twice_where_the_connection_is_lost(slack):
    slack.next("respond", drops(is_stored=False))
    with structlog.testing.capture_logs() as logs:
        async with started(slack, handler_saying(Reply(title="2 articles", shared_by="slack:U1"))):
            slack.press(SHARE, "search sco")
            await until(lambda: any(one["event"] == "slack.answer_lost" for one in logs))
    assert slack.calls.count("respond") == 1


async def test_answer_to_an_address_that_is_over_goes_to_the_same_person_by_token(slack):
    handler = Listening()
    handler.may_answer.clear()
    async with started(slack, handler):
        slack.sockets.over.add(slack.command("help"))
        await until(lambda: handler.asked)
        handler.may_answer.set()
        await until(lambda: slack.whispers)
    (whisper,) = slack.whispers
    assert (whisper["channel"], whisper["user"]) == ("C0NEWS", "U1")
    assert whisper["text"].startswith("You asked help")
    assert "You asked help" in list(texts(whisper["blocks"]))


# --- files ----------------------------------------------------------------------------------------------


async def test_file_comes_in_the_direct_message_and_the_answer_says_so(slack):
    async with started(slack, handler_saying(SENT)):
        answer = await answer_to(slack, slack.command("trend beidou", user="U7"))
    (file,) = slack.files.shared
    assert (file.channel, file.name, file.data) == ("D07", "trend.png", b"\x89PNG")
    assert file.alt.startswith("A chart of xxx")
    assert list(texts(answer["blocks"])) == [
        "Trend",
        "12 articles",
        "trend.png is in your direct messages with this app.",
    ]
    assert answer["response_type"] == "ephemeral"


async def test_file_of_a_shared_answer_comes_into_the_channel(slack):
    shared = Reply(title="Trend", file=CHART, shared_by="slack:U1")
    async with started(slack, handler_saying(shared)):
        answer = await answer_to(slack, slack.press(SHARE, "trend beidou"))
    assert [file.channel for file in slack.files.shared] == ["C0NEWS"]
    assert answer["response_type"] == "in_channel"
    assert "conversations.open" not in slack.calls


@pytest.mark.parametrize("is_private", [True, False])
async def test_file_that_is_shared_where_the_bot_is_no_member_asks_for_an_invitation_privately(
    slack, is_private
):
    slack.absent, slack.private = {"C0NEWS"}, {"C0NEWS"} if is_private else set()
    shared = Reply(title="Trend", file=CHART, shared_by="slack:U1")
    async with started(slack, handler_saying(shared)):
        public, private = await answers_to(slack, slack.press(SHARE, "trend beidou"), 2)
    assert (public["response_type"], private["response_type"]) == ("in_channel", "ephemeral")
    assert "write /invite @topicwire, and share it again" in private["text"]
    assert slack.files.shared == []


@pytest.mark.parametrize(
    ("method", "mood", "told"),
    [
        ("files.getUploadURLExternal", says("missing_scope", needed="files:write"), "scope files:write"),
        ("conversations.open", says("missing_scope", needed="im:write"), "scope im:write"),
        ("conversations.open", says("missing_scope"), "scope files:write and im:write"),
        ("files.getUploadURLExternal", says("file_uploads_disabled"), "ask one of its admins"),
        ("files.completeUploadExternal", says("internal_error"), "internal_error"),
        ("files.getUploadURLExternal", too_many_requests("30"), "slow down"),
        ("files.completeUploadExternal", answers(200, '{"ok":true}'), "no clear answer"),
        ("conversations.open", answers(200, '{"ok":true}'), "channel_not_found"),
        ("upload", answers(500, "later", "text/plain"), "no clear answer"),
        ("upload", drops(is_stored=False), "no clear answer"),
    ],
)
async def test_file_that_slack_does_not_take_is_told_in_words_beside_the_rest_of_the_answer(
    slack, method, mood, told
):
    slack.next(method, mood)
    with structlog.testing.capture_logs() as logs:
        async with started(slack, handler_saying(SENT)):
            answer = await answer_to(slack, slack.command("trend beidou"))
    shown = list(texts(answer["blocks"]))
    assert shown[:2] == ["Trend", "12 articles"]
    assert shown[2].startswith("trend.png could not be sent: ")
    assert told in shown[2]
    (lost,) = [one for one in logs if one["event"] == "slack.file_lost"]
    assert lost["detail"] in shown[2]
    assert slack.calls.count(method) == 1


async def test_file_that_takes_too_long_is_given_up(slack):
    slack.next("upload", hangs())
    client = web_client(Access(token=TOKEN, address=slack.api), TOKEN)
    place = Place(client=client, channel_id="C0NEWS")
    told = await give_file(CHART, place, user_id="U1", is_shared=False, within_s=0.1)
    assert told == "trend.png could not be sent: Slack gave no clear answer: TimeoutError."


async def test_word_of_the_file_is_told_also_under_an_answer_that_is_as_long_as_can_be(slack):
    long = Reply(title="Trend", lines=tuple(f"line {number}" for number in range(15)), file=CHART)
    async with started(slack, handler_saying(long)):
        answer = await answer_to(slack, slack.command("trend beidou"))
    assert list(texts(answer["blocks"]))[-1].startswith("trend.png is in your direct messages")
