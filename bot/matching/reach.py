"""Whether the names of a watchlist can count at all: their points, with all that a text may say for them.

Asked of files in which every name needs context: any other name counts by itself.
"""

from collections.abc import Sequence

from bot.core.watchlist import Alias, Context
from bot.matching.clues import AFFIX, BESIDE, CONTEXT, COUNTRY, WEAK, prior
from bot.matching.report import Report


def check_reachable(aliases: Sequence[Alias], context: Context, report: Report) -> None:
    """Report a file whose names never come to zero points, from which they count."""
    if not aliases or not all(alias.needs_context for alias in aliases):
        return
    best = max(aliases, key=lambda alias: alias.weight)
    begins = prior(best.weight, needs_context=True, is_lone_slip=False)
    support = most_support(context)
    if begins + support < 0:
        report.add(
            "alias",
            f'no name could ever count: "{best.text}" begins with {begins:+.1f} points, its context adds'
            f" {support:+.1f} at most, and 0 are needed; give [context] more words, or the name more weight",
        )


def most_support(context: Context) -> float:
    """Return the most points that the words around an ambiguous name can have, with no other name to help."""
    touching = BESIDE if context.beside else AFFIX  # "SCO+", which needs no word of the file
    near = sum(CONTEXT[: len(context.any_of)]) + sum(WEAK[: len(context.weak)])
    return touching + near + COUNTRY * bool(context.countries)
