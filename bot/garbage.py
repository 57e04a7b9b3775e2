"""How often Python looks for garbage: seldom, for nearly all that a start makes is there to stay."""

import gc

NEW_OBJECTS = 10_000
"""So many new objects before a look, 700 by default. Each look walks through what is new, every hundredth
through all there is: a tenth of the time of a start, and of a poll that brings nothing new. Twenty times as
many again gain no more."""


def collect_seldom() -> None:
    """Let garbage in cycles lie until there is some; what no cycle holds is freed at once as ever."""
    gc.set_threshold(NEW_OBJECTS)
