"""Webhooks: what is sent, to whom, once; several processes that tell, and what an operator sees."""

from __future__ import annotations

import base64
import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from copytaster.archive import Archive, Event
from copytaster.runtime import logs
from copytaster.settings import Settings
from service.api.events import rendered
from tests.docs.markdown import blocks
from tests.workers.receiver import OLD_SECRET, SECRET, Handler, Receiver, verified
from tests.workers.support import fill, now
from tests.workers.targets import all_events, hurry, rounds, row, settings, teller
from workers import pacing, reader
from workers.webhooks import desk as webhook_desk
from workers.webhooks.sender import Webhooks, signing
from workers.webhooks.targets import secrets, targets

Eventually = Callable[..., None]


# what is sent


def test_every_event_arrives_once_in_order_and_signed(either: Archive, receiver: Receiver) -> None:
    told = teller(either, receiver, webhook_secret=f"{SECRET} {OLD_SECRET}")
    (gone, *_) = fill(either, ["a text that nobody but us may read"] * 130)
    either.delete(gone, now())
    rounds(told)
    events = all_events(either)
    assert len(events) == 131
    assert receiver.numbers == [event.id for event in events]
    assert len({request.id for request in receiver.requests}) == 131
    for request, event in zip(receiver.requests, events, strict=True):
        assert verified(SECRET, request.headers, request.body)
        assert verified(OLD_SECRET, request.headers, request.body)
        assert not verified("whsec_" + "A" * 32, request.headers, request.body)
        assert not verified(SECRET, request.headers, request.body + b" ")
        data = dict(request.json["data"])
        links = data.pop("links", None)
        assert data == rendered(event)  # the words of the server-sent events
        assert (links is None) == (event.kind == "deleted")
        assert request.json["type"] == f"article.{event.kind}"
        assert request.json["timestamp"] == data["at"]
        assert b"nobody but us" not in request.body
        assert request.path == "/hook?token=t0psecret"
        assert request.headers["content-type"] == "application/json"
        assert request.headers["host"] == f"127.0.0.1:{receiver.port}"
    assert receiver.connections < 10, "a batch goes over one connection"
    hook = row(either)
    assert (hook.delivered, hook.failures, hook.missed) == (events[-1].id, 0, 0)


def test_the_signature_is_the_one_of_the_specification() -> None:
    """The example that Svix, who began the specification, publish for those who verify by hand."""
    message = signing.Message("msg_loFOjxBNrRLzqYUf", b'{"event_type":"ping","data":{"success":true}}')
    secret = base64.b64decode("plJ3nmyCDGBKInavdOK15jsl")
    headers = message.headers([secret], datetime.fromtimestamp(1731705121, UTC))
    assert headers == {
        "webhook-id": "msg_loFOjxBNrRLzqYUf",
        "webhook-timestamp": "1731705121",
        "webhook-signature": "v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0=",
    }


def test_the_id_is_of_what_is_said() -> None:
    """A number that comes again after a restore stands for something else: a receiver must not take it for known."""
    at = now()
    one = signing.message(Event(7, "checked", "a", at))
    assert one == signing.message(Event(7, "checked", "a", at))
    others = [Event(8, "checked", "a", at), Event(7, "failed", "a", at), Event(7, "checked", "b", at)]
    assert one.id not in {signing.message(event).id for event in others}
    assert "." not in one.id


