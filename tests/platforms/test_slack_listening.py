"""Slack's commands and buttons: the real slack-bolt and its sockets against a workspace on loopback."""

import asyncio
import time

import pytest
import structlog

from adapters.access import Access
from adapters.slack.client import SlackAdapter
from bot.core.button import AnswerButton, Button
from bot.core.chat import Command, Press
from bot.core.model import Channel, Notice
from bot.errors import CredentialsRejected, RetryableDelivery
from tests.builders import make_asker, make_message
from tests.platforms.fakes.listening import Listening, until
from tests.platforms.fakes.moods import Mood, answers
from tests.platforms.fakes.slack_rules import refusal, texts
from tests.platforms.fakes.slack_server import SlackServer, says
from tests.platforms.fakes.slack_sockets import APP_TOKEN
from tests.platforms.fakes.slack_workspaces import TOKEN
from tests.platforms.slack_site import WATCH_S, answer_to, started

NEWS = Channel(adapter="slack", external_id="C0NEWS")
KEY = "0123456789abcdef01234567"
NOTICE = Notice(
    title="sco: 41 alerts before, 57 now",
    buttons=(
        AnswerButton(button=Button.APPLY, label="Apply", value="1a2b3c"),
        AnswerButton(button=Button.REVERT, label="Revert", value="1a2b3c"),
    ),
)


@pytest.fixture
def slack():
    with SlackServer() as running:
        yield running


# --- commands -------------------------------------------------------------------------------------------


async def test_command_is_answered_to_the_person_who_asked_and_to_nobody_else(slack):
    handler = Listening(title="You asked <!channel>", line="*bold* & <b>")
    async with started(slack, handler):
        answer = await answer_to(slack, slack.command("why <https://example.org/a?b=1&amp;c=2>", user="U7"))
    (asked,) = handler.asked
    assert asked == Command(name="why", text="https://example.org/a?b=1&c=2", asker=make_asker("slack:U7"))
    assert answer["response_type"] == "ephemeral"
    assert answer["replace_original"] is False
    assert "<!channel>" in next(texts(answer["blocks"]))  # rich text has no markup
    assert answer["text"].startswith("You asked &lt;!channel&gt; why")
    assert refusal({"channel": "C", "text": answer["text"], "blocks": answer["blocks"]}) == ""


async def test_bare_command_asks_for_help(slack):
    handler = Listening()
    async with started(slack, handler):
        await answer_to(slack, slack.command("  "))
    (asked,) = handler.asked
    assert (asked.name, asked.text) == ("help", "")


async def test_command_is_acknowledged_while_its_answer_is_still_being_made(slack):
    handler = Listening()
    handler.may_answer.clear()
    async with started(slack, handler):
        envelope_id = slack.command("status")
        await until(lambda: envelope_id in slack.sockets.acknowledged)
        assert slack.sockets.acknowledged[envelope_id] < 3
        assert envelope_id not in slack.sockets.answers
        handler.may_answer.set()
        await answer_to(slack, envelope_id)


async def test_nothing_is_asked_of_slack_before_the_acknowledgement(slack):
    async with started(slack, Listening()):
        slack.calls.clear()
        await answer_to(slack, slack.command("status"))
        await answer_to(slack, slack.press("topicwire:why", KEY))
    assert slack.calls == ["respond", "respond"]


async def test_secrets_of_the_library_s_own_oauth_change_nothing_here(slack, monkeypatch, tmp_path):
    # The library reads them from the environment, and would keep tokens in files of its own.
    monkeypatch.setenv("SLACK_CLIENT_ID", "111.222")
    monkeypatch.setenv("SLACK_CLIENT_SECRET", "fake-client-secret")
    monkeypatch.setenv("HOME", str(tmp_path))
    handler = Listening()
    async with started(slack, handler):
        await answer_to(slack, slack.command("help", team="T9"))
    assert handler.asked[0].asker.channel == NEWS
    assert list(tmp_path.iterdir()) == []


async def test_request_that_comes_twice_is_answered_once(slack):
    handler = Listening()
    async with started(slack, handler):
        await answer_to(slack, slack.command("help"))
        slack.sockets.send_again(slack.sockets.last)
        await answer_to(slack, slack.command("status"))
    assert [asked.name for asked in handler.asked] == ["help", "status"]


