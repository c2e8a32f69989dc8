"""The examples of the documentation, run again: each `curl` is sent to the real application, in the order of the page.

A block of ``json``, ``ndjson`` or ``csv`` behind a ``sh`` block is the answer to its last command; a number in its
info string is the status (200 when there is none), ``recorded`` says that it cannot be run again here.

What the page leaves out is marked: a text that ends in ``…`` shows its beginning, a list that ends in ``"…"`` its first
items, an object with the name ``"…"`` some of its fields. Times and request ids are compared by their form; all
else is what the service says now, figures up to `NEAR`. ``python -m tests.docs.refresh`` brings a page up to date.
"""

from __future__ import annotations

import csv
import io
import json
import re
import shlex
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

from tests.docs.markdown import ROOT, Block, blocks

API = "http://127.0.0.1:8000/api/v1"
HOST = "http://127.0.0.1:8000"
MORE = "…"
NEAR = 0.0015
"""Figures are rounded to three digits, of which another processor may turn the last one the other way."""
KINDS = ("json", "ndjson", "csv")
_FRACTION = re.compile(r"\d+\.\d+")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)")


@dataclass(frozen=True)
class Example:
    """One command, and the answer that the page shows (None: nothing is shown)."""

    command: str
    answer: Block | None
    line: int

    @property
    def kind(self) -> str:
        """The form of the answer: one of `KINDS`, or that of another text."""
        return self.answer.info.partition(" ")[0] if self.answer else ""

    @property
    def status(self) -> int:
        words = self.answer.info.split() if self.answer else []
        return next((int(word) for word in words if word.isdigit()), 200)

    @property
    def recorded(self) -> bool:
        return self.answer is not None and "recorded" in self.answer.info.split()


def examples(page: Path) -> Iterator[Example]:
    found = blocks(page)
    for n, block in enumerate(found):
        if block.info != "sh":
            continue
        following = found[n + 1] if n + 1 < len(found) and found[n + 1].info != "sh" else None
        commands = [c for c in _commands(block.text) if c.startswith("curl ")]
        for number, command in enumerate(commands, 1):
            yield Example(command, following if number == len(commands) else None, block.line)


def _commands(text: str) -> Iterator[str]:
    """The commands of a block: lines, continued ones and quotations over several lines put together."""
    held = ""
    for line in text.splitlines(keepends=True):
        held += line
        try:
            shlex.split(held)
        except ValueError:  # a quotation is still open
            continue
        if not held.rstrip().endswith("\\"):
            yield held.strip()
            held = ""
    assert not held, f"a command never ends: {held[:80]}"


@dataclass
class Request:
    method: str
    url: str
    headers: list[tuple[str, str]]
    data: bytes | None


def parse(command: str) -> Request:
    """What `curl` would send. Only what the documentation uses is known; anything else fails."""
    words = iter(shlex.split(command.replace("\\\n", " "))[1:])
    method, url, headers, data = None, None, [], None
    for word in words:
        if word in ("-s", "-N", "-i"):
            continue
        if word == "-X":
            method = next(words)
        elif word == "-H":
            name, _, value = next(words).partition(":")
            headers.append((name, value.strip()))
        elif word == "-o":
            next(words)
        elif word in ("-d", "--data-binary"):
            given = next(words)
            data = (ROOT / given[1:]).read_bytes() if given.startswith("@") else given.encode()
        else:
            assert url is None, f"not understood: {word} in {command}"
            url = word
    assert url is not None
    url = url.replace("$API", API)
    assert url.startswith(HOST), f"{url}: an example asks {HOST}"
    return Request(method or ("GET" if data is None else "POST"), url.removeprefix(HOST), headers, data)


def send(client: FlaskClient, command: str, check: Callable[[], object]) -> Any:
    """The answer of the application. `check` does a worker's work, while a request waits and after each."""
    request = parse(command)
    worker = threading.Timer(0.3, check) if "wait=" in request.url else None
    if worker:
        worker.start()
    response = client.open(request.url, method=request.method, headers=request.headers, data=request.data)
    if worker:
        worker.join()
    check()
    return response


def differences(shown: Any, real: Any, at: str = "$") -> list[str]:
    """Where the answer on the page and the real one do not agree."""
    if isinstance(shown, dict) and isinstance(real, dict):
        missing = [name for name in shown if name != MORE and name not in real]
        extra = [] if MORE in shown else [name for name in real if name not in shown]
        found = [f"{at}.{name}: is not in the answer" for name in missing]
        found += [f"{at}.{name}: is in the answer, not on the page" for name in extra]
        for name in shown.keys() & real.keys():
            if name != "request_id":
                found += differences(shown[name], real[name], f"{at}.{name}")
        return found
    if isinstance(shown, list) and isinstance(real, list):
        more = bool(shown) and shown[-1] == MORE
        items = shown[:-1] if more else shown
        if len(real) < len(items) or (len(real) > len(items) and not more):
            return [f"{at}: {len(items)} items on the page, {len(real)} in the answer"]
        return [d for n, item in enumerate(items) for d in differences(item, real[n], f"{at}[{n}]")]
    return [] if _agree(shown, real) else [f"{at}: {shown!r} on the page, {real!r} in the answer"]


def _agree(shown: Any, real: Any) -> bool:
    if isinstance(shown, str) and isinstance(real, str):
        both_moments = MOMENT.fullmatch(shown) and MOMENT.fullmatch(real)
        return shown == real or bool(both_moments) or (shown.endswith(MORE) and real.startswith(shown[:-1]))
    if isinstance(shown, bool) or isinstance(real, bool) or shown is None or real is None:
        return shown is real
    if isinstance(shown, float) and isinstance(real, float):
        return abs(shown - real) <= NEAR
    return type(shown) is type(real) and shown == real


def decoded(text: str, kind: str) -> Any:
    """JSON; of ``ndjson`` the list of its lines, of ``csv`` that of its rows, with figures as such."""
    if kind == "ndjson":
        return [json.loads(line) for line in text.splitlines() if line.strip()]
    if kind == "csv":
        rows = csv.reader(io.StringIO(text))
        return [[float(cell) if _FRACTION.fullmatch(cell) else cell for cell in row] for row in rows]
    return json.loads(text)
