"""The server of the tests leaves nothing open."""

from __future__ import annotations

import socket
import struct
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from tests.serving import serving

BODY = b"Copy from the harbour. " * 1_000
TIMES = 20


class Answer:
    """Counts how many were closed."""

    closed = 0

    def __iter__(self) -> Iterator[bytes]:
        return iter([BODY])

    def close(self) -> None:
        type(self).closed += 1


def answered(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    start("200 OK", [("Content-Length", str(len(BODY)))])
    return Answer()


def test_an_answer_is_closed_also_for_who_leaves_at_its_end(eventually: Callable[..., None]) -> None:
    Answer.closed = 0
    with serving(answered) as address:
        for _ in range(TIMES):
            with socket.create_connection(("127.0.0.1", int(address.rpartition(":")[2])), 10) as client:
                client.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
                got = b""
                while BODY not in got:
                    got += client.recv(65_536)
                # closed at once and without a farewell, as a browser does whose page is left
                client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        eventually(lambda: Answer.closed == TIMES)
