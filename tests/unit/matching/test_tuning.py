"""What marks teach: weights fitted from the defaults, held-out trials, records of names."""

import math
from dataclasses import asdict, replace
from datetime import timedelta
from statistics import mean

import pytest

from bot.core.mark import Features, Mark, Passage
from bot.core.watchlist import Alias, Context, Description, Exclude, Sense, Watchlist, Weights
from bot.matching.relevance import logistic
from bot.matching.tuning import fit_weights, tune
from tests.builders import NOW, make_features, make_mark
from tests.unit.matching.simulated_user import SimulatedUser

SCO = Watchlist(
    watchlist_id="sco",
    name="SCO",
    aliases=(Alias(text="SCO", weight=0.8), Alias(text="Shanghai Five")),
    descriptions=(Description(name="the bloc", groups=(("bloc",),)),),
)

Reading = list[tuple[Features, bool]]


def fitted(reading: Reading) -> Weights:
    return fit_weights([features for features, _ in reading], [liked for _, liked in reading])


def accuracy(weights: Weights, reading: Reading) -> float:
    def score(features: Features) -> float:
        return logistic(sum(weight * getattr(features, name) for name, weight in asdict(weights).items()))

    return mean((score(features) >= 0.5) == liked for features, liked in reading)


def marks_of(reading: Reading) -> list[Mark]:
    return [
        make_mark(story_id=number, features=features, is_relevant=liked)
        for number, (features, liked) in enumerate(reading)
    ]


def named(*aliases: str) -> tuple[Passage, ...]:
    return tuple(Passage(alias=alias, before="", text=alias, after="") for alias in aliases)


# --- weights --------------------------------------------------------------------------------------------


def test_twenty_marks_agree_with_articles_not_seen_better_than_the_defaults() -> None:
    before, after, limit = [], [], []
    for seed in range(10):
        user = SimulatedUser(seed, differs_by=1.0)
        marked, unseen = user.read(20), user.read(500)
        before.append(accuracy(Weights(), unseen))
        after.append(accuracy(fitted(marked), unseen))
        limit.append(accuracy(user.weights, unseen))
    assert mean(after) > mean(before) + (mean(limit) - mean(before)) / 2


def test_without_marks_the_weights_are_the_defaults() -> None:
    assert fitted([]) == Weights()


def test_one_mark_moves_the_weights_little_and_only_where_something_was_measured() -> None:
    weights = fitted([(make_features(context=0.0, title=1.0), False)])
    assert weights.context == Weights().context
    assert Weights().title - 1 < weights.title < Weights().title


def test_weights_stay_finite_where_one_circumstance_decides_everything() -> None:
    reading = [(make_features(title=float(number % 2)), number % 2 == 1) for number in range(1_000)]
    weights = fitted(reading)
    assert accuracy(weights, reading) == 1
    assert all(abs(weight) < 20 for weight in asdict(weights).values())


def test_the_fit_is_the_minimum_of_the_penalised_loss() -> None:
    reading = SimulatedUser(3, differs_by=2.0).read(60)
    best = fitted(reading)
    for name, weight in asdict(best).items():
        for moved in (weight - 0.01, weight + 0.01):
            assert penalised_loss(replace(best, **{name: moved}), reading) > penalised_loss(best, reading)


def penalised_loss(weights: Weights, reading: Reading) -> float:
    default, mine = asdict(Weights()), asdict(weights)
    loss = sum((mine[name] - default[name]) ** 2 for name in mine) / 2
    for features, liked in reading:
        score = logistic(sum(mine[name] * value for name, value in asdict(features).items()))
        loss -= math.log(score if liked else 1 - score)
    return loss


# --- the report -----------------------------------------------------------------------------------------


def test_too_few_marks_say_what_they_lack() -> None:
    tuning = tune([make_mark(story_id=number) for number in range(9)], SCO)
    assert tuning.trial is None
    assert tuning.missing == "1 more marked story, at least 3 marked not relevant (now 0)"


def test_the_trial_holds_each_story_out() -> None:
    """One feature tells the only story of its kind: only weights that have seen it know."""
    reading = [(make_features(), True)] * 9 + [(make_features(title=0.0), False)] * 3
    odd = (make_features(title=0.0, context=1.0), True)
    with_odd = tune(marks_of([*reading * 4, odd]), replace(SCO, weights=Weights(title=0.0)))
    assert with_odd.trial is not None
    assert with_odd.trial.refitted.agreeing == 48
    assert with_odd.trial.present.weights.title == 0