async def test_answer_that_is_on_its_way_goes_out_before_the_end(slack):
    handler = Listening()
    handler.may_answer.clear()
    async with started(slack, handler):
        envelope_id = slack.command("help")
        await until(lambda: handler.asked)
        asyncio.get_running_loop().call_later(0.2, handler.may_answer.set)
    assert envelope_id in slack.sockets.answers


# --- buttons --------------------------------------------------------------------------------------------


async def test_alert_has_buttons_that_carry_its_delivery_where_somebody_listens(slack):
    async with started(slack, Listening()) as adapter:
        await adapter.send(NEWS, make_message(), delivery_key=KEY)
    *_, buttons = slack.messages()[0]["blocks"]
    assert [(one["text"]["text"], one["action_id"], one["value"]) for one in buttons["elements"]] == [
        ("Relevant", "topicwire:relevant", KEY),
        ("Not relevant", "topicwire:not-relevant", KEY),
        ("Why?", "topicwire:why", KEY),
    ]


async def test_alert_has_no_buttons_where_nobody_listens(slack):
    adapter = SlackAdapter(Access(token=TOKEN, address=slack.api), Listening())
    await adapter.start()
    await adapter.send(NEWS, make_message(), delivery_key=KEY)
    await adapter.send(NEWS, NOTICE, delivery_key=KEY[::-1])
    shown = [block for posted in slack.messages() for block in posted["blocks"]]
    assert all(block["type"] != "actions" for block in shown)
    await adapter.close()


async def test_button_of_a_notice_carries_its_own_value_and_is_heard_after_a_restart(slack):
    async with started(slack, Listening()) as adapter:
        await adapter.send(NEWS, NOTICE, delivery_key=KEY)
    title, buttons = slack.messages()[0]["blocks"]
    assert title["type"] == "rich_text"
    shown = [(one["text"]["text"], one["action_id"], one["value"]) for one in buttons["elements"]]
    assert shown == [("Apply", "topicwire:apply:1", "1a2b3c"), ("Revert", "topicwire:revert:2", "1a2b3c")]
    handler = Listening()
    async with started(slack, handler):
        await answer_to(slack, slack.press(*shown[1][1:], user="U9"))
    assert handler.asked == [Press(button=Button.REVERT, value="1a2b3c", asker=make_asker("slack:U9"))]


async def test_button_of_an_alert_from_before_a_restart_is_heard(slack):
    handler = Listening()
    async with started(slack, handler):
        answer = await answer_to(slack, slack.press("topicwire:not-relevant", KEY, user="U9"))
    assert handler.asked == [Press(button=Button.NOT_RELEVANT, value=KEY, asker=make_asker("slack:U9"))]
    assert answer["text"] == "You pressed not-relevant"


async def test_unknown_button_says_so(slack):
    handler = Listening()
    async with started(slack, handler):
        answer = await answer_to(slack, slack.press("topicwire:of-next-year", KEY))
    assert "another version" in answer["text"]
    assert handler.asked == []


# --- channels that are back -----------------------------------------------------------------------------

SOON = (NEWS, Channel(adapter="slack", external_id="T1/C0MORE"))


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("member_joined_channel", {"user": "U0BOT", "channel_type": "C", "inviter": "U1"}),
        ("channel_unarchive", {"user": "U1"}),
        ("group_unarchive", {"user": "U1"}),
    ],
)
async def test_channel_that_is_open_to_the_bot_again_is_told_of(slack, kind, fields):
    handler = Listening()
    async with started(slack, handler, channels=dict.fromkeys(SOON, frozenset())):
        slack.sockets.happens(kind, channel="C0NEWS", **fields)
        slack.sockets.happens(kind, channel="C0MORE", **fields)
        await until(lambda: len(handler.returned) == 2)
    assert set(handler.returned) == {"slack:C0NEWS", "slack:T1/C0MORE"}


async def test_other_people_channels_and_workspaces_are_nobody_s_return(slack):
    handler = Listening()
    async with started(slack, handler, channels=dict.fromkeys(SOON, frozenset())):
        slack.sockets.happens("member_joined_channel", user="U1", channel="C0NEWS", channel_type="C")
        slack.sockets.happens("channel_unarchive", user="U1", channel="C0OTHER")
        slack.sockets.happens("channel_unarchive", user="U1", channel="C0NEWS", team="T9")
        slack.sockets.happens("channel_unarchive", user="U1", channel="C0MORE")
        await until(lambda: handler.returned)
        await until(lambda: len(slack.sockets.acknowledged) == 4)
    assert handler.returned == ["slack:T1/C0MORE"]


