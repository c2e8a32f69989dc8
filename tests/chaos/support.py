"""`copytaster up` as a user starts it, and what may happen to it."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

from copytaster.archive import Archive

START = 90.0


class Answer:
    def __init__(self, status: int, headers: http.client.HTTPMessage, body: bytes) -> None:
        self.status, self.headers, self.body = status, headers, body

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Service:
    """A running `copytaster up` on a port and a home of its own, with one worker and one cleaner where nothing else is
    said: each takes seconds of CPU to get warm."""

    def __init__(self, home: Path, *arguments: str, **variables: str) -> None:
        self.home = home
        self.port = free_port()
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("COPYTASTER_")}
        environment = inherited | {
            "COPYTASTER_HOME": str(home), "COPYTASTER_PORT": str(self.port), "COPYTASTER_CLEANERS": "1",
            "COPYTASTER_WORKERS": "1", "COPYTASTER_LEASE_SECONDS": "5", **variables,
        }  # fmt: skip
        self.process = subprocess.Popen(
            [sys.executable, "-m", "copytaster", "up", *arguments], env=environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        self.lines: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout
        with self.process.stdout as stream:
            for line in stream:
                self.lines.append(line.rstrip())

    def said(self, words: str, seconds: float = START, times: int = 1) -> list[str]:
        """The lines with these words, once there are as many as wanted."""
        deadline = time.monotonic() + seconds
        while True:
            found = [line for line in list(self.lines) if words in line]
            if len(found) >= times:
                return found
            if time.monotonic() > deadline or self.process.poll() is not None:
                raise AssertionError(f"never said {words!r}:\n" + "\n".join(self.lines))
            time.sleep(0.05)

    def call(self, method: str, path: str, body: object = None, timeout: float = 30.0) -> Answer:
        """One request over a connection of its own. Raises OSError or `http.client.HTTPException`."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            data = None if body is None else json.dumps(body).encode()
            connection.request(method, path, data, {"Content-Type": "application/json", "Accept": "application/json"})
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read())
        finally:
            connection.close()

    def post(self, text: str, seconds: float = 60.0, **said: str) -> str:
        """Submit until the service has accepted, as a careful client does. Returns the id."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                answer = self.call("POST", "/api/v1/articles", {"text": text, **said})
                if answer.status in (200, 202):
                    return str(answer.json["id"])
                if answer.status not in (429, 503):
                    raise AssertionError(f"{answer.status}: {answer.body!r}")
            except (OSError, http.client.HTTPException):
                pass
            if time.monotonic() > deadline:
                raise AssertionError("was not accepted in time\n" + "\n".join(self.lines))
            time.sleep(0.1)

    def wait_checked(self, ids: list[str], seconds: float = 60.0) -> None:
        deadline = time.monotonic() + seconds
        archive = self.archive()
        left = ids
        while left := [i for i in left if (row := archive.find(i)) is None or row.status != "checked"]:
            if time.monotonic() > deadline:
                raise AssertionError(f"{len(left)} of {len(ids)} are not checked\n" + "\n".join(self.lines))
            time.sleep(0.2)
        archive.close()

    def archive(self) -> Archive:
        return Archive.open(f"sqlite:///{self.home.resolve() / 'archive.db'}")

    def child(self, role: str) -> psutil.Process:
        """The child of the supervisor that plays a role: web, relay, worker or redis."""
        for process in psutil.Process(self.process.pid).children():
            command = process.cmdline()
            if role == "redis" and command and "server" in command[0]:
                return process
            if role in command:
                return process
        raise AssertionError(f"there is no {role}")

    def tree(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def stop(self, number: int = signal.SIGTERM, seconds: float = 20.0) -> int:
        if self.process.poll() is None:
            self.process.send_signal(number)
        try:
            return self.process.wait(seconds)
        finally:
            self.process.kill()
            self.process.wait()
            self._reader.join(5)


@contextmanager
def running(home: Path, *arguments: str, **variables: str) -> Iterator[Service]:
    service = Service(home, *arguments, **variables)
    try:
        service.said("The desk:")
        yield service
    finally:
        service.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def alive(processes: list[psutil.Process]) -> list[psutil.Process]:
    return [p for p in processes if p.is_running() and p.status() != psutil.STATUS_ZOMBIE]


PLACES = ("Marlow Quay", "Tessaly", "Brannock", "Upper Wend", "Oskar Bay", "Linton Fell", "Dunmere", "Port Ansel")
THINGS = ("ferry", "library", "reservoir", "tram line", "market hall", "footbridge", "clinic", "quarry")


def story(number: int) -> str:
    """An invented article, unlike the others but for a sentence in eight."""
    place, thing = PLACES[number % 8], THINGS[number // 8 % 8]
    return (
        f"Councillors in {place} voted {9 + number % 5} to {number % 4} on Tuesday to pay for the {thing} out of "
        f"reserve fund number {number}.\n\nEngineers had asked for {number * 137 + 4211} crowns, and will now be given "
        f"{number * 91 + 3300}. The {thing} has been shut since lot {number * 17 % 977} was surveyed, said Ida Morn, "
        f"who chairs committee {number * 31 % 613}.\n\n"
        f"Residents of {place} collected {number * 53 % 9973} signatures. Work is due to begin after file "
        f"{number:05}-K has been countersigned, and should last {number % 11 + 2} months."
    )
