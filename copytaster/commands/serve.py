"""The web process: gunicorn with one threaded worker, configured by `Settings`, stopped within seconds."""

from __future__ import annotations

import os
import threading
from typing import Any

from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from copytaster.runtime import lifeline
from copytaster.settings import Settings
from service import create_app
from service.gunicorn import post_worker_init

GRACE = 5
"""Seconds that requests at hand are given when the service is told to stop."""


class Web(BaseApplication):  # type: ignore[misc]
    """One process, because the gate, the event streams and the cleaners are one set; threads wait for the archive."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        super().__init__()

    def load_config(self) -> None:
        settings = self._settings
        host = f"[{settings.host}]" if ":" in settings.host else settings.host
        for name, value in {
            "bind": f"{host}:{settings.port}",
            "worker_class": "gthread",
            "workers": 1,
            "threads": settings.web_threads,
            "worker_connections": 1_000,
            "backlog": 1_024,
            "timeout": 60,
            "graceful_timeout": GRACE,
            "keepalive": 5,
            "control_socket_disable": True,
            "worker_tmp_dir": "/dev/shm" if os.path.isdir("/dev/shm") else None,
            # The shape of a request is the service's to judge; these only keep a flood of headers out.
            "limit_request_line": 8_190,
            "limit_request_fields": 60,
            "loglevel": "warning",
            "logger_class": "copytaster.commands.serve.Log",
            "post_fork": _after_fork,
            "post_worker_init": post_worker_init,
        }.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        app = create_app(self._settings)
        state = app.extensions["copytaster"]
        # Both take a while and can fail for a while; /readyz says when they are done.
        state.cleaners.start()
        threading.Thread(target=state.bring_up_schema, name="schema", daemon=True).start()
        return app


class Log(Logger):  # type: ignore[misc]
    """gunicorn's words go where ours go, in the same form."""

    def setup(self, cfg: Any) -> None:
        self.error_log.propagate = True
        self.access_log.propagate = False


def _after_fork(arbiter: Any, worker: Any) -> None:
    lifeline.die_with(arbiter.pid)


def run(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT."""
    Web(settings).run()
