"""A whole service over real HTTP, whose worker is a thread of the tests."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from copytaster.client import Client
from copytaster.index.memory import MemoryIndex
from copytaster.settings import Settings
from service import create_app
from service.access import auth
from service.state import EXTENSION, State
from tests.cleaners import cleaners
from tests.service.support import TEXT, check_all
from tests.serving import serving

__all__ = ["cleaners"]


@dataclass
class Running:
    url: str
    key: str
    state: State
    working: threading.Event
    """Cleared, nothing is checked for a while."""


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    home, index = tmp_path_factory.mktemp("client"), MemoryIndex()
    key = auth.new_key(home / "keys", "a program", ["admin"])
    app = create_app(Settings(home=home, cleaners=1, api_keys=str(home / "keys"), key_rate=0), index=index)
    state = app.extensions[EXTENSION]
    state.bring_up_schema()
    state.archive.counts()
    stop, working = threading.Event(), threading.Event()
    working.set()

    def work() -> None:
        while not stop.wait(0.05):
            if working.is_set():
                check_all(state, index)

    worker = threading.Thread(target=work)
    worker.start()
    with serving(app) as address:
        with Client(address, key) as client:
            client.wait(client.submit(TEXT).id)  # its cleaners are warm then
        yield Running(address, key, state, working)
    stop.set()
    worker.join()
    state.close()
