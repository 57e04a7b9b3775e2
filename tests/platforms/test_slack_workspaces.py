"""Several workspaces: the real OAuth flow of slack-bolt, our store, and a Slack that tells tokens apart."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import structlog

from adapters.slack.oauth import SCOPES
from bot.core.model import Channel
from bot.errors import ChannelRejected, CredentialsRejected, RetryableDelivery
from bot.ports_store import Store
from bot.store.open import open_store
from tests.builders import make_message
from tests.platforms.fakes import slack_asking
from tests.platforms.fakes.moods import answers, drops
from tests.platforms.fakes.slack_asking import SIGNING_SECRET, Browser, HttpRequest
from tests.platforms.fakes.slack_server import SlackServer, says
from tests.platforms.fakes.slack_workspaces import CLIENT_ID, CLIENT_SECRET, REDIRECT_URL, TOKEN
from tests.platforms.slack_site import EAST, Site, add, come_back, state_of

NEWS = Channel(adapter="slack", external_id="C0NEWS")
KEY = "0123456789abcdef01234567"
INSTALL_URL = "https://topicwire.test/slack/install"


@pytest.fixture
def slack():
    with SlackServer(others={"C0EAST": "T2", "C0WEST": "T3"}) as running:
        yield running


@pytest.fixture
async def store(tmp_path):
    opened = await open_store("sqlite:///store.db", base_dir=tmp_path)
    yield opened
    await opened.close()


@pytest.fixture
async def site(slack, store):
    made = Site(slack, store)
    await made.adapter.start()
    yield made
    await made.adapter.close()


async def post(site: Site, channel: Channel) -> None:
    await site.adapter.send(channel, make_message(), delivery_key=KEY)


async def happens(site: Site, kind: str, **fields: object) -> None:
    """Tell of an event, and end: what is under way then is done."""
    event = slack_asking.event(kind, **{"at_s": site.clock.at_s, **fields})
    assert (await site.post(HttpRequest.json(event)))[0] == 200
    await site.adapter.close()


# --- adding ---------------------------------------------------------------------------------------------


async def test_install_address_leads_to_slack_with_what_is_asked_for(site):
    status, leads_to, _ = await Browser().open(f"{site.here}/slack/install")
    address = urlsplit(leads_to)
    asked = parse_qs(address.query)
    assert (status, address.scheme, address.netloc, address.path) == (
        302,
        "https",
        "slack.com",
        "/oauth/v2/authorize",
    )
    assert asked["client_id"] == [CLIENT_ID]
    assert asked["scope"] == [",".join(SCOPES)]
    assert asked["redirect_uri"] == [REDIRECT_URL]
    assert len(asked["state"][0]) > 30


async def test_added_workspace_is_posted_to_with_its_own_token(site, store):
    status, page = await add(site, user="U7")
    assert status == 200
    assert "Team &lt;T2&gt;" in page
    assert "slack:T2/" in page
    await post(site, EAST)
    await post(site, NEWS)
    assert [len(site.slack.messages(channel)) for channel in ("C0EAST", "C0NEWS")] == [1, 1]
    kept = await store.find_installation("T2")
    assert kept is not None
    assert (kept.bot_token, kept.bot_user_id, kept.installed_by, kept.installed_at, kept.scopes) == (
        site.slack.workspaces.tokens("T2")[0],
        "U0BOT",
        "slack:U7",
        site.clock.now(),
        ("chat:write", "commands"),
    )


async def test_channels_of_a_workspace_that_adds_the_app_are_back(site):
    await add(site, "T3")
    assert site.handler.returned == []
    await add(site)
    assert site.handler.returned == ["slack:T2/C0EAST"]


async def test_channels_are_not_back_where_nothing_was_added(site):
    site.slack.next("oauth.v2.access", says("invalid_code"))
    await add(site)
    assert site.handler.returned == []


async def test_uncertain_alert_is_looked_up_with_the_workspace_s_own_token(site):
    await add(site)
    await post(site, EAST)
    since = site.slack.first_at - timedelta(seconds=1)
    found = await site.adapter.find(EAST, delivery_key=KEY, since=since, until=since)
    assert found is not None
    assert found.external_id == site.slack.messages("C0EAST")[0]["ts"]


async def test_workspace_that_is_added_again_has_its_new_token(site):
    await add(site)
    site.slack.workspaces.revoke("T2")
    await add(site)
    await post(site, EAST)
    assert len(site.slack.messages("C0EAST")) == 1


async def test_bot_token_s_workspace_may_be_named_like_the_others(site):
    await post(site, Channel(adapter="slack", external_id="T1/C0NEWS"))
    assert len(site.slack.messages("C0NEWS")) == 1


async def test_added_workspaces_are_known_after_a_restart(site, slack, tmp_path, store):
    await add(site)
    await site.adapter.close()
    await store.close()
    reopened = await open_store("sqlite:///store.db", base_dir=tmp_path)
    again = Site(slack, reopened)
    await again.adapter.start()
    await post(again, EAST)
    assert len(slack.messages("C0EAST")) == 1
    await again.adapter.close()
    await reopened.close()


async def test_way_begun_before_a_restart_ends_after_it(site, slack, store):
    browser = Browser()
    state = await state_of(site, browser)
    await site.adapter.close()
    again = Site(slack, store)
    await again.adapter.start()
    assert (await come_back(again, browser, f"code={slack.workspaces.allow('T2')}&state={state}"))[0] == 200
    await again.adapter.close()


# --- what is refused ------------------------------------------------------------------------------------


async def refused(site: Site, store: Store, browser: Browser, query: str) -> tuple[int, str]:
    """Come back; nothing is kept, and the code is not used up."""
    before = len(site.slack.calls)
    status, page = await come_back(site, browser, query)
    assert site.slack.calls[before:] == []
    assert await store.find_installation("T2") is None
    assert INSTALL_URL in page
    return status, page


async def test_state_counts_once(site, store):
    browser = Browser()
    state = await state_of(site, browser)
    await come_back(site, browser, f"code={site.slack.workspaces.allow('T3')}&state={state}")
    browser.keep("slack-app-oauth-state", state)  # a person who kept what we told the browser to forget
    code = site.slack.workspaces.allow("T2")
    assert (await refused(site, store, browser, f"code={code}&state={state}"))[0] == 401


async def test_state_ends_after_ten_minutes(site, store):
    browser, code = Browser(), site.slack.workspaces.allow("T2")
    state = await state_of(site, browser)
    site.clock.forward(600)
    assert (await refused(site, store, browser, f"code={code}&state={state}"))[0] == 401
    state = await state_of(site, browser)
    site.clock.forward(599)
    assert (await come_back(site, browser, f"code={code}&state={state}"))[0] == 200


async def test_state_of_somebody_else_or_of_nobody_is_refused(site, store):
    victim, stranger, code = Browser(), Browser(), site.slack.workspaces.allow("T2")
    theirs = await state_of(site, stranger)
    await state_of(site, victim)
    for query in (
        f"code={code}&state={theirs}",
        f"code={code}",
        f"code={code}&state=",
        "",
        "state=" + theirs,
    ):
        assert (await refused(site, store, victim, query))[0] == 400
    forged = Browser()
    forged.keep("slack-app-oauth-state", "made-up")
    assert (await refused(site, store, forged, f"code={code}&state=made-up"))[0] == 401
    assert (await come_back(site, stranger, f"code={code}&state={theirs}"))[0] == 200


async def test_person_who_does_not_allow_it_is_told_that_nothing_was_added(site, store):
    browser = Browser()
    state = await state_of(site, browser)
    _, page = await refused(site, store, browser, f"error=access_denied&state={state}")
    assert "did not allow" in page
    _, page = await refused(site, store, browser, "error=<script>alert(1)</script>")
    assert "<script>" not in page


@pytest.mark.parametrize(
    ("mood", "status"),
    [(says("invalid_code"), 401), (drops(is_stored=False), 502), (answers(500, "<html>"), 401)],
    ids=["refused", "no answer", "broken"],
)
async def test_slack_that_gives_no_token_leaves_nothing_behind(site, store, mood, status):
    site.slack.next("oauth.v2.access", mood)
    assert (await add(site))[0] == status
    assert await store.find_installation("T2") is None
    assert (await add(site))[0] == 200


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"refresh_token": "xoxe-fake", "expires_in": 43200}, "token rotation"),
        ({"is_organisation": True}, "whole organisation"),
        ({"access_token": None}, "bot scopes"),
    ],
)
async def test_installation_that_could_not_be_used_is_refused_in_words(site, store, more, said):
    status, page = await add(site, **more)
    assert (status, said in page) == (500, True)
    assert await store.find_installation("T2") is None


async def test_store_that_cannot_be_used_is_told_on_the_page_and_delays_no_acknowledgement(site, store):
    browser = Browser()
    state = await state_of(site, browser)
    await store.close()
    assert (await come_back(site, browser, f"code=x&state={state}"))[0] == 503
    assert (await Browser().open(f"{site.here}/slack/install"))[0] == 503
    with pytest.raises(RetryableDelivery, match="closed"):
        await post(site, EAST)
    name, request = site.command("help", team="T2")
    assert (await site.post(request))[0] == 200
    await site.answer_to(name)


async def test_workspace_that_has_not_added_the_app_is_told_where_to(site):
    with pytest.raises(CredentialsRejected, match=rf"T3 .*{INSTALL_URL}.*Allow"):
        await post(site, Channel(adapter="slack", external_id="T3/C0WEST"))
    with pytest.raises(CredentialsRejected, match=INSTALL_URL):
        await site.adapter.find(EAST, delivery_key=KEY, since=site.clock.now(), until=site.clock.now())
    assert "chat.postMessage" not in site.slack.calls


async def test_workspace_whose_token_is_refused_is_told_to_add_the_app_again(site):
    await add(site)
    site.slack.workspaces.revoke("T2")
    sent = post(site, EAST)
    looked_up = site.adapter.find(EAST, delivery_key=KEY, since=site.clock.now(), until=site.clock.now())
    for trying in (sent, looked_up):
        with pytest.raises(CredentialsRejected, match=f"token_revoked: open {INSTALL_URL}") as caught:
            await trying
        assert "SLACK_BOT_TOKEN" not in str(caught.value)


async def test_one_workspace_s_token_opens_no_channel_of_another(site):
    await add(site)
    with pytest.raises(ChannelRejected, match="channel_not_found"):
        await post(site, Channel(adapter="slack", external_id="T2/C0NEWS"))


async def test_other_workspace_needs_what_is_not_set(slack):
    site = Site(slack)
    await site.adapter.start()
    with pytest.raises(CredentialsRejected, match=r"SLACK_CLIENT_ID and SLACK_CLIENT_SECRET"):
        await post(site, EAST)
    assert (await Browser().open(f"{site.here}/slack/install"))[0] == 404
    await site.adapter.close()


# --- asking ---------------------------------------------------------------------------------------------


async def test_command_of_another_workspace_comes_from_a_channel_with_its_team(site):
    for team, channel in (("T2", "C0EAST"), ("T1", "C0NEWS")):
        name, request = site.command("why", team=team, channel_id=channel, user=f"U{team}")
        await site.post(request)
        await site.answer_to(name)
    assert [(str(asked.asker.channel), asked.asker.person) for asked in site.handler.asked] == [
        ("slack:T2/C0EAST", "slack:UT2"),
        ("slack:C0NEWS", "slack:UT1"),
    ]


async def test_button_of_another_workspace_is_answered(site):
    body = slack_asking.named(slack_asking.press("topicwire:why", KEY, team="T2"), "b1", url=site.slack.url)
    await site.post(HttpRequest.of_button(body))
    assert (await site.answer_to("b1"))["text"] == "You pressed why"


# --- leaving --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "fields"), [("app_uninstalled", {}), ("tokens_revoked", {"tokens": {"bot": ["U0BOT"]}})]
)
async def test_workspace_that_takes_the_app_out_is_forgotten_and_told_how_to_come_back(
    site, store, kind, fields
):
    await add(site, "T3")
    await add(site)
    await happens(site, kind, team="T2", **fields)
    assert await store.find_installation("T2") is None
    with pytest.raises(CredentialsRejected, match=INSTALL_URL):
        await post(site, EAST)
    await post(site, Channel(adapter="slack", external_id="T3/C0WEST"))


async def test_person_s_own_token_that_is_revoked_takes_nothing_away(site, store):
    await add(site)
    await happens(site, "tokens_revoked", team="T2", tokens={"oauth": ["U1"], "bot": []})
    assert await store.find_installation("T2") is not None


async def test_news_of_an_old_end_takes_no_newer_installation_away(site, store):
    ended_at_s = site.clock.at_s
    site.clock.forward(60)
    await add(site)
    await happens(site, "app_uninstalled", team="T2", at_s=ended_at_s)
    assert await store.find_installation("T2") is not None


async def test_end_that_is_told_again_takes_no_newer_installation_away(site, store):
    await add(site)
    event = HttpRequest.json(slack_asking.event("app_uninstalled", team="T2", at_s=site.clock.at_s))
    await site.post(event)
    await add(site)  # in the same second
    site.clock.forward(1)
    await site.post(event)
    await site.adapter.close()
    assert await store.find_installation("T2") is not None


async def test_unsigned_end_takes_nothing_away(site, store):
    await add(site)
    event = slack_asking.event("app_uninstalled", team="T2", at_s=site.clock.at_s)
    assert (await HttpRequest.json(event).post(site.url))[0] == 401
    await site.adapter.close()
    assert await store.find_installation("T2") is not None


# --- secrets --------------------------------------------------------------------------------------------


async def test_no_secret_stands_in_the_log_or_on_a_page(site, store, capfd, caplog):
    caplog.set_level("DEBUG")
    pages = []
    with structlog.testing.capture_logs() as logs:
        pages += [await add(site)]
        site.slack.next("oauth.v2.access", says("invalid_code"), drops(is_stored=False))
        pages += [await add(site), await add(site), await add(site, refresh_token="xoxe-fake-refresh")]
        site.slack.workspaces.revoke("T2")
        with pytest.raises(CredentialsRejected) as caught:
            await post(site, EAST)
        await happens(site, "app_uninstalled", team="T2")
    said = f"{pages} {logs} {caught.value} {capfd.readouterr()}"
    ours = [one.getMessage() for one in caplog.records if not one.name.startswith("slack_sdk.web")]
    for secret in (TOKEN, CLIENT_SECRET, SIGNING_SECRET, "xoxb-", "xoxe-", "code-"):
        assert secret not in said
        assert not [message for message in ours if secret in message]
    assert {"slack.installed", "slack.not_installed", "slack.uninstalled"} <= {one["event"] for one in logs}
