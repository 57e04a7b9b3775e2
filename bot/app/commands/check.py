"""``check``: what the stored history says about the watchlists' names, as warnings that stop nobody."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.core.watchlist import Watchlist
from bot.ports_search import FoundNames

NEWEST_ARTICLES = 10_000
"""How far back names are looked for; 0.8 s even where sixty names were found in each article."""
LEAST_ARTICLES = 300
"""Fewer articles say nothing about a name that is missing in them."""
_SHOWN_NAMES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class FileWarning:
    """Something about one file to think about; ``names`` are those it is about, all of them."""

    file: str
    message: str
    names: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.file}: {self.message}"


def unseen_names(watchlists: Mapping[str, Watchlist], found: FoundNames) -> Iterator[FileWarning]:
    """Yield a warning for each file, path -> watchlist, with names that no stored match was found by."""
    if found.articles < LEAST_ARTICLES:
        return
    for file, watchlist in watchlists.items():
        seen = found.names.get(watchlist.watchlist_id, frozenset())
        named = dict.fromkeys(alias.text for alias in watchlist.aliases)  # one may stand there per language
        names = tuple(name for name in named if name not in seen)
        if names:
            shown = ", ".join(f'"{name}"' for name in names[:_SHOWN_NAMES])
            others = f" and {len(names) - _SHOWN_NAMES} more" if len(names) > _SHOWN_NAMES else ""
            count = f"{len(names)} of {len(named)} names"
            history = f"the newest {found.articles:,} stored articles"
            yield FileWarning(
                file=file,
                message=f"{count} found nothing that counted in {history}: {shown}{others}",
                names=names,
            )
