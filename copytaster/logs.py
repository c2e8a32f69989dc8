"""Logs as one line an event: time, level, who, event, then ``key=value`` pairs. Quiet unless something happened.

`event` is the one way to write a line; libraries' own messages come out in the same form.
"""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime

_FIELDS = "copytaster_fields"


def setup(role: str, level: str = "INFO") -> None:
    """Send everything at `level` and above to standard error. `role`: which process speaks (web, relay, worker)."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_OneLine(role))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # Libraries are heard when something is wrong.
    for name in ("rq", "rq.worker", "rq.job", "gunicorn.error", "alembic", "sqlalchemy", "trafilatura", "htmldate"):
        logging.getLogger(name).setLevel(logging.WARNING)


def event(logger: logging.Logger, name: str, level: int = logging.INFO, /, **fields: object) -> None:
    """Log `name` with its fields; values are written as JSON where they would not read as one word."""
    logger.log(level, name, extra={_FIELDS: fields})


class _OneLine(logging.Formatter):
    def __init__(self, role: str) -> None:
        super().__init__()
        self._role = role

    def format(self, record: logging.LogRecord) -> str:
        time = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        parts = [time, record.levelname.lower(), self._role, _one_line(record.getMessage())]
        parts += [f"{key}={_word(value)}" for key, value in getattr(record, _FIELDS, {}).items()]
        if record.exc_info and record.exc_info[1]:
            parts.append(f"error={_word(self.formatException(record.exc_info))}")
        return " ".join(parts)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _word(value: object) -> str:
    text = f"{value:.3f}" if isinstance(value, float) else str(value)
    plain = text.isprintable() and text and not any(c in text for c in ' "=\\')
    return text if plain else json.dumps(text, ensure_ascii=True)
