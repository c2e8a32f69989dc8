"""Submitting a file to a service that is slow, full, down for a moment, or particular."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from copytaster.client import Client, Problem
from copytaster.commands import scoring, submit
from copytaster.commands.main import main
from workers.ingest import bundles


class Stub:
    """Answers batches: each line says what becomes of it; `moods` says what becomes of whole requests."""

    def __init__(self) -> None:
        self.moods: list[int] = []
        self.requests: list[list[dict[str, Any]]] = []
        self.keys: list[str | None] = []
        self.seen: set[str] = set()
        stub = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                stub.keys.append(self.headers["Authorization"])
                if stub.moods:
                    self.send_response(stub.moods.pop(0))
                    self.send_header("Retry-After", "0.1")
                    self.end_headers()
                    self.wfile.write(b'{"title": "not now", "detail": "come back later"}')
                    return
                lines = [json.loads(line) for line in body.splitlines()]
                stub.requests.append(lines)
                answer = json.dumps([stub.answer(number, line) for number, line in enumerate(lines, 1)]).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *arguments: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"

    def answer(self, number: int, line: dict[str, Any]) -> dict[str, Any]:
        text = line["text"]
        if text.startswith("full") and text not in self.seen:
            self.seen.add(text)
            return {"line": number, "status_code": 429, "problem": {"title": "full"}}
        if text == "bad":
            return {"line": number, "status_code": 422, "problem": {"title": "bad", "detail": "too few words"}}
        return {"line": number, "status_code": 200 if text == "known" else 202, "id": text}


@pytest.fixture
def stub() -> Iterator[Stub]:
    made = Stub()
    thread = threading.Thread(target=made.server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield made
    made.server.shutdown()
    thread.join()
    made.server.server_close()


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(submit.time, "sleep", lambda seconds: None)


def lines(*texts: str) -> bytes:
    return b"\n".join(json.dumps({"text": text}).encode() for text in texts) + b"\n\n"


def sent(stub: Stub, body: bytes, key: str | None = None) -> tuple[submit.Submitted, list[str]]:
    said: list[str] = []
    return submit.submit(body.splitlines(keepends=True), stub.url, key, said.append), said


def test_counts_what_became_of_each_line(stub: Stub) -> None:
    result, said = sent(stub, lines("one", "known", "bad", "two"))
    assert (result.accepted, result.known, result.refused) == (2, 1, 1)
    assert said == ["line 3: too few words"]


def test_goes_in_batches_and_gives_nothing_up(stub: Stub) -> None:
    texts = [f"full {number}" if number % 3 else f"text {number}" for number in range(bundles.LINES * 2 + 7)]
    stub.moods = [503, 429]
    result, _ = sent(stub, lines(*texts), key="ct_1_secret")
    assert result.accepted == len(texts)
    assert all(len(request) <= bundles.LINES for request in stub.requests)
    assert set(stub.keys) == {"Bearer ct_1_secret"}


def test_what_is_refused_as_a_whole_ends_with_the_reason(stub: Stub) -> None:
    stub.moods = [401]
    with pytest.raises(Problem, match="401 come back later"):
        sent(stub, lines("one"))


def test_nobody_there() -> None:
    with pytest.raises(ConnectionError, match="does not answer"):
        Client("http://127.0.0.1:9", patience=0.0).exchange("GET", "/")


def test_the_command_says_how_it_went(stub: Stub, tmp_path: Path) -> None:
    (tmp_path / "in.ndjson").write_bytes(lines("one", "bad"))
    done = CliRunner().invoke(main, ["import", str(tmp_path / "in.ndjson"), "--url", stub.url])
    assert done.exit_code == 1
    assert "1 accepted, 0 known already, 1 refused" in done.output
    piped = CliRunner().invoke(main, ["import", "-", "--url", stub.url], input=lines("three"))
    assert (piped.exit_code, piped.output) == (0, "1 accepted, 0 known already, 0 refused\n")


def test_figures_of_an_evaluation() -> None:
    roles = {"1-w1": "wire", "1-d1": "copy", "1-d2": "rewrite", "1-d3": "independent", "2-d1": "roundup"}
    documents = {name: {"role": role} for name, role in roles.items()}

    def report(derivation: str, *sources: tuple[str, str]) -> dict[str, Any]:
        named = [{"article_id": f"id-{name}", "relation": relation} for name, relation in sources]
        return {"status": "checked", "derivation": derivation, "sources": named}

    reports = {
        "1-w1": report("not_derived"),
        "1-d1": report("wholly_derived", ("1-w1", "copy")),
        "1-d2": report("partially_derived", ("1-w1", "same-event")),
        "1-d3": report("not_derived", ("1-w1", "shared-quotes")),
        "2-d1": report("partially_derived", ("1-w1", "excerpt")),
    }
    figures = scoring._figures(documents, reports, {f"id-{name}": name for name in roles})
    assert figures == {
        "cross": 0.2, "derivation": 0.75, "failed": 0.0, "false.independent": 0.0, "recall.copy": 1.0,
        "recall.rewrite": 0.0, "recall.roundup": 0.0,
    }  # fmt: skip
    assert "recall.copy        1.000" in scoring.table(figures)
