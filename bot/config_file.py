"""What may stand in config.toml: every key with its type, its default and its limits. Reads nothing."""

import re
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from bot.core.feed import FeedFormat, OutletKind
from bot.core.filters import find_day, find_kind, find_language
from bot.core.mention import find_mention
from bot.core.reports import EFFECT_DAYS
from bot.core.standing import EditMode
from bot.core.subscription import Mode
from bot.core.urls import HTTP_URL_WORDS, is_http_url
from bot.core.zones import find_zone

NAME = r"[a-z0-9][a-z0-9_.-]{0,63}"
"""A webhook's or an apprise channel's name; its secrets in the environment are called after it."""

CHANNEL_IDS = {
    "console": r"[\w.-]+",
    "slack": r"(?:T[A-Z0-9]+/)?[CDG][A-Z0-9]+",
    "discord": r"[0-9]+",
    "webhook": NAME,
    "apprise": NAME,
}
ADAPTERS = tuple(CHANNEL_IDS)


def _http_url(value: str) -> str:
    if not is_http_url(value):
        raise ValueError(HTTP_URL_WORDS)
    return value


def _contact(value: str) -> str:
    is_address = is_http_url(value) or re.fullmatch(r"[^\s@]+@[^\s@]+\.[^\s@]+", value)
    # It becomes part of a header's comment, which ends at the first parenthesis.
    if value and not (is_address and re.fullmatch(r"[!-'*-:<-~]+", value)):
        raise ValueError('must be a web or mail address such as "https://example.org/bot", in plain ASCII')
    return value


def _public_url(value: str) -> str:
    try:
        _http_url(value)
    except ValueError:
        is_public = False
    else:
        parts = urlsplit(value)
        is_public = parts.scheme == "https" and not (parts.query or parts.fragment or parts.username)
    if value and not is_public:
        raise ValueError('must look like "https://topicwire.example.org": the address that Slack is to call')
    return value.rstrip("/")


def _sqlite_url(value: str) -> str:
    if not re.fullmatch(r"sqlite:///.+", value):
        raise ValueError('must look like "sqlite:///data/topicwire.db" (four slashes for an absolute path)')
    return value


def valid_channel(value: str) -> str:
    """Return a channel as an admin writes it. Raises: ValueError where it is none."""
    adapter, _, external_id = value.partition(":")
    if adapter not in CHANNEL_IDS or not re.fullmatch(CHANNEL_IDS[adapter], external_id):
        known = ", ".join(f"{name}:ID" for name in ADAPTERS)
        hint = (
            "such as slack:C0123, slack:T0123/C0123 or discord:1234 (the id, never the #name), "
            "webhook:press-desk or apprise:phone"
        )
        raise ValueError(f"must be one of {known}, {hint}")
    return value


def _person(value: str) -> str:
    if not re.fullmatch(r"slack:[UW][A-Z0-9]+|discord:[0-9]+", value):
        raise ValueError("must be a person's id, such as slack:U0123 or discord:1234 (never the @name)")
    return value


def _subscriber(value: str) -> str:
    if not re.fullmatch(r"slack:[UWS][A-Z0-9]+|discord:(?:role/)?[0-9]+", value):
        raise ValueError(
            "must be the id of a person or a group, such as slack:U0123, slack:S0123 (a user group), "
            "discord:1234 or discord:role/1234 (never a name)"
        )
    return value


def _name(value: str) -> str:
    if not re.fullmatch(NAME, value):
        raise ValueError("must be small letters, digits, - _ and .")
    return value


HttpUrl = Annotated[str, AfterValidator(_http_url)]
Zone = Annotated[str, AfterValidator(find_zone)]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class StoreSettings(_Section):
    """[store]: where everything is kept."""

    url: Annotated[str, AfterValidator(_sqlite_url)] = "sqlite:///data/topicwire.db"


class WatchlistSettings(_Section):
    """[watchlists]: the folder of watchlist files; None means the four that come with Topicwire."""

    dir: str | None = Field(default=None, min_length=1)


class FetchSettings(_Section):
    """[fetch]: how feeds are polled. ``allow_hosts`` are exceptions to the private-address guard."""

    allow_hosts: list[str] = []
    contact: Annotated[str, AfterValidator(_contact)] = ""
    timeout_s: float = Field(default=30.0, gt=0, le=300)
    max_bytes: int = Field(default=10_000_000, ge=1_000, le=100_000_000)
    min_interval_s: float = Field(default=300.0, ge=0, le=86_400)
    host_pause_s: float = Field(default=1.0, ge=0, le=60)
    full_text_s: float = Field(default=10.0, gt=0, le=60)


class ReloadSettings(_Section):
    """[reload]: what happens when a file is edited while the bot runs."""

    mode: Annotated[EditMode, Field(strict=False)] = EditMode.APPLY
    watch: bool = True
    days: int = Field(default=EFFECT_DAYS, ge=1, le=3_650)


class ConsoleSettings(_Section):
    """[console]: the console adapter's record of what it printed, one JSON line per alert."""

    record: str = Field(default="data/console.jsonl", min_length=1)


class HealthSettings(_Section):
    """[health]: where /healthz, /metrics and /feeds/ are served; port 0 switches them off."""

    host: str = Field(default="127.0.0.1", min_length=1)
    port: int = Field(default=9464, ge=0, le=65_535)


