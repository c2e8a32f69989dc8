"""The whole service with its index on a real Redis Cluster of three nodes."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import redis

from copytaster.runtime.embedded import EmbeddedRedis
from tests.chaos.support import free_port
from tests.redis_cluster import cluster_of

pytestmark = pytest.mark.slow

WIRE = (
    "The council of Harlow said on Monday that the two old bridges over the Stort will close for repairs in March. "
    "Engineers found cracks in eleven of the forty girders during an inspection last autumn. The work will cost "
    "4.2 million pounds and last until September, the council said. Buses will take the way over Templefields."
)


@pytest.fixture(scope="module")
def nodes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[EmbeddedRedis]]:
    with cluster_of(3, tmp_path_factory.mktemp("cluster")) as nodes:
        yield nodes


@pytest.fixture
def environment(nodes: list[EmbeddedRedis], tmp_path: Path) -> dict[str, str]:
    own = {
        "COPYTASTER_HOME": str(tmp_path / "home"), "COPYTASTER_PORT": str(free_port()),
        "COPYTASTER_INDEX_URL": nodes[1].url, "COPYTASTER_WORKERS": "1",
    }  # fmt: skip
    return {name: value for name, value in os.environ.items() if not name.startswith("COPYTASTER_")} | own


@pytest.fixture
def service(environment: dict[str, str], tmp_path: Path) -> Iterator[Callable[[str, str, object], Any]]:
    with (tmp_path / "log").open("w+") as log:
        up = subprocess.Popen(
            [sys.executable, "-m", "copytaster", "up", "--no-seeds"], env=environment, stdout=log, stderr=log
        )

        def call(method: str, path: str, body: object = None) -> Any:
            connection = http.client.HTTPConnection("127.0.0.1", int(environment["COPYTASTER_PORT"]), timeout=60)
            with contextlib.closing(connection):
                connection.request(method, path, json.dumps(body), {"Content-Type": "application/json"})
                return json.loads(connection.getresponse().read())

        try:
            until(lambda: call("GET", "/readyz")["status"] == "ready", log)
            yield call
        finally:
            up.terminate()
            up.wait(30)


def until(condition: Callable[[], Any], log: Any, seconds: float = 120.0) -> Any:
    deadline = time.monotonic() + seconds
    while True:
        try:
            if found := condition():
                return found
        except (OSError, KeyError):
            pass
        if time.monotonic() > deadline:
            log.flush()
            raise AssertionError(Path(log.name).read_text()[-4000:])
        time.sleep(0.2)


def checked(service: Callable[..., Any], article_id: str, folder: Path) -> Any:
    """The report of an article, as soon as there is one."""
    found: list[Any] = []

    def there() -> bool:
        found[:] = [service("GET", f"/api/v1/articles/{article_id}/report")]
        return bool(found[0]["status"] == "checked")

    with (folder / "log").open() as log:
        until(there, log)
    return found[0]


def test_copies_are_found_drafts_are_checked_and_the_index_is_verified(
    service: Callable[..., Any], environment: dict[str, str], nodes: list[EmbeddedRedis], tmp_path: Path
) -> None:
    ids = []
    for number, said in enumerate(({"agency": "Reuters"}, {"outlet": "Harlow Star"})):
        body = {"text": WIRE + f"\n\nNumber {number} of its kind.", "published_at": f"2026-03-0{number + 1}T08:00:00Z"}
        ids.append(service("POST", "/api/v1/articles", body | said)["id"])
        report = checked(service, ids[-1], tmp_path)
    assert [source["article_id"] for source in report["sources"]] == [ids[0]]
    draft = service("POST", "/api/v1/check", {"text": WIRE})
    assert draft["derivation"] == "wholly_derived"
    for node in nodes:
        with redis.Redis.from_url(node.url) as one:
            assert one.dbsize() > 0, "each node holds a share"
    verify = [sys.executable, "-m", "copytaster", "reindex", "--verify"]
    done = subprocess.run(verify, env=environment, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "the index equals a rebuilt one", done.stderr
