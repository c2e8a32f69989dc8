"""The real server over sockets: races, requests that are not HTTP, connections that hold on, and stopping."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.service.support import article

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
Eventually = Callable[..., None]


def everything(sock: socket.socket) -> bytes:
    answer = b""
    while chunk := sock.recv(65_536):
        answer += chunk
    return answer


class Server:
    """`copytaster web` on a port of its own."""

    def __init__(self, home: Path, /, **settings: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        environment = {name: value for name, value in os.environ.items() if not name.startswith("COPYTASTER_")}
        environment |= {"COPYTASTER_HOME": str(home), "COPYTASTER_PORT": str(self.port), "PYTHONPATH": str(ROOT)}
        environment |= {f"COPYTASTER_{name.upper()}": value for name, value in settings.items()}
        self.log = home / "log"
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "copytaster", "web"],
                cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            )  # fmt: skip

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            data = None if body is None else json.dumps(body).encode()
            connection.request(method, path, data, {"Content-Type": "application/json", **headers})
            response = connection.getresponse()
            content = response.read()
            return response.status, json.loads(content) if content else None
        finally:
            connection.close()

    def raw(self, data: bytes) -> bytes:
        """What the server says to bytes that need not be HTTP."""
        with socket.create_connection(("127.0.0.1", self.port), 10) as sock:
            sock.sendall(data)
            return everything(sock)

    def alive(self) -> bool:
        """Whether it answers: pages and keys need no cleaner, and cleaners take seconds of CPU to get warm."""
        return self._says_well("/healthz")

    def ready(self) -> bool:
        return self._says_well("/readyz")

    def _says_well(self, path: str) -> bool:
        try:
            return self.call("GET", path)[0] == 200
        except OSError:
            return False

    def family(self) -> list[psutil.Process]:
        parent = psutil.Process(self.process.pid)
        return [parent, *parent.children(recursive=True)]

    def wait_ready(self) -> None:
        deadline = time.monotonic() + 90
        while not self.ready():
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.1)

    def stop(self, with_signal: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(with_signal)
        return self.process.wait(30)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    made = Server(tmp_path_factory.mktemp("server"))
    made.wait_ready()
    yield made
    if made.process.poll() is None:
        made.stop()


def test_fifty_clients_at_once_make_one_article(server: Server) -> None:
    for headers, bodies in (({}, [article(0)] * 50), ({"Idempotency-Key": "k"}, [article(n) for n in range(50, 100)])):
        with ThreadPoolExecutor(50) as pool:
            answers = list(pool.map(lambda body, h=headers: server.call("POST", "/api/v1/articles", body, **h), bodies))
        assert len({answer["id"] for _, answer in answers}) == 1
        assert sorted(status for status, _ in answers) == [200] * 49 + [202]


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"nonsense\r\n\r\n",
        b"GET /api/v1/articles HTTP/9.9\r\n\r\n",
        b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET /api/v1/articles HTTP/1.1\r\nHost: localhost\r\nBad Header: x\r\n\r\n",
        b"GET /api/v1/articles HTTP/1.1\r\nHost: localhost\r\n" + b"X-A: b\r\n" * 200 + b"\r\n",
        b"POST /api/v1/articles HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nZZZ\r\n",
        b"POST /api/v1/articles HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5\r\n\r\n",
        b"POST /api/v1/articles HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"0\r\n\r\n",
        b"GET /api/v1/articles HTTP/1.1\r\nHost: \xff\xfe\r\nConnection: close\r\n\r\n",
    ],
    ids=lambda data: data[:60].decode("latin-1"),
)
def test_what_is_not_http_is_a_problem_too(server: Server, request_bytes: bytes) -> None:
    head, _, body = server.raw(request_bytes).partition(b"\r\n\r\n")
    assert 400 <= int(head.split()[1]) < 500
    assert b"application/problem+json" in head
    assert b"<html" not in body
    problem, _ = json.JSONDecoder().raw_decode(body.decode())
    assert problem["status"] == int(head.split()[1])


@pytest.mark.parametrize(
    ("line", "fields", "status", "said"),
    [
        (b"a" * 9_000, b"", 414, "The address of the request is longer than 8,190 bytes."),
        (b"a" * 20_000, b"", 414, "The address of the request is longer than 8,190 bytes."),
        (b"", b"X-A: b\r\n" * 200, 431, "The request has more than 60 header fields."),
        (b"", b"X-A: " + b"b" * 20_000 + b"\r\n", 431, "The head of the request is longer than 16,384 bytes."),
    ],
)
def test_what_is_too_long_is_told_how_long_it_may_be(
    server: Server, line: bytes, fields: bytes, status: int, said: str
) -> None:
    asked = b"GET /%s HTTP/1.1\r\nHost: localhost\r\n%s%s\r\n"
    head, _, body = server.raw(asked % (line, b"", fields)).partition(b"\r\n\r\n")
    assert int(head.split()[1]) == status
    assert json.loads(body)["detail"] == said
    if len(line) < 10_000:  # of a longer one nothing is read that says who asks
        head, _, body = server.raw(asked % (line, b"Accept: text/html\r\n", fields)).partition(b"\r\n\r\n")
        assert int(head.split()[1]) == status
        assert b"text/html" in head
        assert f"<p>{said}</p>".encode() in body


def test_a_body_without_a_length_is_measured_too(server: Server) -> None:
    """Plain text: cut off at the limit it would still be an article."""
    chunk = b"c350\r\n" + b"word " * 10_000 + b"\r\n"
    head = b"POST /api/v1/articles HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n"
    with socket.create_connection(("127.0.0.1", server.port), 30) as sock:
        sock.sendall(head + b"Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n")
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # it need not wait for the end
            for _ in range(41):
                sock.sendall(chunk)
            sock.sendall(b"0\r\n\r\n")
        answer = everything(sock)
    assert b" 413 " in answer.split(b"\r\n")[0]
    assert b"max_body_bytes" in answer


def test_who_sends_everything_before_listening_hears_why(server: Server) -> None:
    body = json.dumps({"text": "x" * 3_000_000}).encode()
    head = f"POST /api/v1/articles HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: {len(body)}\r\n"
    for media_type, status in (("application/json", b" 413 "), ("image/png", b" 413 "), ("", b" 415 ")) * 2:
        with socket.create_connection(("127.0.0.1", server.port), 30) as sock:
            sock.sendall(head.encode() + f"Content-Type: {media_type}\r\n\r\n".encode() + body)
            answer = everything(sock)
        assert status in answer.split(b"\r\n")[0]
        assert b'"code"' in answer


def test_a_body_that_did_not_come_whole_is_no_article(server: Server) -> None:
    text = article(300)["text"].encode()
    head = "POST /api/v1/articles HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n"
    head += f"Content-Length: {len(text) * 2}"
    with socket.create_connection(("127.0.0.1", server.port), 30) as sock:
        sock.sendall(head.encode() + b"\r\n\r\n" + text)
        sock.shutdown(socket.SHUT_WR)
        assert sock.recv(65_536) == b""
    assert server.call("GET", "/api/v1/articles?q=%22ballot+number+300%22")[1]["items"] == []


def test_a_killed_cleaner_is_not_noticed(server: Server) -> None:
    family = server.family()
    parents = [process.ppid() for process in family]
    (forkserver,) = [process for process in family[1:] if process.pid in parents]
    for n in range(200, 206):
        for process in server.family():
            with contextlib.suppress(psutil.NoSuchProcess):
                if process.ppid() == forkserver.pid:
                    process.kill()
        assert server.call("POST", "/api/v1/articles", article(n))[0] == 202


def test_streams_end_and_nothing_is_dropped_when_it_is_told_to_stop(tmp_path: Path, eventually: Eventually) -> None:
    server = Server(tmp_path)
    eventually(server.ready, 90)
    family = server.family()
    stream = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    stream.request("GET", "/api/v1/events")
    response = stream.getresponse()
    assert response.readline().startswith(b"retry")
    with ThreadPoolExecutor(4) as pool:
        waiting = pool.submit(server.call, "POST", "/api/v1/articles?wait=30", article(0))
        eventually(lambda: server.call("GET", "/api/v1/articles")[1]["items"])
        began = time.monotonic()
        assert server.stop() == 0
        assert waiting.result()[0] == 202
        response.read()
    stream.close()
    assert time.monotonic() - began < 9, "it waited for its grace to run out"
    eventually(lambda: not any(p.is_running() and p.status() != psutil.STATUS_ZOMBIE for p in family))


def test_nothing_outlives_a_killed_server(tmp_path: Path, eventually: Eventually) -> None:
    server = Server(tmp_path)
    eventually(server.ready, 90)
    family = server.family()
    assert len(family) >= 4  # web, fork server, resource tracker, cleaners
    server.process.kill()
    server.process.wait(10)
    eventually(lambda: not any(p.is_running() and p.status() != psutil.STATUS_ZOMBIE for p in family))
