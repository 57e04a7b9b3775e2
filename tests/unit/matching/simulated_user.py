"""A user who does not exist: hidden weights of her own decide, with some chance, what she finds relevant."""

import random
from dataclasses import asdict

from bot.core.mark import Features
from bot.core.watchlist import Weights
from bot.matching.relevance import Find, logistic, relevance


class SimulatedUser:
    """Reads articles drawn from a seed; equal seeds are equal users with equal articles."""

    def __init__(self, seed: int, *, differs_by: float) -> None:
        """``differs_by``: standard deviation of her weights from the default ones."""
        self._random = random.Random(seed)
        hidden = {
            name: weight + self._random.gauss(0, differs_by) for name, weight in asdict(Weights()).items()
        }
        self.weights = Weights(**hidden)

    def read(self, articles: int) -> list[tuple[Features, bool]]:
        """Return what the next articles measure, and whether she finds them relevant."""
        return [(features, self._likes(features)) for features in (self._article() for _ in range(articles))]

    def _likes(self, features: Features) -> bool:
        logit = sum(getattr(self.weights, name) * feature for name, feature in asdict(features).items())
        return self._random.random() < logistic(logit)

    def _article(self) -> Features:
        draw = self._random
        finds = [
            Find(
                alias=draw.choice("abcd"),
                weight=draw.choice((0.5, 0.7, 0.8, 1.0)),
                similarity=draw.choice((1.0, 1.0, 1.0, 0.9, 0.8)),
                lead_chars=None if draw.random() < 0.2 else int(draw.expovariate(1 / 1500)),
            )
            for _ in range(draw.randint(1, 6))
        ]
        return relevance(
            finds,
            words=int(draw.lognormvariate(5.8, 0.9)),
            has_text=True,
            context_words=draw.randint(0, 4),
            excluded=draw.choice((0, 0, 0, 1, 3)),
        ).features
