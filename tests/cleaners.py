"""Cleaner processes for tests of what stands on them: started once, for their libraries take seconds to load."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from copytaster.settings import Settings
from service.cleaning.pool import Cleaners


@pytest.fixture(scope="session")
def cleaners() -> Iterator[Cleaners]:
    pool = Cleaners(Settings(cleaners=2))
    pool.start()
    assert pool.wait_ready(120)
    yield pool
    pool.close()
