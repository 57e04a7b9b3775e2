"""What an adapter needs to know of its platform: addresses, tokens, and who may do what."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from bot.core.model import Channel
from bot.ports import Clock
from bot.ports_installations import Installations, InstallationStore


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicAddress:
    """How Slack's requests reach us over HTTP: they are sent to ``url``, and handed on to ``host``:``port``.

    ``url`` begins with https:// and has no slash at its end. A request is believed when it was signed with
    ``signing_secret`` within some minutes of what ``clock`` says.
    """

    url: str
    host: str
    port: int
    signing_secret: str = field(repr=False)
    clock: Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class OAuth:
    """How other workspaces add Slack's app: which one they are asked about, where their tokens are kept."""

    client_id: str
    client_secret: str = field(repr=False)
    store: InstallationStore


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """``token`` posts, and is the bot's. ``address`` is the platform's API.

    Slack is heard over sockets that ``app_token`` (xapp-) opens, or over HTTP where there is a ``public``
    address; without both nothing is heard. ``installations`` holds the tokens of other workspaces, which
    are added by ``oauth`` at the public address. ``gateway``: Discord's socket.
    ``command``: what people write after the slash.
    ``channels``: those of the platform that something may be posted to, each with the groups or roles that
    its alerts call; they may become more or fewer at any time.
    ``groups``: the ids of Slack's user groups whose members may do more than others.
    """

    token: str = field(repr=False)
    address: str
    app_token: str = field(default="", repr=False)
    public: PublicAddress | None = None
    installations: Installations | None = None
    oauth: OAuth | None = None
    gateway: str = ""
    command: str = "watch"
    channels: Mapping[Channel, frozenset[str]] = field(default_factory=lambda: MappingProxyType({}))
    groups: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """An address to post to; whoever knows ``url`` can post there.

    ``form`` is ``json``, ``slack`` or ``discord``. ``secret`` signs what is posted as JSON; empty for none.
    """

    url: str = field(repr=False)
    form: str = "json"
    secret: str = field(default="", repr=False)
