"""The client for programs of asyncio: the same operations, with `await` and `async for`."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator, Iterable, Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar
from urllib.parse import quote

import httpx2
from typing_extensions import Unpack

from copytaster.client import steps
from copytaster.client.errors import Problem, Unreachable
from copytaster.client.steps import Accepted, Answer, Ask, Clock, Event, Fields, Lost, Pause, Steps
from copytaster.client.sync import ANSWER, SERVICE, STILL, address, headers

if TYPE_CHECKING:
    from copytaster.shapes import Report

T = TypeVar("T")


class AsyncClient:
    """A running service. `key`: an API key, where it asks for one; `patience`: seconds for which a service that is
    full, down or being restarted is waited for.

    The tasks of one loop may share it. Every method raises `Problem` when the service says no, and `Unreachable`.
    """

    def __init__(
        self, url: str = SERVICE, key: str | None = None, *, patience: float = 60.0, transport: Any = None
    ) -> None:
        self._http = httpx2.AsyncClient(
            base_url=url.rstrip("/"), headers=headers(key), timeout=ANSWER, transport=transport
        )
        self._clock = Clock(patience, time.monotonic, random.random)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close its connections."""
        await self._http.aclose()

    # -- articles ---------------------------------------------------------------------------------------------------

    async def submit(
        self, text: str | None = None, *, html: str | None = None, idempotency_key: str | None = None,
        **fields: Unpack[Fields],
    ) -> Accepted:  # fmt: skip
        """Hand in an article; it is committed when this returns. Exactly one of `text` and `html`."""
        return await self._run(steps.submit(text, html, fields, idempotency_key, self._clock))

    async def submit_document(
        self, document: bytes, media_type: str, *, idempotency_key: str | None = None, **fields: Unpack[Fields]
    ) -> Accepted:
        """Hand in a document of another kind: ninjs, NewsML-G2, mail, PDF … (docs/formats.md)."""
        return await self._run(steps.submit_document(document, media_type, fields, idempotency_key, self._clock))

    async def check(self, text: str | None = None, *, html: str | None = None, **fields: Unpack[Fields]) -> Report:
        """The report of a draft, which is not stored."""
        return await self._run(steps.check(text, html, fields, self._clock))

    async def check_document(self, document: bytes, media_type: str, **fields: Unpack[Fields]) -> Report:
        """The report of a draft of another kind, which is not stored."""
        return await self._run(steps.check_document(document, media_type, fields, self._clock))

    async def wait(self, article_id: str, seconds: float = 60.0) -> Report:
        """The report, once the article is checked. Raises `CheckFailed`, and `NotYet` when `seconds` are over."""
        return await self._run(steps.wait(article_id, seconds, self._clock))

    async def report(self, article_id: str, *, explain: bool = False) -> Report:
        """The report as it is now; before the check it has ``status`` and ``article`` alone."""
        return await self._run(steps.report(article_id, explain, self._clock))

    async def export(self, article_id: str, form: str) -> bytes:
        """The report in another form: ``json``, ``csv``, ``jsonld``, ``annotations``, ``prov``, ``ninjs``."""
        asked = Ask("GET", f"{steps.API}/articles/{article_id}/report", {"format": form}, headers={"Accept": "*/*"})
        return (await self._run(steps.exchange(asked, self._clock))).body

    async def article(self, article_id: str) -> dict[str, Any]:
        """The article, and how it stands."""
        found: dict[str, Any] = await self._run(steps.page(f"/articles/{article_id}", {}, None, self._clock))
        return found

    def articles(self, **filters: Any) -> AsyncIterator[dict[str, Any]]:
        """Articles, newest first, page after page. The filters are those of ``GET /api/v1/articles``."""
        return self._listed("/articles", "items", filters)

    async def story(self, story_id: str) -> dict[str, Any]:
        """A story: its articles and the relations between them; of a large one the first page."""
        found: dict[str, Any] = await self._run(steps.page(f"/stories/{story_id}", {}, None, self._clock))
        return found

    def usage(self, agency: str, **filters: Any) -> AsyncIterator[dict[str, Any]]:
        """Who used the articles of an agency, a use at a time, page after page."""
        return self._listed(f"/agencies/{quote(agency, safe='')}/usage", "uses", filters)

    async def delete(self, article_id: str) -> None:
        """Delete an article (scope ``admin``)."""
        await self._run(steps.tell("DELETE", f"/articles/{article_id}", None, self._clock))

    async def retry(self, article_id: str) -> None:
        """Have an article checked again."""
        await self._run(steps.tell("POST", f"/articles/{article_id}/retry", None, self._clock))

    async def judge(
        self, article_id: str, source_id: str, ruling: str | None, *, who: str | None = None, note: str | None = None
    ) -> dict[str, Any]:
        """Confirm or reject a relation (``confirmed``, ``rejected``); None takes the ruling back."""
        said = {"source": source_id, "who": who, "note": note}
        given: dict[str, Any] = await self._run(steps.judge(article_id, said, ruling, self._clock))
        return given

    async def annotate(self, article_id: str, text: str | None = None, *, assign: str | None = None) -> dict[str, Any]:
        """Say something of an article, or give it to somebody: the id of a person, ``me`` or ``nobody``."""
        said = {"text": text, "assign": assign}
        given: dict[str, Any] = await self._run(steps.tell("POST", f"/articles/{article_id}/notes", said, self._clock))
        return given

    # -- the desk ---------------------------------------------------------------------------------------------------

    async def views(self) -> list[dict[str, Any]]:
        """The views of the desk that are everybody's, those of one's teams, and one's own."""
        found: dict[str, Any] = await self._run(steps.page("/views", {}, None, self._clock))
        return list(found["items"])

    async def keep_view(self, name: str, *, owner: str = "me", **filters: Any) -> dict[str, Any]:
        """Keep a view, in the place of one of this name. `owner`: ``me``, ``everybody`` or ``team:NAME``; the filters
        are those of the desk's address."""
        said = {"name": name, "owner": owner, "filters": filters}
        kept: dict[str, Any] = await self._run(steps.tell("POST", "/views", said, self._clock))
        return kept

    async def forget_view(self, view_id: int) -> None:
        """Forget a view."""
        await self._run(steps.tell("DELETE", f"/views/{view_id}", None, self._clock))

    async def drafts(self) -> list[dict[str, Any]]:
        """The drafts that one had kept, the latest first."""
        found: dict[str, Any] = await self._run(steps.page("/drafts", {}, None, self._clock))
        return list(found["items"])

    async def keep_draft(
        self, text: str | None = None, *, html: str | None = None, **fields: Unpack[Fields]
    ) -> dict[str, Any]:
        """Check a draft and keep what was found for a day: ``id``, ``link``, ``report``. It is not stored."""
        said = {"text": text, "html": html, **fields}
        kept: dict[str, Any] = await self._run(steps.tell("POST", "/drafts", said, self._clock))
        return kept

    async def draft(self, draft_id: str) -> dict[str, Any]:
        """A draft that is kept, by its id or the last part of its link."""
        path = f"/drafts/{quote(draft_id, safe='')}"
        found: dict[str, Any] = await self._run(steps.page(path, {}, None, self._clock))
        return found

    async def forget_draft(self, draft_id: str) -> None:
        """Forget a draft before its day is over."""
        await self._run(steps.tell("DELETE", f"/drafts/{quote(draft_id, safe='')}", None, self._clock))

    # -- what happens -----------------------------------------------------------------------------------------------

    async def events(self, after: int | None = None, *, forever: bool = True) -> AsyncIterator[Event]:
        """What happens to articles, as it happens; nothing is missed when a connection breaks.

        `after`: the id of the last event that is known; None: from now on. `forever` False: it ends with what is there.
        """
        if not forever:
            async for past in self._past(after or 0):
                yield past
            return
        while True:
            try:
                async for said in self._stream(after):
                    after = int(said.id or after or 0)
                    if said.data:
                        yield steps.event(said.json())  # type: ignore[arg-type]
            except (httpx2.TransportError, Unreachable):
                pass
            await asyncio.sleep(1.0)

    async def _past(self, after: int) -> AsyncIterator[Event]:
        while True:
            page = await self._run(steps.page("/events", {"after": after}, None, self._clock))
            if not page["items"]:
                return
            for item in page["items"]:
                yield steps.event(item)
            after = page["last"]

    async def _stream(self, after: int | None) -> AsyncIterator[httpx2.ServerSentEvent]:
        await self._run(steps.page("/events", {"limit": 1, "after": 2**62}, None, self._clock))  # may we? is it there?
        query = {} if after is None else {"after": str(after)}
        wanted = {"Accept": "text/event-stream"}
        async with self._http.stream(
            "GET", f"{steps.API}/events", params=query, headers=wanted, timeout=STILL
        ) as response:
            if response.status_code >= 400:
                await response.aread()
                raise Problem(response.status_code, {"detail": response.text[:300]})
            async for said in httpx2.EventSource(response):
                yield said

    # -- anything else ----------------------------------------------------------------------------------------------

    async def exchange(
        self, method: str, path: str, body: bytes | None = None, media_type: str = steps.JSON
    ) -> tuple[int, Any]:
        """The status and the JSON of any operation; `path` begins with ``/api/v1/``."""
        said = {"Content-Type": media_type} if body is not None else {}
        answer = await self._run(steps.exchange(Ask(method, path, {}, body, said), self._clock))
        return answer.status, steps.value_of(answer)

    async def _listed(self, path: str, name: str, filters: Mapping[str, Any]) -> AsyncIterator[dict[str, Any]]:
        cursor: str | None = None
        while True:
            page = await self._run(steps.page(path, filters, cursor, self._clock))
            items: Iterable[dict[str, Any]] = page[name]
            for item in items:
                yield item
            cursor = page["next"]
            if cursor is None:
                return

    async def _run(self, work: Steps[T]) -> T:
        try:
            wanted = next(work)
            while True:
                wanted = work.send(await self._do(wanted))
        except StopIteration as done:
            result: T = done.value
            return result

    async def _do(self, wanted: Ask | Pause) -> Answer | Lost | None:
        if isinstance(wanted, Pause):
            await asyncio.sleep(wanted.seconds)
            return None
        try:
            answer = await self._http.request(
                # An empty mapping would take away the query that the path has.
                wanted.method, wanted.path, params=dict(wanted.query) or None, content=wanted.body,
                headers=dict(wanted.headers),
            )
        except httpx2.TransportError as error:
            return Lost(f"{str(error) or type(error).__name__} ({address(self._http.base_url)})")
        return Answer(answer.status_code, answer.headers, answer.content)
