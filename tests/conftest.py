"""Settings of all tests: none is about how fast this machine is today, none hears of another's logging."""

import logging
from collections.abc import Iterator

import pytest
import structlog
from hypothesis import settings

settings.register_profile("untimed", settings.get_profile(settings.get_current_profile_name()), deadline=None)
settings.load_profile("untimed")


@pytest.fixture(autouse=True)
def logging_as_it_was() -> Iterator[None]:
    """Take back what a program run in this process set up: its handler writes to a stream that is gone."""
    root = logging.getLogger()
    level, handlers = root.level, [*root.handlers]
    yield
    for added in set(root.handlers).difference(handlers):
        if type(added) is logging.StreamHandler:
            root.removeHandler(added)
    root.setLevel(level)
    structlog.reset_defaults()
