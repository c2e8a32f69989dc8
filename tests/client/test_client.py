"""The client against a whole service: what comes back, what is raised, and how long it is patient."""

from __future__ import annotations

import asyncio
import inspect
import itertools
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest

from copytaster import fields
from copytaster.client import (
    AsyncClient,
    CheckFailed,
    Client,
    NotYet,
    Problem,
    ServiceError,
    Unreachable,
    steps,
)
from copytaster.client import asynchronous as asynchronous_module
from copytaster.client import sync as sync_module
from copytaster.client.steps import Fields
from tests.chaos.support import story
from tests.client.conftest import Running

numbers = itertools.count(1_000)


@pytest.fixture
def client(running: Running) -> Iterator[Client]:
    with Client(running.url, running.key) as made:
        yield made


def text() -> str:
    return story(next(numbers))


def test_a_story_and_its_wire(client: Client) -> None:
    said = text()
    wire = client.submit(said, agency="Reuters", published_at=datetime(2026, 11, 25, 8, tzinfo=UTC))
    assert wire.created
    client.wait(wire.id)
    more = {"outlet": "Courier", "title": "Strike ends", "published_at": "2026-11-25T09:00:00Z"}
    printed = client.submit(html=f"<article><h1>Strike ends</h1><p>{said}</p></article>", **more)
    report = client.wait(printed.id)
    assert report["derivation"] == "wholly_derived"
    assert report["sources"][0]["article_id"] == wire.id
    assert report["credit"]["status"] == "uncredited"
    assert "evidence" not in report["sources"][0]
    assert "evidence" in client.report(printed.id, explain=True)["sources"][0]
    assert client.article(printed.id)["outlet"] == "Courier"
    assert wire.id in {one["id"] for one in client.story(report["story_id"] or "")["articles"]}
    assert [use["article_id"] for use in client.usage("Reuters", source_id=wire.id)] == [printed.id]
    judged = client.judge(printed.id, wire.id, "rejected", who="Ida", note="by phone")
    assert (judged["ruling"], judged["note"]) == ("rejected", "by phone")
    assert client.judge(printed.id, wire.id, None)["ruling"] is None
    assert client.annotate(printed.id, "Call them.", assign="me")["assignee"]["name"] == "a program"
    assert client.export(printed.id, "csv").startswith(b"start,end,")
    client.retry(printed.id)
    client.wait(printed.id)
    client.delete(printed.id)
    with pytest.raises(Problem, match="There is no article"):
        client.article(printed.id)


def test_what_is_known_is_not_new(client: Client) -> None:
    said = text()
    first, again = client.submit(said), client.submit(said)
    assert (first.created, again.created, first.id) == (True, False, again.id)
    assert client.submit(text(), idempotency_key="k-1").id == client.submit(text(), idempotency_key="k-1").id


def test_a_document_and_a_draft(client: Client) -> None:
    said = text()
    wire = client.submit_document(said.encode(), "text/plain", agency="AFP")
    client.wait(wire.id)
    for draft in (client.check(said, outlet="Courier"), client.check_document(said.encode(), "text/plain")):
        assert draft["sources"][0]["article_id"] == wire.id
    assert [one["id"] for one in client.articles(agency="AFP")] == [wire.id]


def test_views_and_drafts_are_kept_and_forgotten(client: Client) -> None:
    said = text()
    wire = client.submit(said, agency="AFP")
    client.wait(wire.id)
    kept = client.keep_view("uncredited AFP", credit="uncredited", source_agency="AFP", since="yesterday")
    assert (kept["owner"], kept["filters"]["since"]) == ("me", "yesterday")
    assert [view["id"] for view in client.views()] == [kept["id"]]
    client.forget_view(kept["id"])
    assert client.views() == []
    with pytest.raises(Problem, match="until"):
        client.keep_view("wrong", until="tomorrow")
    draft = client.keep_draft(said, outlet="Courier", title="Kept")
    assert draft["report"]["sources"][0]["article_id"] == wire.id
    assert [(one["id"], one["title"]) for one in client.drafts()] == [(draft["id"], "Kept")]
    for name in (draft["id"], draft["link"].rpartition("/")[2]):
        assert client.draft(name)["report"] == draft["report"]
    client.forget_draft(draft["id"])
    assert client.drafts() == []


