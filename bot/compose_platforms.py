"""Joins the chat platforms with their settings: what adapters there are, how they start, trying them out."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from types import MappingProxyType

import structlog

import adapters as platforms
from adapters.console import ConsoleAdapter
from bot.app.subscriptions import Subscriptions
from bot.app.trial import try_out
from bot.config import PLATFORM_TOKENS, Settings
from bot.config_addresses import Named, variable
from bot.core.model import Channel
from bot.errors import DeliveryError, NotFound, RetryableDelivery
from bot.infra.clock import SystemClock
from bot.ports_chat import Adapter, CommandHandler, Trial
from bot.ports_installations import Installations, InstallationStore
from bot.store.open import open_reader

log = structlog.get_logger()

START_AGAIN_S = 30.0


def platform_adapters(
    settings: Settings,
    handler: CommandHandler | None,
    *,
    subscriptions: Subscriptions,
    installations: InstallationStore,
) -> dict[str, Adapter]:
    """A platform with a token has its own adapter; the console serves its channels until then.

    Webhooks and apprise have one where any is named: their addresses were asked for with the file.
    """
    record, command = settings.base_dir / settings.file.console.record, settings.file.chat.command
    adapters: dict[str, Adapter] = {
        kind: ConsoleAdapter(record=record, kind=kind, command=command)
        for kind in ("console", *PLATFORM_TOKENS)
    }
    for kind, name in PLATFORM_TOKENS.items():
        if name in settings.secrets:
            called = subscriptions.called(kind, also=settings.admin_channels())
            access = _access(settings, kind, installations, store=installations, channels=called)
            adapters[kind] = platforms.build(kind, access, handler)
    for kind, name in settings.missing_tokens().items():
        detail = f"{kind} alerts are printed on the console until {name} is set"
        log.warning("adapter.on_console", adapter=kind, detail=detail)
    for note in settings.slack_notes():
        log.warning("slack.incomplete", detail=note)
    if webhooks := _webhooks(settings):
        adapters["webhook"] = platforms.build_webhooks(webhooks, clock=SystemClock())
    if names := _names(settings, "apprise"):
        urls = {name: _secret(settings, variable(Named("apprise", name), "URL")) for name in names}
        adapters["apprise"] = platforms.build_apprise(urls)
    return adapters


async def start_adapter(adapter: Adapter) -> None:
    """Connect. A platform that is down or refuses us stops neither the feeds nor the other platform.

    Its alerts wait in the outbox: every try to deliver one asks the platform anew. To hear people it is tried
    again until it is there, or until it says that a person must act.
    """
    told = ""
    while True:
        try:
            await adapter.start()
        except DeliveryError as failure:
            if failure.detail != told:
                # Words to act on; a traceback would say nothing more.
                log.error("adapter.unavailable", adapter=adapter.kind, detail=failure.detail)  # noqa: TRY400
            told = failure.detail
            if not isinstance(failure, RetryableDelivery):
                return
            await asyncio.sleep(max(START_AGAIN_S, failure.retry_after_s or 0.0))
        else:
            return


async def try_platform(settings: Settings, kind: str) -> AsyncIterator[Trial]:
    """Try ``slack`` or ``discord`` and its channels out; see ``try_out``.

    Raises: NotFound where the token is not set; StoreError where those of other workspaces cannot be read.
    """
    channels = [channel for channel in settings.channels() if channel.adapter == kind]
    async with AsyncExitStack() as stack:
        installations: Installations | None = None
        if kind == "slack" and settings.has_other_workspaces:
            reader = await open_reader(settings.file.store.url, base_dir=settings.base_dir)
            stack.push_async_callback(reader.close)
            installations = reader
        called = Subscriptions(settings.subscriptions()).called(kind, also=settings.admin_channels())
        adapter = platforms.build(kind, _access(settings, kind, installations, channels=called), None)
        stack.push_async_callback(adapter.close)
        async for trial in try_out(adapter, channels, new_key=new_key):
            yield trial


async def discord_invite(settings: Settings) -> str:
    """Return the address that lets the bot into a server. Raises: DeliveryError; NotFound without a token."""
    return await platforms.discord_invite(_access(settings, "discord"))


def new_key() -> str:
    """Return a delivery's key; see ``model.Alert``."""
    return secrets.token_hex(12)


def _access(
    settings: Settings,
    kind: str,
    installations: Installations | None = None,
    *,
    store: InstallationStore | None = None,
    channels: Mapping[Channel, frozenset[str]] = MappingProxyType({}),
) -> platforms.Access:
    """Take where to look tokens of other workspaces up, and a ``store`` where they can be added as well.

    Raises: NotFound where the platform's token is not set.
    """
    token = PLATFORM_TOKENS[kind]
    if token not in settings.secrets:
        raise NotFound(f"{token} is not set: see docs/howto/{kind}.md")
    addresses = {"slack": settings.file.slack.base_url, "discord": settings.file.discord.api_url}
    return platforms.Access(
        token=_secret(settings, token),
        address=addresses[kind],
        # With a public address nothing comes over sockets, even where it cannot be used yet.
        app_token="" if settings.file.slack.public_url else _secret(settings, "SLACK_APP_TOKEN"),
        public=_public_address(settings),
        installations=installations if settings.adds_workspaces else None,
        oauth=_oauth(settings, store) if store is not None and settings.adds_workspaces else None,
        gateway=settings.file.discord.gateway_url,
        command=settings.file.chat.command,
        channels=channels,
        groups=_user_groups(settings),
    )


def _user_groups(settings: Settings) -> frozenset[str]:
    """Slack's groups whose members may subscribe."""
    named = [one.partition(":") for one in settings.file.chat.subscribers]
    return frozenset(name for kind, _, name in named if kind == "slack" and name.startswith("S"))


def _public_address(settings: Settings) -> platforms.PublicAddress | None:
    slack, signing_secret = settings.file.slack, _secret(settings, "SLACK_SIGNING_SECRET")
    if not slack.public_url or not signing_secret:
        return None
    return platforms.PublicAddress(
        url=slack.public_url,
        host=slack.listen_host,
        port=slack.listen_port,
        signing_secret=signing_secret,
        clock=SystemClock(),
    )


def _oauth(settings: Settings, store: InstallationStore) -> platforms.OAuth:
    return platforms.OAuth(
        client_id=_secret(settings, "SLACK_CLIENT_ID"),
        client_secret=_secret(settings, "SLACK_CLIENT_SECRET"),
        store=store,
    )


def _webhooks(settings: Settings) -> dict[str, platforms.Webhook]:
    """The webhooks that something may be posted to, by name."""
    return {
        name: platforms.Webhook(
            url=_secret(settings, variable(Named("webhook", name), "URL")),
            form=settings.file.webhooks[name].format,
            secret=_secret(settings, variable(Named("webhook", name), "SECRET")),
        )
        for name in _names(settings, "webhook")
    }


def _names(settings: Settings, kind: str) -> list[str]:
    """The names of this kind's channels."""
    return [channel.external_id for channel in settings.channels() if channel.adapter == kind]


def _secret(settings: Settings, name: str) -> str:
    secret = settings.secrets.get(name)
    return secret.get_secret_value() if secret else ""
