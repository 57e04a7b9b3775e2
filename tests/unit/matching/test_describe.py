"""Descriptions: which are complete in an article, by the patterns that stand there."""

import pytest

from bot.matching.describe import Groups

LONG, SHORT, OTHER = (0, 0), (0, 1), (3, 0)
GROUPS = Groups(
    {
        OTHER: [{4, 5}, {6}],
        LONG: [{1, 2, 3}, {4, 5}, {6, 7, 8, 9}],
        SHORT: [{1}, {2}],
        (2, 0): [{1, 2}, set()],  # a group of which nothing is left when it is folded
    }
)


@pytest.mark.parametrize(
    ("patterns", "complete"),
    [
        (set(), []),
        ({1, 4}, []),
        ({4, 6}, [OTHER]),
        ({3, 5, 9}, [LONG]),
        ({1, 2}, [SHORT]),
        ({1, 2, 4, 6, 20}, [LONG, SHORT, OTHER]),
    ],
)
def test_a_description_is_complete_with_a_pattern_of_every_group(
    patterns: set[int], complete: list[tuple[int, int]]
) -> None:
    assert GROUPS.all_in(patterns) == complete
