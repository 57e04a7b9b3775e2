"""Two numbers side by side are shown with as many decimals as it takes to see which is the greater."""

import pytest

from bot.core.decimals import told_apart


@pytest.mark.parametrize(
    ("one", "other", "shown"),
    [
        (0.5, 0.25, ("0.50", "0.25")),
        (0.9744, 0.975, ("0.974", "0.975")),
        (0.49999999, 0.5, ("0.49999999", "0.50000000")),
        (0.5, 0.5, ("0.50", "0.50")),
        (0.1 + 0.2, 0.3, ("0.30000000000000004", "0.29999999999999999")),
    ],
)
def test_numbers_that_differ_are_told_apart(one: float, other: float, shown: tuple[str, str]) -> None:
    assert told_apart(one, other) == shown
