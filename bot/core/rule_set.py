"""Watchlists that are used together, the version they have together, and how two such sets differ."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.core.rule_version import rules_version
from bot.core.watchlist import Watchlist


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSet:
    """All watchlists of one reading of the files. Made by ``rule_set``, which knows the version."""

    version: str
    watchlists: tuple[Watchlist, ...]


def rule_set(watchlists: Iterable[Watchlist]) -> RuleSet:
    together = tuple(watchlists)
    return RuleSet(version=rules_version(together), watchlists=together)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """The ids of the watchlists that only one of two sets has, or that say something else in the other."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]

    def lines(self) -> Iterator[str]:
        """Say it in words, what is empty left out."""
        named = (("new topics", self.added), ("gone", self.removed), ("changed", self.changed))
        return (f"{what}: {', '.join(ids)}" for what, ids in named if ids)


def difference(before: RuleSet, after: RuleSet) -> Difference:
    old, new = ({one.watchlist_id: one for one in each.watchlists} for each in (before, after))
    return Difference(
        added=tuple(sorted(new.keys() - old.keys())),
        removed=tuple(sorted(old.keys() - new.keys())),
        changed=tuple(sorted(key for key in new.keys() & old.keys() if new[key] != old[key])),
    )
