"""Words and phrases as a watchlist writes them, of which a ``*`` at the end leaves the ending open."""

from bot.matching.variants import fold_name


def folded_with_ending(phrase: str) -> str:
    """Fold a phrase; a ``*`` at its end stays there."""
    return fold_name(phrase) + "*" * phrase.endswith("*")


def covers(one: str, other: str) -> bool:
    """Say whether ``one`` stands wherever ``other`` does ("satellite*", "satellites"); both are folded."""
    start = one.removesuffix("*")
    is_longer = one.endswith("*") and other.startswith(start) and " " not in other[len(start) :]
    return one == other or is_longer
