from __future__ import annotations

import base64
import itertools
import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from copytaster.archive import Archive, ArchiveUnavailable, Event, Hook
from copytaster.runtime import clock, logs
from copytaster.settings import Settings
from service.api.events import rendered
from tests.docs.markdown import blocks
from tests.workers.receiver import OLD_SECRET, SECRET, Handler, Receiver, verified
from tests.workers.support import fill, now
from workers import pacing, reader
from workers.webhooks import desk as webhook_desk
from workers.webhooks.sender import Teller, Webhooks, outbound, signing
from workers.webhooks.targets import secrets, targets

Eventually = Callable[..., None]


@pytest.fixture
def either(either_database: str) -> Iterator[Archive]:
    archive = Archive.open(either_database)
    archive.migrate()
    yield archive
    archive.close()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as server:
        yield server


def settings(*urls: str, **more: str) -> Settings:
    values = {"webhook_secret": SECRET, "webhook_private_hosts": "127.0.0.1 localhost"} | more
    return Settings(webhook_urls=" ".join(urls), **values)  # type: ignore[arg-type]


def teller(archive: Archive, receiver: Receiver | str, **more: str) -> Teller:
    """One that knows the target already: what happens from here on is told."""
    given = settings(receiver if isinstance(receiver, str) else receiver.url(), **more)
    made = Teller(archive, targets(given)[0], given, luck=lambda: 0.0)
    made.step(threading.Event())
    return made


def rounds(teller: Teller, count: int = 3) -> None:
    for _ in range(count):
        teller.step(threading.Event())


def row(archive: Archive) -> Hook:
    (hook,) = archive.hooks()
    return hook


def all_events(archive: Archive) -> list[Event]:
    return archive.events(0, 10_000)


