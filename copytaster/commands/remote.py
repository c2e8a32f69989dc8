"""A running service as its clients see it: HTTP with patience."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from typing import Any

PATIENCE = 600.0
"""Seconds for which a service that is full, or down, is waited for."""


class Refused(ConnectionError):
    """The service said no; the message is its reason, `status` that of its answer."""

    def __init__(self, reason: str, status: int) -> None:
        super().__init__(reason)
        self.status = status


class Client:
    """Waits out 429, 503 and a service that is being restarted; whatever was accepted twice has the same id."""

    def __init__(self, url: str, key: str | None = None) -> None:
        self._url = url.rstrip("/")
        self._headers = {"Accept": "application/json"} | ({"Authorization": f"Bearer {key}"} if key else {})

    def call(self, method: str, path: str, body: bytes | None = None, media_type: str = "application/json") -> Any:
        """The JSON answer. Raises `Refused`, and `ConnectionError` when nobody answered for too long."""
        return self.exchange(method, path, body, media_type)[1]

    def exchange(
        self, method: str, path: str, body: bytes | None = None, media_type: str = "application/json"
    ) -> tuple[int, Any]:
        """The status, and the JSON answer. Raises as `call` does."""
        deadline = time.monotonic() + PATIENCE
        headers = self._headers | ({"Content-Type": media_type} if body is not None else {})
        while True:
            request = urllib.request.Request(self._url + path, body, headers, method=method)
            try:
                with urllib.request.urlopen(request, timeout=120) as answer:
                    return answer.status, json.load(answer)
            except urllib.error.HTTPError as error:
                with error:
                    reason = _reason(error)
                if error.code not in (429, 503) or time.monotonic() > deadline:
                    raise Refused(f"{method} {path}: {error.code} {reason}", error.code) from None
                pause = _seconds(error.headers.get("Retry-After"))
            except (urllib.error.URLError, ConnectionError, TimeoutError) as error:
                if time.monotonic() > deadline:
                    raise ConnectionError(f"{self._url} does not answer: {error}") from None
                pause = 1.0
            time.sleep(pause)


def _reason(error: urllib.error.HTTPError) -> str:
    text = error.read(2_000).decode(errors="replace")
    try:
        problem = json.loads(text)
        return str(problem.get("detail") or problem.get("title"))
    except (ValueError, AttributeError):
        return text[:300]


def _seconds(header: str | None) -> float:
    try:
        return min(30.0, max(0.1, float(header or 1.0)))
    except ValueError:
        return 1.0
