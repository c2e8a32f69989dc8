"""gunicorn's configuration: ``gunicorn -c python:service.gunicorn service.wsgi:app``. `copytaster web` uses its hook.

One web process: the cleaners, the rate limits and the event streams are one set. Threads wait for the archive.
"""

from __future__ import annotations

import json
import os
import signal
from typing import Any

from copytaster.settings import Settings

_settings = Settings.from_mapping(os.environ)

bind = f"[{_settings.host}]:{_settings.port}" if ":" in _settings.host else f"{_settings.host}:{_settings.port}"
worker_class = "gthread"
workers = 1
threads = _settings.web_threads
worker_connections = 1_000
backlog = 1_024
timeout = 60
graceful_timeout = 10
keepalive = 5
limit_request_line = 8_190
limit_request_fields = 60
loglevel = "warning"
control_socket_disable = True
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None


def post_worker_init(worker: Any) -> None:
    """Let event streams and waiting submissions end as soon as the worker is told to stop, and speak problem+json."""
    from gunicorn import util

    # What cannot be parsed as HTTP never reaches the application; gunicorn would answer it in HTML.
    util.write_error = write_problem
    state = worker.wsgi.extensions["copytaster"]
    state.warm_up()
    before = signal.getsignal(signal.SIGTERM)

    def stop(number: int, frame: Any) -> None:
        state.stopping.set()
        if callable(before):
            before(number, frame)

    signal.signal(signal.SIGTERM, stop)
    signal.siginterrupt(signal.SIGTERM, False)


def write_problem(sock: Any, status: int, reason: str, message: str) -> None:
    """A problem document for a request that is not HTTP."""
    from gunicorn import util

    document = {
        "type": "urn:copytaster:problem:not_http",
        "title": reason,
        "status": status,
        "code": "not_http",
        "detail": (message if message.isprintable() else ascii(message))[:500] or reason,
    }
    body = json.dumps(document).encode("ascii")
    head = (
        f"HTTP/1.1 {status} {reason}\r\nConnection: close\r\nContent-Type: application/problem+json\r\n"
        f"X-Content-Type-Options: nosniff\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    util.write_nonblock(sock, head.encode("latin-1") + body)