# --- connections ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("is_said", [True, False])
async def test_sockets_that_end_are_opened_anew_and_hear_again(slack, is_said):
    handler = Listening()
    async with started(slack, handler):
        slack.sockets.disconnect(is_said=is_said)
        await until(lambda: slack.sockets.opened >= 4 and slack.sockets.is_open() == 2, within_s=40)
        await answer_to(slack, slack.command("help"))


async def test_ticket_that_opens_nothing_is_thrown_away(slack):
    handler = Listening()
    plain = {"token": TOKEN, "address": slack.api, "app_token": APP_TOKEN}
    adapter = SlackAdapter(Access(**plain), handler, watch_s=WATCH_S)
    slack.next("apps.connections.open", says_dead(slack))
    await adapter.start()
    await until(lambda: slack.sockets.is_open() == 2, within_s=30)
    await answer_to(slack, slack.command("help"))
    await adapter.close()


def says_dead(slack: SlackServer) -> Mood:
    """A ticket that was used up before it came: with it the library would try for ever."""
    return answers(200, f'{{"ok":true,"url":"ws://127.0.0.1:{slack.port}/link/?ticket=dead"}}')


@pytest.mark.parametrize("word", ["", "missing_scope", "token_expired", "access_denied"])
async def test_refused_app_token_is_told_with_what_to_do(slack, word):
    if word:
        slack.next("apps.connections.open", says(word))
    token = APP_TOKEN if word else "xapp-wrong"
    adapter = SlackAdapter(Access(token=TOKEN, address=slack.api, app_token=token), Listening())
    with pytest.raises(CredentialsRejected, match=r"SLACK_APP_TOKEN.*connections:write"):
        await adapter.start()
    await adapter.send(NEWS, make_message(), delivery_key=KEY)  # posting goes on, without dead buttons
    assert "topicwire:" not in str(slack.messages())
    await adapter.close()


async def test_sockets_that_never_open_are_told_once(slack):
    slack.sockets.away = True
    plain = {"token": TOKEN, "address": slack.api, "app_token": APP_TOKEN}
    adapter = SlackAdapter(Access(**plain), Listening(), watch_s=0.01)
    with structlog.testing.capture_logs() as logs:
        await adapter.start()
        await until(lambda: any(one["event"] == "slack.not_listening" for one in logs))
        await adapter.close()
    assert len([one for one in logs if one["event"] == "slack.not_listening"]) == 1


async def test_sockets_that_never_say_goodbye_do_not_hold_up_the_end(slack):
    slack.sockets.says_goodbye = False
    async with started(slack, Listening()):
        began = time.monotonic()
    assert time.monotonic() - began < 5


async def test_answer_that_slack_refuses_is_told_in_the_log(slack):
    slack.sockets.refuses_answers = True
    with structlog.testing.capture_logs() as logs:
        async with started(slack, Listening()):
            slack.command("help")
            await until(lambda: any(one["event"] == "slack.answer_lost" for one in logs))
    (lost,) = [one for one in logs if one["event"] == "slack.answer_lost"]
    assert lost["detail"] == "HTTP 500: invalid_blocks"


async def test_slack_that_gives_no_ticket_now_is_asked_again_later(slack):
    slack.next("apps.connections.open", says("internal_error"))
    adapter = SlackAdapter(Access(token=TOKEN, address=slack.api, app_token=APP_TOKEN), Listening())
    with pytest.raises(RetryableDelivery):
        await adapter.start()
    await adapter.close()


async def test_start_is_told_once_however_often_sockets_are_asked_for(slack):
    slack.next("apps.connections.open", *[says("internal_error")] * 2)
    adapter = SlackAdapter(Access(token=TOKEN, address=slack.api, app_token=APP_TOKEN), Listening())
    with structlog.testing.capture_logs() as logs:
        for _ in range(2):
            with pytest.raises(RetryableDelivery):
                await adapter.start()
        await adapter.start()
        await until(lambda: slack.sockets.is_open() == 2)
        await adapter.close()
    assert [one["event"] for one in logs].count("slack.started") == 1
    assert slack.calls.count("auth.test") == 1