def test_the_page_shows_what_is_sent_and_how_to_check_it() -> None:
    page = Path(__file__).resolve().parents[2] / "docs" / "webhooks.md"
    shown = {block.info: block.text for block in blocks(page)}
    space: dict[str, Any] = {}
    exec(shown["python"], space)
    at = datetime.fromisoformat("2026-11-21T22:21:02.135658+00:00")
    detail = {
        "derivation": "wholly_derived", "credit_status": "uncredited", "agencies": [{"agency": "NTB", "share": 0.97}],
        "source_id": "unts3fvjsfvdpj7mmofroyb2onxhk4cj", "relation": "copy", "share": 0.97, "agency": "NTB",
    }  # fmt: skip
    event = Event(7, "checked", "yjpea3invb5elx727dxcefgf2dnbjx3n", at, detail)
    message, keys = signing.message(event), secrets(settings("https://x.example/"))
    head, _, body = shown["http"].partition("\n\n")
    assert body.replace("\n", "") == message.body.decode()
    stamp = datetime.fromtimestamp(1795299662, UTC)
    for name, value in message.headers(keys, stamp).items():
        assert f"{name}: {value}" in head
    for moment, fresh in ((now(), True), (now() - timedelta(minutes=6), False), (now() + timedelta(minutes=6), False)):
        assert space["verify"](SECRET, message.headers(keys, moment), message.body) is fresh
    assert not space["verify"](OLD_SECRET, message.headers(keys, now()), message.body)
    assert not space["verify"](SECRET, message.headers(keys, now()), message.body + b" ")
    both = (*keys, *secrets(settings("", webhook_secret=OLD_SECRET)))
    assert space["verify"](OLD_SECRET, message.headers(both, now()), message.body)


def test_links_are_those_of_the_api(receiver: Receiver, archive: Archive) -> None:
    told = teller(archive, receiver)
    (article_id,) = fill(archive, ["one"])
    rounds(told)
    assert receiver.requests[0].json["data"]["links"] == {
        "self": f"/api/v1/articles/{article_id}",
        "report": f"/api/v1/articles/{article_id}/report",
        "page": f"/articles/{article_id}",
    }


def test_only_the_kinds_that_are_asked_for(archive: Archive, receiver: Receiver) -> None:
    told = teller(archive, receiver, webhook_events="deleted failed")
    ids = fill(archive, ["one", "two"])
    archive.delete(ids[0], now())
    rounds(told)
    assert [request.json["data"]["kind"] for request in receiver.requests] == ["deleted"]
    assert row(archive).delivered == archive.last_event()


# several, and killed ones


def test_two_at_once_tell_it_once(either: Archive, receiver: Receiver, monkeypatch: pytest.MonkeyPatch,
                                  eventually: Eventually) -> None:  # fmt: skip
    """Two relays: one holds the target, and when it stops the other goes on."""
    monkeypatch.setattr(pacing, "HELD", 0.02)
    monkeypatch.setattr(reader, "POLL", 0.02)
    given = settings(receiver.url())
    both = [(Webhooks(either, given), threading.Event()) for _ in range(2)]
    for told, stop in both:
        told.start(stop)
    eventually(lambda: either.hooks())
    fill(either, ["text"] * 30)
    eventually(lambda: len(receiver.requests) >= 30)
    holder = row(either).holder
    for told, stop in both:
        if told._tellers[0]._holder == holder:
            stop.set()
            told.join(5)
    fill(either, ["text"] * 30, "b")
    eventually(lambda: row(either).delivered == either.last_event())
    assert receiver.numbers == [event.id for event in all_events(either)]
    assert row(either).holder not in (holder, None)
    for told, stop in both:
        stop.set()
        told.join(5)


def test_who_lost_the_lease_in_between_sends_nothing(archive: Archive, receiver: Receiver) -> None:
    """It stood still for longer than its lease, between connecting and posting."""
    told = teller(archive, receiver)
    fill(archive, ["text"])
    archive.clock = lambda: now() + timedelta(hours=1)
    other = archive.take_hook(told.target.id, "", "somebody else", 7_200)
    archive.clock = None
    assert other is not None
    told._lease_ends = time.monotonic()
    rounds(told)
    assert receiver.requests == []
    assert row(archive).holder == "somebody else"


