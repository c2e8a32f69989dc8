"""What a cleaner process does: read one submission, clean it, fingerprint it, answer.

Promises
    * Bounded: CPU seconds by a profiling timer whose default action kills the process, inside C code too; memory
      above what the process holds when a submission comes (`copytaster.runtime.confined`).
    * Reaches nothing: no sockets, no programs, no files written.
    * The answer is data (`service.cleaning.answer`), never a pickle.

`service.cleaning.warm` is loaded by the fork server before it forks, so that libraries and tables are loaded once for
all.
"""

from __future__ import annotations

import signal
import traceback
from dataclasses import replace
from datetime import datetime
from multiprocessing.connection import Connection

from copytaster import fingerprint as fp
from copytaster.clean import Rejected, Submission
from copytaster.clean.split import split
from copytaster.frozen import frozen
from copytaster.limits import Limits
from copytaster.model import Article
from copytaster.pipeline import prepare
from copytaster.runtime import confined
from copytaster.settings import Settings
from service.cleaning.answer import Answer, Defect, Items, Loss, Spent, pack

MANY = 10
"""Times the tags of one document that a document of many items may have."""


@frozen
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
    confined.bound(settings.clean_megabytes)
    confined.reach_nothing()
    connection.send_bytes(b"ready")
    while True:
        confined.make_room(settings.clean_megabytes)
        try:
            task, received_at = connection.recv()
        except EOFError:
            return
        connection.send_bytes(b"began")
        signal.setitimer(signal.ITIMER_PROF, settings.clean_seconds)
        try:
            answer = pack(_answer(task, settings, received_at))
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
        try:
            connection.send_bytes(answer)
        except BrokenPipeError:
            return


def _of_many(settings: Settings) -> Limits:
    """The bounds of a document of many items: as many tags as so many items of the usual size have."""
    return replace(settings.limits, max_html_tags=settings.max_html_tags * MANY)


def _answer(task: Submission | Splitting, settings: Settings, received_at: datetime) -> Answer:
    try:
        if isinstance(task, Splitting):
            return Items(split(task.body, task.media_type, settings.max_batch_lines, _of_many(settings)))
        return prepare(task, settings, received_at).packed
    except Rejected as rejected:
        return rejected
    except MemoryError:
        return Spent(Loss.MEMORY)
    except RecursionError:
        return Spent(Loss.DEPTH)
    except Exception as error:
        trace = "".join(traceback.format_tb(error.__traceback__))
        return Defect(f"{type(error).__name__}\n{trace}")
