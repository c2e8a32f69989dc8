"""What each operation asks of the service, without asking: generators that yield requests and pauses.

The two clients run them, one with threads' patience and one with asyncio's; everything else is decided here, once.

Promises
    * 429 and 503 are asked again after `Retry-After`: nothing was stored then. So is a request that found nobody, or
      lost its answer, where asking twice does no harm: the same text is the same article.
    * It is over when `patience` seconds are; then the last answer is raised.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Mapping
from dataclasses import field
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypedDict, TypeVar, cast

from copytaster.client.errors import CheckFailed, NotYet, Problem, Unreachable
from copytaster.frozen import frozen

if TYPE_CHECKING:
    from copytaster.shapes import Report

API = "/api/v1"
JSON, NDJSON = "application/json", "application/x-ndjson"
FIRST, LONGEST = 0.5, 15.0
"""Seconds of the first pause before asking again, and of the longest."""
LOOK = 0.2, 2.0
"""Seconds between two looks at an article that is being checked: at first, and at most."""

T = TypeVar("T")


class Fields(TypedDict, total=False):
    """What may be said of an article beside its text; docs/formats.md explains each."""

    title: str | None
    byline: str | None
    outlet: str | None
    agency: str | None
    url: str | None
    external_id: str | None
    credit: str | None
    published_at: str | datetime | None
    language: str | None
    status: str | None
    embargoed_until: str | datetime | None
    version_of: str | None
    slug: str | None
    digital_source: str | None


@frozen
class Accepted:
    """An article that is committed and will be checked. `created` False: it was known already."""

    id: str
    status: str
    created: bool


@frozen
class Event:
    """Something that happened to an article: ``accepted, checked, changed, failed, deleted, judged, freed``."""

    id: int
    kind: str
    article_id: str
    at: str
    detail: Mapping[str, Any]


@frozen
class Ask:
    """One request. `again`: whether it may be sent twice when nobody knows what became of it."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    again: bool = True


@frozen
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes


@frozen
class Lost:
    """No answer came; `why`."""

    why: str


@frozen
class Pause:
    seconds: float


@frozen
class Clock:
    """How long is waited in all: `patience` seconds by `now`. `luck`, 0 to 1: so that many do not come at once."""

    patience: float
    now: Callable[[], float]
    luck: Callable[[], float]


Steps = Generator[Ask | Pause, Any, T]


def exchange(ask: Ask, clock: Clock) -> Steps[Answer]:
    """The answer, whatever it takes. Raises `Problem`, and `Unreachable`."""
    deadline, pause = clock.now() + clock.patience, FIRST
    while True:
        answer = yield ask
        if isinstance(answer, Answer):
            if answer.status < 400:
                return answer
            problem = Problem(answer.status, _document(answer))
            if answer.status not in (429, 503):
                raise problem
            wait = max(_seconds(answer.headers.get("retry-after")), pause * (0.5 + clock.luck() / 2))
            last: Exception = problem
        else:
            last = Unreachable(f"the service does not answer: {answer.why}")
            if not ask.again:
                raise last
            wait = pause * (0.5 + clock.luck() / 2)
        if clock.now() + wait > deadline:
            raise last
        yield Pause(wait)
        pause = min(LONGEST, pause * 2)


def value(ask: Ask, clock: Clock) -> Steps[Any]:
    """The JSON of the answer. Raises as `exchange` does."""
    answer = yield from exchange(ask, clock)
    return value_of(answer)


def submit(
    text: str | None, html: str | None, fields: Mapping[str, Any], key: str | None, clock: Clock
) -> Steps[Accepted]:
    body = {"text": text, "html": html, **fields}
    headers = {"Content-Type": JSON} | ({"Idempotency-Key": key} if key else {})
    answer = yield from exchange(Ask("POST", f"{API}/articles", {}, _encoded(body), headers), clock)
    return _accepted(answer)


def submit_document(
    document: bytes, media_type: str, fields: Mapping[str, Any], key: str | None, clock: Clock
) -> Steps[Accepted]:
    headers = {"Content-Type": media_type} | ({"Idempotency-Key": key} if key else {})
    answer = yield from exchange(Ask("POST", f"{API}/articles", _query(fields), document, headers), clock)
    return _accepted(answer)


