"""Old and new watchlists, tried on the same articles in one go: what an edit changes, and what decides it.

Only watchlists that say something else now are tried. Both sides are in one matcher, so that a text is folded
and scanned once; watchlists never influence each other.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from bot.core.decimals import told_apart
from bot.core.effect import Effect, Sample, WatchlistEffect, edited, name_of, named_effect
from bot.core.effect_tally import EditTally, Hit, WatchlistTally, spread
from bot.core.mark import passages
from bot.core.model import Evidence, Match
from bot.core.past import PastArticle
from bot.core.watchlist import Watchlist
from bot.matching.account import Account
from bot.matching.matcher import Matcher

_NEW = "~new"
"""No id of a file has this sign."""


class BothRules:
    """An edit, compiled."""

    def __init__(self, before: Sequence[Watchlist], after: Sequence[Watchlist]) -> None:
        self._edited = edited(before, after)
        sides = chain.from_iterable(
            (was, now and replace(now, watchlist_id=key + _NEW)) for key, (was, now) in self._edited.items()
        )
        self._matcher = Matcher([one for one in sides if one is not None])
        self._thresholds = {one.watchlist_id: one.threshold for one in self._matcher.watchlists}

    def tally(self, articles: Sequence[PastArticle]) -> EditTally:
        """Try both sides on some articles."""
        counts: dict[str, _Counting] = {key: _Counting() for key in self._edited}
        found = self._matcher.match_mixed([(one.text, one.country) for one in articles])
        for article, matches in zip(articles, found, strict=True):
            for match in matches:
                self._count(counts[match.watchlist_id.removesuffix(_NEW)], article, match)
        watchlists = {key: one.tally() for key, one in counts.items()}
        return EditTally(articles=len(articles), watchlists=watchlists)

    def shown(self, tally: EditTally) -> list[int]:
        """Return the ids of the articles that are shown as samples of this tally."""
        chosen = (
            hit
            for one in tally.watchlists.values()
            for side in (one.gained, one.lost)
            for hit in spread(side)
        )
        return sorted({hit.article_id for hit in chosen})

    def effect(self, tally: EditTally, articles: Mapping[int, PastArticle], *, days: int) -> Effect:
        """Return what a tally says, with samples from ``articles``, by id: those of ``shown``.

        One that is missing, for it was deleted meanwhile, is no sample.
        """
        watchlists = (
            self._effect(key, tally.watchlists.get(key, WatchlistTally()), articles) for key in self._edited
        )
        return Effect(days=days, articles=tally.articles, watchlists=tuple(watchlists))

    def _count(self, counting: "_Counting", article: PastArticle, match: Match) -> None:
        is_new = match.watchlist_id.endswith(_NEW)
        if is_new:
            counting.heard.update(found.alias for found in match.evidence)
        if match.score >= self._thresholds[match.watchlist_id]:
            hit = Hit(article.article_id, article.story_id, article.lang, article.outlet)
            (counting.after if is_new else counting.before).add(hit)

    def _effect(
        self, key: str, tally: WatchlistTally, articles: Mapping[int, PastArticle]
    ) -> WatchlistEffect:
        was, now = self._edited[key]
        aliases = now.aliases if now else ()
        silent = dict.fromkeys(name_of(alias) for alias in aliases if alias.text not in tally.heard)
        return replace(
            named_effect(was, now, alerts=tally.alerts),
            gained=len(tally.gained),
            lost=len(tally.lost),
            by_lang=tally.by_lang,
            by_outlet=tally.by_outlet,
            gains=tuple(self._samples(key, tally.gained, articles, is_gain=True)),
            losses=tuple(self._samples(key, tally.lost, articles, is_gain=False)),
            silent_names=tuple(silent),
        )

    def _samples(
        self, key: str, hits: Sequence[Hit], articles: Mapping[int, PastArticle], *, is_gain: bool
    ) -> Iterator[Sample]:
        for hit in spread(hits):
            article = articles.get(hit.article_id)
            sample = article and self._sample(key, article, is_gain=is_gain)
            if sample:
                yield sample

    def _sample(self, key: str, article: PastArticle, *, is_gain: bool) -> Sample | None:
        """Return what decides about an article; None where it says something else by now."""
        accounts = {
            one.watchlist_id: one for one in self._matcher.explain(article.text, country=article.country)
        }
        old, new = accounts.get(key), accounts.get(key + _NEW)
        telling, silent = (new, old) if is_gain else (old, new)
        if telling is None or telling.match is None:
            return None
        (passage,) = passages(article.text, [_deciding(telling, telling.match, silent)])
        was, now = (one.match.score if one and one.match else None for one in (old, new))
        return Sample(
            article_id=article.article_id,
            title=article.text.title,
            url=article.url,
            outlet=article.outlet,
            lang=article.lang,
            seen_at=article.seen_at,
            passage=passage,
            was=was,
            now=now,
            obstacle=_obstacle(silent, self._thresholds.get(key if is_gain else key + _NEW)),
        )


@dataclass(frozen=True, slots=True)
class _Counting:
    """The tally of one watchlist while articles are counted."""

    before: set[Hit] = field(default_factory=set)
    after: set[Hit] = field(default_factory=set)
    heard: set[str] = field(default_factory=set)

    def tally(self) -> WatchlistTally:
        return WatchlistTally(
            before=frozenset(self.before), after=frozenset(self.after), heard=frozenset(self.heard)
        )


def _deciding(telling: Account, match: Match, silent: Account | None) -> Evidence:
    """Return the surest place that counts, of those that the other side does not count if there are any."""
    others = {_place(one) for one in silent.match.evidence} if silent and silent.match else set()
    sure = {one.evidence: one.confidence for one in telling.findings}
    own = [one for one in match.evidence if _place(one) not in others]
    return max(own or match.evidence, key=lambda one: sure.get(one, 0.0))


def _place(found: Evidence) -> tuple[str, int, int]:
    return found.field, found.start, found.end


def _obstacle(silent: Account | None, threshold: float | None) -> str:
    """Say why a watchlist does not alert; empty where there is none, which has no threshold."""
    if threshold is None:
        return ""
    if silent is None or not silent.findings:
        return "no name stands there"
    if silent.match:
        return "score {}, below {}".format(*told_apart(silent.match.score, threshold))
    surest = max(silent.findings, key=lambda one: one.confidence)
    best = silent.taker(surest) or surest
    worst = min(best.clues, key=lambda clue: clue.value)
    reason = f"{worst.rule} {worst.detail}".strip()
    return f'"{best.evidence.text}" does not count: {reason}'
