"""Forms in Slack: a modal is opened at once, and what is sent of it is a command like any other."""

import json

import pytest
import structlog

from bot.core.chat import Attachment, Choice, Command, Field, FieldKind, Form, Reply
from bot.store.open import open_store
from tests.builders import make_asker
from tests.platforms.fakes import slack_asking
from tests.platforms.fakes.listening import Listening, until
from tests.platforms.fakes.moods import drops, hangs
from tests.platforms.fakes.slack_asking import HttpRequest
from tests.platforms.fakes.slack_server import SlackServer, says
from tests.platforms.slack_site import EAST, Site, add, answer_to, started

FORM = Form(
    name="subscribe",
    title="Subscribe this channel",
    fields=(
        Field(
            name="watchlist",
            label="Topic",
            kind=FieldKind.ONE,
            choices=(Choice(label="BeiDou", value="beidou"), Choice(label="SCO", value="sco")),
            is_required=True,
        ),
        Field(
            name="mode",
            label="When",
            kind=FieldKind.ONE,
            choices=(Choice(label="At once", value="instant"), Choice(label="Each day", value="daily")),
            initial="instant",
            hint="A digest comes at the hour below",
        ),
        Field(
            name="lang",
            label="Languages",
            kind=FieldKind.SOME,
            choices=(Choice(label="Chinese", value="zh"), Choice(label="Russian", value="ru")),
            initial="zh",
        ),
        Field(name="zone", label="Time zone", kind=FieldKind.TEXT, initial="Asia/Karachi"),
        Field(name="mention", label="Group", kind=FieldKind.TEXT),
    ),
)


@pytest.fixture
def slack():
    with SlackServer(others={"C0EAST": "T2"}) as running:
        yield running


def handler_showing(shown: Form | Reply) -> Listening:
    handler = Listening()
    handler.shown = shown
    return handler


async def view_of(slack: SlackServer, text: str = "subscribe", **fields: object) -> tuple[str, dict]:
    """Ask for a form; return the request's name and the modal."""
    envelope_id = slack.command(text, **fields)
    await until(lambda: slack.views)
    return envelope_id, slack.views[-1]


async def test_command_without_its_options_opens_a_form_and_answers_nothing(slack):
    handler = handler_showing(FORM)
    async with started(slack, handler):
        envelope_id, view = await view_of(slack)
    assert handler.asked == []
    assert envelope_id not in slack.sockets.answers
    assert (view["title"]["text"], view["submit"]["text"]) == ("Subscribe this channel", "Subscribe")
    topic, mode, lang, zone, mention = view["blocks"]
    assert [block["optional"] for block in view["blocks"]] == [False, True, True, True, True]
    assert [one["value"] for one in topic["element"]["options"]] == ["beidou", "sco"]
    assert "initial_option" not in topic["element"]
    assert mode["element"]["initial_option"]["value"] == "instant"
    assert mode["hint"]["text"] == "A digest comes at the hour below"
    assert [one["value"] for one in lang["element"]["initial_options"]] == ["zh"]
    assert zone["element"]["initial_value"] == "Asia/Karachi"
    assert "initial_value" not in mention["element"]


async def test_form_that_is_sent_is_the_command_and_is_answered_where_it_was_asked_for(slack):
    handler = handler_showing(FORM)
    async with started(slack, handler):
        envelope_id, _ = await view_of(slack)
        sent = slack.submit(
            {"watchlist": "sco", "mode": "daily", "lang": ["zh", "ru"], "zone": "Asia/Karachi"}, user="U7"
        )
        answer = await answer_to(slack, envelope_id)
        await until(lambda: sent in slack.sockets.acknowledged)
    assert handler.asked == [
        Command(
            name="subscribe",
            text="watchlist:sco mode:daily zone:Asia/Karachi lang:zh,ru",
            asker=make_asker("slack:U7"),
        )
    ]
    assert answer["text"].startswith("You asked subscribe")
    assert (answer["response_type"], answer["replace_original"]) == ("ephemeral", False)
    assert slack.sockets.acknowledged[sent] < 3


async def test_form_that_is_sent_is_acknowledged_while_its_answer_is_still_being_made(slack):
    handler = handler_showing(FORM)
    handler.may_answer.clear()
    async with started(slack, handler):
        envelope_id, _ = await view_of(slack)
        slack.calls.clear()
        sent = slack.submit({"watchlist": "sco"})
        await until(lambda: sent in slack.sockets.acknowledged)
        assert envelope_id not in slack.sockets.answers
        handler.may_answer.set()
        await answer_to(slack, envelope_id)


async def test_form_that_is_sent_after_half_an_hour_is_answered_by_token(slack):
    async with started(slack, handler_showing(FORM)):
        envelope_id, _ = await view_of(slack)
        slack.sockets.over.add(envelope_id)
        slack.submit({"watchlist": "sco"}, user="U7")
        await until(lambda: slack.whispers)
    (whisper,) = slack.whispers
    assert (whisper["channel"], whisper["user"]) == ("C0NEWS", "U7")
    assert whisper["text"].startswith("You asked subscribe")


