"""What `copytaster up` does: Redis, web, relay and workers as children of one process.

Promises
    * A child that dies is started again, at once the first time, more slowly if it keeps dying; each death is one line.
    * Ctrl-C or SIGTERM stops everything within `GRACE` seconds: requests and articles at hand are finished, and what
      is not finished is not lost.
    * No orphans: the kernel ends every child with this process, a `kill -9` of it included.
    * One `copytaster up` a home.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import FrameType
from typing import IO, Any

from copytaster.commands.options import note
from copytaster.commands.seeding import stories
from copytaster.runtime import clock
from copytaster.runtime.door import refuse_open_door
from copytaster.runtime.embedded import EmbeddedRedis, ServerFailed
from copytaster.runtime.logs import event
from copytaster.settings import PREFIX, SettingError, Settings

log = logging.getLogger("copytaster.up")

_OF_THE_RELAY = {f"{PREFIX}WEBHOOK_SECRET", f"{PREFIX}WEBHOOK_URLS"}
GRACE = 8.0
"""Seconds that children are given to stop by themselves."""
_SLOWEST = 10.0
_STEADY = 30.0
"""Seconds after which a child that was restarted counts as running well again."""
_LOOK = 0.2
_READY = 90.0
_CHECKED = 60.0
SHOWN = 2
"""Reports that a first start names."""

Say = Callable[[str], None]


class Child:
    """One process of the service, and when it may be started again."""

    def __init__(self, name: str, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self.name = name
        self._command = [sys.executable, "-m", "copytaster", *command, "--parent", str(os.getpid())]
        self._environment = dict(environment)
        self._process: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._again_at = 0.0
        self._pause = 0.0

    @property
    def pid(self) -> int | None:
        """Its process, while there is one."""
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Start it, in a session of its own."""
        # A session of its own: Ctrl-C is for the supervisor, which stops its children in its turn.
        self._process = subprocess.Popen(
            self._command, env=self._environment, stdin=subprocess.DEVNULL, start_new_session=True
        )
        self._started = time.monotonic()

    def look(self) -> None:
        """Start it again when it has ended and its pause is over."""
        now = time.monotonic()
        if self._process and (status := self._process.poll()) is not None:
            self._process = None
            if now - self._started > _STEADY:
                self._pause = 0.0
            self._again_at = now + self._pause
            event(log, "died", logging.WARNING, child=self.name, status=_how(status), restart_in=self._pause)
            self._pause = min(_SLOWEST, max(0.5, self._pause * 2))
        if self._process is None and now >= self._again_at:
            self.start()
            event(log, "restarted", logging.WARNING, child=self.name, pid=self.pid)

    def ask_to_stop(self) -> None:
        """Send SIGTERM."""
        if self._process:
            self._process.terminate()

    def stopped(self) -> bool:
        """Whether it has ended."""
        return self._process is None or self._process.poll() is not None

    def kill(self) -> None:
        """It and whatever it started."""
        if self._process:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()


