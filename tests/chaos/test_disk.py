"""A disk that is read-only, or full and then good again; old articles leave while others come."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from copytaster.archive.schema import articles
from tests.chaos.support import Service, running, story

pytestmark = pytest.mark.slow

Eventually = Callable[..., None]


def mount(*arguments: str) -> None:
    subprocess.run(["mount", *arguments], check=True, capture_output=True, timeout=30)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 256 MB of its own, which may be mounted anew."""
    place = tmp_path / "disk"
    place.mkdir()
    try:
        mount("-t", "tmpfs", "-o", "size=256m,mode=700", "copytaster-test", str(place))
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("nobody but root may mount a file system")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True, timeout=30)


def ready(service: Service) -> bool:
    return service.call("GET", "/readyz").status == 200


def refused(service: Service, number: int) -> None:
    """A post is not taken, and says so: 503 with a time to come back, never a 500 and never a 202."""
    answer = service.call("POST", "/api/v1/articles", {"text": story(number)})
    assert answer.status == 503, answer.body
    assert int(answer.headers["Retry-After"]) >= 1
    assert "detail" in answer.json


def shows_and_heals(service: Service, first: str, eventually: Eventually, heal: Callable[[], object]) -> None:
    """While nothing can be written the desk goes on, and readiness does not lie; afterwards everything does."""
    eventually(lambda: not ready(service), 30)
    refused(service, 61)
    assert service.call("GET", f"/articles/{first}").status == 200
    assert service.call("GET", "/").status == 200
    assert service.call("GET", "/healthz").status == 200
    heal()
    eventually(lambda: ready(service), 60)
    second = service.post(story(60) + "\n\nThe vote was unanimous, the clerk said later.")
    service.wait_checked([second])
    sources = service.call("GET", f"/api/v1/articles/{second}/report").json["sources"]
    assert first in [source["article_id"] for source in sources]


def test_a_file_system_that_fills_up_and_is_read_only_at_the_next_start(disk: Path, eventually: Eventually) -> None:
    with running(disk / "home", "--no-seeds") as service:
        first = service.post(story(60))
        service.wait_checked([first])
        ballast = disk / "ballast"

        def fill() -> bool:
            with ballast.open("ab", buffering=0) as file:
                try:
                    while file.write(b"\0" * 65_536):
                        pass
                except OSError:
                    pass
            return not ready(service)

        eventually(fill, 60)
        shows_and_heals(service, first, eventually, ballast.unlink)
    mount("-o", "remount,ro", str(disk))
    environment = {k: v for k, v in os.environ.items() if not k.startswith("COPYTASTER_")}
    done = subprocess.run(
        [sys.executable, "-m", "copytaster", "up", "--no-seeds", "--home", str(disk / "home")],
        env=environment, capture_output=True, text=True, timeout=90,
    )  # fmt: skip
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()[-1:]
    assert "ead-only" in line
    assert "Traceback" not in done.stderr


def test_old_articles_leave_while_others_come(tmp_path: Path, eventually: Eventually) -> None:
    """Retention runs beside posts: what is old leaves, what is new stays, and no post waits or is lost."""
    slow = {"COPYTASTER_RETENTION_DAYS": "30", "COPYTASTER_RETENTION_BATCH": "4"}
    with running(tmp_path / "home", "--no-seeds", **slow) as service:
        old = [service.post(story(number)) for number in range(40)]
        service.wait_checked(old, 120)
        archive = service.archive()
        with archive.engine.begin() as connection:  # only a clock could make them old otherwise
            aged = datetime.now(UTC) - timedelta(days=40)
            connection.execute(articles.update().where(articles.c.id.in_(old)).values(accepted_at=aged))
        archive.close()
        service.child("relay").kill()  # a new one looks for what is old at once, not within a minute
        service.said("restarted child=relay")
        new: list[str] = []
        waits: list[float] = []
        stop = threading.Event()

        def post() -> None:
            while not stop.is_set():
                began = time.monotonic()
                new.append(service.post(story(100 + len(new))))
                waits.append(time.monotonic() - began)

        with ThreadPoolExecutor(1) as pool:
            posting = pool.submit(post)
            try:
                # A fast machine forgets forty articles before five are taken, so both ends are waited for.
                eventually(lambda: all(service.call("GET", f"/api/v1/articles/{i}").status == 404 for i in old), 120)
                eventually(lambda: posting.done() or len(new) > 20, 120)
            finally:
                stop.set()
            posting.result()  # a post that was refused fails the test
        print(f"{len(new)} taken meanwhile, the slowest in {max(waits):.2f} s")
        service.wait_checked(new, 180)
        for article_id in new:
            report = service.call("GET", f"/api/v1/articles/{article_id}/report").json
            assert set(old).isdisjoint(source["article_id"] for source in report["sources"])
