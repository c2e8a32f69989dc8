"""The pool of cleaners: bounded, and whole again after whatever a submission does to one of them."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from copytaster import fields, fingerprint
from copytaster.clean import Rejected, Submission, clean
from copytaster.model import Article, Boilerplate
from copytaster.pipeline import Packed
from copytaster.settings import Settings
from service.cleaning.answer import Defect, Items, Loss, Spent, pack, unpack
from service.cleaning.pool import Cleaners, Died
from service.errors import Problem
from tests.service import hostile_cleaning
from tests.service.support import TEXT

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SMALL = Settings(cleaners=1, clean_seconds=0.5, clean_megabytes=200)


@pytest.fixture(scope="module")
def pool() -> Iterator[Cleaners]:
    made = Cleaners(SMALL, target=hostile_cleaning.main)
    made.start()
    assert made.wait_ready(120)
    yield made
    made.close()


def good(pool: Cleaners, n: int = 0) -> Packed:
    """A cleaner may be on its way back; that is waited for, and nothing else."""
    return pool.clean(Submission(text=f"{TEXT} {n}"), NOW)


def test_it_gives_what_cleaning_in_this_process_gives(pool: Cleaners) -> None:
    submission = Submission(
        text=TEXT, title="Strike ends", outlet="Lindholm Post", published_at="2026-02-28T09:00:00+02:00", language="en"
    )
    cleaned = pool.clean(submission, NOW)
    expected = clean(submission, SMALL, NOW)
    assert cleaned.article == expected
    assert cleaned.body == fingerprint.encode(fingerprint.fingerprint(expected))


def test_what_is_wrong_with_a_submission_comes_through(pool: Cleaners) -> None:
    with pytest.raises(Rejected) as caught:
        pool.clean(Submission(text="two words"), NOW)
    assert (caught.value.status, caught.value.limit) == (422, "min_words")


@pytest.mark.parametrize(
    ("deed", "code", "limit"),
    [
        ("spin", "cleaning_too_long", "clean_seconds"),
        ("spin-in-C", "cleaning_too_long", "clean_seconds"),
        ("eat", "cleaning_too_large", "clean_megabytes"),
        ("crash", "cleaning_crashed", "clean_megabytes"),
        ("exit", "cleaning_crashed", "clean_megabytes"),
        ("recurse", "too_deep", "max_html_depth"),
        ("defect", "not_cleanable", None),
    ],
)
def test_a_deed_is_refused_and_the_pool_survives(pool: Cleaners, deed: str, code: str, limit: str | None) -> None:
    with pytest.raises(Rejected) as caught:
        pool.clean(Submission(text=TEXT, title=deed), NOW)
    assert (caught.value.status, caught.value.code, caught.value.limit) == (422, code, limit)
    assert good(pool).article.text.startswith("Harbour workers")


def test_what_a_cleaner_keeps_takes_nothing_from_the_next_submission_and_is_bounded_too(pool: Cleaners) -> None:
    for _ in range(3):  # 200 MB a submission, and twice as much to keep
        assert pool.clean(Submission(text=TEXT, title="keep"), NOW).article.title == "keep"
    with pytest.raises(Rejected) as caught:
        pool.clean(Submission(text=TEXT, title="keep"), NOW)
    assert caught.value.limit == "clean_megabytes"
    assert good(pool).article.text.startswith("Harbour workers")


def test_a_cleaner_that_somebody_killed_is_not_the_submissions_fault(pool: Cleaners) -> None:
    """A machine that is short of memory kills what is large, whatever is cleaned there: nothing is refused for it."""
    with pytest.raises(Problem) as caught:
        pool.clean(Submission(text=TEXT, title="kill"), NOW)
    assert (caught.value.status, caught.value.code) == (503, "cleaner_killed")
    assert good(pool).article.text.startswith("Harbour workers")


def test_a_document_of_many_goes_to_another_cleaner_too(pool: Cleaners, monkeypatch: pytest.MonkeyPatch) -> None:
    attempt, tried = pool._attempt, []

    def killed_once(*task: Any) -> Any:
        tried.append(task)
        if len(tried) == 1:
            raise Died(Loss.KILLED)
        return attempt(*task)

    monkeypatch.setattr(pool, "_attempt", killed_once)
    items = "".join(f"<item><title>Item {n}</title><description>{TEXT}</description></item>" for n in range(3))
    assert len(pool.split(f"<rss version='2.0'><channel>{items}</channel></rss>".encode(), "application/rss+xml")) == 3
    assert len(tried) == 2


@pytest.mark.parametrize("deed", ["connect", "write", "write-low", "program", "fork"])
def test_a_cleaner_reaches_nothing(pool: Cleaners, deed: str, caplog: pytest.LogCaptureFixture) -> None:
    mark = Path("/tmp/copytaster-was-here")
    mark.unlink(missing_ok=True)
    with pytest.raises(Rejected, match="could not be cleaned"):
        pool.clean(Submission(text=TEXT, title=deed), NOW)
    assert "PermissionError" in caplog.text
    assert not mark.exists()
    good(pool)


@pytest.mark.slow
def test_a_cleaner_that_sleeps_is_not_the_submissions_fault() -> None:
    pool = Cleaners(Settings(cleaners=1, clean_seconds=0.1), target=hostile_cleaning.main)
    pool.start()
    assert pool.wait_ready(120)
    try:
        with pytest.raises(Problem) as caught:
            pool.clean(Submission(text=TEXT, title="sleep"), NOW)
        assert (caught.value.status, caught.value.code) == (503, "cleaner_stuck")
        good(pool)
    finally:
        pool.close()


@pytest.mark.slow
def test_a_cleaner_that_stops_in_the_middle_of_a_message_keeps_nobody(
    pool: Cleaners, monkeypatch: pytest.MonkeyPatch
) -> None:
    good(pool)
    monkeypatch.setattr("service.cleaning.pool.STILL", 1)
    (idle,) = pool.pids()
    os.kill(idle, signal.SIGKILL)  # the next one knows of the shorter time
    good(pool)
    with pytest.raises(Problem) as caught:
        pool.clean(Submission(text=TEXT, title="half"), NOW)
    assert (caught.value.status, caught.value.code) == (503, "cleaner_stuck")
    (idle,) = pool.pids() if pool.wait_ready(60) else ()
    os.kill(idle, signal.SIGSTOP)
    much = f"<!-- {'x' * 1_000_000} -->"  # more than lies between two processes
    page = f"<html><body>{much}<article><p>{TEXT}</p></article></body></html>"
    assert pool.clean(Submission(html=page), NOW).article.text.startswith("Harbour workers")
    assert pool.pids() != [idle]


def test_cleaners_killed_while_idle_are_replaced(pool: Cleaners) -> None:
    good(pool)
    for pid in pool.pids():
        os.kill(pid, signal.SIGKILL)
    time.sleep(0.05)
    assert good(pool, 1).article.text
    assert pool.alive() == 1


def test_many_threads_share_one_cleaner(pool: Cleaners) -> None:
    with ThreadPoolExecutor(16) as threads:
        texts = list(threads.map(lambda n: good(pool, n).article.text.split()[-1], range(64)))
    assert texts == [str(n) for n in range(64)]


def test_when_all_are_busy_the_answer_is_503() -> None:
    pool = Cleaners(Settings(cleaners=1, clean_seconds=0.5), patience=0.05, target=hostile_cleaning.main)
    pool.start()
    assert pool.wait_ready(120)
    try:
        holding = threading.Thread(target=lambda: _ignore(pool, "spin"))
        holding.start()
        while not pool._idle.empty():
            time.sleep(0.005)
        with pytest.raises(Problem) as caught:
            good(pool)
        assert (caught.value.status, caught.value.code) == (503, "cleaners_busy")
        assert "Retry-After" in caught.value.headers
        holding.join()
    finally:
        pool.close()


def _ignore(pool: Cleaners, deed: str) -> None:
    with pytest.raises((Rejected, Problem)):  # `Problem` where a busy machine lets it spin for too long a time
        pool.clean(Submission(text=TEXT, title=deed), NOW)


def test_closing_ends_every_process() -> None:
    pool = Cleaners(Settings(cleaners=2))
    pool.start()
    assert pool.wait_ready(120)
    pids = pool.pids()
    pool.close()
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
    assert pool.alive() == 0


@pytest.mark.parametrize(
    "said",
    [
        Items([("text/plain", b"one"), ("message/rfc822", b""), ("text/html", b"\xff\x00")]),
        Spent(Loss.MEMORY),
        Defect("KeyError\n  in clean"),
    ],
)
def test_an_answer_survives_the_pipe(said: Items | Spent | Defect) -> None:
    assert unpack(pack(said)) == said


def test_a_refusal_survives_the_pipe() -> None:
    said = Rejected(413, "too_large", "The text is “too” long.", limit="max_text_chars", value=7)
    found = unpack(pack(said))
    assert isinstance(found, Rejected)
    assert vars(found) == vars(said)
    assert str(found) == "The text is “too” long."


@pytest.mark.parametrize("head", [b"", b"[]", b"{}", b'{"spent": "bored"}', b'{"rejected": [422]}', b'{"article": {}}'])
def test_what_is_no_answer_is_not_taken_for_one(head: bytes) -> None:
    with pytest.raises((ValueError, TypeError, KeyError)):
        unpack(len(head).to_bytes(4) + head)


@pytest.mark.parametrize("message", [b"", b"\0\0", b"\0\0\0\x10{", b"\xff\xff\xff\xff{", pack(Spent(Loss.CPU))[:-1]])
def test_half_an_answer_is_none(message: bytes) -> None:
    with pytest.raises(json.JSONDecodeError):
        unpack(message)


def test_an_article_survives_the_pipe() -> None:
    article = Article(
        id="a", text="ü𝄞\n\u202e", title=None, published_at=NOW, received_at=NOW,
        boilerplate=(Boilerplate(0, 1), Boilerplate(2, 3)),
    )  # fmt: skip
    assert fields.load(json.loads(json.dumps(fields.dump(article)))) == article
