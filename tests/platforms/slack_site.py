"""The Slack adapter, heard over sockets, or at a port of its own where Slack posts what it signs."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from urllib.parse import parse_qs, urlsplit

from adapters.access import Access, OAuth, PublicAddress
from adapters.slack.client import SlackAdapter
from bot.core.model import Channel
from bot.ports_installations import InstallationStore
from tests.platforms.fakes import slack_asking
from tests.platforms.fakes.listening import HandClock, Listening, until
from tests.platforms.fakes.loopback import free_port
from tests.platforms.fakes.slack_asking import SIGNING_SECRET, Browser, HttpRequest
from tests.platforms.fakes.slack_server import SlackServer
from tests.platforms.fakes.slack_sockets import APP_TOKEN
from tests.platforms.fakes.slack_workspaces import CLIENT_ID, CLIENT_SECRET, TOKEN

EAST = Channel(adapter="slack", external_id="T2/C0EAST")
WATCH_S = 0.1


@asynccontextmanager
async def started(slack: SlackServer, handler: Listening, **access: object) -> AsyncIterator[SlackAdapter]:
    """An adapter that hears over sockets."""
    plain = {"token": TOKEN, "address": slack.api, "app_token": APP_TOKEN}
    adapter = SlackAdapter(Access(**plain | access), handler, watch_s=WATCH_S)
    try:
        await adapter.start()
        await until(lambda: slack.sockets.is_open() == 2)
        yield adapter
    finally:
        await adapter.close()


async def answer_to(slack: SlackServer, envelope_id: str) -> dict:
    """Wait for the answer to a request; there is one."""
    await until(lambda: slack.sockets.answers.get(envelope_id))
    (answer,) = slack.sockets.answers[envelope_id]
    return answer


class Site:
    """A started adapter and the address at which it is asked."""

    def __init__(self, slack: SlackServer, store: InstallationStore | None = None) -> None:
        """Take where installations are kept; without, no other workspace can add the app."""
        self.slack = slack
        self.clock = HandClock()
        self.handler = Listening()
        self.port = free_port()
        self.here = f"http://127.0.0.1:{self.port}"
        self.url = f"{self.here}/slack/events"
        public = PublicAddress(
            url="https://topicwire.test",
            host="127.0.0.1",
            port=self.port,
            signing_secret=SIGNING_SECRET,
            clock=self.clock,
        )
        oauth = store and OAuth(client_id=CLIENT_ID, client_secret=CLIENT_SECRET, store=store)
        access = Access(
            token=TOKEN,
            address=slack.api,
            app_token="xapp-not-used",
            public=public,
            installations=store,
            oauth=oauth,
            channels={EAST: frozenset()},
        )
        self.adapter = SlackAdapter(access, self.handler)
        self._numbers = count(1)

    def command(self, text: str, **fields: object) -> tuple[str, HttpRequest]:
        """Return the name of a request, and the request."""
        name = f"h{next(self._numbers)}"
        body = slack_asking.named(slack_asking.command(text, **fields), name, url=self.slack.url)
        return name, HttpRequest.form(body)

    async def post(self, request: HttpRequest) -> tuple[int, str]:
        """Post it, signed now."""
        return await request.signed(at_s=self.clock.at_s).post(self.url)

    async def answer_to(self, name: str) -> dict:
        await until(lambda: self.slack.sockets.answers.get(name))
        (answer,) = self.slack.sockets.answers[name]
        return answer

    async def is_heard(self, request: HttpRequest) -> bool:
        """Say whether it reaches whoever answers; what comes after it always does."""
        before = len(self.handler.asked)
        await request.post(self.url)
        name, probe = self.command("probe")
        await self.post(probe)
        await self.answer_to(name)
        return len(self.handler.asked) > before + 1


async def state_of(site: Site, browser: Browser) -> str:
    """Open the install address; return the state that Slack's page is asked to give back."""
    status, leads_to, _ = await browser.open(f"{site.here}/slack/install")
    assert status == 302
    (state,) = parse_qs(urlsplit(leads_to).query)["state"]
    return state


async def come_back(site: Site, browser: Browser, query: str) -> tuple[int, str]:
    status, _, page = await browser.open(f"{site.here}/slack/oauth_redirect?{query}")
    return status, page


async def add(site: Site, team: str = "T2", **more: object) -> tuple[int, str]:
    """Go the whole way in one browser."""
    browser = Browser()
    state = await state_of(site, browser)
    code = site.slack.workspaces.allow(team, **more)
    return await come_back(site, browser, f"code={code}&state={state}")
