"""The webhook adapter: real requests to a receiver on a loopback port."""

import asyncio
import gzip
import json
import logging
import re
import shutil
import ssl
import subprocess
from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
import structlog

from adapters.access import Webhook
from adapters.webhook.client import WebhookAdapter
from adapters.webhook.errors import DISCORD, OTHERS, TABLE
from adapters.webhook.limits import ANSWER_BYTES
from bot.core.button import mark_buttons
from bot.core.entry import Span
from bot.core.model import Channel, Digest, Notice
from bot.core.text import clean
from bot.errors import ChannelRejected, DeliveryError, MessageRejected, RetryableDelivery, UncertainDelivery
from bot.infra.clock import SystemClock
from tests.builders import NOW, make_entry, make_message
from tests.platforms.fakes import discord_rules, slack_rules
from tests.platforms.fakes.webhook_server import WebhookServer, answers, breaks_off, drops, never_ends

ROOT = Path(__file__).parents[2]
DESK = Channel(adapter="webhook", external_id="desk")
KEY = "0123456789abcdef01234567"
PATH = "/services/T0/very-secret-path"
SECRET = "signing-secret"
FORMS = ("json", "slack", "discord")


class StoppedClock:
    def now(self):
        return NOW


@pytest.fixture
def server():
    with WebhookServer() as running:
        yield running


def adapter_for(server, form="json", *, path=PATH, secret=SECRET, **options):
    webhook = Webhook(url=server.url + path, form=form, secret=secret)
    return WebhookAdapter({"desk": webhook}, **{"clock": StoppedClock()} | options)


async def post(server, form="json", message=None, **options):
    adapter = adapter_for(server, form, **options)
    try:
        return await adapter.send(DESK, message or make_message(), delivery_key=KEY)
    finally:
        await adapter.close()


async def failure_of(server, *moods, form="json", **options):
    """The error of one attempt whose requests are answered in these moods."""
    server.next(*moods)
    with pytest.raises(DeliveryError) as caught:
        await post(server, form, **options)
    return caught.value


# --- JSON -----------------------------------------------------------------------------------------------


async def test_alert_is_one_signed_request_in_the_documented_form(server):
    message = make_message(watchlist_ids=("sco",), mentions=("S1",))
    receipt = await post(server, message=message)
    (posted,) = server.posted
    assert receipt.external_id == KEY
    assert (posted.method, posted.path) == ("POST", PATH)
    assert posted.headers["Content-Type"] == "application/json"
    assert posted.headers["Topicwire-Delivery"] == KEY
    assert posted.headers["Topicwire-Timestamp"] == str(int(NOW.timestamp()))
    assert posted.json == {
        "version": 1,
        "delivery_id": KEY,
        "kind": "alert",
        "title": "A title",
        "url": "https://example.org/1",
        "outlet": "Example News",
        "published_at": "2026-10-01T12:00:00Z",
        "seen_at": None,
        "lang": "en",
        "excerpt": [
            {"text": "The ", "is_name": False},
            {"text": "SCO", "is_name": True},
            {"text": " met.", "is_name": False},
        ],
        "watchlists": ["sco"],
        "why": ["SCO: SCO"],
    }


@pytest.mark.parametrize("form", FORMS)
async def test_notice_leaves_out_its_buttons_for_nobody_would_hear_them_pressed(server, form):
    notice = Notice(title="A test", lines=("One",))
    pressed = replace(notice, buttons=mark_buttons(81, "sco", name="1"))
    for message in (notice, pressed):
        await post(server, form, message=message)
    without, with_buttons = (one.body for one in server.posted)
    assert with_buttons == without


async def test_articles_of_a_notice_are_objects_with_their_links(server):
    hostile = make_entry(url="javascript:alert(1)")
    await post(server, message=Notice(title="A test", entries=(make_entry(), hostile, *(hostile,) * 9)))
    told = server.posted[0].json["articles"]
    assert told[0] == {
        "title": "SCO summit",
        "url": "https://example.org/1",
        "published_at": "2026-10-01T12:00:00Z",
        "seen_at": None,
        "excerpt": [
            {"text": "The ", "is_name": False},
            {"text": "SCO", "is_name": True},
            {"text": " met.", "is_name": False},
        ],
        "facts": ["Example News", "sco: 0.46 of 0.50"],
    }
    assert [one["url"] for one in told[1:]] == [""] * 4


async def test_signature_is_that_of_a_worked_example(server):
    # The value is openssl's: (printf 1790856000.; cat body) | openssl dgst -sha256 -hmac signing-secret
    notice = Notice(title="A test", lines=("One", "Two"))
    await post(server, message=notice)
    (posted,) = server.posted
    assert posted.body == (
        b'{"version": 1, "delivery_id": "0123456789abcdef01234567", "kind": "notice", '
        b'"title": "A test", "lines": ["One", "Two"], "articles": []}'
    )
    assert posted.headers["Topicwire-Timestamp"] == "1790856000"
    assert (
        posted.headers["Topicwire-Signature"]
        == "v1=a0706c092aceb2f4ff6dfaf00f260df5ba63f3701fd92482a898f59322eab653"
    )


