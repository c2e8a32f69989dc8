"""An application behind a real socket, in a thread of the tests."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from werkzeug.serving import WSGIRequestHandler, make_server

ANSWER = "tests.answer"
"""Where the environment of a request keeps what the application answered."""


class _Handler(WSGIRequestHandler):
    """Werkzeug's own does not close the answer of somebody who left when all was sent: it looks for more to read first,
    and fails. The file in it is then closed by the collector, whose warning falls upon whichever test runs by then."""

    def connection_dropped(self, error: BaseException, environ: Any = None) -> None:
        if environ and hasattr(answer := environ.get(ANSWER), "close"):
            answer.close()


@contextmanager
def serving(app: Callable[..., Iterable[bytes]]) -> Iterator[str]:
    """Its address. Who still waits for an answer at the end waits in vain."""

    def kept(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        environ[ANSWER] = answer = app(environ, start)
        return answer

    server = make_server("127.0.0.1", 0, kept, threaded=True, request_handler=_Handler)
    server.daemon_threads = True
    server.block_on_close = False
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
