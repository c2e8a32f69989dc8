"""The web server: waitress, with deadlines for whoever sends, room for newcomers, and an end within seconds.

waitress reads heads and bodies in its one loop and hands a request to a thread when it is whole: however many
connections send half a head or a body that never ends, no thread waits for them. What it leaves open is decided here.

Promises
    * A head must be there within `HEAD_SECONDS`, a body within `BODY_SECONDS` and a second more for each
      `BODY_BYTES_A_SECOND`, an answer must be fetched at a pace; who is slower is told so (408) and let go.
    * A full house takes newcomers in: of the connections that have sent no whole request the oldest gives way.
    * Liveness and readiness have threads of their own, and so has every event stream: neither waits for the archive.
    * What is not HTTP is answered by a problem document with 4xx, and reaches nothing.
    * Told to stop, it takes no more connections, finishes the requests at hand within `grace` seconds, and returns.
"""

from __future__ import annotations

import contextlib
import json
import logging
import resource
import socket
import threading
import time
from collections.abc import Callable
from html import escape
from typing import Any

from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.server import TcpWSGIServer
from waitress.task import ErrorTask, ThreadedTaskDispatcher
from waitress.utilities import BadRequest, Error, RequestEntityTooLarge, RequestHeaderFieldsTooLarge

from copytaster.runtime.logs import event
from copytaster.settings import Settings
from service.errors import CODES, MEDIA_TYPE, heading, plain

HEAD_SECONDS = 10.0
HEAD_BYTES = 16_384
HEADERS = 60
LINE_BYTES = 8_190
BODY_SECONDS = 20.0
BODY_BYTES_A_SECOND = 16_384
ANSWER_SECONDS = 30.0
"""How long somebody may fetch nothing of an answer that is ready."""
KEEP_ALIVE_SECONDS = 10.0
DRAIN_SECONDS = 2.0
"""How long is read on after a refusal: a connection closed with unread data is reset, and the answer lost."""
CONNECTIONS = 1_000
ACCEPTED_AT_ONCE = 64
CHUNK_LINE_BYTES = 256
VITAL = ("/healthz", "/readyz")
STREAMS = "/api/v1/events"
_LONG_ADDRESS = f"The address of the request is longer than {LINE_BYTES:,} bytes."
_MANY_FIELDS = f"The request has more than {HEADERS} header fields."
_LOOK = 0.5
_SPARE_FILES = 200
"""Descriptors for everything that is no connection: databases, cleaners, logs."""

log = logging.getLogger("copytaster.service")


class _TooSlow(BadRequest):
    code = 408
    reason = "Request Timeout"


class _AddressTooLong(BadRequest):
    code = 414
    reason = "URI Too Long"


class _HeadTooLarge(BadRequest):
    code = 431
    reason = "Request Header Fields Too Large"


class _BodyTooLarge(BadRequest):
    code = 413
    reason = "Request Entity Too Large"


class _Parser(HTTPRequestParser):
    """Refuses what servers on the way might read differently, and what would grow without a bound."""

    error: Error | None
    completed: bool

    def __init__(self, adj: Adjustments) -> None:
        super().__init__(adj)
        self.began = time.monotonic()
        self.body_began = self.began
        self.seen = b""
        """The beginning of its head, which tells a browser from a program where no head could be read."""

    def received(self, data: bytes) -> int:
        if self.body_rcv is None:
            self.body_began = time.monotonic()
            if len(self.seen) < HEAD_BYTES:
                self.seen += data[:HEAD_BYTES]
        taken: int = super().received(data)
        self.error = self._in_words(self.error)
        waiting = getattr(self.body_rcv, "control_line", b""), getattr(self.body_rcv, "trailer", b"")
        if not self.completed and (len(waiting[0]) > CHUNK_LINE_BYTES or len(waiting[1]) > HEAD_BYTES):
            self.refuse(BadRequest("A chunk's size or the trailer is too long"))
        return taken

    def _in_words(self, error: Error | None) -> Error | None:
        """What waitress says of a request that is too long, with the bound that it passed."""
        if isinstance(error, RequestHeaderFieldsTooLarge):
            if b"\n" not in self.seen[:LINE_BYTES]:
                return _AddressTooLong(_LONG_ADDRESS)
            return _HeadTooLarge(f"The head of the request is longer than {HEAD_BYTES:,} bytes.")
        if isinstance(error, RequestEntityTooLarge):
            return _BodyTooLarge(f"The body is larger than {self.adj.max_request_body_size:,} bytes.")
        told = {_LONG_ADDRESS: _AddressTooLong, _MANY_FIELDS: _HeadTooLarge}
        return told[error.body](error.body) if error is not None and error.body in told else error

    @property
    def for_browser(self) -> bool:
        """Whether a page is the answer to what could not be read."""
        accepts = b"\naccept:" in (seen := self.seen.lower()) and b"text/html" in seen.split(b"\naccept:")[1][:300]
        return accepts and not seen.partition(b" ")[2].startswith((b"/api/", b"/metrics", b"/healthz", b"/readyz"))

    def refuse(self, error: Error) -> None:
        self.error, self.completed = error, True

    def parse_header(self, header_plus: bytes) -> None:
        if header_plus.count(b"\n") > HEADERS + 1:
            raise ParsingError(_MANY_FIELDS)
        if header_plus.find(b"\r\n") > LINE_BYTES:
            raise ParsingError(_LONG_ADDRESS)
        super().parse_header(header_plus)
        coded = b"\ntransfer-encoding:" in header_plus.lower()
        if self.version not in ("1.0", "1.1") or (coded and self.version == "1.0"):
            raise ParsingError("Only HTTP/1.1 and HTTP/1.0 without Transfer-Encoding are spoken here")
        if coded and "CONTENT_LENGTH" in self.headers:
            raise ParsingError("Content-Length and Transfer-Encoding exclude each other")

    def slow(self, now: float) -> str:
        """Why this has taken too long to arrive; empty: it has not."""
        if not self.headers_finished:
            return "The head of the request" if now - self.began > HEAD_SECONDS else ""
        allowed = BODY_SECONDS + self.body_bytes_received / BODY_BYTES_A_SECOND
        return "The body of the request" if now - self.body_began > allowed else ""


