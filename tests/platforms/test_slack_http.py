"""Slack over HTTP: the real slack-bolt behind our port, and requests signed as Slack signs them."""

import asyncio
import json
import socket

import pytest

from bot.core.button import Button
from bot.core.chat import Command, Press
from bot.core.model import Channel
from bot.errors import RetryableDelivery
from tests.builders import make_asker, make_message
from tests.platforms.fakes import slack_asking
from tests.platforms.fakes.listening import until
from tests.platforms.fakes.slack_asking import HttpRequest
from tests.platforms.fakes.slack_server import SlackServer
from tests.platforms.slack_site import Site

NEWS = Channel(adapter="slack", external_id="C0NEWS")
KEY = "0123456789abcdef01234567"
CHALLENGE = {"type": "url_verification", "challenge": "say this", "token": "x"}


@pytest.fixture
def slack():
    with SlackServer() as running:
        yield running


@pytest.fixture
async def site(slack):
    made = Site(slack)
    await made.adapter.start()
    slack.calls.clear()
    yield made
    await made.adapter.close()


# --- what is heard --------------------------------------------------------------------------------------


async def test_signed_command_is_acknowledged_and_answered(site):
    name, request = site.command("why <https://example.org/a?b=1&amp;c=2>", user="U7")
    assert await site.post(request) == (200, "")
    answer = await site.answer_to(name)
    assert answer["text"].startswith("You asked why")
    assert answer["response_type"] == "ephemeral"
    assert site.handler.asked == [
        Command(name="why", text="https://example.org/a?b=1&c=2", asker=make_asker("slack:U7"))
    ]


async def test_signed_button_is_acknowledged_and_answered(site):
    body = slack_asking.named(slack_asking.press("topicwire:why", KEY), "b1", url=site.slack.url)
    assert await site.post(HttpRequest.of_button(body)) == (200, "")
    assert (await site.answer_to("b1"))["text"] == "You pressed why"
    assert site.handler.asked == [Press(button=Button.WHY, value=KEY, asker=make_asker())]


async def test_alert_has_buttons_where_slack_can_call(site):
    await site.adapter.send(NEWS, make_message(), delivery_key=KEY)
    assert "topicwire:relevant" in str(site.slack.messages())


async def test_acknowledgement_waits_neither_for_the_answer_nor_for_slack(site):
    site.handler.may_answer.clear()
    name, request = site.command("status")
    async with asyncio.timeout(3):
        assert await site.post(request) == (200, "")
    await until(lambda: site.handler.asked)
    assert name not in site.slack.sockets.answers
    assert site.slack.calls == []
    site.handler.may_answer.set()
    await site.answer_to(name)


async def test_command_in_which_the_word_payload_stands_is_heard(site):
    name, request = site.command("why https://example.org/payload")
    await site.post(request)
    await site.answer_to(name)
    assert site.handler.asked[0].text == "https://example.org/payload"


async def test_slack_s_questions_about_the_address_are_answered(site):
    status, said = await site.post(HttpRequest.json(CHALLENGE))
    assert (status, json.loads(said)) == (200, {"challenge": "say this"})
    assert await HttpRequest.form({"ssl_check": "1", "token": "x"}).post(site.url) == (200, "")
    assert (await site.post(HttpRequest.form({"ssl_check": "1", "token": "x"})))[0] == 200


async def test_answer_that_is_on_its_way_goes_out_before_the_end(site):
    site.handler.may_answer.clear()
    name, request = site.command("help")
    await site.post(request)
    await until(lambda: site.handler.asked)
    asyncio.get_running_loop().call_later(0.2, site.handler.may_answer.set)
    await site.adapter.close()
    assert name in site.slack.sockets.answers


# --- what is not ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Slack-Signature": "v0=" + "0" * 64},
        {"X-Slack-Signature": ""},
        {"X-Slack-Signature": "v0=\u00e9"},
        {"X-Slack-Request-Timestamp": "now"},
        {"X-Slack-Request-Timestamp": ""},
        {"X-Slack-Request-Timestamp": "9" * 5_000},
    ],
    ids=["other", "empty", "no ASCII", "no number", "no time", "endless number"],
)
async def test_wrongly_signed_request_is_refused_and_nothing_happens(site, headers):
    request = site.command("status")[1].signed(at_s=site.clock.at_s).having(headers)
    assert (await request.post(site.url))[0] == 401
    assert not await site.is_heard(request)


async def test_unsigned_request_and_one_of_another_secret_are_refused(site):
    _, request = site.command("status")
    for wrong in (request, request.signed(at_s=site.clock.at_s, secret="of-another-app")):
        assert (await wrong.post(site.url))[0] == 401
        assert not await site.is_heard(wrong)


