"""Discord's commands and buttons: the real discord.py and its gateway against a server on loopback."""

import asyncio
import time

import pytest
import structlog

from adapters.access import Access
from adapters.discord import DiscordAdapter
from bot.core.button import AnswerButton, Button
from bot.core.chat import Command, Press
from bot.core.model import Channel, Notice
from bot.errors import CredentialsRejected
from tests.builders import make_asker, make_message
from tests.platforms.discord_site import answer_to, started
from tests.platforms.fakes.discord_gateway import MANAGE_GUILD
from tests.platforms.fakes.discord_guild import ALL_NEEDED, GUILD, SEND
from tests.platforms.fakes.discord_server import TOKEN, DiscordServer, refuses
from tests.platforms.fakes.listening import Listening, until

NEWS = Channel(adapter="discord", external_id="1001")
KEY = "0123456789abcdef01234567"
ASKER = make_asker("discord:8", channel=str(NEWS), groups=frozenset({"discord:role/500"}), may_manage=False)
EPHEMERAL = 64
NOTICE = Notice(
    title="sco: 41 alerts before, 57 now",
    buttons=(
        AnswerButton(button=Button.APPLY, label="Apply", value="1a2b3c"),
        AnswerButton(button=Button.REVERT, label="Revert", value="1a2b3c"),
    ),
)
MANAGE_CHANNELS, ADMINISTRATOR = 1 << 4, 1 << 3


@pytest.fixture
def discord():
    with DiscordServer() as running:
        yield running


async def test_only_the_intent_guilds_is_asked_for(discord):
    async with started(discord, Listening()):
        assert discord.gateway.intents == 1


# --- the command ----------------------------------------------------------------------------------------


async def test_command_is_registered_once_and_again_only_when_it_changed(discord):
    for _ in range(2):
        async with started(discord, Listening()):
            pass
    assert [call for call in discord.calls if call.startswith("PUT")] == ["PUT /applications/42/commands"]
    async with started(discord, Listening(), command="topics"):
        pass
    assert [command["name"] for command in discord.commands] == ["topics"]
    assert len([call for call in discord.calls if call.startswith("PUT")]) == 2


async def test_command_is_answered_to_the_person_who_asked_and_to_nobody_else(discord):
    handler = Listening(title="You asked @everyone", line="*bold* [a](b)")
    async with started(discord, handler):
        interaction = discord.gateway.command("why", user="8", link="https://example.org/1")
        answer = await answer_to(discord, interaction)
    assert handler.asked == [Command(name="why", text="https://example.org/1", asker=ASKER)]
    waited_s, first = discord.gateway.callbacks[interaction]
    assert waited_s < 3
    assert (first["type"], first["data"]["flags"]) == (5, EPHEMERAL)
    (embed,) = answer["embeds"]
    assert embed["title"] == r"You asked \@everyone why"
    assert embed["description"].splitlines()[1] == r"\*bold\* \[a\](b)"
    assert answer["allowed_mentions"] == {"parse": []}


async def test_who_may_manage_channels_is_said_with_the_question(discord):
    handler = Listening()
    async with started(discord, handler):
        for permissions in (0, MANAGE_GUILD, MANAGE_CHANNELS, ADMINISTRATOR):
            await answer_to(discord, discord.gateway.command("status", permissions=permissions))
    assert [asked.asker.may_manage for asked in handler.asked] == [False, False, True, True]


async def test_command_is_put_off_while_its_answer_is_still_being_made(discord):
    handler = Listening()
    handler.may_answer.clear()
    async with started(discord, handler):
        interaction = discord.gateway.command("status")
        await until(lambda: interaction in discord.gateway.callbacks)
        assert interaction not in discord.gateway.answers
        asyncio.get_running_loop().call_later(0.2, handler.may_answer.set)
    assert interaction in discord.gateway.answers  # it went out before the end


# --- buttons --------------------------------------------------------------------------------------------


