"""A throw-away PostgreSQL cluster for tests, one a test session, on a socket of its own.

The server refuses to run as root; then it runs as ``postgres`` or ``nobody``. Where its binaries are missing the tests
that need it are skipped, with the reason; with CI set they fail instead: there it is always installed.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest


class Cluster:
    """A running server. `database()` makes a new, empty one and gives its URL."""

    def __init__(self, home: Path, user: str | None, bin: Path, durable: bool = False) -> None:
        self.home, self.user, self.bin, self.durable = home, user, bin, durable

    def run(self, program: str, *arguments: str) -> None:
        command = [str(self.bin / program), *arguments]
        # Output goes to a file: a server that inherits a pipe would keep it open for ever.
        log = self.home / "tool.log"
        with log.open("ab") as out:
            done = subprocess.run(
                command, stdout=out, stderr=out, stdin=subprocess.DEVNULL, cwd=self.home, user=self.user, timeout=60
            )
        if done.returncode:
            raise RuntimeError(f"{program} failed:\n{log.read_text(errors='replace')[-2000:]}")

    def start(self) -> None:
        # Clients and the server are killed here, the machine is not: fsync may be off.
        options = f"-k {self.home} -c listen_addresses='' -c max_connections=200 -c deadlock_timeout=200ms"
        if not self.durable:
            options += " -c fsync=off"
        self.run(
            "pg_ctl", "-D", str(self.home / "data"), "-l", str(self.home / "server.log"), "-w", "-o", options, "start"
        )

    def stop(self, mode: str = "immediate") -> None:
        self.run("pg_ctl", "-D", str(self.home / "data"), "-m", mode, "-w", "stop")

    def dsn(self, database: str) -> str:
        return f"postgresql://tester@/{database}?host={self.home}"

    def execute(self, statement: str) -> None:
        with psycopg.connect(self.dsn("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())

    def database(self) -> str:
        name = f"t{uuid4().hex}"
        self.execute(f"CREATE DATABASE {name}")
        return self.dsn(name)


def binaries() -> Path | None:
    """The directory of `initdb` and `postgres`, Debian's included, newest first."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]), reverse=True)
    found = next((str(path) for path in versions), None) or shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def _unprivileged() -> str | None:
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    raise RuntimeError("PostgreSQL refuses to run as root and there is no other user here")


@contextmanager
def cluster(durable: bool = False) -> Iterator[Cluster]:
    """Starts a server, and removes every trace of it. `durable`: it waits for its disk at every commit."""
    bin = binaries()
    if bin is None:
        raise RuntimeError("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    user = _unprivileged()
    home = Path(tempfile.mkdtemp(prefix="copytaster-pg-", dir="/tmp"))  # short: a socket's path has 107 bytes
    try:
        home.chmod(0o755)
        if user is not None:
            shutil.chown(home, user)
        server = Cluster(home, user, bin, durable)
        server.run("initdb", "-D", str(home / "data"), "-U", "tester", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        for _ in range(20):
            shutil.rmtree(home, ignore_errors=True)
            if not home.exists():
                break
            time.sleep(0.1)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    if binaries() is None:
        reason = "PostgreSQL is not installed"
        if os.environ.get("CI"):
            pytest.fail(f"{reason}, and CI must run these tests")
        pytest.skip(reason)
    with cluster() as server:
        yield server
