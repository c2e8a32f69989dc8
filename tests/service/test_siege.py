"""Attacks on the connections of the real server, each beside ordinary requests that must go on.

Nobody here has a key. What is shown is that silence, slowness and nonsense cost those who send them a connection, and
nobody else anything.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psutil
import pytest

from copytaster.runtime.embedded import free_port
from copytaster.settings import Settings
from service import server as limits
from service.access import auth
from tests.service.support import article
from tests.service.test_server import Server

pytestmark = pytest.mark.slow

Eventually = Callable[..., None]

HEAD = b"POST /api/v1/articles HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
ATTACKS = {
    "half a head": HEAD,
    "nothing at all": b"",
    "a body that does not come": HEAD + b"Content-Length: 1000\r\n\r\n",
    "half a body": HEAD + b"Content-Length: 1000\r\n\r\n" + b'{"text": "',
    "half a chunk": HEAD + b"Transfer-Encoding: chunked\r\n\r\nff\r\nabc",
    "100 that is not waited for": HEAD + b"Content-Length: 1000\r\nExpect: 100-continue\r\n\r\n",
}
MUCH = b"GET /api/v1/openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n" * 50
"""More answers than lie between a server and somebody who reads none."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    made = Server(tmp_path_factory.mktemp("siege"), web_threads="4")
    made.wait_ready()
    yield made
    made.stop()


@contextlib.contextmanager
def besieged(server: Server, number: int, sent: bytes) -> Iterator[list[socket.socket]]:
    with contextlib.ExitStack() as stack:
        sockets = []
        for _ in range(number):
            sock = stack.enter_context(socket.create_connection(("127.0.0.1", server.port), 10))
            sock.sendall(sent)
            sockets.append(sock)
        yield sockets


def cpu_seconds(server: Server) -> float:
    """Of the web process alone, since it began."""
    times = psutil.Process(server.process.pid).cpu_times()
    return float(times.user + times.system)


def peers(server: Server) -> set[int]:
    """The ports from which somebody is connected, as the server sees it: it has let go of all others."""
    return {one.raddr.port for one in psutil.Process(server.process.pid).net_connections("tcp") if one.raddr}


def seconds_of(call: Callable[[], object]) -> float:
    began = time.monotonic()
    call()
    return time.monotonic() - began


@pytest.mark.parametrize("attack", ATTACKS)
def test_silent_connections_keep_nobody_waiting(server: Server, attack: str) -> None:
    with besieged(server, 64, ATTACKS[attack]):
        for path in ("/healthz", "/readyz", "/api/v1/articles?limit=1"):
            assert seconds_of(lambda path=path: server.call("GET", path)) < 1.0
        body = article(hash(attack) % 10_000 + 1_000)
        assert seconds_of(lambda: server.call("POST", "/api/v1/articles", body)) < 3.0


def held(server: Server, sent: bytes, more: bytes = b"") -> tuple[float, bytes]:
    """How long the server holds a connection that sends this, and a byte of `more` now and then; and its answer."""
    with socket.create_connection(("127.0.0.1", server.port), 10) as sock:
        began, answer = time.monotonic(), b""
        sock.sendall(sent)
        sock.settimeout(0.2)
        while time.monotonic() - began < limits.BODY_SECONDS + 15:
            try:
                part = sock.recv(65_536)
                if not part:
                    break
                answer += part
            except TimeoutError:
                with contextlib.suppress(OSError):
                    sock.sendall(more)
            except OSError:
                break
        return time.monotonic() - began, answer


def test_who_is_too_slow_is_told_and_let_go(server: Server) -> None:
    """The time allowed is for all of it: a byte now and then makes no head whole."""
    head, body = limits.HEAD_SECONDS, limits.BODY_SECONDS
    trickle = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-A: "
    cases = [
        (ATTACKS["half a head"], b"", head, b" 408 "),
        (ATTACKS["half a body"], b"", body, b" 408 "),
        (ATTACKS["half a body"], b"a", body, b" 408 "),
        (b"", b"", limits.KEEP_ALIVE_SECONDS, b""),
        (trickle, b"a", head, b" 408 "),
    ]
    with ThreadPoolExecutor(len(cases)) as pool:
        ended = list(pool.map(lambda case: held(server, case[0], case[1]), cases))
    for (_, _, least, said), (seconds, answer) in zip(cases, ended, strict=True):
        assert least - 1 < seconds < least + 6
        assert said in answer
        assert (b"too_slow" in answer) is bool(said)


