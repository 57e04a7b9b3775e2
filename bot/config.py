"""config.toml + environment -> Settings: every key typed, every mistake reported at once.

Reads two kinds of input and nothing else: the TOML file an admin keeps in git, and secrets from the
environment (``NAME`` or ``NAME_FILE``), which never stand in the file. An unknown key is an error that
names the nearest known one. Relative paths count from the folder of the config file.
"""

import functools
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, get_args, get_origin
from urllib.parse import urlsplit

from pydantic import BaseModel, SecretStr, ValidationError
from pydantic_core import ErrorDetails

from bot.config_addresses import address_problems, secret_names
from bot.config_file import ConfigFile, HealthSettings, SubscriptionSettings
from bot.core.commands import WEEKDAYS
from bot.core.feed import Feed, Outlet, OutletKind, PageSelectors
from bot.core.model import (
    Channel,
    DigestTime,
)
from bot.core.subscription import Mode, Subscription
from bot.core.toml_text import read_toml
from bot.core.wish import DEFAULT_HOUR
from bot.errors import ConfigError, Problem

SHIPPED_WATCHLISTS = Path(__file__).parent / "shipped_watchlists"

PLATFORM_TOKENS = {"slack": "SLACK_BOT_TOKEN", "discord": "DISCORD_TOKEN"}
"""Platform -> the secret it cannot do without; the console stands in until that is set."""

OAUTH_SECRETS = ("SLACK_SIGNING_SECRET", "SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET")
"""What other Slack workspaces need to add the app, beside [slack] public_url."""

SECRET_NAMES = ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", *OAUTH_SECRETS, "DISCORD_TOKEN")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a process runs with: the file's values, the folder it stands in, and the secrets.

    ``secrets`` holds only those that were set; a SecretStr prints as asterisks.
    """

    file: ConfigFile
    path: Path
    secrets: Mapping[str, SecretStr]

    @property
    def base_dir(self) -> Path:
        return self.path.parent

    @property
    def watchlist_dir(self) -> Path:
        configured = self.file.watchlists.dir
        return self.base_dir / configured if configured is not None else SHIPPED_WATCHLISTS

    def feeds(self) -> tuple[Feed, ...]:
        return tuple(
            Feed(
                url=feed.url,
                outlet=Outlet(
                    name=feed.outlet or (urlsplit(feed.url).hostname or feed.url),
                    country=feed.country,
                    kind=feed.kind,
                ),
                lang=feed.lang,
                interval_s=feed.interval_s,
                group=feed.group,
                format=feed.format,
                full_text=feed.full_text,
                page=None if feed.page is None else PageSelectors(**feed.page.model_dump()),
            )
            for feed in self.file.feeds
        )

    def subscriptions(self) -> tuple[Subscription, ...]:
        return tuple(
            Subscription(
                watchlist_id=entry.watchlist,
                channel=parse_channel(entry.channel),
                digest_at=self._digest_at(entry),
                min_score=entry.min_score,
                langs=tuple(entry.langs),
                kinds=tuple(map(OutletKind, entry.kinds)),
                mention=entry.mention,
            )
            for entry in self.file.subscriptions
        )

    def _digest_at(self, entry: SubscriptionSettings) -> DigestTime | None:
        if entry.mode is Mode.INSTANT:
            return None
        return DigestTime(
            hour=DEFAULT_HOUR if entry.hour is None else entry.hour,
            zone=entry.time_zone or self.file.chat.time_zone,
            weekday=WEEKDAYS.index(entry.weekday or WEEKDAYS[0]) if entry.mode is Mode.WEEKLY else None,
        )

    @property
    def admin_channel(self) -> Channel | None:
        named = self.file.chat.admin_channel
        return None if named is None else parse_channel(named)

    def admin_channels(self) -> tuple[Channel, ...]:
        """The admins' channel, where they have one."""
        return () if self.admin_channel is None else (self.admin_channel,)

    def channels(self) -> tuple[Channel, ...]:
        """Every channel that something may be posted to by the file, in its order."""
        return tuple(dict.fromkeys((*(one.channel for one in self.subscriptions()), *self.admin_channels())))

    def missing_tokens(self) -> Mapping[str, str]:
        """Platform -> the secret to set, for each platform that is subscribed and has no token."""
        subscribed = {channel.adapter for channel in self.channels()}
        return {
            kind: name
            for kind, name in PLATFORM_TOKENS.items()
            if kind in subscribed and name not in self.secrets
        }

    def slack_notes(self) -> tuple[str, ...]:
        """What Slack lacks for what is configured, each in words to act on."""
        if "SLACK_BOT_TOKEN" not in self.secrets:
            return ()
        notes: list[str] = []
        if self.file.slack.public_url and "SLACK_SIGNING_SECRET" not in self.secrets:
            notes.append(
                "slack buttons and commands are not heard: [slack] public_url needs SLACK_SIGNING_SECRET, "
                "which stands on the app's page Basic Information"
            )
        missing = [name for name in OAUTH_SECRETS if name not in self.secrets]
        if not self.file.slack.public_url:
            missing.insert(0, "[slack] public_url")
        is_wanted = self.has_other_workspaces or {"SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET"} & set(
            self.secrets
        )
        if missing and is_wanted:
            notes.append(
                "other slack workspaces cannot add the app, and nothing is posted there: also set "
                + ", ".join(missing)
            )
        return tuple(notes)

    @property
    def has_other_workspaces(self) -> bool:
        """Whether something is posted to a channel that is not in the bot token's workspace."""
        return any(one.adapter == "slack" and "/" in one.external_id for one in self.channels())

    @property
    def adds_workspaces(self) -> bool:
        """Whether other Slack workspaces can add the app."""
        return bool(self.file.slack.public_url) and all(name in self.secrets for name in OAUTH_SECRETS)


