"""Superdesk's "HTTP Push" destination: each ninjs item that it publishes is handed in as an article.

    SUPERDESK_SECRET=… python examples/superdesk.py PORT [http://127.0.0.1:8000]

In Superdesk: Settings, Subscribers, a destination "HTTP push" with format "ninjs", the address of this program and the
same secret. Superdesk signs what it sends (`x-superdesk-signature: sha1=…`); what is not signed is refused. What
the service cannot take now is answered with 503, and Superdesk sends it again.
"""

from __future__ import annotations

import hmac
import json
import os
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from copytaster.client import Client, Problem, ServiceError

NINJS = "application/vnd.iptc.ninjs+json"
MOST = 2_000_000
"""Bytes of one item."""


def server(port: int, secret: str, service: Client) -> ThreadingHTTPServer:
    class Push(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            if not 0 < length <= MOST:
                return self._say(413, {"error": "no body, or too large"})
            body = self.rfile.read(length)
            right = "sha1=" + hmac.new(secret.encode(), body, "sha1").hexdigest()
            if not hmac.compare_digest(self.headers.get("x-superdesk-signature", ""), right):
                return self._say(403, {"error": "not signed"})
            try:
                accepted = service.submit_document(body, NINJS)
            except Problem as problem:
                return self._say(503 if problem.status in (429, 503) else 422, {"error": problem.detail})
            except ServiceError as error:
                return self._say(503, {"error": str(error)})
            return self._say(201 if accepted.created else 200, {"id": accepted.id})

        def _say(self, status: int, said: dict[str, Any]) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(said).encode())

        def log_message(self, format: str, *arguments: Any) -> None:
            print(self.command, *arguments, flush=True)

    return ThreadingHTTPServer(("127.0.0.1", port), Push)


def main(port: str, url: str = "http://127.0.0.1:8000") -> None:
    with Client(url, os.environ.get("COPYTASTER_KEY"), patience=5) as service:
        listening = server(int(port), os.environ["SUPERDESK_SECRET"], service)
        print(f"listening on {listening.server_address[1]}", flush=True)
        listening.serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
