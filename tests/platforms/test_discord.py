"""The Discord adapter: the real client against REST endpoints on a loopback port."""

import asyncio
import json
from contextlib import asynccontextmanager

import pytest

from adapters.access import Access
from adapters.discord import DiscordAdapter
from adapters.discord.errors import TABLE
from bot.core.entry import Span
from bot.core.model import Channel
from bot.core.outbox import Receipt
from bot.errors import (
    ChannelRejected,
    CredentialsRejected,
    DeliveryError,
    MessageRejected,
    PlatformUnavailable,
    RetryableDelivery,
    UncertainDelivery,
)
from tests.builders import make_message
from tests.platforms.fakes.discord_server import TOKEN, DiscordServer, banned, refuses, slow_down
from tests.platforms.fakes.moods import answers, drops

NEWS = Channel(adapter="discord", external_id="1001")
KEY = "0123456789abcdef01234567"
OTHER_KEY = "f" * 24


@pytest.fixture
def discord():
    with DiscordServer() as running:
        yield running


@asynccontextmanager
async def adapter_for(discord, *, token=TOKEN, **options):
    adapter = DiscordAdapter(Access(token=token, address=discord.api), **options)
    try:
        yield adapter
    finally:
        await adapter.close()


async def post(discord, *, delivery_key=KEY, **fields):
    async with adapter_for(discord) as adapter:
        return await adapter.send(NEWS, make_message(**fields), delivery_key=delivery_key)


async def failure_of(discord, *moods):
    """The error of one attempt whose posts are answered in these moods."""
    discord.next("POST", *moods)
    with pytest.raises(DeliveryError) as caught:
        await post(discord)
    return caught.value


def posts(discord):
    return [call for call in discord.calls if call.startswith("POST")]


def at(discord):
    """When the first message is written, for a look-up."""
    return {"since": discord.first_at, "until": discord.first_at}


# --- posting --------------------------------------------------------------------------------------------


async def test_alert_is_posted_once_as_an_embed_under_its_nonce(discord):
    receipt = await post(discord, why=("Shanghai · “SCO” · score 0.90",))
    (posted,) = discord.messages()
    (embed,) = posted["embeds"]
    assert receipt.external_id == posted["id"]
    assert posts(discord) == ["POST /channels/1001/messages"]
    assert (posted["nonce"], posted["content"]) == (KEY, "")
    assert (embed["title"], embed["url"]) == ("A title", "https://example.org/1")
    assert embed["description"] == "The **SCO** met."
    assert embed["author"] == {"name": "Example News · English"}
    assert embed["footer"] == {"text": "Shanghai · “SCO” · score 0.90\nref 01234567"}
    assert embed["timestamp"].startswith("2026-10-01T12:00:00")


async def test_first_seen_time_is_said_to_be_one(discord):
    await post(discord, is_dated=False)
    (posted,) = discord.messages()
    assert posted["embeds"][0]["author"]["name"].endswith("first seen")


async def test_alert_is_edited_where_it_stands_and_calls_nobody_again(discord):
    async with adapter_for(discord) as adapter:
        message = make_message(mentions=("77",))
        receipt = await adapter.send(NEWS, message, delivery_key=KEY)
        changed = make_message(title="Corrected", mentions=("77",))
        await adapter.edit(NEWS, receipt, changed, delivery_key=KEY)
    (posted,) = discord.messages()
    assert posted["id"] == receipt.external_id
    assert posted["embeds"][0]["title"] == "Corrected"
    assert posted["content"] == "<@&77>"
    assert discord.edits[0]["allowed_mentions"]["parse"] == []
    assert "components" not in discord.edits[0]


async def test_alert_that_somebody_deleted_is_not_edited(discord):
    async with adapter_for(discord) as adapter:
        with pytest.raises(MessageRejected):
            await adapter.edit(NEWS, Receipt(external_id="1"), make_message(), delivery_key=KEY)
    assert discord.messages() == []


async def test_many_alerts_need_one_login(discord):
    async with adapter_for(discord) as adapter:
        await asyncio.gather(
            *(adapter.send(NEWS, make_message(), delivery_key=f"{number:024x}") for number in range(3))
        )
    assert discord.calls.count("GET /users/@me") == 1
    assert len(discord.messages()) == 3


async def test_refused_embed_is_posted_as_plain_text_once(discord):
    discord.next("POST", refuses(400, 50035))
    await post(discord, title="Talks & *tea*")
    (posted,) = discord.messages()
    assert posted["embeds"] == []
    assert posted["content"].splitlines()[:2] == ["Talks & \\*tea\\*", "<https://example.org/1>"]


