"""What a cleaner process does: read one submission, clean it, fingerprint it, answer.

Promises
    * Bounded: CPU seconds by a profiling timer whose default action kills the process, inside C code too; memory by
      RLIMIT_AS above what the process holds once it is warm; no files written, no core dumped.
    * Reaches nothing: no sockets, no programs, no files written (an audit hook; the last line of defence, since
      nothing in cleaning should try).
    * The answer is JSON and two byte strings, never a pickle: what came out of hostile input is read as data.

`service.cleaning.warm` is loaded by the fork server before it forks, so that libraries and tables are loaded once for
all.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
from dataclasses import dataclass, replace
from datetime import datetime
from multiprocessing.connection import Connection
from typing import Any

from copytaster import fields
from copytaster import fingerprint as fp
from copytaster.clean import Rejected, Submission
from copytaster.clean.split import split
from copytaster.limits import Limits
from copytaster.model import Article
from copytaster.pipeline import prepare
from copytaster.settings import Settings

MANY = 10
"""Times the tags of one document that a document of many items may have."""
FORBIDDEN_EVENTS = frozenset(
    {"socket.connect", "socket.bind", "socket.getaddrinfo", "socket.gethostbyname", "subprocess.Popen", "os.exec",
     "os.posix_spawn", "os.system", "os.fork", "os.forkpty", "os.remove", "os.rename", "os.mkdir"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Splitting:
    """A document of many items that is to be taken apart."""

    body: bytes
    media_type: str


def main(connection: Connection, settings: Settings) -> None:
    """Answer submissions until the other end goes away. Runs in its own process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the web process, which then closes the pipe
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    fp.fingerprint(Article(id="", text="Warm."), settings.vectors)
    _confine(settings)
    connection.send_bytes(b"ready")
    while True:
        try:
            task, received_at = connection.recv()
        except EOFError:
            return
        connection.send_bytes(b"began")
        signal.setitimer(signal.ITIMER_PROF, settings.clean_seconds)
        try:
            answer = _answer(task, settings, received_at)
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
        try:
            for part in answer:
                connection.send_bytes(part)
        except BrokenPipeError:
            return


def _confine(settings: Settings) -> None:
    with open("/proc/self/statm", encoding="ascii") as file:
        held = int(file.read().split()[0]) * resource.getpagesize()
    room = held + settings.clean_megabytes * 1_000_000
    resource.setrlimit(resource.RLIMIT_AS, (room, room))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    sys.addaudithook(_refuse)


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if event in FORBIDDEN_EVENTS:
        raise PermissionError(f"a cleaner may not do {event}")
    if event == "open":
        mode, flags = arguments[1], arguments[2]
        writes = isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        if writes or (isinstance(mode, str) and mode.strip("rbtU")):
            raise PermissionError("a cleaner may not write files")


def _of_many(settings: Settings) -> Limits:
    """The bounds of a document of many items: as many tags as so many items of the usual size have."""
    return replace(settings.limits, max_html_tags=settings.max_html_tags * MANY)


def _answer(task: Submission | Splitting, settings: Settings, received_at: datetime) -> tuple[bytes, bytes]:
    try:
        if isinstance(task, Splitting):
            parts = split(task.body, task.media_type, settings.max_batch_lines, _of_many(settings))
            head = {"parts": [[kind, len(body)] for kind, body in parts]}
            return json.dumps(head).encode(), b"".join(body for _, body in parts)
        article, fingerprint = prepare(task, settings, received_at)
    except Rejected as rejected:
        fault = {"status": rejected.status, "code": rejected.code, "detail": rejected.detail,
                 "limit": rejected.limit, "value": rejected.value}  # fmt: skip
        return json.dumps({"rejected": fault}).encode(), b""
    except MemoryError:
        return b'{"died": "memory"}', b""
    except RecursionError:
        return b'{"died": "depth"}', b""
    except Exception as error:  # a defect in cleaning: told as such, without the text
        import traceback

        trace = "".join(traceback.format_tb(error.__traceback__))
        return json.dumps({"defect": f"{type(error).__name__}\n{trace}"}).encode(), b""
    return json.dumps({"article": fields.dump(article)}).encode("utf-8"), fp.encode(fingerprint)
