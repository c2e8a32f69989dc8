"""The one way out: a POST to a target that the operator set.

Promises
    * The name is looked up once, every address that it has must be public (or its host allowed to be inside), and the
      connection goes to an address of that same answer: a name that points elsewhere a moment later leads nowhere.
    * TLS is checked for the name. No redirect is followed, no proxy and no variable of the environment is heeded.
    * However slow or long the answer: after `DEADLINE` seconds it is over, and no more than `ANSWER` bytes are read.
"""

from __future__ import annotations

import contextlib
import http.client
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from workers.webhooks.targets import Target, is_public

CONNECT = 5.0
"""Seconds for one of the addresses that the name has."""
CONNECT_ALL = 10.0
"""Seconds after which no other address is tried."""
DEADLINE = 15.0
"""Seconds for TLS, request and answer together."""
ANSWER = 4_096
"""Bytes of an answer's body that are read: its status is all that counts."""
LONGEST_WAIT = 3_600.0

Resolve = Callable[[str, int], Sequence[Any]]


class Refused(OSError):
    """The name leads to an address inside."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    retry_after: float
    """Seconds that the receiver asks us to wait; 0 when it does not say."""

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300


class Connection:
    """To one target. `open` before each `post` that finds it closed. Not for several threads."""

    def __init__(self, target: Target, context: ssl.SSLContext, resolve: Resolve | None = None) -> None:
        self._target = target
        self._context = context
        self._resolve = resolve or _look_up
        self._http: http.client.HTTPConnection | None = None
        self._handle: socket.socket | None = None

    @property
    def is_open(self) -> bool:
        return self._http is not None and self._http.sock is not None

    def open(self) -> None:
        """Raises OSError (`Refused`, `ssl.SSLError`, timeouts among them)."""
        self.close()
        target = self._target
        plain = _connect(self._addresses())
        self._handle = plain.dup()  # a socket that becomes TLS cannot be shut down by its first name
        with self._deadline():
            try:
                plain.settimeout(DEADLINE)
                # Beyond this line the library only reads and writes: it is given a socket, and may not open one.
                self._http = http.client.HTTPConnection(target.host, target.port)
                self._http.auto_open = 0
                self._http.sock = self._context.wrap_socket(plain, server_hostname=target.host) if target.tls else plain
            except BaseException:
                plain.close()
                self.close()
                raise

    def post(self, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Raises OSError or `http.client.HTTPException`; then nobody knows whether it arrived."""
        assert self._http is not None
        with self._deadline() as over:
            try:
                self._http.request("POST", self._target.path, body, {**headers, "Host": self._host()})
                answer = self._http.getresponse()
                if over.is_set():  # headers that break off are read as if they were all
                    raise TimeoutError
            except BaseException:
                self.close()
                raise
            with contextlib.suppress(OSError, http.client.HTTPException):  # it has said what it thinks of it
                answer.read(ANSWER)
            if not answer.isclosed():  # more to come: not worth the reading
                answer.close()
                self.close()
        return Answer(answer.status, _seconds(answer.headers.get("Retry-After", "")))

    def close(self) -> None:
        for item in (self._http, self._handle):
            if item is not None:
                item.close()
        self._http = self._handle = None

    def _addresses(self) -> list[Any]:
        found = list(self._resolve(self._target.host, self._target.port))
        inside = [entry for entry in found if not is_public(str(entry[4][0]))]
        if inside and not self._target.private:
            raise Refused("its name leads to an address inside; see COPYTASTER_WEBHOOK_PRIVATE_HOSTS")
        return found

    def _host(self) -> str:
        host = f"[{self._target.host}]" if ":" in self._target.host else self._target.host
        return host if self._target.port == (443 if self._target.tls else 80) else f"{host}:{self._target.port}"

    @contextmanager
    def _deadline(self) -> Iterator[threading.Event]:
        """Ends the connection at a fixed time: a timeout of the socket begins anew with every byte."""
        assert self._handle is not None
        over = threading.Event()
        handle = self._handle

        def end() -> None:
            over.set()
            with contextlib.suppress(OSError):
                handle.shutdown(socket.SHUT_RDWR)

        timer = threading.Timer(DEADLINE, end)
        timer.daemon = True
        timer.start()
        try:
            yield over
        except Exception as error:
            if over.is_set() or isinstance(error, TimeoutError):  # the socket's own time is as long
                raise TimeoutError(f"took longer than {DEADLINE:g} seconds") from error
            raise
        finally:
            timer.cancel()


def _look_up(host: str, port: int) -> Sequence[Any]:
    return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)


def _connect(addresses: Sequence[Any]) -> socket.socket:
    """Connect to the first address that answers. `socket.create_connection` would look the name up once more."""
    failed = OSError("its name has no address")
    until = time.monotonic() + CONNECT_ALL
    for family, kind, protocol, _, address in addresses:
        if time.monotonic() >= until:
            break
        try:
            made = socket.socket(family, kind, protocol)
        except OSError as error:
            failed = error
            continue
        try:
            made.settimeout(CONNECT)
            made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            made.connect(address)
            return made
        except OSError as error:
            made.close()
            failed = error
        except BaseException:
            made.close()
            raise
    raise failed


def _seconds(value: str) -> float:
    return min(float(value), LONGEST_WAIT) if value.isascii() and value.isdigit() and len(value) < 9 else 0.0
