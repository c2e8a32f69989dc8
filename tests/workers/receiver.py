"""A receiver of webhooks: a real HTTP server that checks signatures by the specification, and misbehaves on request."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import ssl
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

SECRET = "whsec_" + base64.b64encode(b"an invented secret of 32 bytes..").decode()
OLD_SECRET = "whsec_" + base64.b64encode(b"another invented one, 32 bytes..").decode()

Behaviour = Callable[["Handler", int], bool | None]
"""Given the handler and which request this is, counted from 0. True: the answer is given (or never will be)."""


def verified(secret: str, headers: dict[str, str], body: bytes) -> bool:
    """As a receiver does it who read the specification, not our code."""
    key = base64.b64decode(secret.split("_", 1)[1])
    content = b".".join([headers["webhook-id"].encode(), headers["webhook-timestamp"].encode(), body])
    expected = base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
    fresh = abs(time.time() - int(headers["webhook-timestamp"])) < 300
    return fresh and any(
        hmac.compare_digest(given, f"v1,{expected}") for given in headers["webhook-signature"].split(" ")
    )


class Request:
    def __init__(self, path: str, headers: dict[str, str], body: bytes) -> None:
        self.path, self.headers, self.body = path, headers, body
        self.json: Any = json.loads(body)

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def number(self) -> int:
        return int(self.json["data"]["id"])


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        request = Request(self.path, {k.lower(): v for k, v in self.headers.items()}, body)
        with self.server.turn:
            number = len(self.server.requests)
            self.server.requests.append(request)
        if not self.server.behave(self, number):
            self.answer(204)

    def answer(self, status: int, **headers: str) -> bool:
        self.send_response(status)
        for name, value in {"Content-Length": "0", **headers}.items():
            if status != 204 or name != "Content-Length":
                self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        return True

    def do_CONNECT(self) -> None:
        self.server.proxied += 1
        self.answer(502)

    def log_message(self, *arguments: object) -> None:
        pass


class Receiver(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, behave: Behaviour = lambda handler, number: None, tls: ssl.SSLContext | None = None) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.behave = behave
        self.requests: list[Request] = []
        self.connections = 0
        self.proxied = 0
        self.turn = threading.Lock()
        self.closing = threading.Event()
        self._scheme = "http"
        if tls is not None:
            self._scheme = "https"
            self.socket = tls.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)

    def process_request(self, request: Any, client_address: Any) -> None:
        self.connections += 1
        super().process_request(request, client_address)

    def handle_error(self, request: Any, client_address: Any) -> None:
        pass  # a client that went away

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def url(self, host: str = "127.0.0.1", path: str = "/hook?token=t0psecret") -> str:
        return f"{self._scheme}://{host}:{self.port}{path}"

    @property
    def numbers(self) -> list[int]:
        """Of the events that came, in the order they came in."""
        return [request.number for request in self.requests]

    def __enter__(self) -> Self:
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self.shutdown()
        self.server_close()