def test_who_fetches_nothing_is_let_go(server: Server, eventually: Eventually) -> None:
    """They keep their end open for ever, and their socket takes nothing more: nobody can tell them."""
    with besieged(server, 4, MUCH) as sockets:
        ports = {sock.getsockname()[1] for sock in sockets}
        eventually(lambda: ports <= peers(server))
        began = time.monotonic()
        eventually(lambda: ports.isdisjoint(peers(server)), limits.ANSWER_SECONDS + 60)
        assert time.monotonic() - began > limits.ANSWER_SECONDS - 1


def test_a_full_house_takes_newcomers_in(server: Server) -> None:
    with contextlib.ExitStack() as stack:
        for _ in range(3):
            stack.enter_context(besieged(server, 400, ATTACKS["half a head"]))
            assert seconds_of(lambda: server.call("GET", "/healthz")) < 5.0
        assert server.call("POST", "/api/v1/articles", article(31))[0] in (200, 202)


def test_who_fetches_nothing_holds_no_thread(server: Server) -> None:
    """They ask for much and read nothing of it, on more connections than there are threads."""
    with besieged(server, 40, MUCH) as sockets:
        before = cpu_seconds(server)
        assert server.call("GET", "/api/v1/articles?limit=1")[0] == 200
        # A clock would say how busy the machine is. Who waits for a thread that is held waits until one of the forty
        # has been let go; who waits for work that is done for them waits for as much CPU.
        assert cpu_seconds(server) - before < 3.0
        assert {sock.getsockname()[1] for sock in sockets} <= peers(server)


def test_signs_of_life_do_not_wait_for_the_archive(server: Server, tmp_path: Path) -> None:
    """All threads wait for a lock that somebody has on the database."""
    import sqlite3

    path = next(Path(server.log).parent.glob("archive.db"))
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as lock, ThreadPoolExecutor(8) as pool:
        lock.execute("BEGIN EXCLUSIVE")
        posts = [pool.submit(server.call, "POST", "/api/v1/articles", article(500 + n)) for n in range(8)]
        time.sleep(1.0)
        for _ in range(5):
            assert seconds_of(lambda: server.call("GET", "/healthz")) < 1.0
            assert seconds_of(lambda: server.call("GET", "/readyz")) < 6.0
        lock.execute("ROLLBACK")
        assert {post.result()[0] for post in posts} == {202}


CHUNKED = b"Transfer-Encoding: chunked\r\n\r\n"
ROUTES = {
    "/api/v1/articles": b"application/json",
    "/api/v1/articles/batch": b"application/x-ndjson",
    "/api/v1/check": b"application/json",
    "/drafts": b"application/x-www-form-urlencoded",
    "/login": b"application/x-www-form-urlencoded",
}
BAD = {
    "zz": b"zz\r\nabc\r\n0\r\n\r\n",
    "-5": b"-5\r\nabcde\r\n0\r\n\r\n",
    "no CRLF": b"5\r\nabcdefgh\r\n0\r\n\r\n",
    "a size without end": b"1" * 100_000,
    "a bad extension": b'3;a="\x00\r\nabc\r\n0\r\n\r\n',
    "two lengths": b"",
}


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("bad", BAD)
def test_bad_chunks_are_the_senders_fault(server: Server, route: str, bad: str) -> None:
    head = f"POST {route} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: ".encode() + ROUTES[route]
    head += b"\r\n" + (b"Content-Length: 3\r\n" if bad == "two lengths" else b"") + CHUNKED
    answer = server.raw(head + BAD[bad])
    assert answer.split(b" ")[1] == b"400", answer
    assert b"application/problem+json" in answer


