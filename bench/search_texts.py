"""Articles to search in: four languages, words by a Zipf law, phrases that come back, the watchlists' names.

All drawn from a seed, block by block with numpy, so that a million of them take minutes. English words are
real ones; those of the others are function words and made ones, Han words of up to four common characters.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from bench.match_texts import Language
from bot.config import SHIPPED_WATCHLISTS
from bot.core.model import ArticleText
from bot.infra.watchlist_dir import load_watchlists

LANGS = ("en", "zh", "ru", "ur")
SHARES = (0.60, 0.20, 0.15, 0.05)
BLOCK = 1_000
WORDS = 300
TITLE_WORDS, SUMMARY_WORDS = 10, 30
RANKS = 200_000
PHRASES = 600
ODD = 0.004
"""Of all words: numbers, names and slips that stand in one article or a few."""
MENTIONING = 0.1
"""Of all articles: those that name a topic."""


@dataclass(frozen=True, slots=True)
class Made:
    """One article; ``topics`` are the watchlists whose names were put in."""

    lang: str
    text: ArticleText
    topics: tuple[str, ...]


class Vocabulary:
    """The words of one language by rank, its phrases and the names of topics in it."""

    def __init__(self, lang: str, *, seed: int) -> None:
        self.lang = lang
        self.sign = "" if lang == "zh" else " "
        language = Language(lang, seed=seed)
        drawn = np.random.default_rng([seed, LANGS.index(lang)])
        words = _han_words(drawn) if lang == "zh" else [language.word(rank) for rank in range(RANKS)]
        self.words = np.array(words, dtype=object)
        self.phrases = [
            self.sign.join(self.words[ranks]) for ranks in _ranks(drawn, (PHRASES, 3), RANKS // 4)
        ]
        self.names = [
            (one.watchlist_id, alias.text)
            for one in load_watchlists(SHIPPED_WATCHLISTS)
            for alias in one.aliases
            if alias.lang == lang and not alias.is_regex
        ]

    def article(self, ranks: np.ndarray, chances: np.ndarray, drawn: np.random.Generator) -> Made:
        tokens = self.words[ranks].tolist()
        for at in np.flatnonzero(chances < ODD):
            tokens[at] = self._odd(drawn)
        for _ in range(2):
            tokens[int(drawn.integers(len(tokens)))] = self.phrases[int(PHRASES ** drawn.random()) - 1]
        topics: tuple[str, ...] = ()
        if self.names and drawn.random() < MENTIONING:
            topic, name = self.names[int(drawn.integers(len(self.names)))]
            topics = (topic,)
            for at in (drawn.integers(TITLE_WORDS), drawn.integers(len(tokens))):
                tokens[int(at)] = name
        for at in np.flatnonzero(chances > 0.93):
            tokens[at] += "。" if self.lang == "zh" else "۔" if self.lang == "ur" else "."
        title, summary = tokens[:TITLE_WORDS], tokens[TITLE_WORDS : TITLE_WORDS + SUMMARY_WORDS]
        body = tokens[TITLE_WORDS + SUMMARY_WORDS :]
        text = ArticleText(
            title=self.sign.join(title), summary=self.sign.join(summary), body=self.sign.join(body)
        )
        return Made(self.lang, text, topics)

    def _odd(self, drawn: np.random.Generator) -> str:
        if drawn.random() < 0.5:
            return str(int(drawn.integers(100, 1_000_000)))
        word = str(self.words[int(drawn.integers(RANKS))])
        at = int(drawn.integers(len(word)))
        return word[:at] + str(self.words[int(drawn.integers(100, 2000))])[0] + word[at:]


class Articles:
    """Any number of articles; the first hundred thousand of a million are those of a hundred thousand.

    They have ``WORDS`` words, or a number between ``lengths``: as many below their geometric mean as above.
    """

    def __init__(self, *, seed: int, lengths: tuple[int, int] = (WORDS, WORDS)) -> None:
        self._seed = seed
        self._lengths = lengths

    @cached_property
    def vocabularies(self) -> tuple[Vocabulary, ...]:
        return tuple(Vocabulary(lang, seed=self._seed) for lang in LANGS)

    def __call__(self, count: int) -> Iterator[Made]:
        for block in range(0, count, BLOCK):
            drawn = np.random.default_rng([self._seed, 1_000 + block])
            shortest, longest = self._lengths
            ranks = _ranks(drawn, (BLOCK, longest), RANKS)
            chances = drawn.random((BLOCK, longest))
            langs = drawn.choice(len(LANGS), BLOCK, p=SHARES)
            words = [longest] * BLOCK
            if shortest < longest:
                words = (shortest * (longest / shortest) ** drawn.random(BLOCK)).astype(int).tolist()
            for number in range(min(BLOCK, count - block)):
                part = slice(words[number])
                vocabulary = self.vocabularies[langs[number]]
                yield vocabulary.article(ranks[number, part], chances[number, part], drawn)


def _ranks(drawn: np.random.Generator, shape: tuple[int, int], ranks: int) -> np.ndarray:
    """Return ranks below ``ranks``, each as likely as 1 / rank."""
    return (ranks ** drawn.random(shape)).astype(np.int64) - 1


def _han_words(drawn: np.random.Generator) -> list[str]:
    """Return words of two characters for the most part, the frequent ones of frequent characters."""
    characters = drawn.permutation(np.arange(0x4E00, 0x4E00 + 3_500))
    words: dict[str, None] = {}
    while len(words) < RANKS:
        size = int(drawn.choice((1, 2, 2, 2, 2, 2, 3, 3, 4)))
        most = min(3_500, 100 + len(words) // 4)
        picked = (most ** drawn.random(size)).astype(np.int64) - 1
        words.setdefault("".join(map(chr, characters[picked])))
    return list(words)
