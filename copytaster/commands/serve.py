"""The web process: one server over one application, configured by `Settings`, stopped within seconds."""

from __future__ import annotations

import signal
from types import FrameType

from copytaster.runtime import garbage
from copytaster.settings import SettingError, Settings
from service import create_app
from service.server import Server
from service.state import EXTENSION, State

GRACE = 5.0
"""Seconds that requests at hand are given when the service is told to stop."""


def run(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT. Raises `SettingError` when the address cannot be had.

    One process: the gate, the event streams and the cleaners are one set.
    """
    app = create_app(settings)
    state: State = app.extensions[EXTENSION]
    try:
        server = Server(app, settings, GRACE)
    except OSError as error:
        raise SettingError(f"port {settings.port} on {settings.host} cannot be used: {error.strerror}") from None

    def stop(number: int, frame: FrameType | None) -> None:
        state.stopping.set()  # event streams and waiting submissions end at once
        server.stop()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    state.warm_up()
    garbage.look_seldom()
    server.run()
    state.close()
