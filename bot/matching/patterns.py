"""What watchlists say -> the patterns that the automaton searches, each with its owner."""

from collections.abc import Iterator, Sequence

from bot.core.watchlist import Alias, Watchlist
from bot.matching.automaton import Kind, pack
from bot.matching.heads import heads
from bot.matching.near_han import halves
from bot.matching.variants import (
    all_spellings,
    bounded,
    clinging,
    fold_names,
    is_acronym,
    joined,
    joined_starts,
    takes_proclitics,
)
from bot.matching.words import is_long_enough, is_unspaced

UNLESS = -1
"""The part of a description that must not be there."""

Names = dict[tuple[int, int], str]
"""Number of the watchlist and of its alias -> the alias folded."""


def fold_aliases(watchlists: Sequence[Watchlist]) -> Names:
    """Fold every alias of every watchlist, all together."""
    texts = {
        (at, number): alias.text
        for at, watchlist in enumerate(watchlists)
        for number, alias in enumerate(watchlist.aliases)
    }
    return dict(zip(texts, fold_names(list(texts.values())), strict=True))


def searched_patterns(watchlists: Sequence[Watchlist], names: Names) -> Iterator[tuple[str, int]]:
    """Yield what may stand for a name: its spellings, and halves and heads of long ones without spaces.

    Of spellings that join words only the beginning is searched, of those with Arabic one-letter words the
    rest: rare and long, they would be most of all.
    """
    aliases = [watchlists[at].aliases[number] for at, number in names]
    found = all_spellings(aliases, list(names.values()))
    for ((at, number), name), spellings in zip(names.items(), found, strict=True):
        alias = watchlists[at].aliases[number]
        if alias.is_regex or not name:
            continue
        owner, is_open = pack(Kind.NAME, at, number), takes_endings(alias, name)
        for spelling in spellings:
            yield bounded(spelling, is_open=is_open), owner
        if is_unspaced(name):
            for second, half in enumerate(halves_of(alias, name)):
                yield half, pack(Kind.HALF, at, number, second)
            for head, before in heads_of(alias, name):
                yield head, pack(Kind.HEAD, at, number, before)
        owner = pack(Kind.JOINED, at, number)
        for start in joined_starts(alias, spellings):
            yield bounded(start, is_open=True), owner
        if takes_proclitics(alias, name):
            core, _ = clinging(name)
            yield bounded(core).removeprefix(" "), pack(Kind.CLINGING, at, number)


def joined_spellings(alias: Alias, name: str, start: str) -> list[str]:
    """Return those patterns of an alias, folded as ``name``, that join words and begin with ``start``."""
    (spellings,) = all_spellings([alias], [name])
    return [bounded(spelling) for shown, spelling in joined(alias, spellings) if shown == start]


def halves_of(alias: Alias, name: str) -> tuple[str, ...]:
    """Return the halves of an alias, folded as ``name``, of which one may have a wrong character."""
    return halves(name) if is_unspaced(name) and may_be_misspelt(alias, name) else ()


def heads_of(alias: Alias, name: str) -> Iterator[tuple[str, int]]:
    """Yield what an alias, folded as ``name``, may share with others in a list; see ``heads``."""
    if may_be_misspelt(alias, name) or (is_unspaced(name) and not (alias.is_case_exact or alias.is_regex)):
        yield from heads(name, _first_written(alias.text, name))


def other_patterns(watchlists: Sequence[Watchlist]) -> Iterator[tuple[str, int]]:
    """Yield context words, exclusions and the words of descriptions."""
    rows = [row for at, watchlist in enumerate(watchlists) for row in _rows(at, watchlist)]
    folded = fold_names([phrase for phrase, _ in rows])
    for (phrase, owner), pattern in zip(rows, folded, strict=True):
        if pattern:
            yield bounded(pattern, is_open=phrase.endswith("*")), owner


def may_be_misspelt(alias: Alias, name: str) -> bool:
    """Say whether misspellings of an alias, folded as ``name``, are looked for."""
    return alias.is_fuzzy and not (alias.is_case_exact or alias.is_regex) and is_long_enough(name)


def _first_written(text: str, name: str) -> int:
    """Return how long the first word as written is when folded: "China-Pakistan" is two words then."""
    hyphens = sum(map(text.split(maxsplit=1)[0].count, "-\u2010\u2011\u2013"))
    return len(" ".join(name.split(" ")[: hyphens + 1]))


def takes_endings(alias: Alias, name: str) -> bool:
    """Say whether endings cling to an acronym, as in Cyrillic: "ШОСа", "ШКУнун"; their case tells."""
    return alias.is_case_exact and is_acronym(alias.text) and not name.isascii()


def _rows(at: int, watchlist: Watchlist) -> Iterator[tuple[str, int]]:
    context, exclude = watchlist.context, watchlist.exclude
    for kind, phrases in (
        (Kind.CONTEXT, context.any_of),
        (Kind.WEAK, context.weak),
        (Kind.BESIDE, context.beside),
        (Kind.PHRASE, exclude.phrases),
        (Kind.ARTICLE, exclude.article),
        (Kind.SENSE, [word for _, word in exclude.sense_words]),
    ):
        for number, phrase in enumerate(phrases):
            yield phrase, pack(kind, at, number)
    for number, description in enumerate(watchlist.descriptions):
        for part, words in (*enumerate(description.groups), (UNLESS, description.unless)):
            for phrase in words:
                yield phrase, pack(Kind.DESCRIBES, at, number, part)
