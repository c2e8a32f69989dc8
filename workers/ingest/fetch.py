"""Fetching politely: one request at a time to a host, as its robots.txt allows, over the pinned connection.

Promises
    * Each address, that of a redirect too, is looked up once, must be public unless the source may look inside, and is
      the one that is connected to. From https nothing leads to http.
    * Between two requests to a host lies a second, or what its robots.txt asks for, whichever source asks.
    * No answer is longer than asked for, unpacked or not, and none takes longer than half a minute.
    * Nothing of the environment is heeded, no cookie is kept, and a password goes to its own host alone.
"""

from __future__ import annotations

import http.client
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from protego import Protego

from copytaster.frozen import frozen
from workers.outbound import Answer, Connection, Refused, Resolve

AGENT = "Copytaster"
USER_AGENT = "Copytaster/1 (+https://pypi.org/project/copytaster/)"
SECONDS = 30.0
APART = 1.0
"""Seconds between two requests to one host."""
LONGEST_APART = 30.0
"""Seconds that a robots.txt may ask for."""
HOPS = 5
ROBOTS = 500_000
"""Bytes of a robots.txt that are read (RFC 9309 asks for that many)."""
ROBOTS_SECONDS = 3_600.0
UNSURE_SECONDS = 600.0
"""How long a robots.txt that could not be had forbids everything."""
MOST_HOSTS = 2_000
_PORTS = {"http": 80, "https": 443}
_REDIRECTS = frozenset((301, 302, 303, 307, 308))


class NotFetched(OSError):
    """It could not be had. `again`: it may be another time; `seconds`: that the host asks us to wait."""

    def __init__(self, reason: str, again: bool = True, seconds: float = 0.0) -> None:
        super().__init__(reason)
        self.again, self.seconds = again, seconds

    def __str__(self) -> str:
        return str(self.args[0])


@frozen
class Address:
    """A place of the web, as `outbound.Connection` needs it."""

    tls: bool
    host: str
    port: int
    path: str
    private: bool

    @property
    def site(self) -> str:
        return f"{'https' if self.tls else 'http'}://{f'[{self.host}]' if ':' in self.host else self.host}:{self.port}"


@frozen
class Fetched:
    status: int
    url: str
    """Where it came from, behind redirects."""
    headers: Mapping[str, str]
    body: bytes


class Fetcher:
    """Shared by the threads of all sources."""

    def __init__(self, stop: threading.Event, resolve: Resolve | None = None, apart: float = APART) -> None:
        self._stop = stop
        self._resolve = resolve
        self._apart = apart
        self._context = ssl.create_default_context()
        self._turn = threading.Lock()
        self._hosts: dict[str, threading.Lock] = {}
        self._free_at: dict[str, float] = {}
        self._robots: dict[str, tuple[float, Protego | None]] = {}

    def get(
        self, url: str, most: int, *, private: bool = False, robots: bool = True,
        headers: Mapping[str, str] | None = None, secret: Mapping[str, str] | None = None,
    ) -> Fetched:  # fmt: skip
        """The answer to a GET, behind at most `HOPS` redirects, `most` bytes long at most.

        `secret`: headers for the first host alone. Raises `NotFetched`.
        """
        first = address_of(url, private)
        given, at, here = dict(headers or {}), url, first
        for _ in range(HOPS + 1):
            if robots:
                self._ask_robots(here)
            own = given | (dict(secret or {}) if here.site == first.site else {})
            answer = self._exchange(here, own, most)
            if answer.status not in _REDIRECTS or "location" not in answer.headers:
                return Fetched(answer.status, at, answer.headers, answer.body)
            at = urljoin(at, answer.headers["location"])
            onward = address_of(at, private)
            if here.tls and not onward.tls:
                raise NotFetched("it leads from https to http", again=False)
            here = onward
        raise NotFetched(f"it leads from one address to the next, more than {HOPS} times", again=False)

    def _ask_robots(self, address: Address) -> None:
        rules = self._rules(address)
        if rules is None:
            raise NotFetched("its robots.txt could not be had", again=True)
        if not rules.can_fetch(address.path, AGENT):
            raise NotFetched("its robots.txt forbids it", again=False)

    def _rules(self, address: Address) -> Protego | None:
        """What the robots.txt of a host says; None: nobody knows, and so nothing is fetched (RFC 9309)."""
        known = self._robots.get(address.site)
        if known is not None and known[0] > time.monotonic():
            return known[1]
        rules: Protego | None
        try:
            answer = self._behind_redirects(replace(address, path="/robots.txt"))
            if answer.status >= 500 or answer.status == 429:
                rules = None
            else:
                text = answer.body.decode("utf-8", "replace") if answer.status == 200 else ""
                rules = Protego.parse(text)
        except NotFetched:
            rules = None
        if len(self._robots) >= MOST_HOSTS:
            self._robots.clear()
        self._robots[address.site] = (time.monotonic() + (UNSURE_SECONDS if rules is None else ROBOTS_SECONDS), rules)
        return rules

    def _behind_redirects(self, address: Address) -> Answer:
        here, at = address, f"{address.site}{address.path}"
        for _ in range(HOPS + 1):
            answer = self._exchange(here, {}, ROBOTS, cut=True)
            if answer.status not in _REDIRECTS or "location" not in answer.headers:
                return answer
            at = urljoin(at, answer.headers["location"])
            here = address_of(at, address.private)
        raise NotFetched("its robots.txt leads on and on")

    def _exchange(self, address: Address, headers: Mapping[str, str], most: int, cut: bool = False) -> Answer:
        said = {"User-Agent": USER_AGENT, "Accept": "*/*", "Accept-Encoding": "gzip", "Connection": "close", **headers}
        connection = Connection(
            address, self._context, self._resolve, SECONDS, permit="allow_private in sources.toml"
        )
        with self._in_turn(address):
            try:
                connection.open()
                answer = connection.exchange("GET", address.path, None, said, most + 1, whole=True)
            except Refused as error:
                raise NotFetched(str(error), again=False) from None
            except (OSError, http.client.HTTPException) as error:
                raise NotFetched(_why(error)) from error
            finally:
                connection.close()
        return replace(answer, body=_unpacked(answer, most, cut))

    def _in_turn(self, address: Address) -> _Turn:
        with self._turn:
            if len(self._hosts) > MOST_HOSTS:
                self._hosts.clear()
                self._free_at.clear()
            lock = self._hosts.setdefault(address.host, threading.Lock())
        known = self._robots.get(address.site)
        asked = known[1].crawl_delay(AGENT) if known is not None and known[1] is not None else None
        apart = max(self._apart, min(float(asked or 0.0), LONGEST_APART))
        return _Turn(lock, self._free_at, address.host, apart, self._stop.wait)


