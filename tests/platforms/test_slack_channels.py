"""What keeps alerts from a Slack channel is told at the start, in words that say what to do."""

import pytest
import structlog

from adapters.access import Access
from adapters.slack.client import SlackAdapter
from bot.core.model import Channel
from bot.errors import CredentialsRejected
from tests.platforms.fakes.listening import Listening
from tests.platforms.fakes.moods import answers
from tests.platforms.fakes.slack_server import SlackServer, says, too_many_requests
from tests.platforms.fakes.slack_sockets import APP_TOKEN
from tests.platforms.fakes.slack_workspaces import TOKEN

IDS = ("C0NEWS", "C0MORE", "C0THIRD")
NEWS, MORE, THIRD = (Channel(adapter="slack", external_id=one) for one in IDS)


@pytest.fixture
def slack():
    with SlackServer(channels=IDS, others={"C0EAST": "T2"}) as running:
        yield running


async def told(slack, *channels, app_token="", handler=True) -> list[dict]:
    """What is warned of at a start with these channels."""
    configured = dict.fromkeys(channels, frozenset())
    access = Access(token=TOKEN, address=slack.api, app_token=app_token, channels=configured)
    adapter = SlackAdapter(access, Listening() if handler else None)
    with structlog.testing.capture_logs() as logs:
        await adapter.start()
        await adapter.close()
    return [one for one in logs if one["log_level"] == "warning"]


async def test_each_channel_is_asked_about_once_and_nothing_is_said_where_all_is_well(slack):
    assert await told(slack, NEWS, MORE) == []
    assert slack.calls == ["auth.test", "conversations.info", "conversations.info"]


async def test_channel_that_would_refuse_an_alert_is_told_what_to_do(slack):
    slack.absent, slack.archived = {"C0NEWS"}, {"C0MORE"}
    unheard_of = Channel(adapter="slack", external_id="C0GONE")
    warnings = await told(slack, NEWS, MORE, unheard_of, THIRD)
    assert {one["event"] for one in warnings} == {"slack.channel_closed"}
    details = {one["channel"]: one["detail"] for one in warnings}
    assert details.keys() == {"slack:C0NEWS", "slack:C0MORE", "slack:C0GONE"}
    assert details["slack:C0NEWS"].startswith("not_in_channel: write /invite")
    assert details["slack:C0MORE"].startswith("is_archived: unarchive it")
    assert details["slack:C0GONE"].startswith("channel_not_found: check the channel id in config.toml")


async def test_private_channel_without_the_bot_is_one_that_slack_does_not_show(slack):
    slack.absent, slack.private = {"C0NEWS"}, {"C0NEWS"}
    (warning,) = await told(slack, NEWS)
    assert "a private channel is seen only after /invite" in warning["detail"]


async def test_public_channel_needs_no_bot_in_it_where_the_token_posts_anywhere(slack):
    slack.scopes += ",chat:write.public"
    slack.absent = {"C0NEWS"}
    assert await told(slack, NEWS) == []


async def test_token_that_may_not_ask_asks_nothing_and_nothing_is_warned_of(slack):
    slack.scopes = "chat:write,commands,channels:history"
    slack.absent = {"C0NEWS"}
    assert await told(slack, NEWS) == []
    assert slack.calls == ["auth.test"]


async def test_token_that_may_see_public_channels_alone_says_nothing_of_private_ones(slack):
    slack.scopes = "chat:write,commands,channels:history,channels:read"
    slack.private, slack.absent = {"C0NEWS"}, {"C0MORE"}
    (warning,) = await told(slack, NEWS, MORE)
    assert warning["channel"] == "slack:C0MORE"


async def test_people_and_channels_of_other_workspaces_are_not_asked_about(slack):
    others = ("U0SOMEONE", "D0THEM", "T2/C0EAST")
    assert await told(slack, *(Channel(adapter="slack", external_id=one) for one in others)) == []
    assert slack.calls == ["auth.test"]
    await told(slack, Channel(adapter="slack", external_id="T1/C0NEWS"))
    assert slack.calls[1:] == ["auth.test", "conversations.info"]


async def test_no_more_than_forty_channels_are_asked_about(slack):
    many = [Channel(adapter="slack", external_id=f"C{number}") for number in range(60)]
    await told(slack, *many)
    assert slack.calls.count("conversations.info") == 40


@pytest.mark.parametrize("mood", [too_many_requests("30"), answers(503, ""), says("internal_error")])
async def test_slack_that_is_busy_is_asked_no_further(slack, mood):
    slack.next("conversations.info", mood)
    slack.absent = {"C0MORE"}
    assert await told(slack, NEWS, MORE) == []
    assert slack.calls.count("conversations.info") == 1


async def test_single_round_asks_about_no_channel(slack):
    assert await told(slack, NEWS, handler=False) == []
    assert slack.calls == ["auth.test"]


async def test_channels_are_looked_at_once_also_where_the_app_token_is_refused(slack):
    access = Access(token=TOKEN, address=slack.api, app_token="xapp-wrong", channels={NEWS: frozenset()})
    adapter = SlackAdapter(access, Listening())
    for _ in range(2):
        with pytest.raises(CredentialsRejected, match="SLACK_APP_TOKEN"):
            await adapter.start()
    assert slack.calls.count("conversations.info") == 1
    await adapter.close()


async def test_missing_scope_of_the_command_is_told_where_somebody_listens(slack):
    slack.scopes = slack.scopes.replace("commands,", "")
    (warning,) = await told(slack, NEWS, app_token=APP_TOKEN)
    assert (warning["event"], "Slash Commands" in warning["detail"]) == ("slack.no_command", True)
    assert await told(slack, NEWS) == []