async def test_answer_that_cannot_be_given_any_more_is_told_in_the_log(slack):
    slack.next("chat.postEphemeral", says("user_not_in_channel"))
    with structlog.testing.capture_logs() as logs:
        async with started(slack, handler_showing(FORM)):
            envelope_id, _ = await view_of(slack)
            slack.sockets.over.add(envelope_id)
            slack.submit({"watchlist": "sco"})
            await until(lambda: any(one["event"] == "slack.answer_lost" for one in logs))
    (lost,) = [one for one in logs if one["event"] == "slack.answer_lost"]
    assert "user_not_in_channel" in lost["detail"]


async def test_command_with_its_options_needs_no_form(slack):
    handler = handler_showing(FORM)
    async with started(slack, handler):
        await answer_to(slack, slack.command("subscribe sco"))
    assert [asked.text for asked in handler.asked] == ["sco"]
    assert slack.views == []


async def test_refusal_is_answered_in_place_of_the_form(slack):
    handler = handler_showing(Reply(title="You may not"))
    async with started(slack, handler):
        answer = await answer_to(slack, slack.command("subscribe"))
    assert answer["text"] == "You may not"
    assert (handler.asked, slack.views) == ([], [])


@pytest.mark.parametrize("mood", [says("expired_trigger_id"), says("missing_scope"), drops(is_stored=False)])
async def test_form_that_cannot_be_opened_is_told_with_how_the_command_is_written(slack, mood):
    slack.next("views.open", mood)
    async with started(slack, handler_showing(FORM)):
        answer = await answer_to(slack, slack.command("subscribe"))
    assert answer["text"].startswith("The form cannot be shown now.\nWrite /watch subscribe WATCHLIST [MODE]")


@pytest.mark.parametrize(
    "memo",
    [
        "",
        "[]",
        "{",
        '{"channel": "C0NEWS"}',
        '{"channel": "C0NEWS/x", "url": ""}',
        '{"channel": 7, "url": ""}',
        '{"channel": "C0NEWS", "url": "file:///etc/passwd"}',
    ],
)
async def test_form_that_comes_back_with_something_else_than_we_gave_it_does_nothing(slack, memo):
    handler = handler_showing(FORM)
    with structlog.testing.capture_logs() as logs:
        async with started(slack, handler):
            await view_of(slack)
            slack.views[-1]["private_metadata"] = memo
            slack.submit({"watchlist": "sco"})
            await until(lambda: any(one["event"] == "slack.answer_lost" for one in logs))
    assert handler.asked == []


async def test_form_of_another_version_says_so(slack):
    handler = handler_showing(FORM)
    async with started(slack, handler):
        envelope_id, view = await view_of(slack)
        view["callback_id"] = "topicwire:form:of-next-year"
        slack.submit({"watchlist": "sco"})
        answer = await answer_to(slack, envelope_id)
    assert "This form is of another version" in answer["text"]
    assert handler.asked == []


async def test_form_is_opened_in_time_although_slack_does_not_say_who_asks(slack):
    slack.next("conversations.info", hangs())
    async with started(slack, handler_showing(FORM)):
        slack.command("subscribe")
        await until(lambda: slack.views, within_s=3)


async def test_form_works_over_http_too(slack):
    site = Site(slack)
    site.handler.shown = FORM
    await site.adapter.start()
    name, request = site.command("subscribe")
    assert await site.post(request) == (200, "")
    await until(lambda: slack.views)
    body = slack_asking.submission(slack.views[0], {"watchlist": "beidou"}, user="U7")
    sent = HttpRequest.of_button(slack_asking.named(body, "f1", url=slack.url))
    assert await site.post(sent) == (200, "")
    answer = await site.answer_to(name)
    assert answer["text"].startswith("You asked subscribe")
    (asked,) = site.handler.asked
    assert (asked.text, asked.asker) == ("watchlist:beidou", make_asker("slack:U7"))
    assert json.loads(slack.views[0]["private_metadata"])["channel"] == "C0NEWS"
    await site.adapter.close()


async def test_other_workspace_gets_its_form_and_its_file_by_its_own_token(slack, tmp_path):
    store = await open_store("sqlite:///store.db", base_dir=tmp_path)
    site = Site(slack, store)
    site.handler.shown = FORM
    chart = Attachment(name="trend.png", data=b"x", description="A chart")
    site.handler.says = Reply(title="Trend", file=chart)
    await site.adapter.start()
    await add(site, "T2")
    name, request = site.command("subscribe", team="T2", channel_id="C0EAST")
    await site.post(request)
    await until(lambda: slack.views)
    body = slack_asking.submission(slack.views[0], {"watchlist": "sco"}, user="U7", team="T2")
    await site.post(HttpRequest.of_button(slack_asking.named(body, "f1", url=slack.url)))
    answer = await site.answer_to(name)
    assert site.handler.asked[0].asker.channel == EAST
    assert [file.channel for file in slack.files.shared] == ["D07"]
    assert "trend.png is in your direct messages" in answer["text"]
    await site.adapter.close()
    await store.close()