def hurry(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is an hour later."""
    monkeypatch.setattr(clock, "now", lambda: now() + timedelta(hours=1.1))


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


# what may go wrong


def test_a_failure_keeps_the_cursor_and_is_seen(
    archive: Archive, receiver: Receiver, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    receiver.behave = lambda handler, number: handler.answer(500) if number in (2, 3) else None
    told = teller(archive, receiver)
    fill(archive, ["text"] * 5)
    events = [event.id for event in all_events(archive)]
    rounds(told)
    assert receiver.numbers == events[:3]  # and no more until it is time
    hook = row(archive)
    assert (hook.delivered, hook.failures, hook.missed) == (events[1], 1, 0)
    assert hook.error == f"event {events[2]}: answered 500"
    assert hook.next_try is not None
    assert hook.next_try > now()
    (line,) = [record for record in caplog.records if record.getMessage() == "webhook-failed"]
    assert line.levelno == logging.WARNING
    hurry(archive, monkeypatch)
    rounds(told)
    assert row(archive).failures == 2
    assert receiver.numbers == [*events[:3], events[2]]
    monkeypatch.setattr(clock, "now", lambda: now() + timedelta(hours=9))
    rounds(told)
    assert receiver.numbers == [*events[:3], events[2], *events[2:]]
    assert len({request.id for request in receiver.requests}) == 5  # known by its id, every time
    hook = row(archive)
    assert (hook.delivered, hook.failures, hook.error, hook.next_try) == (events[-1], 0, None, None)


def test_a_restart_goes_on_where_it_was(archive: Archive, receiver: Receiver) -> None:
    """Also in the middle of waiting: the pause is the archive's, not the process's."""
    receiver.behave = lambda handler, number: handler.answer(503, Retry_After="900") if number == 1 else None
    told = teller(archive, receiver)
    fill(archive, ["text"] * 3)
    rounds(told)
    told.leave()
    again = teller(archive, receiver)
    rounds(again)
    assert len(receiver.requests) == 2
    hook = row(archive)
    assert hook.next_try is not None
    assert hook.next_try > now() + timedelta(seconds=890)
    assert hook.failures == 1


@pytest.mark.parametrize("luck", [0.0, 0.5, 1.0])
def test_pauses_grow_to_an_hour_and_differ(archive: Archive, receiver: Receiver, luck: float) -> None:
    given = settings(receiver.url())
    made = Teller(archive, targets(given)[0], given, luck=lambda: luck)
    pauses = [made._pause(failures) for failures in range(1, 200)]
    assert pauses == sorted(pauses)
    assert pauses[0] == 4 * (0.5 + luck / 2)
    assert pauses[-1] == 3_600 * (0.5 + luck / 2)
    assert all(later <= 2 * one for one, later in itertools.pairwise(pauses))


def test_no_redirect_is_followed(archive: Archive, receiver: Receiver) -> None:
    with Receiver() as elsewhere:
        for status in (301, 302, 303, 307, 308):
            receiver.behave = lambda handler, number, s=status: handler.answer(s, Location=elsewhere.url())
            assert "redirects are not followed" in webhook_desk.send_ping(
                settings(receiver.url()), targets(settings(receiver.url()))[0]
            )
        assert len(receiver.requests) == 5
        assert elsewhere.requests == []


def test_no_proxy_of_the_environment_is_used(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    with Receiver() as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        given = settings(receiver.url())
        assert webhook_desk.send_ping(given, targets(given)[0]) == ""
        assert (proxy.connections, proxy.proxied) == (0, 0)
    assert len(receiver.requests) == 1


def hang(handler: Handler, number: int) -> bool:
    return handler.server.closing.wait(30)


def drip_status(handler: Handler, number: int) -> bool:
    while not handler.server.closing.wait(0.02):
        handler.wfile.write(b"H")
    return True


def drip_headers(handler: Handler, number: int) -> bool:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
    return drip_status(handler, number)


def endless_hints(handler: Handler, number: int) -> bool:
    while not handler.server.closing.wait(0.001):
        handler.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
    return True


@pytest.mark.parametrize("behave", [hang, drip_status, drip_headers, endless_hints])
def test_who_never_answers_is_given_up_in_time(
    archive: Archive, receiver: Receiver, monkeypatch: pytest.MonkeyPatch, behave: Callable[[Handler, int], bool]
) -> None:
    """A timeout of the socket alone would begin anew with every byte."""
    monkeypatch.setattr(outbound, "DEADLINE", 0.3)
    assert failure(archive, receiver, behave).endswith("took longer than 0.3 seconds")


def failure(archive: Archive, receiver: Receiver, behave: Callable[[Handler, int], bool]) -> str:
    """What stands on the row of a target that behaves like this, after one event."""
    receiver.behave = behave
    told = teller(archive, receiver)
    fill(archive, ["text"])
    rounds(told)
    hook = row(archive)
    assert hook.failures == 1
    assert hook.error is not None
    return hook.error


def endless_body(handler: Handler, number: int) -> bool:
    handler.send_response(200)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    while not handler.server.closing.is_set():
        handler.wfile.write(b"2000\r\n" + b"x" * 0x2000 + b"\r\n")
    return True


def huge_header(handler: Handler, number: int) -> bool:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 200_000)
    return handler.server.closing.wait(30)


def nonsense(handler: Handler, number: int) -> bool:
    handler.wfile.write(b"SSH-2.0-OpenSSH_9.2p1\r\n\r\n")
    handler.close_connection = True
    return True


def test_an_endless_answer_is_not_read(archive: Archive, receiver: Receiver) -> None:
    """Its status is all that counts; each connection is closed after the first kilobytes."""
    receiver.behave = endless_body
    told = teller(archive, receiver)
    fill(archive, ["text"] * 3)
    rounds(told)
    assert row(archive).delivered == archive.last_event()
    assert len(receiver.requests) == 3
    assert receiver.connections == 3


@pytest.mark.parametrize("behave", [huge_header, nonsense])
def test_what_is_no_http_is_a_failure(
    archive: Archive, receiver: Receiver, behave: Callable[[Handler, int], bool]
) -> None:
    assert "no HTTP answer" in failure(archive, receiver, behave)


def test_a_receiver_that_closes_after_each_answer_without_a_word(archive: Archive, receiver: Receiver) -> None:
    def close(handler: Handler, number: int) -> bool:
        handler.close_connection = True
        return handler.answer(200)

    receiver.behave = close
    told = teller(archive, receiver)
    fill(archive, ["text"] * 6)
    rounds(told)
    assert sorted(set(receiver.numbers)) == [event.id for event in all_events(archive)]
    assert row(archive).failures == 0


def test_nobody_there(archive: Archive) -> None:
    with Receiver() as receiver:
        url = receiver.url()
    told = teller(archive, url)
    fill(archive, ["text"])
    rounds(told)
    error = row(archive).error
    assert error is not None
    assert error.endswith("Connection refused")


def test_one_target_does_not_wait_for_another(archive: Archive, receiver: Receiver, eventually: Eventually) -> None:
    """Nor does anything else: the threads are told to stop while one of them waits for an answer."""
    with Receiver(hang) as dead:
        stop = threading.Event()
        both = Webhooks(archive, settings(dead.url(), receiver.url()))
        both.start(stop)
        eventually(lambda: len(archive.hooks()) == 2)
        fill(archive, ["text"] * 20)
        eventually(lambda: len(receiver.requests) == 20)
        assert {hook.failures for hook in archive.hooks()} == {0}
        stop.set()
        both.join(0.2)


def test_a_database_that_is_away_is_waited_for(
    archive: Archive, receiver: Receiver, monkeypatch: pytest.MonkeyPatch, eventually: Eventually
) -> None:
    monkeypatch.setattr(pacing, "HELD", 0.02)
    monkeypatch.setattr(reader, "POLL", 0.02)
    told, stop = teller(archive, receiver), threading.Event()
    real, broken = archive.told, iter([True] * 5)

    def sometimes(*arguments: object) -> Hook | None:
        if next(broken, False):
            raise ArchiveUnavailable("away")
        return real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(archive, "told", sometimes)
    fill(archive, ["text"] * 4)
    thread = threading.Thread(target=told.run, args=(stop,))
    thread.start()
    eventually(lambda: row(archive).delivered == archive.last_event())
    stop.set()
    thread.join()
    assert set(receiver.numbers) == {event.id for event in all_events(archive)}
    assert row(archive).holder is None  # it left in good order


def test_a_defect_of_ours_does_not_end_the_telling(
    archive: Archive, receiver: Receiver, monkeypatch: pytest.MonkeyPatch, eventually: Eventually,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    monkeypatch.setattr(pacing, "BROKEN", 0.02)
    told, stop = teller(archive, receiver), threading.Event()
    real, broken = signing.message, iter([True] * 2)
    monkeypatch.setattr(signing, "message", lambda event: 1 / 0 if next(broken, False) else real(event))
    fill(archive, ["text"])
    thread = threading.Thread(target=told.run, args=(stop,))
    thread.start()
    eventually(lambda: len(receiver.requests) == 1)
    stop.set()
    thread.join()
    assert [record.levelno for record in caplog.records if record.getMessage() == "reader-broken"] == [40, 40]


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