def parse_channel(text: str) -> Channel:
    """``slack:C0123`` -> Channel; the text was validated with the file."""
    adapter, _, external_id = text.partition(":")
    return Channel(adapter=adapter, external_id=external_id)


def load_settings(path: Path, *, environ: Mapping[str, str] = os.environ) -> Settings:
    """Read the config file and the secrets.

    Raises: ConfigError with every problem of the file and the environment.
    """
    return settings_of(config_text(read_config(path), path), path, environ=environ)


def read_config(path: Path) -> bytes | Problem:
    """Return what stands in the config file, or why it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        is_missing, other = isinstance(error, FileNotFoundError), f"cannot be read: {error}"
        return _problem(path, "no such file; name yours with --config PATH" if is_missing else other)


def config_text(content: bytes | Problem, path: Path) -> str:
    """Return the text of what ``read_config`` read. Raises: ConfigError where there is none."""
    text = _decoded(content, path) if isinstance(content, bytes) else content
    if isinstance(text, Problem):
        raise ConfigError((text,))
    return text


def _decoded(content: bytes, path: Path) -> str | Problem:
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        return _problem(path, f"cannot be read: {error}")


def settings_of(text: str, path: Path, *, environ: Mapping[str, str] = os.environ) -> Settings:
    """Return what a config file at ``path`` means that reads ``text``. Raises: as ``load_settings``."""
    absolute = path.absolute()
    raw = _parsed(text, path)
    problems: list[Problem] = []
    file = ConfigFile()
    try:
        file = ConfigFile.model_validate(raw)
    except ValidationError as error:
        problems += (_explain(str(path), details) for details in error.errors(include_url=False))
    problems += _contradictions(str(path), raw)
    secrets, secret_problems = _read_secrets(environ, [*SECRET_NAMES, *secret_names(raw)])
    problems += secret_problems
    unreadable = {problem.where.removesuffix("_FILE") for problem in secret_problems}
    problems += address_problems(str(path), raw, secrets=secrets, unreadable=unreadable)
    if problems:
        raise ConfigError(tuple(problems))
    return Settings(file=file, path=absolute, secrets=secrets)


def probable_watchlist_dir(content: bytes | Problem, path: Path) -> Path:
    """Where the watchlists are by a config file's content, most likely also where that has problems."""
    try:
        return path.absolute().parent / str(_parsed(config_text(content, path), path)["watchlists"]["dir"])
    except (ConfigError, KeyError, TypeError):
        return SHIPPED_WATCHLISTS


def probable_health(content: bytes | Problem, path: Path) -> HealthSettings:
    """Where a running bot answers by a config file's content, most likely also where that has problems.

    Raises: ConfigError where there is no content.
    """
    text = config_text(content, path)
    try:
        section = _parsed(text, path)["health"]
        return HealthSettings(**{key: section[key] for key in ("host", "port") if key in section})
    except (ConfigError, KeyError, TypeError, ValidationError):
        return HealthSettings()


def unknown_watchlists(
    content: bytes | Problem, path: Path, known_ids: Iterable[str], *, settings: Settings | None
) -> list[Problem]:
    """Subscriptions whose watchlist is not among ``known_ids``; needs the watchlists, so asked for apart.

    ``settings`` are those of the file; None where it has problems, and is read for what can be read of it.
    """
    known = sorted(known_ids)
    named: list[tuple[str, ...] | None]
    try:
        if settings is None:
            named = _values(_parsed(config_text(content, path), path), "subscriptions", "watchlist")
        else:
            named = [(entry.watchlist,) for entry in settings.file.subscriptions]
    except ConfigError:
        return []  # told by load_settings
    return [
        Problem(
            file=str(path),
            where=f"subscriptions[{index}].watchlist",
            message=f'there is no watchlist "{row[0]}"{_suggestion(row[0], known)}',
        )
        for index, row in enumerate(named)
        if row is not None and row[0] and row[0] not in known
    ]


