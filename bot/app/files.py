"""The bytes of the config file and the watchlists -> settings and watchlists, and every problem at once."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.config import Settings, config_text, settings_of, unknown_watchlists
from bot.core.rule_set import RuleSet, rule_set
from bot.core.watchlist import Watchlist
from bot.errors import ConfigError, Problem
from bot.matching.examples import check_examples
from bot.matching.watchlist_files import parse_watchlists
from bot.ports_files import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """What an admin wrote, as far as it can be read. ``watchlists`` by path; ``settings`` None if bad."""

    settings: Settings | None
    watchlists: Mapping[str, Watchlist]
    problems: tuple[Problem, ...]


def parse_files(snapshot: Snapshot) -> Files:
    """Return what the files say; what cannot be read is a problem."""
    problems: list[Problem] = []
    settings: Settings | None = None
    try:
        settings = settings_of(config_text(snapshot.config, snapshot.path), snapshot.path)
    except ConfigError as error:
        problems += error.problems
    watchlists, wrong = parse_watchlists(snapshot.watchlists)
    known_ids = (one.watchlist_id for one in watchlists.values())
    problems += wrong or unknown_watchlists(snapshot.config, snapshot.path, known_ids, settings=settings)
    return Files(settings=settings, watchlists=watchlists, problems=tuple(problems))


def checked(files: Files, *, known: RuleSet) -> tuple[Settings, RuleSet]:
    """Return what the files say. Raises: ConfigError with every problem, wrong examples among them."""
    if files.problems or files.settings is None:
        raise ConfigError(files.problems)
    if problems := wrong_examples(files.watchlists, known=known):
        raise ConfigError(problems)
    return files.settings, rule_set(files.watchlists.values())


def wrong_examples(watchlists: Mapping[str, Watchlist], *, known: RuleSet) -> tuple[Problem, ...]:
    """Return the examples of edited watchlists, by path, that come out otherwise.

    Those of ``known`` ones are left alone: what is in force holds up no edit, whatever an upgrade made of it.
    """
    unedited = frozenset(known.watchlists)
    return check_examples({file: one for file, one in watchlists.items() if one not in unedited})
