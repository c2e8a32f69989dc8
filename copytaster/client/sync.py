"""The client for programs that wait."""

from __future__ import annotations

import random
import time
from collections.abc import Iterable, Iterator, Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar
from urllib.parse import quote

import httpx2
from typing_extensions import Unpack

from copytaster.client import steps
from copytaster.client.errors import Problem, Unreachable
from copytaster.client.steps import Accepted, Answer, Ask, Clock, Event, Fields, Lost, Pause, Steps

if TYPE_CHECKING:
    from copytaster.shapes import Report

SERVICE = "http://127.0.0.1:8000"
ANSWER = 120.0
"""Seconds for one answer; the service bounds its own work."""
STILL = 45.0
"""Seconds of silence after which a stream of events is begun anew; the service says something every fifteen."""

T = TypeVar("T")


def address(url: httpx2.URL) -> str:
    """Where the service was looked for, without the password that may stand there."""
    return str(url.copy_with(userinfo=b""))


def headers(key: str | None) -> dict[str, str]:
    """What every request carries."""
    return {"Accept": "application/json"} | ({"Authorization": f"Bearer {key}"} if key else {})


class Client:
    """A running service. `key`: an API key, where it asks for one; `patience`: seconds for which a service that is
    full, down or being restarted is waited for.

    It may be shared by threads. Every method raises `Problem` when the service says no, and `Unreachable`.
    """

    def __init__(
        self, url: str = SERVICE, key: str | None = None, *, patience: float = 60.0, transport: Any = None
    ) -> None:
        self._http = httpx2.Client(base_url=url.rstrip("/"), headers=headers(key), timeout=ANSWER, transport=transport)
        self._clock = Clock(patience, time.monotonic, random.random)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close its connections."""
        self._http.close()

    # -- articles ---------------------------------------------------------------------------------------------------

    def submit(
        self, text: str | None = None, *, html: str | None = None, idempotency_key: str | None = None,
        **fields: Unpack[Fields],
    ) -> Accepted:  # fmt: skip
        """Hand in an article; it is committed when this returns. Exactly one of `text` and `html`."""
        return self._run(steps.submit(text, html, fields, idempotency_key, self._clock))

    def submit_document(
        self, document: bytes, media_type: str, *, idempotency_key: str | None = None, **fields: Unpack[Fields]
    ) -> Accepted:
        """Hand in a document of another kind: ninjs, NewsML-G2, mail, PDF … (docs/formats.md)."""
        return self._run(steps.submit_document(document, media_type, fields, idempotency_key, self._clock))

    def check(self, text: str | None = None, *, html: str | None = None, **fields: Unpack[Fields]) -> Report:
        """The report of a draft, which is not stored."""
        return self._run(steps.check(text, html, fields, self._clock))

    def check_document(self, document: bytes, media_type: str, **fields: Unpack[Fields]) -> Report:
        """The report of a draft of another kind, which is not stored."""
        return self._run(steps.check_document(document, media_type, fields, self._clock))

    def wait(self, article_id: str, seconds: float = 60.0) -> Report:
        """The report, once the article is checked. Raises `CheckFailed`, and `NotYet` when `seconds` are over."""
        return self._run(steps.wait(article_id, seconds, self._clock))

    def report(self, article_id: str, *, explain: bool = False) -> Report:
        """The report as it is now; before the check it has ``status`` and ``article`` alone."""
        return self._run(steps.report(article_id, explain, self._clock))

    def export(self, article_id: str, form: str) -> bytes:
        """The report in another form: ``json``, ``csv``, ``jsonld``, ``annotations``, ``prov``, ``ninjs``."""
        asked = Ask("GET", f"{steps.API}/articles/{article_id}/report", {"format": form}, headers={"Accept": "*/*"})
        return (self._run(steps.exchange(asked, self._clock))).body

    def article(self, article_id: str) -> dict[str, Any]:
        """The article, and how it stands."""
        found: dict[str, Any] = self._run(steps.page(f"/articles/{article_id}", {}, None, self._clock))
        return found

    def articles(self, **filters: Any) -> Iterator[dict[str, Any]]:
        """Articles, newest first, page after page. The filters are those of ``GET /api/v1/articles``."""
        return self._listed("/articles", "items", filters)

    def story(self, story_id: str) -> dict[str, Any]:
        """A story: its articles and the relations between them; of a large one the first page."""
        found: dict[str, Any] = self._run(steps.page(f"/stories/{story_id}", {}, None, self._clock))
        return found

    def usage(self, agency: str, **filters: Any) -> Iterator[dict[str, Any]]:
        """Who used the articles of an agency, a use at a time, page after page."""
        return self._listed(f"/agencies/{quote(agency, safe='')}/usage", "uses", filters)

    def delete(self, article_id: str) -> None:
        """Delete an article (scope ``admin``)."""
        self._run(steps.tell("DELETE", f"/articles/{article_id}", None, self._clock))

    def retry(self, article_id: str) -> None:
        """Have an article checked again."""
        self._run(steps.tell("POST", f"/articles/{article_id}/retry", None, self._clock))

    def judge(
        self, article_id: str, source_id: str, ruling: str | None, *, who: str | None = None, note: str | None = None
    ) -> dict[str, Any]:
        """Confirm or reject a relation (``confirmed``, ``rejected``); None takes the ruling back."""
        said = {"source": source_id, "who": who, "note": note}
        given: dict[str, Any] = self._run(steps.judge(article_id, said, ruling, self._clock))
        return given

    def annotate(self, article_id: str, text: str | None = None, *, assign: str | None = None) -> dict[str, Any]:
        """Say something of an article, or give it to somebody: the id of a person, ``me`` or ``nobody``."""
        said = {"text": text, "assign": assign}
        given: dict[str, Any] = self._run(steps.tell("POST", f"/articles/{article_id}/notes", said, self._clock))
        return given

    # -- the desk ---------------------------------------------------------------------------------------------------

    def views(self) -> list[dict[str, Any]]:
        """The views of the desk that are everybody's, those of one's teams, and one's own."""
        found: dict[str, Any] = self._run(steps.page("/views", {}, None, self._clock))
        return list(found["items"])

    def keep_view(self, name: str, *, owner: str = "me", **filters: Any) -> dict[str, Any]:
        """Keep a view, in the place of one of this name. `owner`: ``me``, ``everybody`` or ``team:NAME``; the filters
        are those of the desk's address."""
        said = {"name": name, "owner": owner, "filters": filters}
        kept: dict[str, Any] = self._run(steps.tell("POST", "/views", said, self._clock))
        return kept

    def forget_view(self, view_id: int) -> None:
        """Forget a view."""
        self._run(steps.tell("DELETE", f"/views/{view_id}", None, self._clock))

    def drafts(self) -> list[dict[str, Any]]:
        """The drafts that one had kept, the latest first."""
        found: dict[str, Any] = self._run(steps.page("/drafts", {}, None, self._clock))
        return list(found["items"])

    def keep_draft(
        self, text: str | None = None, *, html: str | None = None, **fields: Unpack[Fields]
    ) -> dict[str, Any]:
        """Check a draft and keep what was found for a day: ``id``, ``link``, ``report``. It is not stored."""
        said = {"text": text, "html": html, **fields}
        kept: dict[str, Any] = self._run(steps.tell("POST", "/drafts", said, self._clock))
        return kept

    def draft(self, draft_id: str) -> dict[str, Any]:
        """A draft that is kept, by its id or the last part of its link."""
        found: dict[str, Any] = self._run(steps.page(f"/drafts/{quote(draft_id, safe='')}", {}, None, self._clock))
        return found

    def forget_draft(self, draft_id: str) -> None:
        """Forget a draft before its day is over."""
        self._run(steps.tell("DELETE", f"/drafts/{quote(draft_id, safe='')}", None, self._clock))

    # -- what happens -----------------------------------------------------------------------------------------------

    def events(self, after: int | None = None, *, forever: bool = True) -> Iterator[Event]:
        """What happens to articles, as it happens; nothing is missed when a connection breaks.

        `after`: the id of the last event that is known; None: from now on. `forever` False: it ends with what is there.
        """
        if not forever:
            yield from self._past(after or 0)
            return
        while True:
            try:
                for said in self._stream(after):
                    after = int(said.id or after or 0)
                    if said.data:
                        yield steps.event(said.json())  # type: ignore[arg-type]
            except (httpx2.TransportError, Unreachable):
                pass
            time.sleep(1.0)

    def _past(self, after: int) -> Iterator[Event]:
        while True:
            page = self._run(steps.page("/events", {"after": after}, None, self._clock))
            if not page["items"]:
                return
            yield from map(steps.event, page["items"])
            after = page["last"]

    def _stream(self, after: int | None) -> Iterator[httpx2.ServerSentEvent]:
        self._run(steps.page("/events", {"limit": 1, "after": 2**62}, None, self._clock))  # may we? is it there?
        query = {} if after is None else {"after": str(after)}
        wanted = {"Accept": "text/event-stream"}
        with self._http.stream("GET", f"{steps.API}/events", params=query, headers=wanted, timeout=STILL) as response:
            if response.status_code >= 400:
                response.read()
                raise Problem(response.status_code, {"detail": response.text[:300]})
            yield from httpx2.EventSource(response)

    # -- anything else ----------------------------------------------------------------------------------------------

    def exchange(
        self, method: str, path: str, body: bytes | None = None, media_type: str = steps.JSON
    ) -> tuple[int, Any]:
        """The status and the JSON of any operation; `path` begins with ``/api/v1/``."""
        said = {"Content-Type": media_type} if body is not None else {}
        answer = self._run(steps.exchange(Ask(method, path, {}, body, said), self._clock))
        return answer.status, steps.value_of(answer)

    def _listed(self, path: str, name: str, filters: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        cursor: str | None = None
        while True:
            page = self._run(steps.page(path, filters, cursor, self._clock))
            items: Iterable[dict[str, Any]] = page[name]
            yield from items
            cursor = page["next"]
            if cursor is None:
                return

    def _run(self, work: Steps[T]) -> T:
        try:
            wanted = next(work)
            while True:
                wanted = work.send(self._do(wanted))
        except StopIteration as done:
            result: T = done.value
            return result

    def _do(self, wanted: Ask | Pause) -> Answer | Lost | None:
        if isinstance(wanted, Pause):
            time.sleep(wanted.seconds)
            return None
        try:
            answer = self._http.request(
                # An empty mapping would take away the query that the path has.
                wanted.method, wanted.path, params=dict(wanted.query) or None, content=wanted.body,
                headers=dict(wanted.headers),
            )
        except httpx2.TransportError as error:
            return Lost(f"{str(error) or type(error).__name__} ({address(self._http.base_url)})")
        return Answer(answer.status_code, answer.headers, answer.content)
