"""The service over real parts: a SQLite archive, an index in memory, and cleaner processes shared by the session."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from copytaster.index.memory import MemoryIndex
from copytaster.settings import Settings
from service import create_app, probe
from service.cleaning.pool import Cleaners
from service.state import EXTENSION, State
from tests import promises_of_reports
from tests.cleaners import cleaners
from tests.service import sign_in
from tests.service.sign_in import Make

__all__ = ["cleaners"]


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


@pytest.fixture(autouse=True)
def _one_verdict(request: pytest.FixtureRequest) -> Iterator[None]:
    """Whatever a test has had checked is told alike everywhere."""
    made = request.getfixturevalue("app") if "app" in request.fixturenames else None
    yield
    if made is not None:
        promises_of_reports.agree(made)


@pytest.fixture
def state(app: Flask) -> State:
    found: State = app.extensions[EXTENSION]
    return found


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a test has changed a moment ago is asked for anew."""
    monkeypatch.setattr(probe, "FRESH", 0.0)


@pytest.fixture(scope="module")
def provider() -> Iterator[sign_in.Provider]:
    with sign_in.provider() as running:
        yield running


@pytest.fixture
def make(tmp_path: Path, provider: sign_in.Provider, cleaners: Cleaners) -> Iterator[Make]:
    made: list[Flask] = []

    def app(**more: Any) -> Flask:
        settings = sign_in.settings(tmp_path, provider.address, **more)
        made.append(create_app(settings, cleaners=cleaners, index=MemoryIndex()))
        return made[-1]

    yield app
    provider.twist("")
    for one in made:
        one.extensions[EXTENSION]._archive.close()