@functools.lru_cache(maxsize=1)  # of one reading several things are asked; nobody changes what comes back
def _parsed(text: str, path: Path) -> Mapping[str, Any]:
    try:
        return read_toml(text)
    except ValueError as error:
        raise ConfigError((_problem(path, f"not valid TOML: {error}"),)) from None


def _problem(path: Path, message: str) -> Problem:
    return Problem(file=str(path), where="", message=message)


def _explain(file: str, details: ErrorDetails) -> Problem:
    loc, value = details["loc"], details["input"]
    if details["type"] == "extra_forbidden":
        known = _known_keys(loc[:-1])
        message = "unknown key" + (_suggestion(str(loc[-1]), known) or "; known here: " + ", ".join(known))
    elif details["type"] == "missing":
        message = "is required"
    elif details["type"] == "value_error":
        message = f"{details['ctx']['error']}, not {_shown(value)}"
    elif details["type"] == "string_pattern_mismatch":
        message = f"{_PATTERN_WORDS[str(loc[-1])]}, not {_shown(value)}"
    else:
        said = details["msg"].replace("Input should be", "must be").replace("String should have", "must have")
        message = f"{said}, not {_shown(value)}"
    return Problem(file=file, where=_key_path(loc), message=message)


_PATTERN_WORDS = {
    "country": 'must be two capital letters such as "PK"',
    "lang": 'must be a language code such as "ur"',
    "gateway_url": "must be a ws:// or wss:// address",
    "command": "must be small letters, digits, - and _, without the slash",
}


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _key_path(loc: Sequence[int | str]) -> str:
    path = ""
    for part in loc:
        if part == "[key]":  # what is wrong is the name before it
            continue
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else part
    return path


def _known_keys(loc: Sequence[int | str]) -> list[str]:
    model: type[BaseModel] = ConfigFile
    parts = iter(loc)
    for part in parts:
        if isinstance(part, str):
            annotation = model.model_fields[part].annotation
            if get_origin(annotation) is dict:
                next(parts, None)  # a name that an admin gave
            model = next(
                kind
                for kind in (annotation, *get_args(annotation))
                if isinstance(kind, type) and issubclass(kind, BaseModel)
            )
    return sorted(model.model_fields)


def _suggestion(word: str, known: Sequence[str]) -> str:
    nearest = get_close_matches(word, known, n=1)
    return f'; did you mean "{nearest[0]}"?' if nearest else ""


def _contradictions(file: str, raw: Mapping[str, Any]) -> Iterable[Problem]:
    yield from _repeats(file, "feeds", _values(raw, "feeds", "url"), "url")
    yield from _repeats(
        file, "subscriptions", _values(raw, "subscriptions", "watchlist", "channel"), "channel"
    )


def _values(raw: Mapping[str, Any], section: str, *keys: str) -> list[tuple[str, ...] | None]:
    """What stands under these keys in each table of a list; None where a table lacks one or is none.

    Works on the file as read, so that one mistake in it does not hide another.
    """
    tables = raw.get(section)
    rows = [table if isinstance(table, dict) else {} for table in tables] if isinstance(tables, list) else []
    found = [[row.get(key) for key in keys] for row in rows]
    return [tuple(map(str, row)) if all(isinstance(one, str) for one in row) else None for row in found]


def _repeats(
    file: str, section: str, values: Sequence[tuple[str, ...] | None], key: str
) -> Iterable[Problem]:
    first_at: dict[tuple[str, ...], int] = {}
    for index, value in enumerate(values):
        if value is None:
            continue
        if value in first_at:
            said = " -> ".join(value)
            message = f"{said} stands already in {section}[{first_at[value]}]; remove one"
            yield Problem(file=file, where=f"{section}[{index}].{key}", message=message)
        first_at.setdefault(value, index)


def _read_secrets(
    environ: Mapping[str, str], names: Iterable[str]
) -> tuple[dict[str, SecretStr], list[Problem]]:
    secrets: dict[str, SecretStr] = {}
    problems: list[Problem] = []
    for name in names:
        direct, file = environ.get(name, ""), environ.get(f"{name}_FILE", "")
        if direct and file:
            message = f"both {name} and {name}_FILE are set; keep one"
            problems.append(Problem(file="environment", where=name, message=message))
        elif direct:
            secrets[name] = SecretStr(direct.strip())
        elif file:
            try:
                secrets[name] = SecretStr(Path(file).read_text(encoding="utf-8").strip())
            except (OSError, UnicodeDecodeError) as error:
                reason = error.strerror if isinstance(error, OSError) else "not UTF-8 text"
                message = f"{file} cannot be read: {reason}"
                problems.append(Problem(file="environment", where=f"{name}_FILE", message=message))
    return secrets, problems
