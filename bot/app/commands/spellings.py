"""``check --show``: a watchlist -> everything that is searched for it, spelling by spelling."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from bot.core.watchlist import Alias, Watchlist
from bot.matching.patterns import fold_aliases, halves_of, heads_of, may_be_misspelt, takes_endings
from bot.matching.variants import variants


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchedName:
    """One name and what stands for it in the search, folded; ``*`` at the end: the word may go on.

    ``spellings`` is empty for a regular expression. ``is_fuzzy``: misspellings and endings are found as
    well. ``heads``: what the name may share with others in a list ("green and digital silk roads").
    ``halves``: of a name without spaces; where one stands, the other may have a wrong character.
    """

    alias: Alias
    spellings: tuple[str, ...]
    is_fuzzy: bool
    heads: tuple[str, ...]
    halves: tuple[str, ...]


def searched_names(watchlist: Watchlist) -> tuple[SearchedName, ...]:
    """Return the names in the file's order, with the very spellings that the matcher searches."""
    names = fold_aliases([watchlist])
    return tuple(
        SearchedName(
            alias=alias,
            spellings=() if alias.is_regex else tuple(_spellings(alias, names[0, number])),
            is_fuzzy=may_be_misspelt(alias, names[0, number]),
            heads=tuple(dict.fromkeys(head for head, _ in heads_of(alias, names[0, number]))),
            halves=halves_of(alias, names[0, number]),
        )
        for number, alias in enumerate(watchlist.aliases)
    )


def _spellings(alias: Alias, name: str) -> Iterator[str]:
    for spelling in variants(alias):
        yield f"{spelling}*" if takes_endings(alias, name) else spelling


def counts(watchlist: Watchlist, names: tuple[SearchedName, ...]) -> dict[str, int]:
    """Return how many of each thing there are, in words for readers."""
    context, exclude = watchlist.context, watchlist.exclude
    return {
        "names": len(names),
        "exact spellings": sum(len(name.spellings) for name in names),
        "also approximate": sum(name.is_fuzzy for name in names),
        "case exact": sum(name.alias.is_case_exact for name in names),
        "need context": sum(name.alias.needs_context for name in names),
        "regular expressions": sum(name.alias.is_regex for name in names),
        "context words": len(context.any_of),
        "weak context words": len(context.weak),
        "words beside": len(context.beside),
        "exclusions": len(exclude.phrases) + len(exclude.article),
        "senses": len(exclude.senses),
        "descriptions": len(watchlist.descriptions),
    }


def watchlist_row(watchlist: Watchlist) -> dict[str, Any]:
    """Return all of it for programs."""
    names = searched_names(watchlist)
    return {
        "watchlist": watchlist.watchlist_id,
        "name": watchlist.name,
        "threshold": watchlist.threshold,
        "counts": {key.replace(" ", "_"): count for key, count in counts(watchlist, names).items()},
        "names": [
            {
                "text": name.alias.text,
                "lang": name.alias.lang,
                "weight": name.alias.weight,
                "is_case_exact": name.alias.is_case_exact,
                "needs_context": name.alias.needs_context,
                "is_regex": name.alias.is_regex,
                "is_fuzzy": name.is_fuzzy,
                "spellings": name.spellings,
                "heads": name.heads,
                "halves": name.halves,
            }
            for name in names
        ],
        "context": asdict(watchlist.context),
        "exclude": asdict(watchlist.exclude),
        "descriptions": [asdict(one) for one in watchlist.descriptions],
        "weights": asdict(watchlist.weights),
    }
