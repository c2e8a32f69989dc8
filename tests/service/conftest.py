"""The service over real parts: a SQLite archive, an index in memory, and cleaner processes shared by the session."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from copytaster import fingerprint
from copytaster.index.memory import MemoryIndex
from copytaster.settings import Settings
from service import create_app
from service.cleaner import Cleaners
from service.state import EXTENSION, State

TEXT = """Harbour workers in Lindholm voted on Tuesday to end a strike that had kept 41 ships outside the port.

The union said 1,200 of its members accepted an offer of 3.5 percent more pay from next April.

"We did not get all we asked for," said the union's chairwoman, Marta Ekdahl. "But the men want to work."
"""


@pytest.fixture(scope="session")
def cleaners() -> Iterator[Cleaners]:
    pool = Cleaners(Settings(cleaners=2))
    pool.start()
    yield pool
    pool.close()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path, cleaners=2)


@pytest.fixture
def index() -> MemoryIndex:
    return MemoryIndex()


@pytest.fixture
def app(settings: Settings, cleaners: Cleaners, index: MemoryIndex) -> Iterator[Flask]:
    made = create_app(settings, cleaners=cleaners, index=index)
    yield made
    made.extensions[EXTENSION]._archive.close()


@pytest.fixture
def state(app: Flask) -> State:
    found: State = app.extensions[EXTENSION]
    return found


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def article(n: int = 0, **more: Any) -> dict[str, Any]:
    """A submission that is different for each `n`."""
    return {"text": f"{TEXT}\nIt was ballot number {n} of the year, the port authority said in a notice.", **more}


def body_of(response: Any) -> Any:
    return json.loads(response.get_data())


def check_all(state: State, index: Any) -> int:
    """Check everything that waits, as a worker does, in this process."""
    from copytaster import pipeline

    done = 0
    for lease in state.archive.claim(1_000, "test", state.now(), 60):
        found = state.archive.articles([lease.seq])[lease.seq]
        mark = fingerprint.decode(state.archive.fingerprints([lease.seq])[lease.seq])
        index.add(lease.seq, mark)
        pairs = pipeline.check(lease.seq, found, mark, state.archive, index, state.settings)
        assert state.archive.record(lease, pairs, pipeline.resolver(state.settings), state.now())
        done += 1
    return done