async def test_alert_has_buttons_that_carry_its_delivery(discord):
    async with started(discord, Listening()) as adapter:
        await adapter.send(NEWS, make_message(), delivery_key=KEY)
    (row,) = discord.messages()[0]["components"]
    assert [(one["label"], one["custom_id"]) for one in row["components"]] == [
        ("Relevant", f"topicwire:relevant:{KEY}"),
        ("Not relevant", f"topicwire:not-relevant:{KEY}"),
        ("Why?", f"topicwire:why:{KEY}"),
    ]


async def test_alert_has_no_buttons_where_nobody_listens(discord):
    adapter = DiscordAdapter(Access(token=TOKEN, address=discord.api))
    await adapter.send(NEWS, make_message(), delivery_key=KEY)
    await adapter.send(NEWS, NOTICE, delivery_key=KEY[::-1])
    assert [one["components"] for one in discord.messages()] == [[], []]
    await adapter.close()


async def test_button_of_a_notice_carries_its_own_value_and_is_heard_after_a_restart(discord):
    async with started(discord, Listening()) as adapter:
        await adapter.send(NEWS, NOTICE, delivery_key=KEY)
    (row,) = discord.messages()[0]["components"]
    shown = [(one["label"], one["custom_id"]) for one in row["components"]]
    assert shown == [("Apply", "topicwire:apply:1a2b3c"), ("Revert", "topicwire:revert:1a2b3c")]
    handler = Listening()
    async with started(discord, handler):
        answer = await answer_to(discord, discord.gateway.press(shown[1][1], user="8"))
    assert handler.asked == [Press(button=Button.REVERT, value="1a2b3c", asker=ASKER)]
    assert answer["is_private"]


async def test_notice_without_buttons_has_none(discord):
    async with started(discord, Listening()) as adapter:
        await adapter.send(NEWS, Notice(title="Dawn answers again"), delivery_key=KEY)
    assert discord.messages()[0]["components"] == []


async def test_button_of_an_alert_from_before_a_restart_is_heard(discord):
    handler = Listening()
    async with started(discord, handler):
        answer = await answer_to(discord, discord.gateway.press(f"topicwire:relevant:{KEY}", user="8"))
    assert handler.asked == [Press(button=Button.RELEVANT, value=KEY, asker=ASKER)]
    assert answer["embeds"][0]["title"] == "You pressed relevant"


@pytest.mark.parametrize("custom_id", ["topicwire:of-next-year:1", "somebody-elses"])
async def test_unknown_button_says_so(discord, custom_id):
    handler = Listening()
    async with started(discord, handler):
        answer = await answer_to(discord, discord.gateway.press(custom_id))
    assert "another version" in answer["embeds"][0]["title"]
    assert handler.asked == []


# --- channels that are back -----------------------------------------------------------------------------

THREAD, ELSEWHERE = (Channel(adapter="discord", external_id=one) for one in ("2001", "9"))
OURS = dict.fromkeys((NEWS, THREAD, ELSEWHERE), frozenset())


async def returned_after(discord, event: str, data: dict) -> list[str]:
    """The channels that are told of when this happens; what is asked after it is heard after it."""
    discord.guild.add_thread("2001")
    handler = Listening()
    async with started(discord, handler, channels=OURS):
        await answer_to(discord, discord.gateway.command("help"))
        assert handler.returned == []
        discord.gateway.happens(event, **data)
        await answer_to(discord, discord.gateway.command("help"))
    return handler.returned


async def test_channel_whose_permissions_change_is_told_of_with_its_threads(discord):
    discord.guild.deny(SEND)
    changed = discord.guild.deny(0)
    assert await returned_after(discord, "CHANNEL_UPDATE", changed) == ["discord:1001", "discord:2001"]


async def test_role_that_changes_is_told_of_for_all_our_channels_of_its_server(discord):
    role = {"guild_id": GUILD, "role": discord.guild.allow(ALL_NEEDED)}
    assert await returned_after(discord, "GUILD_ROLE_UPDATE", role) == ["discord:1001", "discord:2001"]


