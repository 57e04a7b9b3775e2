"""The searches that are timed: twenty of each kind, drawn from the words of the made articles."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from bench.search_corpus import COUNTRIES
from bench.search_texts import RANKS, Vocabulary
from bot.search.similar import can_be_mended

PER_KIND = 20

FILTERS = {
    "": "no filter",
    "outlet:Outlet77": "outlet:",
    f"country:{COUNTRIES[3]}": "country:",
    "kind:state": "kind:",
    "topic:sco": "topic:",
    "lang:{lang}": "lang:",
    "feed:outlet5.example": "feed:",
    "since:30d": "since:",
    "before:2025-11": "before:",
}
"""What is written after a search, and what the table calls it."""


@dataclass(frozen=True, slots=True)
class Words:
    """Draws words of a language by their rank; ``first`` to ``last``, each rank as likely as 1 / rank."""

    vocabulary: Vocabulary
    drawn: np.random.Generator

    def word(self, first: int, last: int, *, least_chars: int = 2) -> str:
        while True:
            rank = int(first * (last / first) ** self.drawn.random())
            word = str(self.vocabulary.words[min(rank, RANKS - 1)])
            if len(word) >= least_chars:
                return word

    def rare(self) -> str:
        return self.word(60_000, RANKS)

    def middle(self) -> str:
        return self.word(2_000, 20_000)

    def common(self) -> str:
        return self.word(1, 40)

    def phrase(self) -> str:
        return f'"{self.vocabulary.phrases[int(self.drawn.integers(len(self.vocabulary.phrases)))]}"'


def searches(vocabularies: tuple[Vocabulary, ...], *, seed: int) -> Mapping[tuple[str, str], list[str]]:
    """Return the searches by (kind, language)."""
    en, zh, ru, ur = (
        Words(one, np.random.default_rng([seed, 7, number])) for number, one in enumerate(vocabularies)
    )
    makers = {
        ("rare word", "en"): en.rare,
        ("middle word", "en"): en.middle,
        ("common word", "en"): en.common,
        ("two words", "en"): lambda: f"{en.middle()} {en.common()}",
        ("one of two", "en"): lambda: f"{en.middle()} OR {en.middle()}",
        ("without", "en"): lambda: f"{en.middle()} -{en.middle()}",
        ("phrase", "en"): en.phrase,
        ("prefix, 5 letters", "en"): lambda: f"{en.word(2_000, 20_000, least_chars=6)[:5]}*",
        ("prefix, 3 letters", "en"): lambda: f"{en.word(200, 20_000, least_chars=6)[:3]}*",
        ("slip, ~word", "en"): lambda: f"~{slip(en.word(500, 20_000, least_chars=5), en.drawn)}",
        ("by relevance, middle", "en"): lambda: f"{en.middle()} sort:relevance",
        ("by relevance, common", "en"): lambda: f"{en.common()} sort:relevance",
        ("by relevance, phrase", "en"): lambda: f"{en.phrase()} sort:relevance",
        ("two characters", "zh"): lambda: zh.word(50, 20_000)[:2],
        ("one character", "zh"): lambda: zh.word(50, 20_000)[0],
        ("four characters", "zh"): lambda: zh.phrase().strip('"')[:4],
        ("middle word", "ru"): ru.middle,
        ("middle word", "ur"): ur.middle,
    }
    return {kind: [make() for _ in range(PER_KIND)] for kind, make in makers.items()}


def mistyped(vocabularies: tuple[Vocabulary, ...], *, count: int, seed: int) -> Iterator[tuple[str, str]]:
    """Yield words of the languages with spaces, each with one slip, beside the word itself."""
    drawn = np.random.default_rng([seed, 8])
    for number in range(count):
        vocabulary = vocabularies[(0, 0, 2, 3)[number % 4]]
        word = Words(vocabulary, drawn).word(100, 30_000, least_chars=4)
        while not can_be_mended(word):
            word = Words(vocabulary, drawn).word(100, 30_000, least_chars=4)
        yield word, slip(word, drawn)


def slip(word: str, drawn: np.random.Generator) -> str:
    """Return the word with a letter too many, one missing, another one, or two that changed places."""
    at = int(drawn.integers(len(word)))
    letter = word[int(drawn.integers(len(word)))]
    return (
        word[:at] + word[at + 1 :],
        word[:at] + letter + word[at:],
        word[:at] + letter + word[at + 1 :],
        word[:at] + word[at : at + 2][::-1] + word[at + 2 :],
    )[int(drawn.integers(4))]
