"""The apprise adapter: the real library, posting to a receiver on a loopback port."""

import logging
from dataclasses import replace

import pytest

from adapters.apprise import BODY_CHARS, TITLE_CHARS, AppriseAdapter, plain
from bot.core.entry import Span
from bot.core.model import Channel, Digest, Notice
from bot.errors import ChannelRejected, UncertainDelivery
from tests.builders import NOW, make_entry, make_message
from tests.platforms.fakes.webhook_server import WebhookServer, answers, drops

PHONES = Channel(adapter="apprise", external_id="phones")
KEY = "0123456789abcdef01234567"


@pytest.fixture
def server():
    with WebhookServer() as running:
        yield running


def adapter_for(server, address="json://user:very-secret@127.0.0.1:{port}/hook"):
    return AppriseAdapter({"phones": address.format(port=server.port)})


async def post(server, message=None):
    return await adapter_for(server).send(PHONES, message or make_message(), delivery_key=KEY)


async def test_alert_is_one_request_with_title_and_text(server):
    receipt = await post(server)
    (posted,) = server.posted
    assert receipt.external_id == KEY
    assert (posted.path, posted.json["title"]) == ("/hook", "A title")
    assert posted.json["message"].splitlines() == [
        "https://example.org/1",
        "Example News · 2026-10-01 12:00 UTC · English",
        "The SCO met.",
        "SCO: SCO",
    ]


async def test_digest_and_notice_are_text_too(server):
    await post(
        server, Digest(title="2 alerts", alerts=(make_message(title="One"), make_message(title="Two")))
    )
    await post(server, Notice(title="A test", lines=("One", "Two")))
    digest, notice = (one.json for one in server.posted)
    assert digest["message"].splitlines()[::2] == ["One", "Two"]
    assert (notice["title"], notice["message"].splitlines()) == ("A test", ["One", "Two"])


async def test_articles_of_a_notice_are_titles_with_their_links_below(server):
    entries = (make_entry(), make_entry(title="Two", url="javascript:alert(1)"))
    await post(server, Notice(title="A test", lines=("One",), entries=entries))
    (posted,) = server.posted
    assert posted.json["message"].splitlines() == ["One", "SCO summit", "https://example.org/1", "Two"]


@pytest.mark.parametrize("mood", [answers(500), answers(404), drops])
async def test_no_is_uncertain_as_apprise_gives_no_reason(server, mood):
    server.next(mood)
    with pytest.raises(UncertainDelivery):
        await post(server)
    assert len(server.posted) == 1
    assert await adapter_for(server).find(PHONES, delivery_key=KEY, since=NOW, until=NOW) is None


@pytest.mark.parametrize(
    "address", ["nosuch://very-secret/", "https://", "discord://very-secret", "words", ""]
)
async def test_address_that_apprise_cannot_use_stops_the_channel(server, address):
    adapter = adapter_for(server, address)
    with pytest.raises(ChannelRejected, match="apprise:phones"):
        await adapter.start()
    with pytest.raises(ChannelRejected, match="apprise -vv") as caught:
        await adapter.send(PHONES, make_message(), delivery_key=KEY)
    assert "very-secret" not in str(caught.value)


@pytest.mark.parametrize(
    "address", ["slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#one/#two", "json://127.0.0.1/?retry=2"]
)
async def test_address_whose_recipients_would_get_doubles_stops_the_channel(server, address):
    with pytest.raises(ChannelRejected, match="recipient"):
        await adapter_for(server, address).send(PHONES, make_message(), delivery_key=KEY)


async def test_bad_address_does_not_keep_the_good_ones_from_working(server):
    urls = {"bad": "words", "phones": f"json://127.0.0.1:{server.port}/hook"}
    adapter = AppriseAdapter(urls)
    with pytest.raises(ChannelRejected):
        await adapter.start()
    await adapter.send(PHONES, make_message(), delivery_key=KEY)
    assert len(server.posted) == 1
    with pytest.raises(ChannelRejected, match="no address"):
        await adapter.send(replace(PHONES, external_id="none"), make_message(), delivery_key=KEY)


async def test_apprise_logs_nothing_where_its_address_could_be_read(server, caplog, capfd):
    caplog.set_level(logging.NOTSET)
    server.next(answers(500), drops)
    for address in ("json://user:very-secret@127.0.0.1:{port}/very-secret",) * 2 + ("nosuch://very-secret/",):
        with pytest.raises((UncertainDelivery, ChannelRejected)) as caught:
            await adapter_for(server, address).send(PHONES, make_message(), delivery_key=KEY)
        assert "very-secret" not in repr(caught.value)
    # The receiver is a part of the test, and urllib3 names paths at DEBUG, which is never switched on.
    told = [
        one.getMessage()
        for one in caplog.records
        if one.name != "aiohttp.access" and (one.name, one.levelname) != ("urllib3.connectionpool", "DEBUG")
    ]
    assert "very-secret" not in " ".join((*told, *capfd.readouterr()))


# --- hostile text ---------------------------------------------------------------------------------------

NASTY = (
    "<!channel> &lt;!here&gt; <@U1> @everyone [bank](https://evil.example) \\n \u202e ${HOME} {{x}} :tada:"
)


async def test_feed_text_steers_nothing(server):
    spans = (Span(text=NASTY), Span(text=NASTY, is_name=True))
    hostile = make_message(
        title=NASTY,
        outlet=NASTY,
        lang=NASTY,
        url="https://e.example/@all?a&lt;b",
        excerpt=spans,
        why=(NASTY,),
    )
    entry = make_entry(title=NASTY, url=hostile.url, facts=(NASTY,), excerpt=spans)
    for message in (
        hostile,
        Digest(title=NASTY, alerts=(hostile,)),
        Notice(title=NASTY, lines=(NASTY,), entries=(entry,)),
    ):
        await post(server, message)
    for posted in server.posted:
        text = posted.json["title"] + posted.json["message"]
        for sign in ("<", ">", "&lt;", "@everyone", "@U1", "@all", "](", "\u202e"):
            assert sign not in text
        for plain_words in ("${HOME}", "{{x}}", ":tada:", "\\n"):
            assert plain_words in text
        assert posted.json["attachments"] == []


async def test_service_that_shows_html_gets_the_text_escaped(server):
    adapter = adapter_for(server, "json://127.0.0.1:{port}/hook?format=html")
    await adapter.send(PHONES, make_message(outlet="Tea & Rice"), delivery_key=KEY)
    assert "Tea&nbsp;&amp;&nbsp;Rice" in server.posted[0].json["message"]


def test_longest_message_keeps_its_link_and_fits():
    link = "https://example.org/" + "y" * 60
    crowded = Notice(title="x", lines=("@" * 900,) * 90, entries=(make_entry(title="@" * 900, url=link),) * 9)
    long = make_message(title="@" * 900, excerpt=(Span(text="<@" * 5_000),), why=("😀 " * 900,) * 40)
    for message in (
        long,
        Digest(title="x" * 900, alerts=(long,) * 10),
        Notice(title="x", lines=("@" * 900,) * 90),
        crowded,
    ):
        text = plain(message)
        assert 0 < len(text.title) <= TITLE_CHARS
        assert 0 < len(text.body) <= BODY_CHARS
    assert plain(long).body.startswith("https://example.org/1\n")
    assert plain(Digest(title="Ten", alerts=(long,) * 10)).body.count("https://example.org/1") == 10
    assert plain(crowded).body.count(link) == 5
    assert plain(make_message(url="https://e.example/" + "@" * 900)).body.startswith("Example News")