def test_two_hundred_viewers_and_the_desk_goes_on(server: Server) -> None:
    """Everybody sees every event; requests of others wait for nobody."""
    seen: list[bytes] = []
    opened = threading.Semaphore(0)

    def view() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        connection.request("GET", "/api/v1/events", headers={"Accept": "text/event-stream"})
        response = connection.getresponse()
        response.readline()
        opened.release()
        while not (line := response.readline()).startswith(b"data:"):
            assert line
        seen.append(line)
        connection.close()

    viewers = [threading.Thread(target=view) for _ in range(200)]
    for viewer in viewers:
        viewer.start()
    for _ in viewers:
        assert opened.acquire(timeout=60)
    assert seconds_of(lambda: server.call("GET", "/healthz")) < 2.0
    began = time.monotonic()
    status, accepted = server.call("POST", "/api/v1/articles", article(777))
    assert status == 202
    for viewer in viewers:
        viewer.join(30)
    assert len(seen) == 200
    assert {json.loads(line[5:])["article_id"] for line in seen} == {accepted["id"]}
    assert time.monotonic() - began < 10


def test_a_siege_does_not_keep_it_from_stopping(tmp_path: Path, eventually: Eventually) -> None:
    server = Server(tmp_path)
    eventually(server.ready, 90)
    with contextlib.ExitStack() as stack:
        for sent in ATTACKS.values():
            stack.enter_context(besieged(server, 10, sent))
        began = time.monotonic()
        assert server.stop() == 0
        assert time.monotonic() - began < 9


def test_the_cookie_is_secure_behind_the_proxy_that_operations_named(tmp_path: Path, eventually: Eventually) -> None:
    """And only behind that one: anybody can say that they came by TLS."""
    key = auth.new_key(tmp_path / "keys", "editor", ["read"])
    sent = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "9.9.9.9"}
    sent["Content-Type"] = "application/x-www-form-urlencoded"
    for proxy, secure in (("127.0.0.1", True), ("10.1.2.3", False), ("", False)):
        server = Server(tmp_path, api_keys=str(tmp_path / "keys"), **({"trusted_proxy": proxy} if proxy else {}))
        eventually(server.alive, 60)
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
        connection.request("POST", "/login", f"key={key}", sent)
        response = connection.getresponse()
        assert response.status == 303
        assert ("Secure" in (response.getheader("Set-Cookie") or "")) is secure
        connection.close()
        server.stop()
    told = [json.loads(line) for line in (tmp_path / "audit.log").read_text().splitlines()]
    assert [line["address"] for line in told if line["what"] == "signed-in"] == ["9.9.9.9", "127.0.0.1", "127.0.0.1"]
    assert [line["settings"].get("COPYTASTER_TRUSTED_PROXY") for line in told if line["what"] == "started"] == [
        "127.0.0.1", "10.1.2.3", None,
    ]  # fmt: skip


def test_what_it_keeps_is_its_owners_alone(tmp_path: Path, eventually: Eventually) -> None:
    home = tmp_path / "home"
    before = os.umask(0o000)
    try:
        server = Server(tmp_path, home=str(home))
        eventually(server.ready, 60)
        server.stop()
    finally:
        os.umask(before)
    assert home.stat().st_mode & 0o777 == 0o700
    kept = [path for path in home.rglob("*") if path.is_file()]
    assert {path.name for path in kept} >= {"archive.db", "session.secret", "audit.log"}
    assert {oct(path.stat().st_mode & 0o077) for path in kept} == {"0o0"}


def test_a_clock_that_is_set_back_lets_nobody_stay_longer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(limits, "HEAD_SECONDS", 0.5)

    def application(environ: Any, start: Any) -> list[bytes]:
        start("200 OK", [("Content-Length", "2")])
        return [b"ok"]

    own = limits.Server(application, Settings(home=tmp_path, port=free_port()), 1.0)
    thread = threading.Thread(target=own.run)
    thread.start()
    try:
        (listener,) = own._listeners
        until = time.monotonic() + 10
        while not listener.next_channel_cleanup and time.monotonic() < until:
            time.sleep(0.01)
        monkeypatch.setattr("waitress.server.time", SimpleNamespace(time=lambda: time.time() - 3_600))
        with socket.create_connection(("127.0.0.1", listener.effective_port), 10) as slow:
            slow.sendall(HEAD)
            assert b" 408 " in slow.recv(1_000)
    finally:
        own.stop()
        thread.join(10)
