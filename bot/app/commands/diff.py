"""``diff``: what an edit of the watchlists does, for a person, a program or a pull request to read."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from bot.core.effect import Effect, Sample, Tally, WatchlistEffect
from bot.errors import Problem

_DECIMALS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Diff:
    """An edit's effect beside what the watchlists were compared with.

    ``obstacle`` says why it was not tried on stored articles; empty where it was. ``failing`` are the
    examples that come out otherwise than the files say.
    """

    against: str
    effect: Effect
    obstacle: str
    failing: tuple[Problem, ...]


def diff_row(diff: Diff) -> dict[str, Any]:
    """Return a diff for programs; ``articles`` is null where the edit was not tried."""
    return {
        "ok": not diff.failing,
        "against": diff.against,
        "days": diff.effect.days,
        "articles": None if diff.obstacle else diff.effect.articles,
        "obstacle": diff.obstacle,
        "failing_examples": [*map(asdict, diff.failing)],
        "watchlists": [_watchlist_row(one) for one in diff.effect.watchlists],
    }


def _watchlist_row(one: WatchlistEffect) -> dict[str, Any]:
    return {
        "watchlist": one.watchlist_id,
        "name": one.name,
        "became": one.became.value,
        "edited_besides": one.edited_besides,
        "names_added": one.names_added,
        "names_removed": one.names_removed,
        "alerts": {**asdict(one.alerts), "gained": one.gained, "lost": one.lost},
        "by_language": _tally_rows(one.by_lang),
        "by_outlet": _tally_rows(one.by_outlet),
        "gains": [*map(_sample_row, one.gains)],
        "losses": [*map(_sample_row, one.losses)],
        "silent_names": one.silent_names,
    }


def _tally_rows(tallies: Mapping[str, Tally]) -> dict[str, Any]:
    return {key: asdict(tally) for key, tally in tallies.items()}


def _sample_row(sample: Sample) -> dict[str, Any]:
    return {
        "id": sample.article_id,
        "title": sample.title,
        "url": sample.url,
        "outlet": sample.outlet,
        "language": sample.lang,
        "seen_at": sample.seen_at,
        "passage": asdict(sample.passage),
        "score_before": None if sample.was is None else round(sample.was, _DECIMALS),
        "score_after": None if sample.now is None else round(sample.now, _DECIMALS),
        "obstacle": sample.obstacle,
    }
