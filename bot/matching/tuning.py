"""Marks -> what they teach about a watchlist: weights that fit them, names that mislead, words to exclude.

The weights are fitted anew from the defaults each time, by logistic regression with a Gaussian prior: few
marks move them little. Nothing is changed and nothing is random: the same marks give the same report.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, fields

import numpy as np
from numpy.typing import NDArray

from bot.core.mark import Features, Mark, Passage
from bot.core.watchlist import Watchlist, Weights
from bot.matching.endings import fold_with_endings
from bot.matching.lookalikes import Lookalike, lookalikes
from bot.matching.variants import fold_name

MIN_STORIES = 10
MIN_OF_EACH_KIND = 3
"""Below these nothing is fitted: the weights would follow single articles."""
MIN_CALIBRATION = 30
"""From so many stories on the scores are also compared with how often they were right."""
MIN_NAME_STORIES = 5
PRIOR_SIGMA = 1.0
_MAX_STEPS = 50
_PRECISION = 1e-8

_Vector = NDArray[np.float64]
_NAMES = tuple(each.name for each in fields(Weights))


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """How well some weights agree with the marks.

    ``agreeing``: stories on the side of the watchlist's threshold that their marks ask for. ``brier``: mean
    square of score minus mark (0 or 1); less is better.
    """

    weights: Weights
    agreeing: int
    brier: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """The default weights, those in the file and new ones, tried on the same stories.

    ``refitted`` is held out: each story is judged by weights fitted on all the others. ``present`` is not
    where the file's weights were themselves fitted on these marks. ``guess_brier`` is that of the plain
    share of relevant stories.
    """

    default: Fit
    present: Fit
    refitted: Fit
    guess_brier: float

    @property
    def is_better(self) -> bool:
        """Whether the new weights agree with more marks than those in the file."""
        return self.refitted.agreeing > self.present.agreeing


@dataclass(frozen=True, slots=True, kw_only=True)
class NameRecord:
    """How often a story was relevant where this name was found; weights are None where there are none.

    ``suggested_weight`` is the expected share, counting two relevant stories and one other beforehand.
    """

    alias: str
    relevant: int
    stories: int
    weight: float | None
    suggested_weight: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tuning:
    """What a watchlist's marks say. Every story counts once; ``disputed`` ones, on which people differ, not.

    ``near_misses`` are stories in which no name counted: the rules refused them, whatever they would have
    weighed, so they teach nothing of weights and names, and are in no other number. ``missing`` says what the
    marks lack for weights, and is empty where there is a ``trial``.
    """

    watchlist_id: str
    marks: int
    people: int
    relevant: int
    not_relevant: int
    disputed: int
    near_misses: int
    missing: str
    trial: Trial | None
    names: tuple[NameRecord, ...]
    lookalikes: tuple[Lookalike, ...]

    @property
    def stories(self) -> int:
        return self.relevant + self.not_relevant

    @property
    def is_calibrated(self) -> bool:
        """Whether there are stories enough to compare scores with shares."""
        return self.stories >= MIN_CALIBRATION


def tune(marks: Sequence[Mark], watchlist: Watchlist) -> Tuning:
    """Return what the marks of one watchlist say; ``marks`` oldest first."""
    agreed, disputed = verdicts(marks)
    weighed = [(one, one.features) for one in agreed if one.features is not None]
    right = [one.passages for one, _ in weighed if one.is_relevant]
    wrong = [one.passages for one, _ in weighed if not one.is_relevant]
    missing = _missing(len(right), len(wrong))
    return Tuning(
        watchlist_id=watchlist.watchlist_id,
        marks=len(marks),
        people=len({mark.person for mark in marks}),
        relevant=len(right),
        not_relevant=len(wrong),
        disputed=disputed,
        near_misses=len(agreed) - len(weighed),
        missing=missing,
        trial=None if missing else _trial(weighed, watchlist),
        names=_name_records(right, wrong, watchlist),
        lookalikes=lookalikes(wrong, right, known=_known(watchlist)),
    )


def fit_weights(features: Sequence[Features], relevant: Sequence[bool]) -> Weights:
    """Return the most probable weights, given marks and a Gaussian prior round the default weights.

    The prior stands round the defaults, not round the weights in the file: those may come from an earlier
    fit to the same marks, which would then count twice, and more with each run.
    """
    x, y = _matrix(features), np.asarray(relevant, dtype=np.float64)
    return _weights(_fit(x, y, begin=_DEFAULT))


# --- stories --------------------------------------------------------------------------------------------


def verdicts(marks: Iterable[Mark]) -> tuple[list[Mark], int]:
    """Return the last mark of each story on which people agree, by majority; and how many are disputed.

    Ten colleagues who mark one article teach as much as one who does.
    """
    by_story: dict[int, list[Mark]] = {}
    for mark in marks:
        by_story.setdefault(mark.story_id, []).append(mark)
    agreed = []
    for story in by_story.values():
        balance = sum(1 if mark.is_relevant else -1 for mark in story)
        if balance:
            agreed.append(next(one for one in reversed(story) if one.is_relevant == (balance > 0)))
    return agreed, len(by_story) - len(agreed)


def _missing(relevant: int, not_relevant: int) -> str:
    lacks = []
    if (more := MIN_STORIES - relevant - not_relevant) > 0:
        lacks.append(f"{more} more marked {'story' if more == 1 else 'stories'}")
    for count, kind in ((relevant, "relevant"), (not_relevant, "not relevant")):
        if count < MIN_OF_EACH_KIND:
            lacks.append(f"at least {MIN_OF_EACH_KIND} marked {kind} (now {count})")
    return ", ".join(lacks)


# --- weights --------------------------------------------------------------------------------------------


def _trial(weighed: Sequence[tuple[Mark, Features]], watchlist: Watchlist) -> Trial:
    x = _matrix([features for _, features in weighed])
    y = np.array([float(one.is_relevant) for one, _ in weighed])
    fitted = _fit(x, y, begin=_DEFAULT)

    def fit_of(weights: Weights, scores: _Vector) -> Fit:
        is_alerting = scores >= watchlist.threshold
        return Fit(
            weights=weights,
            agreeing=int(np.sum(is_alerting == (y == 1))),
            brier=float(np.mean((scores - y) ** 2)),
        )

    default, present = Weights(), watchlist.weights
    return Trial(
        default=fit_of(default, _logistic(x @ _vector(default))),
        present=fit_of(present, _logistic(x @ _vector(present))),
        refitted=fit_of(_weights(fitted), _held_out(x, y, fitted)),
        guess_brier=float(np.mean((np.mean(y) - y) ** 2)),
    )


def _held_out(x: _Vector, y: _Vector, fitted: _Vector) -> _Vector:
    """Score each story by weights that did not see it.

    The one optimum does not depend on where the search begins: at the fit to all, it is near.
    """
    scores = np.empty(len(y))
    for at in range(len(y)):
        others = np.arange(len(y)) != at
        scores[at] = _logistic(x[at] @ _fit(x[others], y[others], begin=fitted))
    return scores


def _fit(x: _Vector, y: _Vector, *, begin: _Vector) -> _Vector:
    """Minimise the penalised log loss by Newton's method; it is strictly convex, so there is one minimum."""
    weights, loss = begin, _loss(x, y, begin)
    prior = np.eye(x.shape[1]) / PRIOR_SIGMA**2
    for _ in range(_MAX_STEPS):
        scores = _logistic(x @ weights)
        gradient = x.T @ (scores - y) + (weights - _DEFAULT) / PRIOR_SIGMA**2
        curvature = (x.T * (scores * (1 - scores))) @ x + prior
        step = np.linalg.solve(curvature, gradient)
        # A whole step may go too far where the scores are near 0 or 1; a short one never does.
        while (new_loss := _loss(x, y, weights - step)) > loss and np.abs(step).max() > _PRECISION:
            step = step / 2
        weights, loss = weights - step, new_loss
        if np.abs(step).max() <= _PRECISION:
            break
    return weights