class _Turn:
    """Waits until nobody asks this host and it was left alone long enough."""

    def __init__(
        self, lock: threading.Lock, free_at: dict[str, float], host: str, apart: float, wait: Callable[[float], bool]
    ) -> None:
        self._lock, self._free_at, self._host, self._apart, self._wait = lock, free_at, host, apart, wait

    def __enter__(self) -> None:
        self._lock.acquire()
        left = self._free_at.get(self._host, 0.0) - time.monotonic()
        if left > 0 and self._wait(left):
            self._lock.release()
            raise NotFetched("told to stop")

    def __exit__(self, *_: object) -> None:
        self._free_at[self._host] = time.monotonic() + self._apart
        self._lock.release()


def address_of(url: str, private: bool) -> Address:
    """Raises `NotFetched` for what is no address of the web."""
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").rstrip("."), parts.port
        host = host if host.isascii() else host.encode("idna").decode("ascii")
    except (ValueError, UnicodeError):
        raise NotFetched("it is no address", again=False) from None
    if parts.scheme not in _PORTS or not host:
        raise NotFetched("it is no http or https address", again=False)
    if parts.username is not None or parts.password is not None:
        raise NotFetched("its address has a user or a password", again=False)
    if any(c.isspace() or not c.isprintable() for c in host):
        raise NotFetched("it is no address", again=False)
    tls = parts.scheme == "https"
    return Address(tls, host, _PORTS[parts.scheme] if port is None else port, _path(parts), private)


def _path(parts: SplitResult) -> str:
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    return f"{path}?{quote(parts.query, safe='/%:@!$&()*+,;=~-._?[]')}" if parts.query else path


def _unpacked(answer: Answer, most: int, cut: bool) -> bytes:
    body = answer.body
    if answer.headers.get("content-encoding", "").strip().lower() in ("gzip", "x-gzip", "deflate"):
        packed = zlib.decompressobj(wbits=47)
        try:
            body = packed.decompress(body, most + 1)
        except zlib.error:
            raise NotFetched("what it answered cannot be unpacked") from None
        # An answer without a length ends with its connection, however that ended.
        if answer.body and not packed.eof and len(body) <= most and not cut:
            raise NotFetched("what it answered breaks off")
    if len(body) > most and not cut:
        raise NotFetched(f"it is longer than {most} bytes", again=False)
    return body[:most]


def _why(error: Exception) -> str:
    """In words that hold nothing of what was answered."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"certificate refused: {error.verify_message}"
    if isinstance(error, TimeoutError):
        return str(error) or "took too long"
    if isinstance(error, OSError):
        return str(error.strerror or error)
    return f"no HTTP answer ({type(error).__name__})"
