"""Runs every contract test once per store."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.ports_store import Store
from tests.contract.stores import STORES, StoreFactory


@pytest.fixture(params=STORES, ids=lambda factory: factory.name)
def factory(request: pytest.FixtureRequest) -> StoreFactory:
    chosen: StoreFactory = request.param
    return chosen


@pytest.fixture
async def store(factory: StoreFactory, tmp_path: Path) -> AsyncIterator[Store]:
    opened = await factory.open(tmp_path)
    yield opened
    await opened.close()