async def test_five_lines_of_the_how_to_tell_our_requests_from_forged_and_old_ones(server):
    page = (ROOT / "docs/howto/other-targets.md").read_text(encoding="utf-8")
    (lines,) = re.findall(r"^```python\n(.*?)^```", page, flags=re.DOTALL | re.MULTILINE)
    exec(lines, shown := {})  # the page's own code
    await post(server, clock=SystemClock())
    await post(server)  # at the time where clocks of tests stand still
    today, another_day = server.posted
    is_genuine = shown["is_genuine"]
    assert is_genuine(SECRET, today.headers, today.body)
    assert not is_genuine("another secret", today.headers, today.body)
    assert not is_genuine(SECRET, today.headers, today.body + b" ")
    assert not is_genuine(SECRET, another_day.headers, another_day.body)


async def test_without_a_secret_nothing_is_signed(server):
    await post(server, secret="")
    (posted,) = server.posted
    assert "Topicwire-Signature" not in posted.headers
    assert posted.headers["Topicwire-Delivery"] == KEY


async def test_article_without_a_date_says_when_it_was_seen(server):
    await post(server, message=make_message(is_dated=False))
    (posted,) = server.posted
    assert (posted.json["published_at"], posted.json["seen_at"]) == (None, "2026-10-01T12:00:00Z")


async def test_digest_holds_its_alerts(server):
    digest = Digest(title="2 alerts", alerts=(make_message(title="One"), make_message(title="Two")))
    await post(server, message=digest)
    (posted,) = server.posted
    assert (posted.json["kind"], posted.json["title"]) == ("digest", "2 alerts")
    assert [alert["title"] for alert in posted.json["alerts"]] == ["One", "Two"]


async def test_every_attempt_of_a_delivery_has_the_same_id_and_nothing_is_looked_up(server):
    server.next(drops)
    adapter = adapter_for(server)
    with pytest.raises(UncertainDelivery):
        await adapter.send(DESK, make_message(), delivery_key=KEY)
    assert await adapter.find(DESK, delivery_key=KEY, since=NOW, until=NOW) is None
    await adapter.send(DESK, make_message(), delivery_key=KEY)
    await adapter.close()
    assert [one.headers["Topicwire-Delivery"] for one in server.posted] == [KEY, KEY]


async def test_json_that_is_refused_is_not_sent_in_another_form(server):
    assert type(await failure_of(server, answers(400))) is MessageRejected
    assert len(server.posted) == 1


# --- Slack and Discord ----------------------------------------------------------------------------------


async def test_slack_gets_blocks_it_takes_and_no_preview_or_button(server):
    receipt = await post(server, "slack")
    (posted,) = server.posted
    assert receipt.external_id == KEY
    assert posted.json["text"] == "A title · Example News"
    assert slack_rules.refusal(posted.json) == ""
    assert {block["type"] for block in posted.json["blocks"]} == {"rich_text", "context"}
    assert (posted.json["unfurl_links"], posted.json["unfurl_media"]) == (False, False)
    assert "Topicwire-Delivery" not in posted.headers


async def test_discord_gets_an_embed_waits_for_its_id_and_may_call_nobody(server):
    server.next(answers(200, json.dumps({"id": "1234567890"})))
    receipt = await post(server, "discord", path=PATH + "?thread_id=77")
    (posted,) = server.posted
    assert receipt.external_id == "1234567890"
    assert posted.query == {"thread_id": "77", "wait": "true"}
    assert discord_rules.refusal(posted.json) == ""
    assert posted.json["embeds"][0]["title"] == "A title"
    assert posted.json["allowed_mentions"] == {"parse": []}


@pytest.mark.parametrize("form", FORMS)
async def test_mentions_reach_no_webhook(server, form):
    calling = make_message(mentions=("S0123456789", "123456789012345678"))
    for message in (calling, Digest(title="One", alerts=(calling,))):
        await post(server, form, message=message)
    for posted in server.posted:
        assert b"S0123456789" not in posted.body
        assert b"123456789012345678" not in posted.body


@pytest.mark.parametrize(("form", "status"), [("slack", 400), ("discord", 413), ("discord", 422)])
async def test_refused_form_is_posted_as_plain_text_once(server, form, status):
    server.next(answers(status, "invalid_blocks"))
    await post(server, form)
    _, plain = server.posted
    assert plain.json.keys().isdisjoint({"blocks", "embeds"})
    assert "A title" in plain.json["text" if form == "slack" else "content"]
    if form == "discord":
        assert plain.json["allowed_mentions"] == {"parse": []}


