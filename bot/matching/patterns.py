"""What watchlists say -> the patterns that the automaton searches, each with its owner."""

from collections.abc import Iterator, Sequence
from itertools import chain

from rapidfuzz.distance import Prefix

from bot.core.watchlist import Alias, Watchlist
from bot.matching.automaton import Kind, Owner
from bot.matching.heads import heads
from bot.matching.near_han import halves
from bot.matching.variants import all_variants, bounded, fold_names, is_acronym, variants
from bot.matching.words import is_long_enough, is_unspaced

_SHOWN = 3  # letters of the second word: few words begin with a whole word and three letters of another

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


def searched_patterns(watchlists: Sequence[Watchlist], names: Names) -> Iterator[tuple[str, Owner]]:
    """Yield ``name_patterns``, abridged where words are joined: long and rare, they would be half of all."""
    last = joined = Owner(Kind.JOINED, 0, 0)
    name = ""
    for pattern, owner in name_patterns(watchlists, names):
        if owner.kind is not Kind.NAME:
            yield pattern, owner
            continue
        if owner is not last:
            last, joined = owner, owner._replace(kind=Kind.JOINED)
            name = names[owner.watchlist, owner.item]
        kept = abridged(pattern, name)
        yield kept, owner if kept is pattern else joined


def abridged(pattern: str, name: str) -> str:
    """Return as much of a pattern as shows that it joins two words of a folded name; all if it does not."""
    if pattern[0] != " ":
        return pattern
    same = Prefix.similarity(name, pattern[1:])
    if name[same : same + 1] != " " or name[same + 1] != pattern[same + 1]:
        return pattern
    shown = same + 1 + _SHOWN
    return pattern[:shown].rstrip(" ") if shown < len(pattern) else pattern


def joined_spellings(alias: Alias, name: str, start: str) -> list[str]:
    """Return the patterns of an alias, folded as ``name``, that are ``abridged`` to ``start``."""
    is_open = _takes_endings(alias, name)
    patterns = [bounded(spelling, is_open=is_open) for spelling in variants(alias)]
    return [pattern for pattern in patterns if pattern != start and abridged(pattern, name) == start]


def name_patterns(watchlists: Sequence[Watchlist], names: Names) -> Iterator[tuple[str, Owner]]:
    """Yield what stands for a name: its spellings, and halves and heads of long ones without spaces."""
    spelt = all_variants([watchlists[at].aliases[number] for at, number in names])
    for ((at, number), name), spellings in zip(names.items(), spelt, strict=True):
        alias = watchlists[at].aliases[number]
        if alias.is_regex or not name:
            continue
        owner, is_open = Owner(Kind.NAME, at, number), _takes_endings(alias, name)
        for spelling in spellings:
            yield bounded(spelling, is_open=is_open), owner
        if not is_unspaced(name):
            continue
        if may_be_misspelt(alias, name):
            for second, half in enumerate(halves(name)):
                yield half, Owner(Kind.HALF, at, number, second)
        for head, before in heads_of(alias, name):
            yield head, Owner(Kind.HEAD, at, number, before)


def heads_of(alias: Alias, name: str) -> Iterator[tuple[str, int]]:
    """Yield what an alias, folded as ``name``, may share with others in a list; see ``heads``."""
    if name and not (alias.is_case_exact or alias.is_regex):
        yield from heads(name, _first_written(alias.text, name))


def other_patterns(watchlists: Sequence[Watchlist]) -> Iterator[tuple[str, Owner]]:
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


def _takes_endings(alias: Alias, name: str) -> bool:
    """Say whether endings cling to an acronym, as in Cyrillic: "ШОСа", "ШКУнун"; their case tells."""
    return alias.is_case_exact and is_acronym(alias.text) and not name.isascii()


def _rows(at: int, watchlist: Watchlist) -> Iterator[tuple[str, Owner]]:
    context, exclude = watchlist.context, watchlist.exclude
    for kind, phrases in (
        (Kind.CONTEXT, context.any_of),
        (Kind.WEAK, context.weak),
        (Kind.BESIDE, context.beside),
        (Kind.PHRASE, exclude.phrases),
        (Kind.ARTICLE, exclude.article),
        (Kind.SENSE, list(chain.from_iterable(sense.words for sense in exclude.senses))),
    ):
        for number, phrase in enumerate(phrases):
            yield phrase, Owner(kind, at, number)
    for number, description in enumerate(watchlist.descriptions):
        for part, words in (*enumerate(description.groups), (UNLESS, description.unless)):
            for phrase in words:
                yield phrase, Owner(Kind.DESCRIBES, at, number, part)