def test_lists_go_on_page_after_page(client: Client) -> None:
    made = [client.submit(text(), outlet="Pages").id for _ in range(5)]
    assert sorted(one["id"] for one in client.articles(outlet="Pages", limit=2)) == sorted(made)


@pytest.mark.parametrize(
    ("call", "status", "code"),
    [
        (lambda c: c.submit("too short"), 422, "too_few_words"),
        (lambda c: c.submit(), 422, "invalid_field"),
        (lambda c: c.report("a" * 32), 404, "no_article"),
        (lambda c: list(c.articles(colour="red")), 422, "invalid_parameter"),
        (lambda c: c.submit_document(b"x", "image/png"), 415, "media_type"),
        (lambda c: c.judge("a" * 32, "b" * 32, "rejected"), 404, "no_article"),
    ],
)
def test_what_is_refused_says_why(client: Client, call: Callable[[Client], Any], status: int, code: str) -> None:
    with pytest.raises(Problem) as raised:
        call(client)
    assert (raised.value.status, raised.value.code) == (status, code)
    assert raised.value.detail
    assert raised.value.request_id


def test_a_problem_names_the_field_and_the_limit(client: Client) -> None:
    with pytest.raises(Problem) as raised:
        client.submit("too short")
    assert raised.value.limit == "min_words"
    with pytest.raises(Problem) as raised:
        next(client.articles(colour="red"))
    assert raised.value.errors[0]["field"] == "colour"


def test_a_wrong_key_is_a_problem_at_once(running: Running) -> None:
    with Client(running.url, "ct_wrong_key") as client, pytest.raises(Problem, match="API key is not known here"):
        next(client.articles())
    with Client(running.url, "ct_wrong_key") as client, pytest.raises(Problem, match="API key is not known here"):
        next(client.events())


def test_what_is_not_checked_in_time_is_said(client: Client, running: Running) -> None:
    running.working.clear()
    try:
        made = client.submit(text())
        with pytest.raises(NotYet, match=f"{made.id} is queued"):
            client.wait(made.id, 0.3)
    finally:
        running.working.set()
    assert client.wait(made.id)["status"] == "checked"


def test_events_as_they_happen(client: Client, running: Running) -> None:
    before = running.state.archive.last_event()
    made: list[str] = []
    later = threading.Timer(0.3, lambda: made.append(Client(running.url, running.key).submit(text()).id))
    later.start()
    seen = list(itertools.islice(client.events(before), 2))
    later.join()
    assert [(event.kind, event.article_id) for event in seen] == [("accepted", made[0]), ("checked", made[0])]
    assert seen[1].detail["derivation"]
    past = list(client.events(before, forever=False))
    assert past == seen


def test_the_same_with_asyncio(running: Running) -> None:
    async def all_of_it() -> None:
        async with AsyncClient(running.url, running.key) as client:
            said = text()
            wire = await client.submit(said, agency="dpa")
            report = await client.wait(wire.id)
            assert report["derivation"]
            assert (await client.check(said))["sources"][0]["article_id"] == wire.id
            assert [one["id"] async for one in client.articles(agency="dpa")] == [wire.id]
            with pytest.raises(Problem, match="no article"):
                await client.report("a" * 32)
            several = await asyncio.gather(*(client.submit(text()) for _ in range(5)))
            assert len({one.id for one in several}) == 5
            first = running.state.archive.last_event()
            assert [event async for event in client.events(first, forever=False) if event.id <= first] == []
            async for event in client.events(0):
                assert event.kind == "accepted"
                break

    asyncio.run(all_of_it())


def test_both_clients_have_the_same_operations() -> None:
    def operations(of: type) -> dict[str, tuple[str, str | None]]:
        found = inspect.getmembers(of, inspect.isfunction)
        return {n: (_plain(str(inspect.signature(f))), f.__doc__) for n, f in found if not n.startswith("_")}

    assert operations(Client) == operations(AsyncClient)
    assert Client.__doc__ is not None


def _plain(signature: str) -> str:
    return signature.replace("AsyncIterator", "Iterator")


def test_every_field_of_a_submission_can_be_said() -> None:
    assert set(Fields.__annotations__) == {field.name for field in fields.SUBMITTED}


class Moods:
    """Answers what it is told to, one after the other; the last one for good."""

    def __init__(self, *answers: Any) -> None:
        self.answers, self.requests = list(answers), list[httpx2.Request]()

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.requests.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        status, headers, body = answer
        return httpx2.Response(status, headers=headers, json=body)


