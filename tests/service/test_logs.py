"""Lines of the log: one an event, in two forms, that say what they are about."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Iterator
from datetime import datetime

import pytest

from copytaster.runtime import logs

log = logging.getLogger("copytaster.tests")

HOSTILE = 'two words "quoted" \\ = \n 2026 error \x1b[31m \ud800 ü'


@pytest.fixture(autouse=True)
def _afterwards() -> Iterator[None]:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    yield
    root.handlers[:] = before
    root.setLevel(level)


def test_a_line_is_one_event(capsys: pytest.CaptureFixture[str]) -> None:
    logs.setup("web", "INFO")
    logs.event(log, "request", ms=12, seconds=0.12345, path=HOSTILE, nothing=None)
    [line] = capsys.readouterr().err.splitlines()
    when, level, role, event, rest = line.split(" ", 4)
    assert datetime.fromisoformat(when)
    assert (level, role, event) == ("info", "web", "request")
    assert rest.startswith('ms=12 seconds=0.123 path="two words \\"quoted\\" \\\\ = \\n 2026')
    assert line.isascii()


def test_as_json_every_line_is_an_object(capsys: pytest.CaptureFixture[str]) -> None:
    logs.setup("worker", "INFO", "json")
    logs.event(log, "failed", logging.ERROR, article="a1", tries=3, seconds=0.1234567, reason=ValueError(HOSTILE),
               odd=float("nan"), level="mine", nothing=None)  # fmt: skip
    try:
        raise KeyError("gone")
    except KeyError:
        logging.getLogger("library").exception("it\nbroke %s", "down")
    first, second = map(json.loads, capsys.readouterr().err.splitlines())
    assert datetime.fromisoformat(first.pop("time"))
    assert first == {
        "level": "error", "role": "worker", "event": "failed", "article": "a1", "tries": 3, "seconds": 0.123457,
        "reason": HOSTILE, "odd": "nan", "nothing": None,
    }  # fmt: skip
    assert second["event"] == "it broke down"
    assert "KeyError: 'gone'" in second["error"]


@pytest.mark.parametrize("form", ["text", "json"])
def test_whoever_writes_a_line_says_what_it_is_about(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    logs.setup("worker", "INFO", form)
    with logs.about(request="r1", article="a1"):
        logging.getLogger("sqlalchemy").warning("slow")
        with logs.about(request=None, article="a2"):
            logs.event(log, "inner", request="mine")
        other = threading.Thread(target=logs.event, args=(log, "elsewhere"))
        other.start()
        other.join()
    logs.event(log, "after")
    logs.now_about(request="r2")
    logs.event(log, "next")
    logs.now_about()
    logs.event(log, "last")
    lines = capsys.readouterr().err.splitlines()
    if form == "text":
        told = [dict(word.split("=") for word in line.split(" ")[4:]) for line in lines]
    else:
        told = [{k: v for k, v in json.loads(line).items() if k in ("request", "article")} for line in lines]
    assert told == [
        {"request": "r1", "article": "a1"}, {"request": "mine", "article": "a2"}, {}, {}, {"request": "r2"}, {},
    ]  # fmt: skip
