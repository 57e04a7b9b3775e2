"""Numbers as readers see them, side by side."""

_DECIMALS = 2
_MOST_DECIMALS = 17


def told_apart(one: float, other: float) -> tuple[str, str]:
    """Return both with two decimals, or with as many more as it takes to see that they differ."""
    for decimals in range(_DECIMALS, _MOST_DECIMALS + 1):
        shown = f"{one:.{decimals}f}", f"{other:.{decimals}f}"
        if shown[0] != shown[1]:
            return shown
    return f"{one:.{_DECIMALS}f}", f"{other:.{_DECIMALS}f}"
