"""What can go wrong between a program and a running service, as types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


class ServiceError(Exception):
    """Anything that the client raises of its own."""


class Unreachable(ServiceError, ConnectionError):
    """Nobody answered for as long as was waited."""


class Problem(ServiceError):
    """The service said no: a problem document (RFC 9457), or what could be made of another answer."""

    def __init__(self, status: int, document: Mapping[str, Any]) -> None:
        self.status = status
        """Of the HTTP answer."""
        self.code = str(document.get("code") or "")
        """A word for programs (docs/names.md lists them); empty: the answer was no problem document."""
        self.detail = str(document.get("detail") or document.get("title") or f"status {status}")
        """A sentence for people."""
        self.limit: str | None = document.get("limit")
        """The setting that drew the line, where there is one."""
        self.errors: Sequence[Mapping[str, str]] = document.get("errors") or ()
        """Which fields were wrong: ``field`` and ``detail`` of each."""
        self.request_id: str | None = document.get("request_id")
        """By which the service's log knows the request."""
        super().__init__(f"{status} {self.detail}")


class CheckFailed(ServiceError):
    """The article was accepted, and could not be checked; the message says why."""


class NotYet(ServiceError, TimeoutError):
    """The article is not checked so far; it will be."""
