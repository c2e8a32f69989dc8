"""What happens, as it happens: server-sent events, or JSON for those who ask again and again.

Promises
    * Nothing is missed: events are numbered, and a reader goes on after the last number it saw (`Last-Event-ID`).
    * Streams take no threads from others: each has its own, up to `event_streams` of them. A stream above that is given
      what is there and told to come back in `RETRY` seconds. A browser's EventSource does so by itself.
    * They ask the archive together, through one `Watch`, and are given the same pages; who may not see what is under
      embargo is told of none of it.
    * A stream ends by itself after `STREAM` seconds, and at once when the service stops.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

from flask import Response, request
from flask.typing import ResponseReturnValue

from copytaster import moments
from copytaster.archive import Archive, ArchiveUnavailable, Event
from service.access import embargo
from service.api.render import reply
from service.operations import Reply, operation
from service.schemas.answers import EventDocument, EventList
from service.schemas.requests import EventParameters
from service.state import State, state
from service.watch import Page

STREAM = 55.0
RETRY = 3.0
HEARTBEAT = 15.0
BATCH = 200
STREAMED = {
    "type": "object",
    "description": "One event; `data` is the JSON of an EventDocument.",
    "properties": {name: {"type": "string"} for name in ("id", "event", "data", "retry")},
}


def rendered(event: Event) -> EventDocument:
    return {
        "id": event.id,
        "kind": event.kind,
        "article_id": event.article_id,
        "at": moments.stamp(event.at),
        "detail": dict(event.detail),
    }


@operation(
    "GET",
    "/events",
    scope="read",
    parameters=EventParameters,
    headers={"Last-Event-ID": "As `after`; an EventSource sends it by itself when it reconnects."},
    replies={
        200: Reply(
            "JSON with `Accept: application/json`, else a stream.",
            {"text/event-stream": STREAMED, "application/json": EventList},
        )
    },
    problems=(422, 503),
)
def follow_events(parameters: EventParameters) -> ResponseReturnValue:
    """Follow what happens to articles.

    Events are named after their kind: accepted, checked, changed, failed, deleted, judged, freed.
    """
    s = state()
    archive = s.archive
    after, visible_at = _start(archive, parameters.after), embargo.visible_at(s)
    if request.accept_mimetypes.best_match(["text/event-stream", "application/json"]) == "application/json":
        heard = archive.events_for(after, parameters.limit, visible_at)
        listed: EventList = {"items": [rendered(e) for e in heard.events], "last": heard.last}
        return reply(listed)
    lasting = s.streams.acquire(blocking=False)
    stream = _Stream(s, archive, after, lasting, visible_at is None)
    response = Response(stream, mimetype="text/event-stream")
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Accel-Buffering"] = "no"
    return response


def _start(archive: Archive, after: int | None) -> int:
    given = request.headers.get("Last-Event-ID", "")
    if given.isascii() and given.isdigit() and len(given) < 19:
        return int(given)
    return archive.last_event() if after is None else after


class _Stream:
    """The body of a stream. `close` is called by the server however it ends, also before the first line."""

    def __init__(self, s: State, archive: Archive, after: int, lasting: bool, sees_all: bool) -> None:
        self._state, self._archive, self._after, self._lasting = s, archive, after, lasting
        self._sees_all = sees_all
        self._lines = self._run()
        self._open = True
        if lasting:
            s.metrics.streams.inc()

    def __iter__(self) -> Iterator[bytes]:
        return self._lines

    def close(self) -> None:
        self._lines.close()
        if self._open and self._lasting:
            self._state.streams.release()
            self._state.metrics.streams.dec()
        self._open = False

    def _run(self) -> Any:
        yield f"retry: {int(RETRY * 1000)}\nid: {self._after}\n: hello\n\n".encode()
        ends = time.monotonic() + STREAM
        spoke = time.monotonic()
        while True:
            try:
                page = self._state.watch.page(self._after, self._page, self._sees_all)
            except ArchiveUnavailable:
                return
            self._after = page.last
            if page.body:
                spoke = time.monotonic()
                yield page.body
            elif time.monotonic() - spoke > HEARTBEAT:  # so that a reader who left is noticed
                spoke = time.monotonic()
                yield b": still here\n\n"
            if page.full:
                continue
            left = min(ends, spoke + HEARTBEAT + 0.1) - time.monotonic()
            if not self._lasting or time.monotonic() >= ends or self._state.stopping.is_set():
                return
            self._state.watch.wait(self._after, max(0.01, left))

    def _page(self, after: int) -> Page:
        heard = self._archive.events_for(after, BATCH, None if self._sees_all else self._state.now())
        return Page(b"".join(map(_lines, heard.events)), heard.last, heard.full)


def _lines(event: Event) -> bytes:
    data = json.dumps(rendered(event), ensure_ascii=True, separators=(",", ":"))
    return f"id: {event.id}\nevent: {event.kind}\ndata: {data}\n\n".encode()
