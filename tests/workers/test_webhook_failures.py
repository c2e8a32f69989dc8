"""What may go wrong with webhooks: receivers that fail, hang and lie, and a database that is away."""

from __future__ import annotations

import itertools
import logging
import threading
from collections.abc import Callable
from datetime import timedelta

import pytest

from copytaster.archive import Archive, ArchiveUnavailable, Hook
from copytaster.runtime import clock
from tests.workers.receiver import Handler, Receiver
from tests.workers.support import fill, now
from tests.workers.targets import all_events, hurry, rounds, row, settings, teller
from workers import pacing, reader
from workers.webhooks import desk as webhook_desk
from workers.webhooks.sender import Teller, Webhooks, outbound, signing
from workers.webhooks.targets import targets

Eventually = Callable[..., None]


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