def check(text: str | None, html: str | None, fields: Mapping[str, Any], clock: Clock) -> Steps[Report]:
    body = _encoded({"text": text, "html": html, **fields})
    answer = yield from exchange(Ask("POST", f"{API}/check", {}, body, {"Content-Type": JSON}), clock)
    return cast("Report", value_of(answer))


def check_document(document: bytes, media_type: str, fields: Mapping[str, Any], clock: Clock) -> Steps[Report]:
    asked = Ask("POST", f"{API}/check", _query(fields), document, {"Content-Type": media_type})
    answer = yield from exchange(asked, clock)
    return cast("Report", value_of(answer))


def report(article_id: str, explain: bool, clock: Clock) -> Steps[Report]:
    query = {"explain": "1"} if explain else {}
    return cast("Report", (yield from value(Ask("GET", f"{API}/articles/{article_id}/report", query), clock)))


def wait(article_id: str, seconds: float, clock: Clock) -> Steps[Report]:
    """The report, once there is one. Raises `CheckFailed`, and `NotYet` when `seconds` are over."""
    deadline, (pause, longest) = clock.now() + seconds, LOOK
    while True:
        found = yield from report(article_id, False, clock)
        status = str(found["status"])
        if status == "checked":
            return found
        if status == "failed":
            raise CheckFailed(str(found.get("error") or "the check failed"))
        if clock.now() + pause > deadline:
            raise NotYet(f"{article_id} is {status} after {seconds:g} s")
        yield Pause(pause)
        pause = min(longest, pause * 1.5)


def page(path: str, filters: Mapping[str, Any], cursor: str | None, clock: Clock) -> Steps[Any]:
    """One page of a list; `cursor`: the ``next`` of the page before."""
    query = _query(filters) | ({"cursor": cursor} if cursor else {})
    return (yield from value(Ask("GET", API + path, query), clock))


def tell(method: str, path: str, said: Mapping[str, Any] | None, clock: Clock) -> Steps[Any]:
    """Something that changes what is kept; it is not sent twice unless the service said that nothing was stored."""
    body = None if said is None else _encoded(said)
    headers = {} if said is None else {"Content-Type": JSON}
    return (yield from value(Ask(method, API + path, {}, body, headers, again=False), clock))


def judge(article_id: str, said: Mapping[str, Any], ruling: str | None, clock: Clock) -> Steps[Any]:
    """As `tell`; null is a ruling too: it takes back the one before."""
    given = {name: value for name, value in said.items() if value is not None} | {"ruling": ruling}
    body, path = json.dumps(given, ensure_ascii=False).encode(), f"{API}/articles/{article_id}/judgements"
    return (yield from value(Ask("POST", path, {}, body, {"Content-Type": JSON}, again=False), clock))


def event(document: Mapping[str, Any]) -> Event:
    return Event(document["id"], document["kind"], document["article_id"], document["at"], document["detail"])


def _accepted(answer: Answer) -> Accepted:
    said = value_of(answer)
    return Accepted(said["id"], said["status"], answer.status == 202)


def value_of(answer: Answer) -> Any:
    """The JSON of an answer; None: it has no body. Raises `Problem` for something else."""
    if not answer.body:
        return None
    try:
        return json.loads(answer.body)
    except ValueError:
        raise Problem(answer.status, {"detail": "the answer is no JSON: is this address a Copytaster?"}) from None


def _document(answer: Answer) -> Mapping[str, Any]:
    try:
        found = json.loads(answer.body)
    except ValueError:
        found = None
    return found if isinstance(found, dict) else {"detail": answer.body[:300].decode(errors="replace").strip()}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _encoded(said: Mapping[str, Any]) -> bytes:
    given = {name: _plain(value) for name, value in said.items() if value is not None}
    return json.dumps(given, ensure_ascii=False).encode("utf-8", "surrogatepass")


def _query(said: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(_plain(value)) for name, value in said.items() if value is not None}


def _seconds(header: str | None) -> float:
    """`Retry-After` in seconds; a date, which this service never sends, counts as nothing said."""
    try:
        return min(60.0, max(0.0, float(header or 0.0)))
    except ValueError:
        return 0.0
