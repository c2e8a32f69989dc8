"""A rolling upgrade: processes of two versions of the program serve one archive, and articles come all the while."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

import copytaster
from copytaster.fingerprint import VERSION
from copytaster.runtime.embedded import EmbeddedRedis
from tests.chaos.support import Service, free_port, story

pytestmark = pytest.mark.slow

ROOT = Path(copytaster.__file__).parents[1]


@pytest.fixture(scope="module")
def older(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program as it was when fingerprints were made in another way."""
    tree = tmp_path_factory.mktemp("older")
    for package in ("copytaster", "service", "workers"):
        shutil.copytree(ROOT / package, tree / package, ignore=shutil.ignore_patterns("__pycache__"))
    place = tree / "copytaster" / "fingerprint" / "__init__.py"
    now, then = f"\nVERSION = {VERSION}\n", f"\nVERSION = {VERSION - 1}\n"
    source = place.read_text()
    assert source.count(now) == 1
    place.write_text(source.replace(now, then))
    return tree


class Fleet(Service):
    """Web, relay and worker as processes of their own, each of the version that is asked for."""

    def __init__(self, home: Path, redis_url: str) -> None:
        self.home = home
        self.port = free_port()
        self.lines = []
        self.environment = {k: v for k, v in os.environ.items() if not k.startswith("COPYTASTER_")} | {
            "COPYTASTER_HOME": str(home), "COPYTASTER_PORT": str(self.port), "COPYTASTER_CLEANERS": "1",
            "COPYTASTER_LEASE_SECONDS": "5", "COPYTASTER_REDIS_URL": redis_url,
        }  # fmt: skip
        self.roles: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, role: str, tree: Path) -> None:
        """Start `role` from a tree of the program; one that runs is told to stop first, and waited for."""
        self.end(role)
        self.roles[role] = subprocess.Popen(
            [sys.executable, "-m", "copytaster", role], cwd=tree, stdin=subprocess.DEVNULL,
            env=self.environment | {"PYTHONPATH": str(tree)},
        )  # fmt: skip

    def end(self, role: str) -> None:
        if process := self.roles.pop(role, None):
            process.send_signal(signal.SIGTERM)
            try:
                assert process.wait(30) == 0
            finally:
                process.kill()


@contextmanager
def fleet(home: Path) -> Iterator[Fleet]:
    with ExitStack() as stack:
        home.mkdir(mode=0o700)
        server = stack.enter_context(EmbeddedRedis(home / "redis"))
        found = Fleet(home, server.url)
        for role in ("web", "relay", "worker"):
            stack.callback(found.end, role)
        yield found


@pytest.mark.parametrize("order", [("web", "relay", "worker"), ("worker", "relay", "web")])
def test_articles_in_flight_are_checked_whichever_goes_first(
    older: Path, tmp_path: Path, order: tuple[str, ...]
) -> None:
    with fleet(tmp_path / "home") as service:
        subprocess.run(
            [sys.executable, "-m", "copytaster", "migrate"], cwd=older, check=True, timeout=60,
            env=service.environment | {"PYTHONPATH": str(older)},
        )  # fmt: skip
        for role in order:
            service.start(role, older)
        ids = [service.post(story(number)) for number in range(6)]
        service.wait_checked(ids[:2])  # the rest is in flight
        copies: dict[str, str] = {}
        for step, role in enumerate(order, start=1):
            service.start(role, ROOT)
            ids += [service.post(story(6 * step + number)) for number in range(6)]
            copy = service.post(story(step) + "\n\nThe vote was unanimous, the clerk said later.")
            copies[copy] = ids[step]
        service.wait_checked([*ids, *copies], 120)
        archive = service.archive()
        assert [row.checks for i in (*ids, *copies) if (row := archive.find(i))] == [1] * (len(ids) + len(copies))
        archive.close()
        for copy, original in copies.items():
            report = service.call("GET", f"/api/v1/articles/{copy}/report").json
            assert original in [source["article_id"] for source in report["sources"]]