async def test_message_refused_as_plain_text_too_is_given_up_after_two_requests(discord):
    failure = await failure_of(discord, refuses(400, 50035), refuses(400, 200000))
    assert isinstance(failure, MessageRejected)
    assert len(posts(discord)) == 2


async def test_channel_that_is_no_number_is_told_how_to_find_its_id(discord):
    async with adapter_for(discord) as adapter:
        with pytest.raises(ChannelRejected, match="Developer Mode"):
            await adapter.send(
                Channel(adapter="discord", external_id="general"), make_message(), delivery_key=KEY
            )
    assert discord.calls == []


# --- the table of errors --------------------------------------------------------------------------------

CODES = {
    ChannelRejected: (
        "404/10003 404/10004 403/50001 403/50013 403/160005 400/40058 400/40067 400/50008 400/50083 403/50007"
    ),
    CredentialsRejected: "401/0",
    MessageRejected: (
        "400/50035 400/50006 413/40005 400/200000 400/240000 404/10008 403/50005 403/50021 400/30046"
    ),
    RetryableDelivery: (
        "400/20016 400/20028 400/40062 400/40004 400/40006 400/110001 400/130000 400/99999 404/0"
    ),
    UncertainDelivery: "503/0",
}
EXPECTED = {tuple(map(int, one.split("/"))): kind for kind, listed in CODES.items() for one in listed.split()}


@pytest.mark.parametrize(("status", "code"), EXPECTED)
async def test_error_code_has_its_class_and_is_named_to_the_admin(discord, status, code):
    failure = await failure_of(discord, refuses(status, code, "Its own words"), refuses(status, code))
    assert type(failure) is EXPECTED[status, code]
    assert str(code) in failure.detail or not code


def test_every_row_of_the_table_is_tried_here():
    assert set(TABLE) == {code for _, code in EXPECTED} - {0, 99999}


@pytest.mark.parametrize(
    "mood",
    [
        answers(503, "<html>oops</html>", "text/html"),
        answers(200, "{}"),
        answers(200, '{"id": "1'),
        answers(200, "ok", "text/plain"),
        answers(200, "[]"),
        drops(is_stored=False),
        drops(is_stored=True),
    ],
    ids=lambda mood: f"{mood.status}:{mood.body[:12]}",
)
async def test_answer_that_does_not_say_leaves_the_delivery_uncertain(discord, mood):
    assert type(await failure_of(discord, mood)) is UncertainDelivery


async def test_short_rate_limit_is_waited_out(discord):
    discord.next("POST", slow_down(0.01))
    await post(discord)
    assert len(discord.messages()) == 1


async def test_long_rate_limit_goes_back_to_the_outbox(discord):
    failure = await failure_of(discord, slow_down(90.0))
    assert isinstance(failure, RetryableDelivery)
    assert failure.retry_after_s == 90.0


@pytest.mark.parametrize("retry_after", ["20", "never"])
async def test_ban_signal_waits_ten_minutes(discord, retry_after):
    failure = await failure_of(discord, banned(retry_after))
    assert isinstance(failure, PlatformUnavailable)
    assert failure.retry_after_s == 600.0


# --- uncertain deliveries -------------------------------------------------------------------------------


async def test_lost_connection_and_a_second_try_make_one_message(discord):
    async with adapter_for(discord) as adapter:
        discord.next("POST", drops(is_stored=True))
        with pytest.raises(UncertainDelivery):
            await adapter.send(NEWS, make_message(), delivery_key=KEY)
        await adapter.send(NEWS, make_message(), delivery_key=KEY)
    assert discord.nonces == [KEY, KEY]
    assert len(discord.messages()) == 1


async def test_posted_alert_is_found_after_discord_forgot_its_nonce(discord):
    discord.forgets_nonces = True
    async with adapter_for(discord) as adapter:
        discord.next("POST", drops(is_stored=True))
        with pytest.raises(UncertainDelivery):
            await adapter.send(NEWS, make_message(), delivery_key=KEY)
        found = await adapter.find(NEWS, delivery_key=KEY, **at(discord))
    (posted,) = discord.messages()
    assert found is not None
    assert found.external_id == posted["id"]


async def test_alert_posted_as_plain_text_is_found_too(discord):
    discord.next("POST", refuses(400, 50035))
    await post(discord)
    async with adapter_for(discord) as adapter:
        assert await adapter.find(NEWS, delivery_key=KEY, **at(discord)) is not None


