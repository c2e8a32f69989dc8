"""Headers on every answer, and the guards that keep other sites out.

Promises
    * Every answer, errors included, carries exactly `HEADERS`: nothing is loaded from elsewhere, nothing inline runs,
      nobody frames the pages. `/clip` alone may be spoken to by the window that opened it (`service.pages.clip`).
    * A request that changes something and that a browser says comes from another site is refused with 403, before
      anything is read from it.
    * Without keys the service only answers to names of this machine, so that a foreign name that is rebound to
      127.0.0.1 reaches nothing.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, Response, request

from copytaster.runtime.door import is_loopback
from copytaster.settings import Settings
from service.errors import Problem

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

_ADDED = tuple((name.lower(), name, value) for name, value in HEADERS.items())
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def _host_only(netloc: str) -> str:
    try:
        return urlsplit("//" + netloc).hostname or ""
    except ValueError:
        return ""


def refuse_other_sites() -> None:
    """403 for an unsafe request that a browser made on behalf of another site.

    `Sec-Fetch-Site` cannot be forged by a page; a browser too old to send it sends `Origin` with every POST.
    A client that is no browser sends neither.
    """
    if request.method in SAFE:
        return
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None and site not in ("same-origin", "none"):
        raise Problem(403, "cross_site", "This request was made by a page of another site.")
    origin = request.headers.get("Origin")
    if origin is None or (origin == "null" and site == "same-origin"):
        return
    try:
        parts = urlsplit(origin)
        same = parts.scheme in ("http", "https") and parts.netloc == request.host
    except ValueError:
        same = False
    if not same:
        raise Problem(403, "cross_site", "The Origin of this request is another site.")


def _refuse_unknown_hosts(settings: Settings) -> None:
    host = _host_only(request.host).rstrip(".").lower()
    allowed = {name.lower() for name in settings.allowed_hosts}
    known = host in allowed if allowed else settings.guarded
    if not known and not is_loopback(host):
        raise Problem(421, "unknown_host", "This service does not answer to that host name.", limit="allowed_hosts")


def register(app: Flask, settings: Settings) -> None:
    @app.before_request
    def guard() -> None:
        _refuse_unknown_hosts(settings)
        refuse_other_sites()

    @app.after_request
    def headers(response: Response) -> Response:
        found = response.headers
        there = {name.lower() for name, _ in found}
        for known, name, value in _ADDED:
            if known not in there:  # a page that is sent to be saved brings a stricter policy
                found.add(name, value)
        if "cache-control" not in there and request.path.startswith("/api/"):
            found.add("Cache-Control", "no-store")
        return response
