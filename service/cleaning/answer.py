"""What comes of asking a cleaner: an article, the items of a document, or why there is neither.

It crosses the line between the two processes as JSON and bytes, never as a pickle: what came out of hostile input is
read as data. `pack` there, `unpack` here.
"""

from __future__ import annotations

import json
from enum import StrEnum

from copytaster import fields
from copytaster import fingerprint as fp
from copytaster.clean import Rejected
from copytaster.clean.split import Part
from copytaster.frozen import frozen
from copytaster.pipeline import Packed


class Loss(StrEnum):
    """Why a cleaner was lost, as a label of metrics."""

    CPU = "cpu"
    MEMORY = "memory"
    DEPTH = "depth"
    """It ran out of stack."""
    WALL = "wall"
    """It gave no answer in time, and did not work either."""
    KILLED = "killed"
    """From outside: by an operator, or by a kernel that needed memory."""
    CRASH = "crash"
    GARBLED = "garbled"
    """Its answer was none."""
    IDLE = "idle"
    """While it had nothing to do."""


@frozen
class Items:
    """The items of a document of many."""

    parts: list[Part]


@frozen
class Spent:
    """It survived, but what it holds now is anybody's guess."""

    loss: Loss


@frozen
class Defect:
    """A defect of ours: which, and where; never the text."""

    trace: str


Answer = Packed | Items | Rejected | Spent | Defect
_LENGTH = 4


def pack(answer: Answer) -> bytes:
    """An answer as one message: the length of its JSON in four bytes, the JSON, and what is not JSON."""
    head: dict[str, object]
    body = b""
    match answer:
        case Packed(article, body):
            head = {"article": fields.dump(article)}
        case Items(parts):
            head, body = {"parts": [[kind, len(part)] for kind, part in parts]}, b"".join(part for _, part in parts)
        case Rejected():
            head = {"rejected": [answer.status, answer.code, answer.detail, answer.limit, answer.value, answer.field]}
        case Spent(loss):
            head = {"spent": loss}
        case Defect(trace):
            head = {"defect": trace}
    said = json.dumps(head).encode()
    return b"".join((len(said).to_bytes(_LENGTH), said, body))


def unpack(message: bytes) -> Answer:
    """The answer that `pack` made this of. Raises ValueError, TypeError or KeyError for anything else."""
    end = _LENGTH + int.from_bytes(message[:_LENGTH])
    body = message[end:]
    match json.loads(message[_LENGTH:end].decode()):
        case {"article": article}:
            fp.head_of(body)
            return Packed(fields.load(article), body)
        case {"parts": lengths}:
            return Items(_cut(body, lengths))
        case {"rejected": [status, code, detail, limit, value, field]}:
            return Rejected(status, code, detail, limit=limit, value=value, field=field)
        case {"spent": loss}:
            return Spent(Loss(loss))
        case {"defect": str(trace)}:
            return Defect(trace)
    raise ValueError("no answer of a cleaner")


def _cut(body: bytes, lengths: list[tuple[str, int]]) -> list[Part]:
    parts: list[Part] = []
    at = 0
    for kind, length in lengths:
        parts.append((str(kind), body[at : at + int(length)]))
        at += int(length)
    return parts
