"""What a watchlist says -> the patterns that the automaton searches, each with its owner."""

from collections.abc import Iterable, Iterator, Sequence

from bot.core.watchlist import Alias, Watchlist
from bot.matching.automaton import Kind, Owner
from bot.matching.fuzzy import halves, is_long_enough, is_unspaced
from bot.matching.heads import heads
from bot.matching.variants import bounded, fold_name, variants

UNLESS = -1
"""The part of a description that must not be there."""


def patterns_of(at: int, watchlist: Watchlist) -> Iterator[tuple[str, Owner]]:
    """Yield every pattern of a watchlist, which is number ``at``."""
    for number, alias in enumerate(watchlist.aliases):
        if not alias.is_regex:
            yield from _name_patterns(alias, at, number)
    context, exclude = watchlist.context, watchlist.exclude
    senses = [word for sense in exclude.senses for word in sense.words]
    for kind, phrases in (
        (Kind.CONTEXT, context.any_of),
        (Kind.WEAK, context.weak),
        (Kind.BESIDE, context.beside),
        (Kind.PHRASE, exclude.phrases),
        (Kind.ARTICLE, exclude.article),
        (Kind.SENSE, senses),
    ):
        for number, pattern in _phrase_patterns(phrases):
            yield pattern, Owner(kind, at, number)
    for number, description in enumerate(watchlist.descriptions):
        parts = [*enumerate(description.groups), (UNLESS, description.unless)]
        for part, words in parts:
            for _, pattern in _phrase_patterns(words):
                yield pattern, Owner(Kind.DESCRIBES, at, number, part)


def may_be_misspelt(alias: Alias, name: str) -> bool:
    """Say whether misspellings of an alias, folded as ``name``, are looked for."""
    return alias.is_fuzzy and not (alias.is_case_exact or alias.is_regex) and is_long_enough(name)


def _name_patterns(alias: Alias, at: int, number: int) -> Iterator[tuple[str, Owner]]:
    for spelling in variants(alias):
        yield bounded(spelling), Owner(Kind.NAME, at, number)
    name = fold_name(alias.text)
    if alias.is_case_exact:
        return
    if may_be_misspelt(alias, name) and is_unspaced(name):
        for second, half in enumerate(halves(name)):
            yield half, Owner(Kind.HALF, at, number, second)
    for head, before in heads(name):
        yield bounded(head), Owner(Kind.HEAD, at, number, before)
        if head.isascii():
            yield bounded(f"{head}s"), Owner(Kind.HEAD, at, number, before)


def _phrase_patterns(phrases: Sequence[str]) -> Iterable[tuple[int, str]]:
    for number, phrase in enumerate(phrases):
        if folded := fold_name(phrase):
            yield number, bounded(folded, is_open=phrase.endswith("*"))
