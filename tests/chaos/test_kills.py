"""Deaths of children while articles come in, on one running service."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.chaos.support import Service, alive, running, story

pytestmark = pytest.mark.slow

Eventually = Callable[..., None]

KILLS = {30: "worker", 60: "redis", 90: "web", 120: "relay", 150: "worker"}
"""After how many accepted articles which child is killed."""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with running(tmp_path_factory.mktemp("kills"), "--no-seeds", COPYTASTER_WORKERS="2") as started:
        yield started


def test_what_was_accepted_is_checked_once_whatever_is_killed(service: Service) -> None:
    """Accepted means committed, and committed means checked once."""
    accepted, turn = 0, threading.Lock()

    def post(number: int) -> str:
        nonlocal accepted
        article_id = service.post(story(number))
        with turn:
            accepted += 1
            role = KILLS.get(accepted)
        if role:
            service.child(role).kill()
        return article_id

    with ThreadPoolExecutor(4) as clients:
        ids = list(clients.map(post, range(200)))
    service.wait_checked(ids, 60)
    archive = service.archive()
    rows = [archive.find(article_id) for article_id in ids]
    assert len(set(ids)) == 200
    assert [row.checks for row in rows if row] == [1] * 200
    archive.close()
    for role, times in (("worker-", 2), ("redis", 1), ("web", 1), ("relay", 1)):
        service.said(f"died child={role}", times=times)
        service.said(f"restarted child={role}", times=times)


def test_what_comes_after_is_compared_with_what_came_before(service: Service) -> None:
    first = service.post(story(1))
    second = service.post(story(1) + "\n\nThe vote was unanimous, the clerk said later.")
    service.wait_checked([first, second])
    sources = service.call("GET", f"/api/v1/articles/{second}/report").json["sources"]
    assert first in [source["article_id"] for source in sources]


def test_a_second_service_on_the_same_home_is_refused(service: Service) -> None:
    other = Service(service.home, "--no-seeds")
    assert other.process.wait(60) == 1
    other.stop()
    assert "COPYTASTER_HOME" in other.lines[-1]


def test_no_orphans_when_the_web_process_alone_is_killed(service: Service, eventually: Eventually) -> None:
    web = service.child("web")
    below = web.children(recursive=True)
    assert below
    web.kill()
    eventually(lambda: not alive(below), 20)


def test_no_orphans_when_the_supervisor_is_killed(service: Service, eventually: Eventually) -> None:
    """The last of these: it ends the service."""
    eventually(lambda: len(service.tree()) >= 7, 60)  # its web process is back, with a cleaner
    everything = service.tree()
    service.process.kill()
    service.process.wait()
    eventually(lambda: not alive(everything), 20)
