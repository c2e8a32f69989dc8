"""Who did what: judgements, notes, deletions, keys, sign-ins and settings, one line each.

Promises
    * A line goes to the log at every level, to ``audit.log`` in the data folder, one JSON object a line, which only the
      owner can read, and to the archive, where those of all machines are. Where one of them cannot be written the
      others have it.
    * Articles that retention removes are lines of the log alone: the archive has an event of each.
    * No line holds a key, a password or an article's text.

The file only grows: rotate it by renaming, nobody keeps it open.
"""

from __future__ import annotations

import getpass
import json
import logging
import os
import socket
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from copytaster.moments import stamp
from copytaster.runtime import clock
from copytaster.runtime.logs import event

FILE = "audit.log"
log = logging.getLogger("copytaster.audit")
log.setLevel(logging.INFO)


Keep = Callable[[datetime, str, str, Mapping[str, Any]], object]
"""Keeps a deed where those of all machines are: when, what, who, and what else is said of it."""


def note(home: Path, what: str, who: str, keep: Keep | None = None, **fields: object) -> None:
    """`what` was done by `who`: the id of a key, the name of a system's user, or `nobody` where nobody is known."""
    event(log, what, who=who, **fields)
    now = clock.now()
    line = json.dumps({"at": stamp(now, "milliseconds"), "what": what, "who": who, **fields}, default=str) + "\n"
    if keep is not None:
        try:
            keep(now, what, who, {**fields, "machine": socket.gethostname()})
        except Exception as error:  # whatever is wrong there: what was done is done, and the file says so
            event(log, "audit-not-kept", logging.WARNING, reason=repr(error)[:300])
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(home / FILE, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with open(descriptor, "ab", buffering=0) as file:  # one write a line: processes do not mix theirs
            file.write(line.encode())
    except OSError as error:
        event(log, "audit-not-kept", logging.WARNING, reason=error)


def system_user() -> str:
    """Who runs this command, as the system knows them."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return f"uid {os.getuid()}"