class Supervisor:
    """`run` starts everything and returns when everything has stopped."""

    def __init__(
        self, settings: Settings, environment: Mapping[str, str], say: Say, *, seeds: Path | None = None,
        log_level: str = "warning",
    ) -> None:  # fmt: skip
        self._settings = settings
        self._environment = dict(environment)
        self._say = say
        self._seeds = seeds
        self._log_level = log_level
        self._redis: EmbeddedRedis | None = None
        self._children: list[Child] = []
        self._ingests = False
        self._stop = threading.Event()

    def run(self) -> int:
        """Exit status. Raises `SettingError` and `ServerFailed` before anything was started."""
        refuse_open_door(self._settings)
        _refuse_taken_port(self._settings)
        home = self._settings.home.resolve()
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        with _only_one(home):
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, self._told_to_stop)
            note(self._settings, "started", role="up", settings=self._settings.chosen())
            try:
                self._start(home)
                greeter = threading.Thread(target=self._greet, name="greeter", daemon=True)
                greeter.start()
                while not self._stop.wait(_LOOK):
                    self._look_after_redis()
                    self._look_for_sources()
                    for child in self._children:
                        child.look()
            finally:
                self._shut_down()
        return 0

    def _told_to_stop(self, number: int, frame: FrameType | None) -> None:
        self._stop.set()

    def _start(self, home: Path) -> None:
        settings = self._settings
        self._say(f"Copytaster starts; its data is in {home}")
        environment = self._environment | {f"{PREFIX}HOME": str(home), f"{PREFIX}PORT": str(settings.port)}
        if not settings.redis_url:
            self._redis = EmbeddedRedis(home / "redis")
            environment[f"{PREFIX}REDIS_URL"] = self._start_redis(self._redis)
        from copytaster.archive import Archive

        archive = Archive.open(settings.archive_url)
        archive.migrate()
        archive.close()
        roles = ["web", "relay"] + ["worker"] * max(1, settings.workers)
        self._environment = environment
        for number, role in enumerate(roles):
            self._children.append(self._child(role, role if role != "worker" else f"worker-{number - 1}"))
        for child in self._children:
            child.start()

    def _child(self, role: str, name: str) -> Child:
        # Who reads what strangers send has no business with what the relay signs with.
        own = {k: v for k, v in self._environment.items() if role == "relay" or k not in _OF_THE_RELAY}
        return Child(name, [role, "--log-level", self._log_level], own)

    def _look_for_sources(self) -> None:
        """Feeds, folders and mailboxes are read by a process of their own, once there are any."""
        if self._ingests or not (self._settings.home / "sources.toml").exists():
            return
        self._ingests = True
        self._children.append(self._child("ingest", "ingest"))
        self._children[-1].start()

    def _start_redis(self, server: EmbeddedRedis) -> str:
        """Its URL. What it cannot read is set aside: whatever it held can be made anew from the archive."""
        try:
            return server.start()
        except ServerFailed:
            aside = server.set_aside()
            if aside is None:
                raise
            self._say(f"The files of the embedded Redis are damaged, and set aside in {aside}; the index is made anew")
            return server.start()

    def _look_after_redis(self) -> None:
        if self._redis and self._redis.pid is None:
            event(log, "died", logging.WARNING, child="redis")
            try:
                self._start_redis(self._redis)
                event(log, "restarted", logging.WARNING, child="redis", pid=self._redis.pid)
            except ServerFailed as error:
                event(log, "not-restarted", logging.ERROR, child="redis", reason=error)
                self._stop.wait(1.0)

    def _shut_down(self) -> None:
        for child in self._children:
            child.ask_to_stop()
        deadline = time.monotonic() + GRACE
        while time.monotonic() < deadline and not all(child.stopped() for child in self._children):
            time.sleep(0.05)
        late = [child.name for child in self._children if not child.stopped()]
        for child in self._children:
            child.kill()
        if self._redis:
            self._redis.stop()
        if late:
            event(log, "killed", logging.WARNING, children=",".join(late))
        self._say("Copytaster has stopped")

    # what a first visitor is told

    def _greet(self) -> None:
        host = "127.0.0.1" if self._settings.host in ("0.0.0.0", "::") else self._settings.host
        base = f"http://{host}:{self._settings.port}"
        if not self._wait_until_ready(base):
            return
        self._say(f"The desk: {base}/")
        try:
            if self._seeds and not self._settings.api_keys:
                self._load_seeds(base)
        except (OSError, ValueError, KeyError) as error:
            event(log, "seeds-not-loaded", logging.WARNING, reason=error)

    def _wait_until_ready(self, base: str) -> bool:
        deadline, said, last = time.monotonic() + _READY, False, ""
        while not self._stop.is_set():
            try:
                with urllib.request.urlopen(f"{base}/readyz", timeout=5):
                    return True
            except urllib.error.HTTPError as error:
                last = error.read(500).decode(errors="replace")
            except OSError as error:
                last = str(error)
            if time.monotonic() > deadline and not said:
                said = True
                event(log, "not-ready", logging.ERROR, seconds=_READY, reason=last)
            self._stop.wait(0.25)
        return False

    def _load_seeds(self, base: str) -> None:
        """On the first start only: submit the seeds as anybody would, and say where the first reports are."""
        assert self._seeds is not None
        mark = self._settings.home / "seeded"
        if mark.exists() or _call(f"{base}/api/v1/articles?limit=1")["items"]:
            return
        links = []
        for story in stories(self._seeds, clock.now()):
            links.append(_call(f"{base}/api/v1/articles", story)["links"])
        mark.touch()
        deadline = time.monotonic() + _CHECKED
        for link in links[:SHOWN]:
            report = base + link["self"] if link["self"].startswith("/") else link["self"]
            while not self._stop.is_set() and time.monotonic() < deadline:
                if _call(report)["status"] in ("checked", "failed"):
                    break
                self._stop.wait(0.2)
            page = link["page"]
            self._say(f"A report: {base + page if page.startswith('/') else page}")


def _refuse_taken_port(settings: Settings) -> None:
    host = settings.host.strip("[]")
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, settings.port))
        except OSError as error:
            raise SettingError(f"port {settings.port} on {host} cannot be used: {error.strerror}; set PORT") from None


@contextlib.contextmanager
def _only_one(home: Path) -> Any:
    lock: IO[str]
    with (home / "up.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SettingError(f"another `copytaster up` uses {home}; set COPYTASTER_HOME") from None
        yield


def _call(url: str, body: object = None) -> Any:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json", "Accept": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def _how(status: int) -> str:
    return signal.Signals(-status).name if status < 0 else str(status)
