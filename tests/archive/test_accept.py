from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone

import pytest

from copytaster.archive import Archive, Row, Unstorable
from copytaster.model import FINGERPRINT_HEAD, Article, Boilerplate, Outline, Status

from .make import NOW, accept, article


def test_what_goes_in_comes_out(archive: Archive) -> None:
    given = Article(
        id="q" * 32,
        text="Ein Kran \U0001f3d7 kippte um.\n\nकल हुआ। 港は閉鎖。 e\u0301",
        title='"Titel" \\ \'; DROP TABLE articles; --',
        byline="Ö. Äner",
        outlet="The Lowmouth Herald",
        agency="Reuters",
        url="https://example.org/?a=1&b=%20",
        external_id="x-1",
        credit="©",
        published_at=datetime(2026, 3, 1, 1, 30, 0, 123456, tzinfo=timezone(timedelta(hours=5, minutes=30))),
        received_at=NOW,
        language="de",
        boilerplate=(Boilerplate(0, 3), Boilerplate(9, 12)),
    )
    body = bytes(range(40)) + b"\x00\xff"
    accepted = archive.accept(given, body, 7, None, NOW)
    assert accepted.created
    assert accepted.status is Status.QUEUED
    row = archive.find(given.id)
    assert row is not None
    assert row.article == given
    assert row.article.published_at is not None
    assert row.article.published_at.utcoffset() == timedelta(0)
    assert (row.seq, row.status, row.error, row.checks, row.revision, row.verdict_revision) == (
        accepted.seq, Status.QUEUED, None, 0, 0, None,
    )  # fmt: skip
    assert row.accepted_at == NOW
    assert not row.stale
    assert archive.fingerprints([accepted.seq]) == {accepted.seq: body}
    assert archive.iter_fingerprints() == [(accepted.seq, 7, body)]
    assert archive.articles([accepted.seq, 10**6]) == {accepted.seq: given}
    assert archive.neighbours([given.id, "nobody"]) == {given.id: given}
    outline = Outline(given.id, "Reuters", given.published_at, body[:FINGERPRINT_HEAD], given.language)
    assert archive.outlines([accepted.seq, 10**6]) == {accepted.seq: outline}


def test_the_same_article_is_taken_once(archive: Archive) -> None:
    given = article()
    first = archive.accept(given, b"1", 1, None, NOW)
    again = archive.accept(given, b"2", 2, "late-key", NOW)
    assert (again.article_id, again.seq, again.created) == (given.id, first.seq, False)
    assert archive.fingerprints([first.seq]) == {first.seq: b"1"}
    assert [e.kind for e in archive.events()] == ["accepted"]
    # The key was used, so from now on it means this article.
    assert archive.accept(article(), b"3", 1, "late-key", NOW).article_id == given.id


def test_the_same_key_means_the_same_article(archive: Archive) -> None:
    one, other = article(), article()
    first = archive.accept(one, b"1", 1, "key", NOW)
    second = archive.accept(other, b"2", 1, "key", NOW)
    assert (second.article_id, second.seq, second.created) == (one.id, first.seq, False)
    assert archive.find(other.id) is None
    found = archive.find_idempotent("key")
    assert found is not None
    assert found.article == one
    assert archive.find_idempotent("Key") is None
    archive.delete(one.id)
    assert archive.find_idempotent("key") is None
    assert archive.accept(other, b"2", 1, "key", NOW).created


@pytest.mark.parametrize("key", ["", "\0", "\ud800", "x" * 100_000, "'; --"])
def test_any_string_is_a_key(archive: Archive, key: str) -> None:
    first = archive.accept(article(), b"", 1, key, NOW)
    assert archive.accept(article(), b"", 1, key, NOW).seq == first.seq
    assert archive.accept(article(), b"", 1, key + "!", NOW).created


@pytest.mark.parametrize("field", ["text", "title", "outlet", "credit", "url"])
@pytest.mark.parametrize("value", ["a\0b", "half \ud83c pair"])
def test_what_sql_cannot_hold_is_refused_whole(archive: Archive, field: str, value: str) -> None:
    bad = article(**{field: value})
    with pytest.raises(Unstorable):
        archive.accept(bad, b"", 1, "key", NOW)
    assert archive.find(bad.id) is None
    assert archive.find_idempotent("key") is None
    assert archive.events() == []


def test_a_naive_time_is_refused_whole(archive: Archive) -> None:
    bad = article(published_at=datetime(2026, 1, 1))
    with pytest.raises(Unstorable, match="time zone"):
        archive.accept(bad, b"", 1, None, NOW)
    assert archive.find(bad.id) is None


