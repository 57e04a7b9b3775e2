"""Watchlists of any number of names, and articles of any length that now and then hold one of them.

All drawn from a seed: four scripts, words by a Zipf law over a vocabulary that never ends. The usual English
words are real ones, for the matcher knows them; the rest is made. Such texts cost what real ones cost; how
well they are judged says nothing.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache

from bot.config import SHIPPED_WATCHLISTS
from bot.core.model import ArticleText
from bot.core.watchlist import Alias, Context, Exclude, Watchlist
from bot.infra.watchlist_dir import load_watchlists
from bot.matching import ordinary

NAMES_PER_WATCHLIST = 40
COMMON_RANKS = 30_000
ALL_RANKS = 3_000_000
RARE = 0.03  # of all words; most of them are met for the first time
MENTIONING = 1 / 3  # of all articles

# How words of a language begin, go on and end; what stands twice is twice as likely.
_SOUNDS = {
    "en": (
        "b c d f g h k l m n p r s t v w b c d f m n p r s t gr pl st tr ch",
        "a e i o u a e i o ea",
        "n r s t",
    ),
    "ru": ("б в г д ж з к л м н п р с т х ч ш ст пр", "а е и о у я", "н р с т ть ния ов ский"),
    "ur": ("ب پ ت ٹ ج چ ح د ڈ ر س ش ع ف ق ک گ ل م ن و ہ ی", "ا و ی ے", "ن ر م ت ں وں یں"),
    "ar": ("ب ت ج ح د ر س ش ص ع ف ق ك ل م ن ه و ي ال", "ا و ي", "ن ر م ة ات ين"),
}
_FUNCTION_WORDS = {
    "en": "the of to and a in is that for it was on with as be at by this from are have or an has",
    "ru": "и в не на что он с как это по но из у за от о для до к при так же все или",
    "ar": "في من على أن إلى التي عن مع هذا هذه بين كان ما لا بعد قبل كل أو قال خلال ذلك عند حتى قد",
    "ur": "کے کی میں سے اور کا کو ہے نے پر کہ ہیں اس یہ بھی کر تھا ایک وہ جو گیا ہو لیے کیا تو رہے",
    "zh": "的 是 在 和 了 有 不 人 中 大 为 上 个 国 我 以 要 他 时 来 用 们 生 到",
}
_FIRST_HAN, _HAN = 0x4E00, 6_000


class Language:
    """The words of one language by rank: the first are function words, the last are made."""

    def __init__(self, code: str, *, seed: int) -> None:
        self.code = code
        self._seed = seed
        self._known = _FUNCTION_WORDS[code].split()
        if code == "en":
            usual, others = ordinary._common(), ordinary._words() | ordinary._names()
            for words in (usual, others - usual):
                self._known += random.Random(seed).sample(sorted(words), len(words))
        self.word = lru_cache(maxsize=None)(self._make)

    def _make(self, rank: int) -> str:
        if rank < len(self._known):
            return self._known[rank]
        drawn = random.Random(f"{self._seed}/{self.code}/{rank}")
        if self.code == "zh":
            return "".join(
                chr(_FIRST_HAN + zipf(drawn, _HAN, first=20)) for _ in range(drawn.choice((1, 2, 2, 2, 3)))
            )
        onsets, vowels, codas = (part.split() for part in _SOUNDS[self.code])
        syllables = range(drawn.choice((1, 2, 2, 3) if rank < 3000 else (2, 3, 3, 4)))
        return "".join(drawn.choice(onsets) + drawn.choice(vowels) for _ in syllables) + drawn.choice(codas)

    def draw(self, drawn: random.Random) -> str:
        """A word of a text: mostly one of the common, now and then one nobody has seen."""
        if drawn.random() < RARE:
            return self.word(zipf(drawn, ALL_RANKS, first=COMMON_RANKS))
        return self.word(zipf(drawn, COMMON_RANKS))


def zipf(drawn: random.Random, ranks: int, *, first: int = 1) -> int:
    """Return a rank of ``first..ranks``, each as likely as 1 / rank."""
    return int(first * (ranks / first) ** drawn.random()) - 1


class Texts:
    """The watchlists of one size and the articles that go with them."""

    def __init__(self, names: int, *, seed: int) -> None:
        self._names = names
        self._seed = seed
        self._languages = {code: Language(code, seed=seed) for code in _FUNCTION_WORDS}

    @cached_property
    def watchlists(self) -> tuple[Watchlist, ...]:
        """The shipped ones, cut short where they would be most of the names, then made ones."""
        shipped = [
            replace(watchlist, aliases=watchlist.aliases[: max(10, self._names // 8)])
            for watchlist in load_watchlists(SHIPPED_WATCHLISTS)
        ]
        left = self._names - sum(len(watchlist.aliases) for watchlist in shipped)
        drawn = random.Random(f"{self._seed}/names/{self._names}")
        return (
            *shipped,
            *(
                self._watchlist(drawn, number, min(NAMES_PER_WATCHLIST, left - first))
                for number, first in enumerate(range(0, left, NAMES_PER_WATCHLIST))
            ),
        )

    @cached_property
    def names(self) -> list[Alias]:
        """Return every name but regular expressions, which are not how a name is written."""
        return [alias for watchlist in self.watchlists for alias in watchlist.aliases if not alias.is_regex]

    def articles(self, count: int, *, words: int, part: str) -> list[ArticleText]:
        """Return ``count`` articles; ``part`` names them, so that another part holds other ones."""
        drawn = random.Random(f"{self._seed}/{part}/{words}/{self._names}")
        return [self._article(drawn, words) for _ in range(count)]

    def _watchlist(self, drawn: random.Random, number: int, names: int) -> Watchlist:
        english = self._languages["en"]
        aliases = dict.fromkeys(self._alias(drawn) for _ in range(names))
        return Watchlist(
            watchlist_id=f"made-{number}",
            name=f"Made {number}",
            aliases=tuple(aliases),
            context=Context(any_of=tuple(english.word(zipf(drawn, 9000, first=200)) for _ in range(8))),
            exclude=Exclude(phrases=tuple(self._phrase(drawn, english, 2) for _ in range(2))),
        )

    def _alias(self, drawn: random.Random) -> Alias:
        kind = drawn.random()
        if kind < 0.14:
            han = (
                self._languages["zh"].word(zipf(drawn, 9000, first=30)) for _ in range(drawn.randint(2, 4))
            )
            return Alias(text="".join(han), lang="zh")
        if kind < 0.27:
            code = drawn.choice(("ru", "ar"))
            return Alias(text=self._phrase(drawn, self._languages[code], drawn.randint(2, 3)), lang=code)
        if kind < 0.40:
            letters = "".join(drawn.choices("BCDFGHKLMNPRSTVZ", k=drawn.choice((3, 4, 4, 5))))
            return Alias(text=letters, is_case_exact=True, needs_context=drawn.random() < 0.5, weight=0.6)
        english = self._languages["en"]
        if kind < 0.55:  # people and firms: two rare words
            parts = (english.word(zipf(drawn, 300_000, first=5000)) for _ in range(2))
            return Alias(text=" ".join(parts).title(), lang="en")
        phrase = self._phrase(drawn, english, drawn.randint(2, 4)).title()
        return Alias(text=phrase.replace(" ", " of ", 1) if kind < 0.65 else phrase, lang="en")

    def _phrase(self, drawn: random.Random, language: Language, words: int) -> str:
        return " ".join(language.word(zipf(drawn, COMMON_RANKS, first=300)) for _ in range(words))

    def _article(self, drawn: random.Random, words: int) -> ArticleText:
        code = drawn.choices(("en", "zh", "ru", "ar"), (7, 1, 1, 1))[0]
        language = self._languages[code]
        tokens = [language.draw(drawn) for _ in range(words)]
        if drawn.random() < MENTIONING:
            for name in drawn.sample(self.names, 2):
                for _ in range(drawn.randint(1, 3)):
                    tokens[drawn.randrange(words)] = _mention(drawn, name.text)
        write = _han if code == "zh" else _spaced
        return ArticleText(
            title="".join(write(drawn, tokens[:10])).strip(),
            summary="".join(write(drawn, tokens[10:40])).strip(),
            body="".join(write(drawn, tokens[40:])).strip(),
        )


def _mention(drawn: random.Random, name: str) -> str:
    """Write a name: one time in four with two letters exchanged, if it is long."""
    if len(name) < 8 or drawn.random() < 0.75:
        return name
    at = drawn.randrange(2, len(name) - 2)
    return name[:at] + name[at + 1] + name[at] + name[at + 2 :]


def _spaced(drawn: random.Random, tokens: Sequence[str]) -> Iterator[str]:
    for token in tokens:
        chance = drawn.random()
        yield token.capitalize() if 0.5 < chance < 0.57 else token
        yield ", " if chance < 0.06 else ". " if chance < 0.1 else ".\n\n" if chance < 0.11 else " "
        if chance > 0.98:
            yield f"{drawn.randrange(2030)} "


def _han(drawn: random.Random, tokens: Sequence[str]) -> Iterator[str]:
    for token in tokens:
        chance = drawn.random()
        yield token
        yield "，" if chance < 0.1 else "。" if chance < 0.15 else "。\n\n" if chance < 0.16 else ""
        if chance > 0.99:
            yield str(drawn.randrange(2030))
