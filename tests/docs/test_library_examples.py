"""The programs in examples/ do what they say, and the library's own example does."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest

import copytaster
from tests.cli.test_cli import COPY, OTHER, STORY
from tests.docs.conftest import Seeded
from tests.docs.markdown import ROOT

pytestmark = pytest.mark.slow

EXAMPLES = ROOT / "examples"


def run(name: str, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, str(EXAMPLES / name), *arguments], capture_output=True, text=True, timeout=120, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def stories(tmp_path: Path) -> Path:
    for name, text in (("wire-1.txt", STORY), ("post.txt", COPY), ("other.txt", OTHER), ("short.txt", "Too short")):
        (tmp_path / name).write_text(text)
    return tmp_path


def test_every_example_is_tried_here() -> None:
    files = (Path(__file__), ROOT / "tests/client/test_examples.py")
    texts = [file.read_text(encoding="utf-8") for file in files]
    tried = {name for text in texts for name in re.findall(r'(?:run|started)\("([\w.]+)"', text)}
    assert {path.name for path in EXAMPLES.glob("*.py")} == tried


def test_compare(stories: Path) -> None:
    told = run("compare.py", str(stories / "post.txt"), str(stories / "wire-1.txt"))
    assert told.startswith("post.txt: wholly_derived")
    assert "of wire-1.txt" in told
    assert "  verbatim: 'Some" in told or "  edited: " in told


def test_families(stories: Path) -> None:
    told = dict(line.split(": ", 1) for line in run("families.py", str(stories)).splitlines())
    assert told["post.txt"].startswith("wholly_derived, wire-1.txt (")
    assert told["other.txt"] == "not_derived"
    assert "min_words" in told["short.txt"]


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *arguments: object) -> None:
        pass


def test_submit(seeded: Seeded, stories: Path) -> None:
    client, work = seeded
    done = threading.Event()

    def check() -> None:
        while not done.wait(0.1):
            work()

    with make_server("127.0.0.1", 0, client.application, handler_class=_Quiet) as server:
        threads = [threading.Thread(target=check), threading.Thread(target=server.handle_request)]
        for thread in threads:
            thread.start()
        told = run("submit.py", str(stories / "post.txt"), f"http://127.0.0.1:{server.server_port}")
        done.set()
        for thread in threads:
            thread.join()
    assert told.startswith("checked not_derived")


def test_the_example_in_the_library_s_docstring() -> None:
    program = re.search(r"::\n\n((?:    .*\n|\n)+)", copytaster.__doc__ or "")
    assert program
    names: dict[str, object] = {"published": COPY, "wire": STORY}
    exec("\n".join(line[4:] for line in program[1].splitlines()), names)
    assert isinstance(names["report"], dict)
    assert names["report"]["sources"]