def test_a_hostile_text_is_stored_and_searchable(archive: Archive) -> None:
    """PostgreSQL's word vectors are limited to 1 MB and its words to 2 KB; neither may refuse an article."""
    many = " ".join(f"w{n:x}-\U00020000{n}" for n in range(60_000))
    accept(archive, article(text="x" * 300_000), article(text="needle " + many), article(text="é" * 200_000))
    assert len(archive.list()[0]) == 3


def test_a_number_is_never_used_twice(archive: Archive) -> None:
    """The index in Redis knows articles by number: a new one must not inherit the postings of one that was removed."""
    one, other = article(), article()
    (first,) = accept(archive, one)
    archive.delete(one.id)
    (second,) = accept(archive, other)
    assert second > first


def test_fifty_threads_one_article(archive: Archive) -> None:
    """Same bytes, same key, and different bytes under one key, all at once: one winner each."""
    same, shared = article(), article()
    others = [article() for _ in range(20)]
    gate = threading.Barrier(50)

    def submit(n: int) -> tuple[str, int, bool]:
        gate.wait()
        if n < 15:
            taken = archive.accept(same, b"", 1, None, NOW)
        elif n < 30:
            taken = archive.accept(shared, b"", 1, "one", NOW)
        else:
            taken = archive.accept(others[n - 30], b"", 1, "many", NOW)
        return taken.article_id, taken.seq, taken.created

    with ThreadPoolExecutor(50) as pool:
        done = list(pool.map(submit, range(50)))
    for group in (done[:15], done[15:30], done[30:]):
        assert len({(article_id, seq) for article_id, seq, _ in group}) == 1
        assert [created for *_, created in group].count(True) == 1
    assert len(archive.list()[0]) == 3
    assert len(archive.iter_fingerprints()) == 3
    assert len(archive.claim(50, "w", 60)) == 3
    assert [e.kind for e in archive.events()] == ["accepted"] * 3


_SUBMIT = """
import sys
from copytaster.archive import Archive
from tests.archive.make import NOW, article
archive = Archive.open(sys.argv[1])
print("ready", flush=True)
for n in range(int(sys.argv[2]), int(sys.argv[3])):
    taken = archive.accept(article(f"{n:0>32}", text=f"number {n} " * 400), b"p" * 2000, 1, f"key {n}", NOW)
    print(n, taken.created, flush=True)
"""


def _process(url: str, first: int, last: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", _SUBMIT, url, str(first), str(last)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": os.getcwd()})


@pytest.mark.slow
def test_two_processes_with_the_same_articles(archive: Archive, url: str) -> None:
    done = [p.communicate(timeout=60)[0] for p in [_process(url, 0, 60), _process(url, 0, 60)]]
    created = [line for out in done for line in out.splitlines() if line.endswith("True")]
    assert len(created) == 60
    assert archive.waiting() == 60


@pytest.mark.slow
def test_kill_in_the_middle_of_accepting(archive: Archive, url: str) -> None:
    """What was answered is there; of what was not, all or nothing."""
    first = 0
    for wait, least in ((0.02, 0), (0.1, 1), (0.3, 10)):
        with _process(url, first, 100_000) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            out = [process.stdout.readline() for _ in range(least)]  # on a busy machine a wait alone may see nothing
            time.sleep(wait)
            process.send_signal(signal.SIGKILL)
            out += process.stdout  # not `communicate`, which does not see what was read ahead
        answered = [int(line.split()[0]) for line in out if line.endswith("True\n")]
        rows = {row.article.id: row for row in _everything(archive)}
        assert {f"{n:0>32}" for n in answered} <= set(rows)
        # The one that was under way when the signal came may be there or not.
        first = len(rows)
        assert set(rows) == {f"{n:0>32}" for n in range(first)}
        assert len(rows) - len(answered) - _before(rows, answered) <= 1
    assert first > 10
    seqs = [row.seq for row in rows.values()]
    assert set(archive.fingerprints(seqs)) == set(seqs)
    assert {lease.seq for lease in archive.claim(10**6, "w", 60)} == set(seqs)
    assert sorted(e.article_id for e in archive.events(limit=10**6) if e.kind == "accepted") == sorted(rows)
    for n in range(first):
        row = archive.find_idempotent(f"key {n}")
        assert row is not None
        assert row.article.id == f"{n:0>32}"


def _before(rows: dict[str, Row], answered: list[int]) -> int:
    return min(answered) if answered else len(rows)


def _everything(archive: Archive) -> list[Row]:
    rows, cursor = archive.list(limit=500)
    found = [*rows]
    while cursor:
        rows, cursor = archive.list(cursor=cursor, limit=500)
        found += rows
    return found