class _Problem(ErrorTask):
    """What never reaches the application is answered as the application would."""

    def execute(self) -> None:
        error = self.request.error
        code = CODES[error.code] if error.code in (408, 413, 414, 431, 500) else "not_http"
        said = str(error.body)[:500]
        page = self.request.for_browser
        body = _page(error, said) if page else json.dumps(plain(error.code, code, said)).encode("ascii")
        self.status = f"{error.code} {error.reason}"
        self.response_headers += [
            ("Content-Type", "text/html; charset=utf-8" if page else MEDIA_TYPE), ("X-Content-Type-Options", "nosniff"),
            ("Cache-Control", "no-store"), ("Content-Security-Policy", "default-src 'none'"),
        ]  # fmt: skip
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)
        self.channel.refused = True


def _page(error: Error, said: str) -> bytes:
    """What a browser is told: the pages of the application are not at hand for what never reaches it."""
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="color-scheme" content="light dark">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{heading(error.code)} · Copytaster</title><h1>{heading(error.code)}</h1><p>{escape(said)}</p>"
        '<p><a href="/">To the desk</a></p></html>'
    ).encode()


class _Channel(HTTPChannel):
    parser_class = _Parser
    error_task_class = _Problem

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.waiting_since = time.monotonic()
        """For a whole request."""
        self.refused = False
        self.request: _Parser | None = None
        self.close_when_flushed = False
        self._drained_by = 0.0

    @property
    def last_activity(self) -> float:
        """When something was last sent, by a clock that is not set. The library notes it by the wall clock."""
        return self._active

    @last_activity.setter
    def last_activity(self, at: float) -> None:
        self._active = time.monotonic()

    @property
    def idle(self) -> bool:
        """No request has begun but for its head, and nothing of an answer is left."""
        begun = self.request is not None and self.request.headers_finished
        return not (self.requests or begun or self.total_outbufs_len)

    def service(self) -> None:
        super().service()
        self.waiting_since = time.monotonic()

    def handle_write(self) -> None:
        if not (self.refused and self.close_when_flushed):
            super().handle_write()
            return
        self._flush_exception(self._flush_some)
        if self.will_close:
            self.handle_close()
        elif not self.total_outbufs_len:
            self.close_when_flushed = False
            self._drained_by = time.monotonic() + DRAIN_SECONDS
            with contextlib.suppress(OSError):
                self.socket.shutdown(socket.SHUT_WR)

    def readable(self) -> bool:
        return bool(self._drained_by and not self.will_close) or bool(super().readable())

    def received(self, data: bytes) -> bool:
        return False if self._drained_by else bool(super().received(data))

    def look(self, now: float) -> None:
        """Let go of whoever takes too long."""
        if self._drained_by:
            if now > self._drained_by:
                self.let_go()
        elif self.total_outbufs_len:
            if now - self.last_activity > ANSWER_SECONDS:
                self.handle_close()  # `let_go` waits until the socket can be written to, and this one cannot
        elif self.requests:
            return
        elif self.request is None:
            if now - self.waiting_since > KEEP_ALIVE_SECONDS:
                self.let_go()
        elif what := self.request.slow(now):
            with self.requests_lock:
                late, self.request = self.request, None
                late.refuse(_TooSlow(f"{what} did not arrive in time"))
                self.requests.append(late)
            self.server.add_task(self)

    def let_go(self) -> None:
        self.will_close = True