async def test_server_that_lets_the_bot_in_is_told_of_for_our_channels_in_it(discord):
    handler = Listening()
    with structlog.testing.capture_logs() as logs:
        async with started(discord, handler, channels=OURS):
            await until(lambda: any(one["event"] == "discord.listening" for one in logs))
            discord.gateway.happens("GUILD_DELETE", id=GUILD)
            discord.gateway.happens("GUILD_CREATE", **discord.guild.created())
            await until(lambda: handler.returned)
    assert handler.returned == ["discord:1001"]


async def test_channel_that_becomes_ours_while_the_bot_runs_is_told_of(discord):
    handler, ours = Listening(), {}
    async with started(discord, handler, channels=ours):
        await answer_to(discord, discord.gateway.command("help"))
        ours[NEWS] = frozenset()
        discord.gateway.happens("CHANNEL_UPDATE", **discord.guild.channel("1001"))
        await answer_to(discord, discord.gateway.command("help"))
    assert handler.returned == ["discord:1001"]


async def test_channel_that_is_not_ours_is_not_told_of():
    with DiscordServer(channels=("1001", "1002")) as discord:
        assert await returned_after(discord, "CHANNEL_UPDATE", discord.guild.channel("1002")) == []


# --- the gateway ----------------------------------------------------------------------------------------


async def test_gateway_that_asks_to_reconnect_is_joined_again_and_heard(discord):
    async with started(discord, Listening()):
        discord.gateway.reconnect()
        await until(lambda: discord.gateway.resumed)
        await answer_to(discord, discord.gateway.command("help"))


async def test_gateway_that_hangs_up_is_joined_again_and_heard(discord):
    async with started(discord, Listening()):
        discord.gateway.hang_up()
        await until(lambda: discord.gateway.resumed + discord.gateway.identified > 1)
        await answer_to(discord, discord.gateway.command("help"))


async def test_session_that_is_none_any_more_is_begun_anew_and_heard(discord):
    async with started(discord, Listening()):
        discord.gateway.invalidate()
        await until(lambda: discord.gateway.identified == 2)
        await answer_to(discord, discord.gateway.command("help"))


@pytest.mark.parametrize(
    ("code", "advice"),
    [(4004, "DISCORD_TOKEN"), (4013, "update Topicwire"), (4014, "Privileged Gateway Intents")],
)
async def test_gateway_that_refuses_the_bot_is_told_once_and_posting_goes_on(discord, code, advice):
    discord.gateway.refuses_with = code
    with structlog.testing.capture_logs() as logs:
        async with started(discord, Listening()) as adapter:
            await until(lambda: any(one["event"] == "discord.refused" for one in logs))
            await adapter.send(NEWS, make_message(), delivery_key=KEY)
    (refused,) = [one for one in logs if one["event"] == "discord.refused"]
    assert (refused["code"], advice in refused["detail"]) == (code, True)
    assert len(discord.messages()) == 1


async def test_refused_token_is_told_with_what_to_do(discord):
    with pytest.raises(CredentialsRejected, match="DISCORD_TOKEN"):
        async with started(discord, Listening(), token="wrong"):
            pass


async def test_gateway_that_is_away_at_the_start_is_joined_when_it_is_back(discord):
    discord.gateway.away = 2
    with structlog.testing.capture_logs() as logs:
        async with started(discord, Listening()):
            await answer_to(discord, discord.gateway.command("help"))
    assert any(one["event"] == "discord.not_listening" and "detail" in one for one in logs)


async def test_gateway_that_never_says_goodbye_does_not_hold_up_the_end(discord):
    discord.gateway.says_goodbye = False
    async with started(discord, Listening()):
        await answer_to(discord, discord.gateway.command("help"))
        began = time.monotonic()
    assert time.monotonic() - began < 5


async def test_buttons_are_heard_where_the_command_cannot_be_registered(discord):
    discord.next("PUT", refuses(400, 50035, "Invalid Form Body"))
    with structlog.testing.capture_logs() as logs:
        async with started(discord, Listening()):
            await answer_to(discord, discord.gateway.press(f"topicwire:relevant:{KEY}"))
    assert any(one["event"] == "discord.not_registered" for one in logs)