GIVEN = (202, {}, {"id": "a" * 32, "status": "queued"})
FULL = (429, {"Retry-After": "7"}, {"code": "queue_full", "detail": "come back later"})
AWAY = httpx2.ConnectError("refused")


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that were waited, by a clock of their own."""
    now, pauses = [0.0], list[float]()

    def sleep(seconds: float) -> None:
        pauses.append(seconds)
        now[0] += seconds

    async def sleep_too(seconds: float) -> None:
        sleep(seconds)

    monkeypatch.setattr(sync_module.time, "sleep", sleep)
    monkeypatch.setattr(sync_module.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(asynchronous_module.asyncio, "sleep", sleep_too)
    monkeypatch.setattr(sync_module.random, "random", lambda: 1.0)
    return pauses


def both(moods: Moods, patience: float, call: Callable[[Any], Any]) -> Any:
    """The same call by both clients; what they raise or return must be the same."""

    def by_waiting() -> Any:
        with Client("http://service.example", patience=patience, transport=httpx2.MockTransport(moods)) as client:
            return call(client)

    return by_waiting()


def test_a_service_that_is_full_is_asked_again_when_it_says(slept: list[float]) -> None:
    moods = Moods(FULL, (503, {}, {"detail": "starting"}), AWAY, GIVEN)
    assert both(moods, 60, lambda c: c.submit("x")).created
    assert slept == [7.0, 1.0, 2.0]
    assert len({request.content for request in moods.requests}) == 1


def test_patience_ends(slept: list[float]) -> None:
    with pytest.raises(Problem, match="come back later") as raised:
        both(Moods(FULL), 20, lambda c: c.submit("x"))
    assert (raised.value.status, raised.value.code) == (429, "queue_full")
    assert sum(slept) == 14.0
    with pytest.raises(Unreachable, match=r"does not answer: refused \(http://\S+\)"):
        both(Moods(AWAY), 20, lambda c: c.submit("x"))
    with pytest.raises(Unreachable, match=r"\(http://desk.example\)") as unreachable, Client("http://a:pw@desk.example",
            patience=0, transport=httpx2.MockTransport(Moods(AWAY))) as service:  # fmt: skip
        service.submit("x")
    assert "pw" not in str(unreachable.value)


def test_what_may_have_been_done_is_not_done_twice(slept: list[float]) -> None:
    moods = Moods(httpx2.ReadTimeout("late"), GIVEN)
    with pytest.raises(Unreachable, match="late"):
        both(moods, 60, lambda c: c.judge("a" * 32, "b" * 32, "rejected"))
    assert len(moods.requests) == 1
    moods = Moods(FULL, (201, {}, {"id": 1}))  # nothing was stored: it is told again
    assert both(moods, 60, lambda c: c.annotate("a" * 32, "x")) == {"id": 1}


def test_asyncio_is_as_patient(slept: list[float]) -> None:
    async def ask() -> bool:
        moods = httpx2.MockTransport(Moods(FULL, AWAY, GIVEN))
        async with AsyncClient("http://service.example", transport=moods) as client:
            return (await client.submit("x")).created

    assert asyncio.run(ask())
    assert slept == [7.0, 1.0]


def test_what_is_no_copytaster_is_said() -> None:
    def page(request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, text="<html>hello</html>")

    with Client(transport=httpx2.MockTransport(page)) as client, pytest.raises(ServiceError, match="a Copytaster"):
        client.report("a" * 32)

    def refusal(request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(404, text="nginx")

    with Client(transport=httpx2.MockTransport(refusal)) as client, pytest.raises(Problem, match="404 nginx"):
        client.report("a" * 32)


def test_a_check_that_failed_is_said() -> None:
    def failed(request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, json={"status": "failed", "error": "out of memory", "article": {}})

    with Client(transport=httpx2.MockTransport(failed)) as client, pytest.raises(CheckFailed, match="out of memory"):
        client.wait("a" * 32)


@pytest.mark.parametrize(("header", "seconds"), [("3", 3.0), ("-1", 0.0), ("1e9", 60.0), ("Wed", 0.0), (None, 0.0)])
def test_retry_after(header: str | None, seconds: float) -> None:
    assert steps._seconds(header) == seconds
