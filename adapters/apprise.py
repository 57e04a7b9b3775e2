"""Alerts through the apprise library: one channel is one of its URLs, whatever service that leads to.

Apprise says yes or no, and neither why nor what became of the message, so a no is an uncertain delivery. It
writes a URL, which is a secret, into its log; nothing of that log leaves it.
"""

import asyncio
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import apprise
import structlog

from adapters.hostile import excerpt_spans, isolated, one_line, web_link
from bot.core.chat import LINE_CHARS, LINES
from bot.core.entry import ENTRIES, Entry
from bot.core.languages import language_name
from bot.core.model import AlertMessage, Channel, Digest, Message, Notice
from bot.core.moment import shown_moment
from bot.core.outbox import Receipt
from bot.core.pacing import Pace
from bot.core.text import truncate
from bot.errors import ChannelRejected, MessageRejected, UncertainDelivery

log = structlog.get_logger()

TITLE_CHARS = 250
BODY_CHARS = 2_000
LINK_CHARS = 1_000
OUTLET_CHARS = 80
LANG_CHARS = 20
WHY_CHARS = 300
NO_TITLE = "(untitled)"

SEND_TIMEOUT_S = 12.0
"""After it apprise stops waiting. Its services wait 4 s for each answer; a thread cannot be ended, and a stop
of the bot waits for it, less than a container is given for that."""

PACE = Pace(channel_gap_s=1.0, per_s=5.0, burst=5, lanes=3)
"""A second between two messages to one recipient; what its service takes is not ours to know."""

THREADS = 3
"""Sends at a time: the threads are those in which articles are matched, and some must be left for that."""

_ENTITY = re.compile(r"&(?=#?\w+;)")


class AppriseAdapter:
    """Posts to the URLs in ``urls``, by the name that channels have after the colon."""

    kind = "apprise"
    pace = PACE
    can_edit = False
    can_look_up = False

    def __init__(self, urls: Mapping[str, str]) -> None:
        self._urls = urls
        self._asset = apprise.AppriseAsset(
            app_id="Topicwire",
            app_desc="Topicwire",
            async_mode=False,
            storage_mode=apprise.PersistentStoreMode.MEMORY.value,
            service_timeout=SEND_TIMEOUT_S,
        )
        self._services: dict[str, apprise.Apprise] = {}
        self._threads = asyncio.Semaphore(THREADS)
        _keep_quiet()

    async def start(self) -> None:
        """Read the URLs. Raises: ChannelRejected where apprise cannot use one; the others are used."""
        problems = []
        for name in self._urls:
            try:
                await self._service(name)
            except ChannelRejected as refused:
                problems.append(refused.detail)
        log.info("apprise.started", channels=len(self._services))
        if problems:
            raise ChannelRejected("; ".join(problems))

    async def send(self, channel: Channel, message: Message, *, delivery_key: str) -> Receipt:
        """Post once; see ``ports.Adapter.send``.

        Raises: UncertainDelivery for any no: most stand for a refusal, but a lost answer is one as well.
        """
        service, text = await self._service(channel.external_id), plain(message)
        async with self._threads:
            result = await asyncio.to_thread(
                service.notify,
                title=text.title,
                body=text.body,
                body_format=apprise.NotifyFormat.TEXT,
                interpret_escapes=False,
            )
        if not result:
            raise UncertainDelivery("apprise could not deliver it, or got no answer; it does not say which")
        return Receipt(external_id=delivery_key)

    async def edit(
        self, channel: Channel, receipt: Receipt, message: AlertMessage, *, delivery_key: str
    ) -> None:
        """Raises: MessageRejected, always."""
        raise MessageRejected("apprise does not change what it has sent")

    async def find(
        self, channel: Channel, *, delivery_key: str, since: datetime, until: datetime
    ) -> Receipt | None:
        """Return None: nobody can be asked, and an alert twice is better than none."""
        return None

    async def close(self) -> None:
        """Nothing is open between two messages."""

    async def _service(self, name: str) -> apprise.Apprise:
        if name not in self._services:
            if name not in self._urls:
                raise ChannelRejected(f"apprise:{name} has no address: set it, then restart")
            async with self._threads:
                self._services[name] = await asyncio.to_thread(self._load, name)
        return self._services[name]

    def _load(self, name: str) -> apprise.Apprise:
        """Read one URL, and with the first one the modules of all services, which takes a while."""
        service = apprise.Apprise.instantiate(self._urls[name], asset=self._asset)
        if service is None:
            raise ChannelRejected(
                f"the address of apprise:{name} is none that apprise can use: see what it makes of it with "
                "`apprise -vv`, set it anew, then restart"
            )
        if len(service) > 1:
            # All of them would get again what one of them did not take.
            raise ChannelRejected(
                f"the address of apprise:{name} names several recipients, or retries of its own: give each "
                "recipient a channel, then restart"
            )
        sender = apprise.Apprise(asset=self._asset)
        sender.add(service)
        return sender


