"""What keeps alerts from a Discord channel is told at the start, in words that say what to click."""

import pytest
import structlog

from bot.core.model import Channel
from tests.platforms.discord_site import started
from tests.platforms.fakes.discord_guild import (
    ALL_NEEDED,
    CALL_ALL,
    EMBED,
    HISTORY,
    IN_THREADS,
    SEND,
    VIEW,
)
from tests.platforms.fakes.discord_server import DiscordServer
from tests.platforms.fakes.listening import Listening, until
from tests.platforms.fakes.moods import answers

NEWS, SPORT, THREAD = (Channel(adapter="discord", external_id=one) for one in ("1001", "1002", "2001"))


@pytest.fixture
def discord():
    with DiscordServer(channels=("1001", "1002")) as running:
        yield running


async def told(discord, *channels, **calls) -> list[dict]:
    """What is warned of at a start with these channels and the roles their alerts call."""
    configured = {channel: frozenset(calls.get("roles", ())) for channel in channels}
    with structlog.testing.capture_logs() as logs:
        async with started(discord, Listening(), channels=configured):
            await is_heard_out(discord, logs)
    return [one for one in logs if one["log_level"] == "warning"]


async def is_heard_out(discord, logs) -> None:
    """Wait until the gateway is joined, and so every channel is looked at before the end."""
    await until(lambda: any(one["event"] == "discord.listening" for one in logs))


async def test_nothing_is_said_where_nothing_is_missing(discord):
    discord.guild.add_thread("2001")
    assert await told(discord, NEWS, SPORT, THREAD) == []
    assert [call for call in discord.calls if call.startswith("GET /channels")] == []


@pytest.mark.parametrize(
    ("permission", "name"),
    [
        (VIEW, "View Channel"),
        (SEND, "Send Messages"),
        (EMBED, "Embed Links"),
        (HISTORY, "Read Message History"),
    ],
)
async def test_missing_permission_is_named_with_its_channel_and_what_to_click(discord, permission, name):
    discord.guild.deny(permission)
    (warning,) = await told(discord, NEWS, SPORT)
    assert (warning["event"], warning["channel"]) == ("discord.permission_missing", "discord:1001")
    assert warning["detail"].startswith(f"the bot lacks {name} in #news: choose Edit Channel, Permissions")


async def test_all_that_is_missing_is_one_warning_for_each_channel(discord):
    discord.guild.allow(VIEW)
    first, second = await told(discord, NEWS, SPORT)
    assert "Send Messages, Embed Links, Read Message History in #news" in first["detail"]
    assert "#news-1002" in second["detail"]


async def test_thread_needs_what_its_channel_allows_in_threads_and_not_what_it_allows_beside_them(discord):
    discord.guild.add_thread("2001")
    discord.guild.deny(SEND)
    assert await told(discord, THREAD) == []
    discord.guild.deny(IN_THREADS)
    (warning,) = await told(discord, THREAD, NEWS)
    assert (
        "Send Messages in Threads in #thread-2001: choose Edit Channel, Permissions at #news"
        in warning["detail"]
    )


async def test_archived_thread_takes_alerts_and_is_not_warned_of(discord):
    discord.guild.add_thread("2001", is_archived=True)
    assert await told(discord, THREAD) == []
    discord.guild.deny(IN_THREADS)
    assert len(await told(discord, THREAD)) == 1


async def test_channel_that_the_bot_does_not_see_is_told_how_to_invite_it(discord):
    (warning,) = await told(discord, Channel(adapter="discord", external_id="9"), NEWS)
    assert (warning["event"], warning["channel"]) == ("discord.channel_unknown", "discord:9")
    assert "topicwire discord invite" in warning["detail"]
    assert "Copy Channel ID" in warning["detail"]


async def test_discord_that_does_not_say_whether_there_is_a_channel_is_not_taken_for_a_no(discord):
    discord.next("GET /channels/9", answers(503, ""))
    assert await told(discord, Channel(adapter="discord", external_id="9")) == []


async def test_trouble_is_told_once_however_often_the_gateway_is_joined(discord):
    discord.guild.deny(SEND)
    with structlog.testing.capture_logs() as logs:
        async with started(discord, Listening(), channels={NEWS: frozenset()}):
            await is_heard_out(discord, logs)
            discord.gateway.invalidate()
            await until(lambda: [one["event"] for one in logs].count("discord.listening") == 2, within_s=40)
    assert [one["event"] for one in logs].count("discord.permission_missing") == 1


async def test_role_that_alerts_cannot_call_is_told_what_to_switch_on(discord):
    discord.guild.add_role("77", "Desk")
    (warning,) = await told(discord, NEWS, roles=("77",))
    assert (warning["event"], warning["channel"]) == ("discord.mention_unheard", "discord:1001")
    assert "@Desk" in warning["detail"]
    assert "Allow anyone to @mention this role" in warning["detail"]
    (unknown,) = await told(discord, NEWS, roles=("78",))
    assert "there is no role 78 in Analysts" in unknown["detail"]


async def test_role_that_anybody_or_the_bot_may_call_is_not_warned_of(discord):
    discord.guild.add_role("77", "Desk", is_mentionable=True)
    assert await told(discord, NEWS, roles=("77",)) == []
    discord.guild.add_role("77", "Desk")
    discord.guild.allow(ALL_NEEDED | CALL_ALL)
    assert await told(discord, NEWS, roles=("77",)) == []
