"""Who did what: judgements, notes, deletions, keys, sign-ins and settings, one line each.

Promises
    * A line goes to the log at every level, and to ``audit.log`` in the data folder, one JSON object a line, which only
      the owner can read. Where that cannot be written the log alone has it.
    * Articles that retention removes are lines of the log alone: the archive has an event of each.
    * No line holds a key, a password or an article's text.

The file only grows: rotate it by renaming, nobody keeps it open.
"""

from __future__ import annotations

import getpass
import json
import logging
import os
from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from copytaster.moments import stamp
from copytaster.runtime.logs import event

FILE = "audit.log"
LOOK_BACK = 4_000_000
"""Bytes of the end of the file that are looked through."""
log = logging.getLogger("copytaster.audit")
log.setLevel(logging.INFO)


def note(home: Path, what: str, who: str, **fields: object) -> None:
    """`what` was done by `who`: the id of a key, the name of a system's user, or `nobody` where nobody is known."""
    event(log, what, who=who, **fields)
    at = stamp(datetime.now(UTC), "milliseconds")
    line = json.dumps({"at": at, "what": what, "who": who, **fields}, default=str) + "\n"
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(home / FILE, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with open(descriptor, "ab", buffering=0) as file:  # one write a line: processes do not mix theirs
            file.write(line.encode())
    except OSError as error:
        event(log, "audit-not-kept", logging.WARNING, reason=error)


def recent(home: Path, most: int, who: Collection[str] | None = None, what: str | None = None) -> list[dict[str, Any]]:
    """The latest lines of the file, newest first: at most `most`, of the last `LOOK_BACK` bytes.

    `who`: only those that one of these did, as key, person or editor; `what`: only those of this kind.
    """
    found = []
    for line in _backwards(home / FILE):
        try:
            deed = json.loads(line)
            did = {deed["who"], deed.get("editor")}
        except (ValueError, KeyError, TypeError, AttributeError):
            continue  # somebody has edited the file
        if (who is None or did & set(who)) and (what is None or deed.get("what") == what):
            found.append(deed)
            if len(found) == most:
                break
    return found


def _backwards(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            end = file.seek(0, os.SEEK_END)
            begin = file.seek(max(0, end - LOOK_BACK))
            lines = file.read(end - begin).splitlines()
    except OSError:
        return
    yield from reversed(lines[1:] if begin else lines)  # the first may be a piece of one


def system_user() -> str:
    """Who runs this command, as the system knows them."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return f"uid {os.getuid()}"
