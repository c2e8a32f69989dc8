"""Put on the path of every process of a service under test: notes each address that it looks up or connects to.

Into a named pipe, opened when the process starts: cleaners may neither open nor write files.
"""

import contextlib
import os
import sys


def _note(event: str, arguments: tuple[object, ...]) -> None:
    if event in ("socket.connect", "socket.sendto"):
        what = repr(arguments[1])
    elif event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "urllib.Request"):
        what = repr(arguments[0])
    else:
        return
    with contextlib.suppress(OSError):
        os.write(_PIPE, f"{event} {what}\n".encode()[:1_000])


if "SOCKET_LOG" in os.environ:
    _PIPE = os.open(os.environ["SOCKET_LOG"], os.O_WRONLY | os.O_NONBLOCK)
    sys.addaudithook(_note)
