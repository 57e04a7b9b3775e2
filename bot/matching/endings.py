"""Words and phrases as a watchlist writes them, of which a ``*`` at the end leaves the ending open."""

from collections.abc import Iterable, Sequence

from bot.matching.variants import fold_names


def fold_with_endings(phrases: Sequence[str]) -> list[str]:
    """Fold phrases; a ``*`` at an end stays there."""
    folded = fold_names(phrases)
    return [name + "*" * phrase.endswith("*") for name, phrase in zip(folded, phrases, strict=True)]


class Endings:
    """Which words stand wherever one of some others does: "satellites" where "satellite*" is of these."""

    def __init__(self, folded: Iterable[str]) -> None:
        self._words = frozenset(folded)
        self._begun = frozenset(word.removesuffix("*") for word in self._words if word.endswith("*"))

    def __contains__(self, folded: str) -> bool:
        if folded in self._words:
            return True
        word = folded.removesuffix("*")
        last = word.rfind(" ") + 1  # an open ending is that of the last word
        return bool(self._begun) and any(word[:end] in self._begun for end in range(last + 1, len(word) + 1))