@pytest.mark.parametrize("form", ["slack", "discord"])
async def test_message_refused_as_plain_text_too_is_given_up_after_two_requests(server, form):
    assert type(await failure_of(server, answers(400), answers(400), form=form)) is MessageRejected
    assert len(server.posted) == 2


@pytest.mark.parametrize("form", FORMS)
async def test_feed_text_has_no_meaning_in_any_form(server, form):
    nasty = "<!channel> <@U1> @everyone [a](https://evil.example) \u202eevil\u200b \ud800 \x07"
    spans = (Span(text=nasty), Span(text=nasty, is_name=True))
    message = make_message(title=nasty, outlet=nasty, url="javascript:alert(1)", excerpt=spans, why=(nasty,))
    await post(server, form, message=message)
    (posted,) = server.posted
    text = json.dumps(posted.json, ensure_ascii=False)
    for sign in ("\u202e", "\u200b", "\ud800", "\x07", "javascript:"):
        assert sign not in text
    if form == "json":
        assert (posted.json["url"], posted.json["title"]) == ("", clean(nasty))
    else:
        refusal = slack_rules.refusal if form == "slack" else discord_rules.refusal
        assert refusal(posted.json) == ""


# --- the table of errors --------------------------------------------------------------------------------

EXPECTED = {
    301: ChannelRejected,
    302: ChannelRejected,
    303: ChannelRejected,
    307: ChannelRejected,
    308: ChannelRejected,
    300: ChannelRejected,
    400: MessageRejected,
    401: ChannelRejected,
    402: RetryableDelivery,
    403: ChannelRejected,
    404: ChannelRejected,
    405: ChannelRejected,
    408: UncertainDelivery,
    410: ChannelRejected,
    413: MessageRejected,
    422: MessageRejected,
    423: RetryableDelivery,
    429: RetryableDelivery,
    500: UncertainDelivery,
    502: UncertainDelivery,
    503: UncertainDelivery,
    504: UncertainDelivery,
    599: UncertainDelivery,
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("status", EXPECTED)
async def test_status_has_its_class_and_the_words_for_it(server, status, form):
    location = {"Location": f"{server.url}/elsewhere"}
    failure = await failure_of(server, *[answers(status, headers=location)] * 2, form=form)
    assert type(failure) is EXPECTED[status]
    assert str(status) in failure.detail
    meaning = TABLE.get(status) or OTHERS[status // 100]
    assert meaning.advice in failure.detail
    assert {one.path for one in server.posted} == {PATH}


def test_every_row_of_the_table_is_tried_here():
    assert set(TABLE) <= set(EXPECTED)
    assert {status // 100 for status in set(EXPECTED) - set(TABLE)} == set(OTHERS)


@pytest.mark.parametrize("code", [220001, 220003, 220004])
async def test_discord_forum_without_a_thread_stops_the_channel_and_says_how_to_mend_it(server, code):
    mood = answers(400, json.dumps({"code": code, "message": "thread_name"}))
    failure = await failure_of(server, mood, form="discord")
    assert type(failure) is ChannelRejected
    assert "thread_id" in failure.detail
    assert set(DISCORD) == {220001, 220003, 220004}
    assert type(await failure_of(server, mood, form="json")) is MessageRejected


@pytest.mark.parametrize("status", [200, 201, 202, 204])
async def test_any_success_is_a_receipt(server, status):
    server.next(answers(status))
    assert (await post(server)).external_id == KEY


@pytest.mark.parametrize("mood", [breaks_off, never_ends, answers(200, "<html>" * 9)])
@pytest.mark.parametrize("form", FORMS)
async def test_success_is_one_whatever_its_body_is(server, mood, form):
    server.next(mood)
    assert (await post(server, form)).external_id == KEY
    assert len(server.posted) == 1


async def test_answer_is_read_to_a_limit_and_never_unpacked(server):
    padded = json.dumps({"id": "77", "pad": "x" * (2 * ANSWER_BYTES)})
    packed = answers(200, gzip.compress(b'{"id": "77"}'), headers={"Content-Encoding": "gzip"})
    server.next(answers(200, padded), packed)
    assert (await post(server, "discord")).external_id == KEY
    assert (await post(server, "discord")).external_id == KEY


@pytest.mark.parametrize(
    ("headers", "body", "wait_s"),
    [
        ({"Retry-After": "17"}, "", 17.0),
        ({"Retry-After": "0"}, "", 1.0),
        ({"Retry-After": "-5"}, "", 1.0),
        ({}, "", 30.0),
        ({"Retry-After": "soon"}, "", 30.0),
        ({"Retry-After": "1e999"}, "", 30.0),
        ({"Retry-After": "nan"}, "", 30.0),
        ({"Retry-After": "999999999"}, "", 86_400.0),
        ({"Retry-After": format_datetime(NOW + timedelta(seconds=90), usegmt=True)}, "", 90.0),
        ({"Retry-After": "Thu, 01 Oct 2026 12:01:00 -0000"}, "", 60.0),
        ({}, '{"retry_after": 2.5, "global": false}', 2.5),
        ({"Retry-After": "1"}, '{"retry_after": 64.57}', 64.57),
        ({"Retry-After": "7"}, '{"retry_after": "later"}', 7.0),
        ({"Retry-After": "7"}, "[1]", 7.0),
    ],
)
async def test_too_many_requests_waits_as_long_as_it_is_asked(server, headers, body, wait_s):
    failure = await failure_of(server, answers(429, body, headers=headers), form="discord")
    assert type(failure) is RetryableDelivery
    assert failure.retry_after_s == wait_s


async def test_lost_connection_leaves_the_delivery_uncertain(server):
    assert type(await failure_of(server, drops)) is UncertainDelivery


async def test_silence_leaves_the_delivery_uncertain(server):
    async def says_nothing(request):
        await asyncio.Event().wait()

    failure = await failure_of(server, says_nothing, timeout_s=0.2)
    assert type(failure) is UncertainDelivery
    assert "TimeoutError" in failure.detail


async def test_unreachable_address_costs_no_attempt():
    with WebhookServer() as gone:
        pass
    failure = await failure_of(gone)
    assert type(failure) is RetryableDelivery
    assert failure.retry_after_s
    assert "cannot be reached" in failure.detail


async def test_server_without_tls_is_not_spoken_to_in_the_clear(server):
    adapter = WebhookAdapter(
        {"desk": Webhook(url=server.url.replace("http:", "https:") + PATH)}, clock=StoppedClock()
    )
    with pytest.raises(RetryableDelivery):
        await adapter.send(DESK, make_message(), delivery_key=KEY)
    await adapter.close()
    assert server.posted == []


def self_signed(folder):
    """TLS with a certificate of its own making."""
    made = ("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-days", "2")
    files = ("-keyout", str(folder / "key"), "-out", str(folder / "certificate"))
    subprocess.run(["openssl", *made, *files], check=True, capture_output=True)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(folder / "certificate", folder / "key")
    return context


@pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl to make a certificate")
async def test_server_whose_certificate_nobody_vouches_for_gets_nothing(tmp_path):
    spoken_to, context = [], self_signed(tmp_path)
    stranger = await asyncio.start_server(lambda *_: spoken_to.append(1), "127.0.0.1", 0, ssl=context)
    url = f"https://localhost:{stranger.sockets[0].getsockname()[1]}{PATH}"
    adapter = WebhookAdapter({"desk": Webhook(url=url)}, clock=StoppedClock())
    with pytest.raises(RetryableDelivery, match="no valid certificate"):
        await adapter.send(DESK, make_message(), delivery_key=KEY)
    await adapter.close()
    stranger.close()
    assert spoken_to == []


async def test_address_is_asked_for_exactly_as_it_was_set(server):
    path = "/a%2Fb/triggers?sig=%2Bx%3D&sp=%2Ftriggers%2F"
    await post(server, path=path)
    assert server.posted[0].raw_path == path


async def test_webhook_that_is_not_configured_is_told(server):
    adapter = adapter_for(server)
    with pytest.raises(ChannelRejected, match=r"webhooks\.other"):
        await adapter.send(replace(DESK, external_id="other"), make_message(), delivery_key=KEY)


# --- secrets --------------------------------------------------------------------------------------------

BAD_MOODS = (
    *(answers(status, f"Cannot POST {PATH}") for status in (302, 400, 403, 404, 418, 429, 500)),
    drops,
)


@pytest.mark.parametrize("form", FORMS)
async def test_neither_address_nor_secret_stands_in_an_error_a_log_or_a_repr(server, form, caplog):
    caplog.set_level(logging.DEBUG)
    told = []
    with structlog.testing.capture_logs() as logged:
        for mood in BAD_MOODS:
            failure = await failure_of(server, mood, mood, form=form)
            told += [str(failure), repr(failure), failure.detail, repr(failure.__cause__)]
        adapter = adapter_for(server, form)
        await adapter.start()
    webhook = Webhook(url=server.url + PATH, form=form, secret=SECRET)
    told += [repr(logged), repr(adapter), repr(webhook)]
    told += [one.getMessage() for one in caplog.records if one.name != "aiohttp.access"]  # the receiver's own
    assert "http://127.0.0.1 answered" in told[0]
    for line in told:
        assert "very-secret" not in line
        assert SECRET not in line
