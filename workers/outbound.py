"""The one way out: one exchange of HTTP with a place that the operator set, or that a source of the operator's names.

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
from dataclasses import field
from typing import Any, Protocol

from copytaster.frozen import frozen
from workers.addresses import is_public

CONNECT = 5.0
"""Seconds for one of the addresses that the name has."""
CONNECT_ALL = 10.0
"""Seconds after which no other address is tried."""
DEADLINE = 15.0
"""Seconds for TLS, request and answer together, where a connection is given no time of its own."""
ANSWER = 4_096
"""Bytes of the body of an answer to `post` that are read: its status is all that counts."""
LONGEST_WAIT = 3_600.0

Resolve = Callable[[str, int], Sequence[Any]]


class Place(Protocol):
    """Where a connection leads."""

    @property
    def tls(self) -> bool: ...
    @property
    def host(self) -> str: ...
    @property
    def port(self) -> int: ...
    @property
    def path(self) -> str: ...
    @property
    def private(self) -> bool:
        """Whether it may be an address inside."""


class Refused(OSError):
    """The name leads to an address inside."""


@frozen
class Answer:
    status: int
    retry_after: float
    """Seconds that the receiver asks us to wait; 0 when it does not say."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """By their names in lower case; of several of one name the last."""
    body: bytes = b""
    whole: bool = True
    """False: there was more of the body than was asked for."""

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300


class Connection:
    """To one place. `open` before each exchange that finds it closed. Not for several threads.

    `seconds`: for TLS, and again for each exchange. `permit`: what allows an address inside, for the message.
    """

    def __init__(
        self, target: Place, context: ssl.SSLContext, resolve: Resolve | None = None, seconds: float | None = None,
        permit: str = "COPYTASTER_WEBHOOK_PRIVATE_HOSTS",
    ) -> None:  # fmt: skip
        self._target = target
        self._context = context
        self._seconds = seconds
        self._permit = permit
        self._resolve = resolve or look_up
        self._http: http.client.HTTPConnection | None = None
        self._handle: socket.socket | None = None

    @property
    def is_open(self) -> bool:
        return self._http is not None and self._http.sock is not None

    def open(self) -> None:
        """Raises OSError (`Refused`, `ssl.SSLError`, timeouts among them)."""
        self.close()
        target = self._target
        plain = connect(self._addresses())
        self._handle = plain.dup()  # a socket that becomes TLS cannot be shut down by its first name
        with self._deadline():
            try:
                plain.settimeout(self._time)
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
        return self.exchange("POST", self._target.path, body, headers)

    def exchange(
        self, method: str, path: str, body: bytes | None, headers: Mapping[str, str], most: int = ANSWER,
        whole: bool = False,
    ) -> Answer:  # fmt: skip
        """One request and its answer, of whose body no more than `most` bytes are read.

        `whole`: a body that breaks off is an error. Raises OSError or `http.client.HTTPException`.
        """
        assert self._http is not None
        with self._deadline() as over:
            try:
                self._http.request(method, path, body, {**headers, "Host": self._host()})
                answer = self._http.getresponse()
                if over.is_set():  # headers that break off are read as if they were all
                    raise TimeoutError
                read = self._read(answer, most, whole, over)
            except BaseException:
                self.close()
                raise
            more = not answer.isclosed()
            if more:  # more to come: not worth the reading
                answer.close()
                self.close()
        said = {name.lower(): value for name, value in answer.headers.items()}
        return Answer(answer.status, _seconds(said.get("retry-after", "")), said, read, not more)

    def _read(self, answer: http.client.HTTPResponse, most: int, whole: bool, over: threading.Event) -> bytes:
        if not whole:
            with contextlib.suppress(OSError, http.client.HTTPException):  # it has said what it thinks of it
                return answer.read(most)
            return b""
        body = answer.read(most)
        if over.is_set():
            raise TimeoutError
        if len(body) < most and answer.length:  # the library gives what there was, and says nothing
            raise http.client.IncompleteRead(body, answer.length)
        if len(body) < most:  # one without a length ends with its connection
            answer.close()
        return body

    def close(self) -> None:
        for item in (self._http, self._handle):
            if item is not None:
                item.close()
        self._http = self._handle = None

    def _addresses(self) -> list[Any]:
        found = list(self._resolve(self._target.host, self._target.port))
        inside = [entry for entry in found if not is_public(str(entry[4][0]))]
        if inside and not self._target.private:
            raise Refused(f"its name leads to an address inside; see {self._permit}")
        return found

    @property
    def _time(self) -> float:
        return DEADLINE if self._seconds is None else self._seconds

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

        timer = threading.Timer(self._time, end)
        timer.daemon = True
        timer.start()
        try:
            yield over
        except Exception as error:
            if over.is_set() or isinstance(error, TimeoutError):  # the socket's own time is as long
                raise TimeoutError(f"took longer than {self._time:g} seconds") from error
            raise
        finally:
            timer.cancel()


def look_up(host: str, port: int) -> Sequence[Any]:
    return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)


def connect(addresses: Sequence[Any]) -> socket.socket:
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