def _keep_quiet() -> None:
    """Let apprise log nothing: its complaint about a URL quotes it, and its traces take it apart."""
    logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainText:
    """A message as every service shows it."""

    title: str
    body: str


def plain(message: Message) -> PlainText:
    """Return the message as text in which no service finds a mention, a link's label or a tag."""
    match message:
        case AlertMessage():
            lines = _alert(message)
        case Digest():
            # Each alert has its share of the room: all are named, the longest links left out.
            share = BODY_CHARS // len(message.alerts)
            lines = [_entry(alert, share) for alert in message.alerts]
        case Notice():
            lines = _notice(message)
    title = one_line(message.title, TITLE_CHARS) or NO_TITLE
    return PlainText(title=truncate(_inert(title), TITLE_CHARS), body=truncate("\n".join(lines), BODY_CHARS))


def _alert(message: AlertMessage) -> list[str]:
    moment = shown_moment(message.at, is_dated=message.is_dated)
    outlet = isolated(one_line(message.outlet, OUTLET_CHARS))
    lang = one_line(language_name(message.lang), LANG_CHARS)
    facts = _inert(" · ".join(part for part in (outlet, moment, lang) if part))
    excerpt = _inert("".join(span.text for span in excerpt_spans(message.excerpt, BODY_CHARS // 2)))
    why = [_inert(line) for text in message.why if (line := one_line(text, WHY_CHARS))]
    return [line for line in (_link(message.url, LINK_CHARS), facts, excerpt, *why) if line]


def _notice(message: Notice) -> list[str]:
    """Its lines, then each entry's title and link. Entries share what lines leave: half of all at least."""
    lines = [_inert(line) for text in message.lines if (line := one_line(text, LINE_CHARS))][:LINES]
    entries = message.entries[:ENTRIES]
    if not entries:
        return lines
    above = truncate("\n".join(lines), BODY_CHARS // 2)
    share = (BODY_CHARS - len(above) - 1) // len(entries)
    return [*([above] if above else []), *(_entry(entry, share) for entry in entries)]


def _entry(entry: AlertMessage | Entry, room: int) -> str:
    link = _link(entry.url, room // 2)
    title = _inert(one_line(entry.title, TITLE_CHARS) or NO_TITLE)
    return "\n".join((truncate(title, room - len(link) - 2), *([link] if link else [])))


def _link(url: str, limit_chars: int) -> str:
    """The address; what some service would take for a mention or a tag in it is percent-encoded."""
    link = _ENTITY.sub("%26", web_link(url, limit_chars)).replace("@", "%40")
    return link if len(link) <= limit_chars else ""


def _inert(text: str) -> str:
    """Text without what begins something in any service's markup; what only looks bold may stay.

    Apprise escapes for some services and not for others, and in Slack's and Discord's makes mentions of
    what looks like one.
    """
    text = _ENTITY.sub("& ", text.replace("<", "‹").replace(">", "›"))
    return text.replace("@", "@\u200b").replace("](", "] (")