async def test_what_was_not_posted_is_not_found(discord):
    await post(discord, delivery_key=OTHER_KEY)
    discord.someone_writes("ref 01234567")
    async with adapter_for(discord) as adapter:
        assert await adapter.find(NEWS, delivery_key=KEY, **at(discord)) is None


async def test_alert_below_a_lively_talk_is_found_pages_down(discord):
    for number in range(120):
        discord.someone_writes(f"remark {number}")
    await post(discord)
    async with adapter_for(discord) as adapter:
        assert await adapter.find(NEWS, delivery_key=KEY, **at(discord)) is not None
    assert discord.calls.count("GET /channels/1001/messages") == 2


async def test_look_up_that_reaches_no_end_does_not_say_it_was_not_posted(discord):
    for number in range(501):
        discord.someone_writes(f"remark {number}")
    async with adapter_for(discord) as adapter:
        with pytest.raises(MessageRejected, match="too much"):
            await adapter.find(NEWS, delivery_key=KEY, **at(discord))


@pytest.mark.parametrize("mood", [answers(503, ""), answers(200, "[{}]"), drops(is_stored=False)])
async def test_unclear_look_up_is_asked_again(discord, mood):
    async with adapter_for(discord) as adapter:
        await adapter.start()
        discord.next("GET", mood, mood)  # a reading request cut off is repeated by aiohttp
        with pytest.raises(RetryableDelivery):
            await adapter.find(NEWS, delivery_key=KEY, **at(discord))


# --- starting -------------------------------------------------------------------------------------------


async def test_bad_token_is_told_in_words_and_not_shown_again(discord):
    async with adapter_for(discord, token="other.secret.token") as adapter:
        with pytest.raises(CredentialsRejected, match="DISCORD_TOKEN") as caught:
            await adapter.start()
        with pytest.raises(CredentialsRejected, match="DISCORD_TOKEN"):
            await adapter.send(NEWS, make_message(), delivery_key=KEY)
    assert "secret" not in str(caught.value)
    assert discord.calls == ["GET /users/@me"]


async def test_unreachable_discord_costs_no_attempt():
    with DiscordServer() as gone:
        pass
    async with adapter_for(gone) as adapter:
        for _ in range(2):
            with pytest.raises(RetryableDelivery, match="cannot be reached") as caught:
                await adapter.send(NEWS, make_message(), delivery_key=KEY)
            assert 0 < caught.value.retry_after_s <= 30


async def test_discord_that_was_down_at_the_start_is_asked_again_by_the_alerts(discord):
    discord.next("GET", answers(503, ""))
    async with adapter_for(discord, login_pause_s=0) as adapter:
        with pytest.raises(RetryableDelivery):
            await adapter.start()
        await adapter.send(NEWS, make_message(), delivery_key=KEY)
    assert len(discord.messages()) == 1


# --- hostile text ---------------------------------------------------------------------------------------

HOSTILE = [
    "@everyone @here <@1> <@&2> <#3> <t:0:R> </cmd:4> <:x:5>",
    "[bank.example](http://evil.example)",
    "**bold** _it_ ~~no~~ ||spoiler|| `code` ```block``` __u__",
    "# heading",
    "> quote",
    "- list",
    "1. list",
    "-# small",
    "\u202eevil\u2066 \u2069\u200b",
    "a\n# b\n> c",
]


@pytest.mark.parametrize("nasty", HOSTILE)
async def test_feed_text_has_no_meaning_wherever_it_stands(discord, nasty):
    spans = (Span(text=nasty), Span(text=nasty, is_name=True), Span(text=nasty))
    await post(discord, title=nasty, outlet=nasty, excerpt=spans, why=(nasty,))
    discord.next("POST", refuses(400, 50035))
    await post(discord, delivery_key=OTHER_KEY, title=nasty, outlet=nasty, excerpt=spans, why=(nasty,))
    rich, plain = discord.messages()
    (embed,) = rich["embeds"]
    name_free = embed["description"].replace("**", "")
    for text in (embed["title"], name_free, *_without_own_link(plain["content"]).splitlines()):
        assert _live_marks(text) == []
    for sign in "\u202e\u2066\u200b":
        assert sign not in json.dumps([rich, plain], ensure_ascii=False)


def _without_own_link(content):
    return content.replace("<https://example.org/1>", "")


def _live_marks(text):
    """Marks of Discord's markdown and mentions that no backslash has taken the meaning from."""
    live, is_escaped = [], False
    for at, char in enumerate(text):
        if is_escaped:
            is_escaped = False
        elif char == "\\":
            is_escaped = True
        elif char in "*_~|`[]<>@#" or (at == 0 and char in "-+") or text[:2] == "1.":
            live.append(char)
    return live