async def test_signature_of_another_body_is_refused(site):
    signed = site.command("help")[1].signed(at_s=site.clock.at_s)
    other = HttpRequest(body=site.command("status")[1].body, headers=signed.headers)
    assert (await other.post(site.url))[0] == 401
    assert not await site.is_heard(other)


async def test_unsigned_challenge_is_refused(site):
    status, said = await HttpRequest.json(CHALLENGE).post(site.url)
    assert status == 401
    assert "say this" not in said


async def test_certificate_check_cannot_carry_a_button(site):
    body = slack_asking.named(slack_asking.press("topicwire:why", KEY), "b1", url=site.slack.url)
    assert not await site.is_heard(HttpRequest.form({"ssl_check": "1", "payload": json.dumps(body)}))


@pytest.mark.parametrize(("ahead_s", "status"), [(-301, 401), (-299, 200), (0, 200), (299, 200), (301, 401)])
async def test_request_is_believed_within_five_minutes_of_its_time(site, ahead_s, status):
    request = site.command("help")[1].signed(at_s=site.clock.at_s + ahead_s)
    assert (await request.post(site.url))[0] == status


async def test_request_that_comes_again_word_for_word_does_nothing(site):
    _, request = site.command("help")
    challenge = HttpRequest.json(CHALLENGE).signed(at_s=site.clock.at_s)
    signed = request.signed(at_s=site.clock.at_s)
    for first in (signed, challenge):
        await first.post(site.url)
    site.clock.forward(299)
    assert await challenge.post(site.url) == (200, "")
    assert not await site.is_heard(signed)
    site.clock.forward(2)
    assert (await signed.post(site.url))[0] == 401


async def test_request_that_slack_sends_again_is_answered_once(site):
    _, request = site.command("help")
    await site.post(request)
    site.clock.forward(1)
    assert not await site.is_heard(request.signed(at_s=site.clock.at_s))


async def test_everything_else_is_not_there(site):
    _, request = site.command("help")
    signed = request.signed(at_s=site.clock.at_s)
    for path in (
        "/",
        "/slack/events/",
        "/slack",
        "/slack/install",
        "/slack/oauth_redirect",
        "//slack/events",
    ):
        assert (await signed.post(f"http://127.0.0.1:{site.port}{path}"))[0] == 404
    for method in ("GET", "PUT", "DELETE", "HEAD"):
        assert await raw(site.port, f"{method} /slack/events HTTP/1.1\r\nHost: x\r\n\r\n") == b"404"


async def test_body_that_is_too_large_or_cannot_be_read_is_refused(site):
    large = HttpRequest(body=b"x" * 1_000_001, headers={"Content-Type": slack_asking.FORM})
    assert (await site.post(large))[0] == 413
    for body in (b"{", b"[1]", b"[" * 100_000, b"\xff"):
        broken = HttpRequest(body=body, headers={"Content-Type": "application/json"})
        assert (await site.post(broken))[0] in (400, 401)


async def test_strangers_noise_is_no_line_in_the_log(site, caplog, capfd):
    for noise in (
        "\x16\x03\x01 no HTTP\r\n\r\n",
        "GET / HTTP/9.9\r\n\r\n",
        "POST /slack/events HTTP/1.1\r\n\r\n",
    ):
        assert await raw(site.port, noise) in (b"400", b"401", b"505")
    assert caplog.records == []
    assert capfd.readouterr() == ("", "")


async def raw(port: int, text: str) -> bytes:
    """Send this, and return the status of the answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(text.encode("latin-1"))
    try:
        async with asyncio.timeout(10):
            return (await reader.readline()).split()[1]
    finally:
        writer.close()
        await writer.wait_closed()


# --- the port -------------------------------------------------------------------------------------------


async def test_port_that_is_taken_is_told_and_alerts_go_on_without_buttons_until_it_is_free(slack):
    site = Site(slack)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", site.port))
        taken.listen()
        with pytest.raises(RetryableDelivery, match=rf"127.0.0.1:{site.port}.*\[slack\] listen_host"):
            await site.adapter.start()
        await site.adapter.send(NEWS, make_message(), delivery_key=KEY)
        assert "topicwire:why" not in str(slack.messages())
    await site.adapter.start()
    assert (await site.post(site.command("help")[1]))[0] == 200
    await site.adapter.close()


async def test_port_is_free_again_after_the_end(site):
    await site.adapter.close()
    with socket.create_server(("127.0.0.1", site.port)):
        pass