class LogSettings(_Section):
    """[log]: how much is logged to standard error, and in which form."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["text", "json"] = "text"


class SlackSettings(_Section):
    """[slack]: how Slack's requests come, over sockets or to a public address; and the platform's own one."""

    base_url: HttpUrl = "https://slack.com/api/"
    public_url: Annotated[str, AfterValidator(_public_url)] = ""
    listen_host: str = Field(default="127.0.0.1", min_length=1)
    listen_port: int = Field(default=3000, ge=1, le=65_535)


class DiscordSettings(_Section):
    """[discord]: the platform's addresses; only a proxy or a test changes them."""

    api_url: HttpUrl = "https://discord.com/api/v10"
    gateway_url: str = Field(default="wss://gateway.discord.gg/", pattern=r"^wss?://.+")


class ChatSettings(_Section):
    """[chat]: what people write after the slash, who may ask for more than others, what admins hear."""

    command: str = Field(default="watch", pattern=r"^[a-z0-9_-]{1,30}$")
    admins: list[Annotated[str, AfterValidator(_person)]] = []
    subscribers: list[Annotated[str, AfterValidator(_subscriber)]] = []
    time_zone: Zone = "UTC"
    admin_channel: Annotated[str, AfterValidator(valid_channel)] | None = None
    near_miss_report: bool = False
    merge_beyond: int = Field(default=20, ge=2, le=10_000)
    max_alerts_per_poll: int = Field(default=5, ge=1, le=10_000)

    @field_validator("near_miss_report")
    @classmethod
    def _has_a_reader(cls, value: bool, info: ValidationInfo) -> bool:
        if value and info.data.get("admin_channel", "named wrongly") is None:
            raise ValueError("must be false where no admin_channel is set to send it to")
        return value


class WebhookSettings(_Section):
    """[webhooks.NAME]: what is posted to one webhook, whose address is a secret."""

    format: Literal["json", "slack", "discord"] = "json"


def _selector(value: str) -> str:
    from selectolax.lexbor import LexborHTMLParser, SelectolaxError  # noqa: PLC0415 - only for pages

    try:
        LexborHTMLParser("").css(value)
    except SelectolaxError:
        raise ValueError("must be a CSS selector") from None
    return value


Selector = Annotated[str, AfterValidator(lambda value: _selector(value) if value else value)]


class PageSettings(_Section):
    """feeds.page: where on a page its articles stand, as CSS selectors."""

    item: Annotated[str, AfterValidator(_selector)]
    title: Selector = ""
    link: Selector = ""
    date: Selector = ""


class FeedSettings(_Section):
    """[[feeds]]: one feed and the outlet behind it. Only ``url`` is required."""

    url: HttpUrl
    outlet: str = ""
    kind: Annotated[OutletKind, Field(strict=False)] = OutletKind.UNKNOWN
    country: str = Field(default="", pattern=r"^([A-Z]{2})?$")
    lang: str = Field(default="", pattern=r"^([a-z]{2,3})?$")
    interval_s: float | None = Field(default=None, ge=0, le=604_800)
    group: str = Field(default="", max_length=200)
    format: Annotated[FeedFormat, Field(strict=False)] = FeedFormat.FEED
    full_text: bool = False
    page: PageSettings | None = Field(default=None, validate_default=True)

    @field_validator("page")
    @classmethod
    def _is_of_a_page(cls, value: PageSettings | None, info: ValidationInfo) -> PageSettings | None:
        form = info.data.get("format")
        if form is FeedFormat.PAGE and value is None:
            raise ValueError('must be { item = "a CSS selector" } with format = "page"')
        if form not in {FeedFormat.PAGE, None} and value is not None:
            raise ValueError('is for format = "page"')
        return value


class SubscriptionSettings(_Section):
    """[[subscriptions]]: which watchlist's alerts a channel gets, and how; what filters nothing is empty."""

    watchlist: str = Field(min_length=1)
    channel: Annotated[str, AfterValidator(valid_channel)]
    mode: Annotated[Mode, Field(strict=False)] = Mode.INSTANT
    hour: int | None = Field(default=None, ge=0, le=23)
    weekday: Annotated[str, AfterValidator(find_day)] | None = None
    time_zone: Zone | None = None
    min_score: float = Field(default=0.0, ge=0, le=1)
    langs: list[Annotated[str, AfterValidator(find_language)]] = []
    kinds: list[Annotated[str, AfterValidator(find_kind)]] = []
    mention: str = ""

    @field_validator("hour", "weekday", "time_zone")
    @classmethod
    def _is_of_the_mode(cls, value: object, info: ValidationInfo) -> object:
        modes = (Mode.WEEKLY,) if info.field_name == "weekday" else (Mode.DAILY, Mode.WEEKLY)
        if value is not None and info.data.get("mode", modes[0]) not in modes:
            raise ValueError(f"is for digests: set mode = {' or '.join(modes)}")
        return value

    @field_validator("mention")
    @classmethod
    def _is_of_the_platform(cls, value: str, info: ValidationInfo) -> str:
        adapter = str(info.data.get("channel", "")).partition(":")[0]
        return find_mention(adapter, value) if value and adapter else value


class ConfigFile(_Section):
    """The whole of config.toml; every section may be left out."""

    store: StoreSettings = StoreSettings()
    watchlists: WatchlistSettings = WatchlistSettings()
    reload: ReloadSettings = ReloadSettings()
    fetch: FetchSettings = FetchSettings()
    console: ConsoleSettings = ConsoleSettings()
    health: HealthSettings = HealthSettings()
    log: LogSettings = LogSettings()
    chat: ChatSettings = ChatSettings()
    slack: SlackSettings = SlackSettings()
    discord: DiscordSettings = DiscordSettings()
    webhooks: dict[Annotated[str, AfterValidator(_name)], WebhookSettings] = {}
    feeds: list[FeedSettings] = []
    subscriptions: list[SubscriptionSettings] = []