def test_the_new_weights_are_those_fitted_to_all_marks_whatever_the_file_says() -> None:
    reading = SimulatedUser(1, differs_by=1.5).read(40)
    new = fitted(reading)
    for weights in (Weights(), new):
        trial = tune(marks_of(reading), replace(SCO, weights=weights)).trial
        assert trial is not None
        assert trial.refitted.weights == new
        assert trial.present.weights == weights
        assert trial.default.weights == Weights()


def test_agreement_is_counted_at_the_watchlist_s_threshold() -> None:
    marks = marks_of([(make_features(), True)] * 8 + [(make_features(title=0.0, alias=0.1), False)] * 4)
    agreeing = []
    for threshold in (0.0, 0.5, 1.0):
        trial = tune(marks, replace(SCO, threshold=threshold)).trial
        assert trial is not None
        agreeing.append(trial.present.agreeing)
    assert agreeing == [8, 12, 4]


def test_a_story_counts_once_with_the_majority_and_disputed_ones_do_not() -> None:
    marks = [
        make_mark(person="cli:anna", is_relevant=True),
        make_mark(person="cli:ben", is_relevant=True),
        make_mark(person="cli:chen", is_relevant=False, marked_at=NOW + timedelta(days=1)),
        make_mark(story_id=2, person="cli:anna", is_relevant=True),
        make_mark(story_id=2, person="cli:ben", is_relevant=False),
    ]
    tuning = tune(marks, SCO)
    assert (tuning.marks, tuning.people, tuning.stories) == (5, 3, 1)
    assert (tuning.relevant, tuning.not_relevant, tuning.disputed) == (1, 0, 1)


def test_the_same_marks_give_the_same_report() -> None:
    marks = marks_of(SimulatedUser(2, differs_by=1.0).read(35))
    assert tune(marks, SCO) == tune(marks, SCO)
    assert tune(marks, SCO).is_calibrated
    assert not tune(marks[:29], SCO).is_calibrated


# --- names ----------------------------------------------------------------------------------------------


def test_a_name_s_record_counts_stories_and_suggests_a_weight_from_five_on() -> None:
    marks = [make_mark(story_id=n, is_relevant=n < 1, passages=named("SCO", "SCO")) for n in range(5)]
    marks += [make_mark(story_id=n, passages=named("the bloc", "gone")) for n in range(5, 9)]
    records = {record.alias: record for record in tune(marks, SCO).names}
    assert next(iter(records)) == "SCO"
    sco, bloc, gone = records["SCO"], records["the bloc"], records["gone"]
    assert (sco.relevant, sco.stories, sco.weight) == (1, 5, 0.8)
    assert sco.suggested_weight == pytest.approx(3 / 8)
    assert (bloc.relevant, bloc.stories, bloc.weight, bloc.suggested_weight) == (4, 4, 0.6, None)
    assert gone.weight is None


def test_words_that_tell_the_wrong_stories_are_suggested_unless_the_file_has_them() -> None:
    wrong = (Passage(alias="SCO", before="lawsuit of the ", text="SCO", after=" Group over Shanghai Unix"),)
    right = (Passage(alias="SCO", before="summit of the ", text="SCO", after=" in Bishkek"),)
    marks = [
        make_mark(story_id=n, is_relevant=n % 2 == 0, passages=(wrong, right)[n % 2 == 0]) for n in range(12)
    ]
    assert {one.words for one in tune(marks, SCO).lookalikes} == {"sco group", "lawsuit", "over", "unix"}


def test_no_word_is_suggested_that_the_file_has_with_an_open_ending_or_to_describe_the_topic() -> None:
    words = " was told: satellites and laundrettes, postal links, courts"
    wrong = (Passage(alias="SCO", before="", text="SCO", after=words),)
    marks = [
        make_mark(story_id=n, is_relevant=n % 2 == 0, passages=() if n % 2 == 0 else wrong) for n in range(12)
    ]
    telling = replace(
        SCO,
        context=Context(any_of=("satellite*",)),
        exclude=Exclude(senses=(Sense(name="chores", words=("laundrett*",)),)),
        descriptions=(Description(name="links", groups=(("post*",), ("link*", "rail"))),),
    )
    assert {one.words for one in tune(marks, telling).lookalikes} == {"sco was", "told", "courts"}


def test_near_misses_teach_neither_weights_nor_names_and_are_counted_apart() -> None:
    reading = SimulatedUser(3, differs_by=1.0).read(40)
    marks = marks_of(reading)
    near_misses = [
        make_mark(story_id=1_000 + number, features=None, is_relevant=True, passages=named("SCO"))
        for number in range(20)
    ]
    alone, together = tune(marks, SCO), tune([*marks, *near_misses], SCO)
    assert together.near_misses == 20
    assert replace(together, marks=alone.marks, near_misses=0) == alone
