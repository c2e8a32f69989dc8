"""Asking a server whether it would do its work now, without ever hanging on the answer.

Promises
    * Whoever asks is answered within `DEADLINE`, whatever the server does; later ones at once while it hangs.
    * One question at a time, and none again within `FRESH` seconds: however many ask, the server is asked once.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

DEADLINE = 4.0
"""Seconds. Who does not take a small write within this time does not take an article either."""
FRESH = 0.5


class Probe:
    """`ask` does the asking, in a thread of its own; it returns what is wrong, empty when nothing is."""

    def __init__(self, ask: Callable[[], str]) -> None:
        self._ask = ask
        self._lock = threading.Lock()
        self._running = threading.Event()
        self._running.set()
        """Not set while a question is out."""
        self._began = float("-inf")
        self._ended = float("-inf")
        self._wrong = ""

    def wrong(self) -> str:
        """What is wrong now; empty when nothing is."""
        with self._lock:
            now = time.monotonic()
            if self._running.is_set() and now - self._ended >= FRESH:
                self._running.clear()
                self._began = now
                threading.Thread(target=self._run, name="probe", daemon=True).start()
        if not self._running.wait(max(0.0, self._began + DEADLINE - time.monotonic())):
            return f"does not take a write within {DEADLINE:g} s"
        return self._wrong

    def _run(self) -> None:
        wrong = "could not be asked"
        try:
            wrong = self._ask()
        finally:
            self._wrong, self._ended = wrong, time.monotonic()
            self._running.set()