@pytest.mark.slow
def test_killed_between_post_and_cursor_it_tells_again_and_loses_nothing(
    either: Archive, eventually: Eventually, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The receiver kills the sender: right after its answer, and before it has kept what came."""
    victim: list[subprocess.Popen[bytes]] = []
    deadly = iter([4, 11])
    when = [next(deadly)]

    def kill(handler: Handler, number: int) -> bool:
        if len(handler.server.requests) < when[0]:
            return False
        when[0] = next(deadly, 10_000)
        if number % 2:
            handler.answer(204)
        else:
            handler.server.requests.pop()
        victim[0].kill()
        return True

    with Receiver(kill) as receiver:
        url = either.engine.url.render_as_string(hide_password=False)
        given = settings(receiver.url("127.0.0.1"))
        hook = either.take_hook(targets(given)[0].id, "it is known", "tester", 0.0)
        assert hook is not None
        fill(either, ["text"] * 40)
        kills = 0
        while row(either).delivered < either.last_event():
            command = [sys.executable, "-m", "tests.workers.telling", url, receiver.url("127.0.0.1"), str(os.getpid())]
            victim[:] = [subprocess.Popen(command, stderr=subprocess.PIPE)]
            eventually(lambda: victim[0].poll() is not None or row(either).delivered == either.last_event())
            kills += victim[0].poll() == -9
            victim[0].kill()
            _, said = victim[0].communicate()
            assert b"broken" not in said
    assert kills >= 2
    seen = list(dict.fromkeys(receiver.numbers))
    assert seen == [event.id for event in all_events(either)], "each at least once, the first time in order"
    assert len({request.id for request in receiver.requests}) == len(seen)
    assert len(receiver.requests) > len(seen), "nothing was told twice: the kills came too late"


# looking after it


def test_the_desk_shows_skips_and_forgets(
    archive: Archive, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(handler: Handler, number: int) -> bool:
        return b"poison" in receiver.requests[number].body and handler.answer(400)

    receiver.behave = refuse
    given = settings(receiver.url())
    told = teller(archive, receiver)
    fill(archive, ["text"] * 3, "poison")
    fill(archive, ["text"] * 3, "fine")
    rounds(told)
    first, second = list(webhook_desk.lines(archive, given)), archive.last_event()
    assert f"told up to event 0 of {second}" in first[0]
    assert "answered 400" in first[1]
    assert "token" not in "".join(first)
    target = told.target.id
    assert webhook_desk.skip(archive, given, target, False) == 1
    told._lease_ends = 0.0  # a renewal is due: it notices
    rounds(told)
    assert [request.json["data"]["article_id"] for request in receiver.requests] == ["poison0000", "poison0001"]
    assert webhook_desk.skip(archive, given, target, True) == 5
    hook = row(archive)
    assert (hook.missed, hook.delivered, hook.failures) == (6, archive.last_event(), 0)
    assert webhook_desk.skip(archive, given, target, False) == 0
    fill(archive, ["text"], "new")
    told._lease_ends = 0.0
    rounds(told)
    assert receiver.requests[-1].json["data"]["article_id"] == "new0000"
    assert "6 missed" in next(webhook_desk.lines(archive, given))
    assert "no longer set" in next(webhook_desk.lines(archive, Settings()))
    webhook_desk.forget(archive, target)
    assert archive.hooks() == []
    with pytest.raises(KeyError):
        webhook_desk.forget(archive, target)


def test_what_retention_forgot_is_said(
    archive: Archive, receiver: Receiver, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    receiver.behave = lambda handler, number: handler.answer(500)
    told = teller(archive, receiver)
    fill(archive, ["text"] * 3)
    rounds(told)
    while archive.purge(now() + timedelta(seconds=1), 10, now() + timedelta(seconds=2)):
        pass
    receiver.behave = lambda handler, number: None
    hurry(archive, monkeypatch)
    told._lease_ends = 0.0
    rounds(told)
    assert [record.levelno for record in caplog.records if record.getMessage() == "webhook-missed"] == [logging.ERROR]
    assert row(archive).missed == 3
    assert [request.json["data"]["kind"] for request in receiver.requests[1:]] == ["deleted"] * 3


def test_no_secret_is_ever_logged_or_stored(
    archive: Archive, receiver: Receiver, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    logs.setup("relay", "DEBUG")
    receiver.behave = lambda handler, number: handler.answer(500) if number == 0 else None
    told = teller(archive, receiver)
    fill(archive, ["text"] * 2)
    rounds(told)
    hurry(archive, monkeypatch)
    rounds(told)
    told.leave()
    said = capsys.readouterr().err
    assert "webhook-failed" in said
    assert "webhook-back" in said
    for hidden in (SECRET, SECRET[6:], "t0psecret", "/hook"):
        assert hidden not in said + repr(archive.hooks()) + repr(settings(receiver.url()))
