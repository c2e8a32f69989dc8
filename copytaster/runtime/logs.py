"""Logs as one line an event: time, level, who, event, then ``key=value`` pairs; or the same as a JSON object a line.

`event` is the one way to write a line; libraries' own messages come out in the same form. Quiet unless something
happened. Within `about`, every line says what it is about, whoever writes it: so ``grep request=…`` shows the way of
an article through web, relay, worker and checking process.
"""

from __future__ import annotations

import json
import logging
import math
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Literal

from copytaster.moments import stamp

_FIELDS = "copytaster_fields"
_NOTHING: Mapping[str, object] = {}
_about: ContextVar[Mapping[str, object]] = ContextVar("copytaster_about", default=_NOTHING)


def setup(role: str, level: str = "INFO", form: Literal["text", "json"] = "text") -> None:
    """Send everything at `level` and above to standard error, as `form`.

    `role`: which process speaks (web, relay, worker).
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter({"text": _Text, "json": _Json}[form](role))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # Libraries are heard when something is wrong.
    for name in (
        "rq", "rq.worker", "rq.job", "waitress", "alembic", "sqlalchemy", "trafilatura", "htmldate", "urllib3",
        "httpx2", "httpcore2",
    ):  # fmt: skip
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # that a request waits for a thread is no event


def speak_as(role: str) -> None:
    """Have the lines of this process, a fork of the one that called `setup`, say this role."""
    for handler in logging.getLogger().handlers:
        if isinstance(handler.formatter, _Form):
            handler.formatter.role = role


def event(logger: logging.Logger, name: str, level: int = logging.INFO, /, **fields: object) -> None:
    """Log `name` with its fields; values are written as JSON where they would not read as one word."""
    logger.log(level, name, extra={_FIELDS: fields})


@contextmanager
def about(**fields: object) -> Iterator[None]:
    """Add these fields to every line that this thread writes meanwhile; a field that is None is left out."""
    token = _about.set({**_about.get(), **{name: value for name, value in fields.items() if value is not None}})
    try:
        yield
    finally:
        _about.reset(token)


def now_about(**fields: object) -> None:
    """What this thread's lines are about from now on, and nothing else: for a thread that takes one request after
    the other. Without fields: about nothing."""
    _about.set(fields or _NOTHING)


class _Form(logging.Formatter):
    def __init__(self, role: str) -> None:
        super().__init__()
        self.role = role

    def fields(self, record: logging.LogRecord) -> dict[str, object]:
        fields = {**_about.get(), **getattr(record, _FIELDS, {})}
        if record.exc_info and record.exc_info[1]:
            fields["error"] = self.formatException(record.exc_info)
        return fields


class _Text(_Form):
    def format(self, record: logging.LogRecord) -> str:
        parts = [_time(record), record.levelname.lower(), self.role, _one_line(record.getMessage())]
        return " ".join([*parts, *(f"{key}={_word(value)}" for key, value in self.fields(record).items())])


class _Json(_Form):
    """One JSON object a line, for collectors of logs. `time`, `level`, `role` and `event` are always there."""

    def format(self, record: logging.LogRecord) -> str:
        head = {"time": _time(record), "level": record.levelname.lower(), "role": self.role,
                "event": _one_line(record.getMessage())}  # fmt: skip
        fields = {key: _plain(value) for key, value in self.fields(record).items() if key not in head}
        return json.dumps({**head, **fields})


def _time(record: logging.LogRecord) -> str:
    return stamp(datetime.fromtimestamp(record.created, UTC), "milliseconds")


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _word(value: object) -> str:
    text = f"{value:.3f}" if isinstance(value, float) else str(value)
    plain = text.isprintable() and text and not any(c in text for c in ' "=\\')
    return text if plain else json.dumps(text, ensure_ascii=True)


def _plain(value: object) -> object:
    if isinstance(value, float):
        return round(value, 6) if math.isfinite(value) else str(value)
    return value if isinstance(value, str | int | bool) or value is None else str(value)