def _loss(x: _Vector, y: _Vector, weights: _Vector) -> float:
    logits = x @ weights
    penalty = np.sum((weights - _DEFAULT) ** 2) / (2 * PRIOR_SIGMA**2)
    return float(np.sum(np.logaddexp(0, logits) - y * logits) + penalty)


def _logistic(logits: _Vector) -> _Vector:
    return np.exp(-np.logaddexp(0, -logits))


def _matrix(features: Sequence[Features]) -> _Vector:
    rows = [[getattr(one, name) for name in _NAMES] for one in features]
    return np.array(rows, dtype=np.float64).reshape(-1, len(_NAMES))


def _vector(weights: Weights) -> _Vector:
    return np.array(astuple(weights))


def _weights(vector: _Vector) -> Weights:
    return Weights(**dict(zip(_NAMES, vector.tolist(), strict=True)))


_DEFAULT = _vector(Weights())


# --- names and words ------------------------------------------------------------------------------------


def _name_records(
    right: Sequence[tuple[Passage, ...]], wrong: Sequence[tuple[Passage, ...]], watchlist: Watchlist
) -> tuple[NameRecord, ...]:
    """Return every name found in a marked story, the least reliable first."""
    weights = {one.text: one.weight for one in watchlist.aliases}
    weights |= {one.name: one.weight for one in watchlist.descriptions}
    relevant = _stories_by_name(right)
    stories = relevant + _stories_by_name(wrong)

    def expected(alias: str) -> float:
        return (relevant[alias] + 2) / (stories[alias] + 3)

    return tuple(
        NameRecord(
            alias=alias,
            relevant=relevant[alias],
            stories=stories[alias],
            weight=weights.get(alias),
            suggested_weight=expected(alias) if stories[alias] >= MIN_NAME_STORIES else None,
        )
        for alias in sorted(stories, key=lambda alias: (expected(alias), alias))
    )


def _stories_by_name(stories: Iterable[tuple[Passage, ...]]) -> Counter[str]:
    return Counter(alias for story in stories for alias in {passage.alias for passage in story})


def _known(watchlist: Watchlist) -> set[str]:
    """Return what the file has already, folded, with its open endings; and the single words of its names."""
    context, exclude = watchlist.context, watchlist.exclude
    names = {fold_name(alias.text) for alias in watchlist.aliases}
    phrases = {*context.any_of, *context.weak, *context.beside, *exclude.phrases, *exclude.article}
    phrases |= {word for _, word in exclude.sense_words}
    phrases |= {word for one in watchlist.descriptions for group in one.groups for word in group}
    return (
        names | set(fold_with_endings(sorted(phrases))) | {word for name in names for word in name.split(" ")}
    )
