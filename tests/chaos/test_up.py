"""`copytaster up`: a first start, a stop, deaths of children, and its own."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.chaos.support import alive, running, story

pytestmark = pytest.mark.slow

Eventually = Callable[..., None]


def test_a_first_start_loads_the_seeds_and_says_where_to_look(tmp_path: Path, eventually: Eventually) -> None:
    with running(tmp_path, COPYTASTER_WORKERS="2") as service:
        reports = [line.rsplit("/", 1)[1] for line in service.said("A report: http://", times=2)]
        documents = [service.call("GET", f"/api/v1/articles/{i}/report").json for i in reports]
        seeds = [path.name for path in Path("seeds").glob("*.txt")]
        assert sorted(d["article"]["external_id"] for d in documents) == sorted(seeds)
        told = [json.loads(line) for line in (service.home / "audit.log").read_text().splitlines()]
        assert [(line["what"], line["role"]) for line in told] == [("started", "up")]
        for path in ("/", f"/articles/{reports[0]}", "/readyz", "/healthz"):
            assert service.call("GET", path).status == 200
        everything = service.tree()
        assert service.stop(signal.SIGINT) == 0
        eventually(lambda: not alive(everything), 5)
        assert service.lines[-1] == "Copytaster has stopped"
        assert not [line for line in service.lines if " error " in line or "killed" in line]
    with running(tmp_path) as again:
        items = again.call("GET", "/api/v1/articles?limit=10").json["items"]
        assert sorted(item["id"] for item in items) == sorted(reports)
        assert not [line for line in again.lines if "A report" in line]
    for document, other in zip(documents, reversed(reports), strict=True):
        assert [(s["article_id"], s["relation"], s["direction"]) for s in document["sources"]] == [
            (other, "rewrite", "undetermined")
        ]


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"COPYTASTER_HOST": "0.0.0.0"}, "COPYTASTER_API_KEYS"),
        ({"COPYTASTER_WORKRES": "3"}, "COPYTASTER_WORKRES is not a setting"),
        ({"COPYTASTER_PORT": "taken"}, "COPYTASTER_PORT='taken': should be a valid integer"),
    ],
)
def test_refuses_to_start_with_one_clear_line(tmp_path: Path, variables: dict[str, str], words: str) -> None:
    environment = os.environ | {"COPYTASTER_HOME": str(tmp_path / "home")} | variables
    done = subprocess.run(
        [sys.executable, "-m", "copytaster", "up"], env=environment, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 1
    assert words in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "home").exists()


def test_says_that_the_port_is_taken(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = subprocess.run(
            [sys.executable, "-m", "copytaster", "up", "--port", port, "--home", str(tmp_path / "home")],
            capture_output=True, text=True, timeout=60,
        )  # fmt: skip
    assert done.returncode == 1
    assert f"port {port}" in done.stderr


def test_damaged_files_of_its_redis_are_set_aside_and_the_index_made_anew(tmp_path: Path) -> None:
    with running(tmp_path, "--no-seeds") as service:
        first = service.post(story(1))
        service.wait_checked([first])
    file = max((tmp_path / "redis" / "appendonlydir").iterdir(), key=lambda path: path.stat().st_size)
    whole = file.read_bytes()
    # Lines of it: a server reads "$5 garbage" as a length of 5, so a few bytes there damage nothing.
    file.write_bytes(whole[: len(whole) // 2] + b"\xff\xfe garbage\r\n" * 8 + whole[len(whole) // 2 :])
    with running(tmp_path, "--no-seeds") as service:
        assert len(service.said("set aside in")) == 1
        second = service.post(story(1) + "\n\nThe vote was unanimous, the clerk said later.")
        service.wait_checked([second])
        sources = service.call("GET", f"/api/v1/articles/{second}/report").json["sources"]
        assert first in [source["article_id"] for source in sources]
    assert list((tmp_path / "redis").glob("damaged-*"))
