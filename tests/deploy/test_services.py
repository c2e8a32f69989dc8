"""Each service of the Compose file as a plain process: installed as in the image, with the file's own environment, on
a real PostgreSQL and a real Redis over TCP. There is no Docker here; what Docker adds is tested in `test_compose`."""

from __future__ import annotations

import http.client
import json
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from copytaster.runtime.embedded import EmbeddedRedis
from tests.chaos.support import free_port, story
from tests.deploy.support import compose, install, interpolate
from tests.postgres import Cluster

pytestmark = pytest.mark.slow


class Stack:
    """The Compose file's services, started one by one. Hosts `postgres` and `redis` are what the test has."""

    def __init__(self, folder: Path, database: str, redis_url: str) -> None:
        self.site = install(folder)
        self.data = folder / "data"
        self.data.mkdir()
        self.port = free_port()
        self.database, self.redis_url = database, redis_url
        self.log = (folder / "log").open("w+")
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def environment(self, name: str) -> dict[str, str]:
        given = {"POSTGRES_PASSWORD": "secret"}
        declared = {k: interpolate(str(v), given) for k, v in compose()["services"][name]["environment"].items()}
        assert "@postgres/" in declared["COPYTASTER_DATABASE_URL"]
        assert "//redis:" in declared["COPYTASTER_REDIS_URL"]
        declared |= {"COPYTASTER_DATABASE_URL": self.database, "COPYTASTER_REDIS_URL": self.redis_url}
        if name == "web":
            declared |= {"COPYTASTER_PORT": str(self.port), "COPYTASTER_API_KEYS": str(self.data / "keys")}
        return {
            "PATH": os.environ["PATH"], "PYTHONPATH": str(self.site), "PYTHONDONTWRITEBYTECODE": "1",
            "COPYTASTER_HOME": str(self.data), **declared,
        }  # fmt: skip

    def start(self, name: str) -> subprocess.Popen[bytes]:
        # The tree is not on the path: what runs is what was installed.
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "copytaster", *compose()["services"][name]["command"]],
            cwd=self.data, env=self.environment(name), stdin=subprocess.DEVNULL, stdout=self.log,
            stderr=self.log,
        )  # fmt: skip
        self.running[name] = process
        return process

    def call(self, method: str, path: str, key: str | None = None, body: object = None) -> tuple[int, Any]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {key}"} if key else {})
        try:
            connection.request(method, path, None if body is None else json.dumps(body), headers)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read() or b"null")
        finally:
            connection.close()

    def until(self, condition: Any, seconds: float = 90.0) -> Any:
        deadline = time.monotonic() + seconds
        while True:
            try:
                if found := condition():
                    return found
            except OSError:
                pass
            if time.monotonic() > deadline:
                self.log.flush()
                raise AssertionError(Path(self.log.name).read_text()[-4000:])
            time.sleep(0.1)


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory, postgres: Cluster) -> Iterator[Stack]:
    folder = tmp_path_factory.mktemp("image")
    with EmbeddedRedis(folder / "redis", port=0) as redis:
        made = Stack(folder, postgres.database(), redis.url)
        # The image's file system is read-only but for /data and /tmp.
        for path in [made.site, *made.site.rglob("*")]:
            path.chmod(path.stat().st_mode & ~(stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH))
        yield made
        for process in made.running.values():
            process.kill()
            process.wait()
        made.log.close()
        for path in [made.site, *(p for p in made.site.rglob("*") if p.is_dir())]:
            path.chmod(0o755)


def test_the_services_check_articles_together(stack: Stack) -> None:
    assert stack.start("migrate").wait(60) == 0
    made = subprocess.run(
        [sys.executable, "-P", "-m", "copytaster", "keys", "add", "desk", "--scope", "admin"],
        cwd=stack.data, env=stack.environment("web"), capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    key = made.stdout.strip()
    for name in ("web", "relay", "worker"):
        stack.start(name)
    stack.until(lambda: stack.call("GET", "/readyz")[0] == 200)
    assert stack.call("GET", "/api/v1/articles")[0] == 401

    first = stack.call("POST", "/api/v1/articles", key, {"text": story(3)})
    again = stack.call("POST", "/api/v1/articles", key, {"text": story(3) + "\n\nNobody voted twice, said the clerk."})
    assert (first[0], again[0]) == (202, 202)
    for _, answer in (first, again):
        path = f"/api/v1/articles/{answer['id']}"
        stack.until(lambda path=path: stack.call("GET", path, key)[1]["status"] == "checked")
    report = stack.call("GET", f"/api/v1/articles/{again[1]['id']}/report", key)[1]
    assert [source["article_id"] for source in report["sources"]] == [first[1]["id"]]


def test_each_stops_when_it_is_told_to(stack: Stack) -> None:
    grace = int(compose()["services"]["web"]["stop_grace_period"].removesuffix("s"))
    for name in ("worker", "relay", "web"):
        stack.running[name].send_signal(signal.SIGTERM)
        assert stack.running[name].wait(grace) == 0, name