class _Listener(TcpWSGIServer):
    channel_class = _Channel
    next_look = 0.0

    def __init__(self, *arguments: Any, most: int, threads: _Threads, **options: Any) -> None:
        self._most, self._threads = most, threads
        super().__init__(*arguments, **options)

    def add_task(self, channel: _Channel) -> None:
        self._threads.serve(channel)

    def readable(self) -> bool:
        # The library looks after its connections by the wall clock: set back by an hour, it would not look for an hour.
        now = time.monotonic()
        if now >= self.next_look:
            self.next_look = now + _LOOK
            for channel in list(self.active_channels.values()):
                channel.look(now)
        return bool(super().readable())

    def maintenance(self, now: float) -> None:
        """See `readable`."""

    def handle_accept(self) -> None:
        for _ in range(ACCEPTED_AT_ONCE):  # a look at a thousand connections for each new one would be slow
            before = len(self.active_channels)
            super().handle_accept()
            if len(self.active_channels) == before:
                return
            self._make_room()

    def _make_room(self) -> None:
        if len(self.active_channels) > self._most:
            waiting = [c for c in self.active_channels.values() if not c.requests and not c.will_close]
            if waiting:
                oldest = min(waiting, key=lambda c: c.waiting_since)
                oldest.handle_close()


class _Threads:
    """Who serves what: a pool for everything, a thread for each sign of life, one thread for each event stream."""

    def __init__(self, threads: int, streams: int) -> None:
        self.pool = ThreadedTaskDispatcher()
        self.pool.set_thread_count(threads)
        self._vital = {path: ThreadedTaskDispatcher() for path in VITAL}
        for one in self._vital.values():
            one.set_thread_count(1)
        self._streams = threading.BoundedSemaphore(streams)

    def serve(self, channel: _Channel) -> None:
        request = channel.requests[0]
        path = getattr(request, "path", "")
        if path in self._vital:
            self._vital[path].add_task(channel)
        elif path == STREAMS and not request.error and self._streams.acquire(blocking=False):
            threading.Thread(target=self._stream, args=(channel,), name="stream", daemon=True).start()
        else:
            self.pool.add_task(channel)

    def _stream(self, channel: _Channel) -> None:
        try:
            channel.service()
        finally:
            self._streams.release()


class Server:
    """Listens from the start; `run` serves until `stop`."""

    def __init__(self, application: Callable[..., Any], settings: Settings, grace: float) -> None:
        """Raises OSError when the address cannot be bound."""
        self._grace = grace
        self._stop = threading.Event()
        self._map: dict[int, Any] = {}
        most = min(CONNECTIONS, _descriptors() - _SPARE_FILES)
        adjusted = Adjustments(
            listen=f"[{settings.host}]:{settings.port}" if ":" in settings.host else f"{settings.host}:{settings.port}",
            ident="", backlog=1_024, asyncore_use_poll=True, asyncore_loop_timeout=_LOOK, cleanup_interval=_LOOK,
            # More than `most`, where the oldest gives way: this would stop listening instead.
            connection_limit=most + 100, channel_request_lookahead=1, log_socket_errors=False,
            max_request_header_size=HEAD_BYTES, max_request_body_size=settings.max_batch_bytes + 65_536,
            **_trusted(settings),
        )  # fmt: skip
        threads = _Threads(settings.web_threads, settings.event_streams)
        self._listeners = [
            _Listener(
                application, self._map, dispatcher=threads.pool, adj=adjusted, sockinfo=info, most=most, threads=threads
            )
            for info in adjusted.listen
        ]

    def stop(self) -> None:
        """May be called from a signal handler, and from any thread."""
        self._stop.set()
        for listener in self._listeners:
            with contextlib.suppress(OSError):
                listener.pull_trigger()

    def run(self) -> None:
        while not self._stop.is_set():
            self._turn()
        for listener in self._listeners:
            wasyncore.dispatcher.close(listener)  # the socket alone: its trigger still wakes the loop
        deadline = time.monotonic() + self._grace
        while (busy := self._busy()) and time.monotonic() < deadline:
            self._turn(0.05)
        if busy:
            event(log, "cut-off", logging.WARNING, connections=busy)

    def _turn(self, seconds: float = _LOOK) -> None:
        wasyncore.loop(timeout=seconds, use_poll=True, map=self._map, count=1)

    def _busy(self) -> int:
        """Lets go of the connections that have nothing at hand; how many have."""
        channels = [channel for listener in self._listeners for channel in list(listener.active_channels.values())]
        for channel in channels:
            if channel.idle:
                channel.let_go()
        return sum(not channel.idle for channel in channels)


def _descriptors() -> int:
    """Open files that this process may have, as many as the system allows."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = CONNECTIONS + _SPARE_FILES
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    return max(soft, most)


def _trusted(settings: Settings) -> dict[str, Any]:
    """Whose word on the address and scheme of a request is taken: a proxy that operations have named, or nobody's."""
    if not settings.trusted_proxy:
        return {"clear_untrusted_proxy_headers": True}
    return {
        "trusted_proxy": settings.trusted_proxy, "trusted_proxy_count": 1, "clear_untrusted_proxy_headers": True,
        "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto"},
    }  # fmt: skip
