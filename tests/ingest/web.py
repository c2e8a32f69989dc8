"""A site to fetch from: a real HTTP server that remembers what it was asked, and answers as it is told."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple, Self

TEXT = (
    "Harbour workers in {place} voted on Tuesday to end a strike that had kept {n} ships outside the port.\n\n"
    "The union said 1,{n}00 of its members accepted an offer of 3.5 percent more pay from next April, ballot {n}.\n\n"
    "We did not get all we asked for, said its chairwoman, but the men of {place} want to work again."
)


def story(n: int, place: str = "Lindholm") -> str:
    return TEXT.format(n=n, place=place)


def rss(*items: tuple[str, str], link: str = "", title: str = "The wire of Lindholm") -> bytes:
    """(guid, text) of each item; `link`: the address that the guid is appended to."""
    made = "".join(
        f"<item><guid isPermaLink='false'>{guid}</guid><title>Strike {guid}</title>"
        + (f"<link>{link}{guid}</link>" if link else "")
        + "<pubDate>Tue, 24 Nov 2026 10:00:00 +0000</pubDate>"
        + "".join(f"<description>{text}</description>" for text in [text] if text)
        + "</item>"
        for guid, text in items
    )
    return f"<rss version='2.0'><channel><title>{title}</title>{made}</channel></rss>".encode()


def page(text: str) -> bytes:
    paragraphs = "".join(f"<p>{part}</p>" for part in text.split("\n\n"))
    return (
        "<html><head><title>A strike ends</title></head><body><nav>Home News</nav><article><h1>A strike ends</h1>"
        f"{paragraphs}</article><footer>All rights reserved</footer></body></html>"
    ).encode()


class Request(NamedTuple):
    path: str
    headers: Mapping[str, str]


class Site(ThreadingHTTPServer):
    """`pages`: path → (status, headers, body)."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.pages: dict[str, tuple[int, dict[str, str], bytes]] = {}
        self.requests: list[Request] = []
        self.turn = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def put(
        self, path: str, body: bytes = b"", kind: str = "application/rss+xml", status: int = 200, **headers: str
    ) -> str:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.pages[path] = (status, {"Content-Type": kind, **named}, body)
        return self.url + path

    def asked(self, path: str) -> list[Request]:
        return [request for request in self.requests if request.path == path]

    def handle_error(self, request: object, client_address: object) -> None:
        pass  # a client that went away

    def __enter__(self) -> Self:
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Site

    def do_GET(self) -> None:
        asked = Request(self.path, {name.lower(): value for name, value in self.headers.items()})
        with self.server.turn:
            self.server.requests.append(asked)
        status, headers, body = self.server.pages.get(self.path, (404, {"Content-Type": "text/plain"}, b"nothing here"))
        tag = headers.get("ETag")
        if tag and asked.headers.get("if-none-match") == tag:
            status, body = 304, b""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        length = headers.get("X-Length", str(len(body)))
        if status != 304 and length:  # without one it ends with its connection, which clients ask to be closed
            self.send_header("Content-Length", length)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        pass
