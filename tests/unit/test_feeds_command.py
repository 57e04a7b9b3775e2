"""How ``feeds`` says when."""

from datetime import timedelta

import pytest

from bot.app.commands.feeds import ago
from tests.builders import NOW


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(-5, "5 s ago"), (0, "0 s ago"), (90, "in 1 min"), (-7_200, "2 h ago"), (3 * 86_400, "in 3 d")],
)
def test_moment_is_said_in_one_unit(seconds, said):
    assert ago(NOW + timedelta(seconds=seconds), NOW) == said


def test_moment_that_never_came_is_never():
    assert ago(None, NOW) == "never"
