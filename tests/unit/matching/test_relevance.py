"""The score: from named components, in the order a reader expects."""

import math
from dataclasses import asdict

import pytest

from bot.core.watchlist import Weights
from bot.matching.relevance import Find, relevance


def find(*, lead_chars: int | None, weight: float = 1.0, similarity: float = 1.0, alias: str = "a") -> Find:
    return Find(alias=alias, weight=weight, similarity=similarity, lead_chars=lead_chars)


def score(
    *finds: Find, words: int = 400, has_text: bool = True, context_words: int = 0, excluded: int = 0
) -> float:
    return relevance(
        finds, words=words, has_text=has_text, context_words=context_words, excluded=excluded
    ).score


def test_a_bare_headline_is_enough_for_an_alert() -> None:
    assert score(find(lead_chars=None), words=8, has_text=False) > 0.9
    assert score(find(lead_chars=None, weight=0.6), words=8, has_text=False) > 0.8


def test_a_mention_in_the_lead_of_a_short_item_is_enough_for_an_alert() -> None:
    assert score(find(lead_chars=20), words=60) > 0.8


def test_one_passing_mention_in_a_long_article_is_not() -> None:
    assert score(find(lead_chars=9000), words=3000) < 0.5


@pytest.mark.parametrize(
    ("more", "less"),
    [
        ([find(lead_chars=None)], [find(lead_chars=10)]),
        ([find(lead_chars=10)], [find(lead_chars=4000)]),
        ([find(lead_chars=10), find(lead_chars=50)], [find(lead_chars=10)]),
        ([find(lead_chars=10, weight=0.9)], [find(lead_chars=10, weight=0.4)]),
        ([find(lead_chars=10)], [find(lead_chars=10, similarity=0.8)]),
        (
            [find(lead_chars=9, alias="a"), find(lead_chars=9, alias="b")],
            [find(lead_chars=9, alias="a"), find(lead_chars=9, alias="a")],
        ),
    ],
)
def test_more_prominent_finds_score_higher(more: list[Find], less: list[Find]) -> None:
    assert score(*more) > score(*less)


def test_context_helps_and_exclusion_hurts() -> None:
    assert score(find(lead_chars=9), context_words=3) > score(find(lead_chars=9))
    assert score(find(lead_chars=9), excluded=2) < score(find(lead_chars=9))


def test_each_component_is_its_weight_times_its_feature() -> None:
    weights = Weights(bias=-1.0, title=0.5, context=3.0)
    components = relevance(
        [find(lead_chars=None)], words=8, has_text=False, context_words=1, excluded=1, weights=weights
    )
    assert set(asdict(components.features)) == set(asdict(Weights()))
    assert components.features.bias == 1
    for name, feature in asdict(components.features).items():
        assert 0 <= feature <= 1
        assert getattr(components, name) == getattr(weights, name) * feature
    total = sum(getattr(components, name) for name in asdict(weights))
    assert components.score == pytest.approx(1 / (1 + math.exp(-total)))


@pytest.mark.parametrize(("bias", "expected"), [(9e9, 1.0), (-9e9, 0.0)])
def test_weights_of_any_size_make_a_score(bias: float, expected: float) -> None:
    components = relevance(
        [find(lead_chars=None)],
        words=8, has_text=False, context_words=0, excluded=0, weights=Weights(bias=bias),
    )  # fmt: skip
    assert components.score == expected
