from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from copytaster.archive import Archive, Lease, statement
from copytaster.archive.near import MOST
from copytaster.model import Derivation, Grounds, Pair, RelationKind, Ruling, Verdict

from .make import NOW, accept, article, check, claim, later, pair, recheck, refresh, resolve


def _stands(archive: Archive, article_id: str) -> tuple[int, int | None, bool]:
    row = archive.find(article_id)
    assert row is not None
    return row.revision, row.verdict_revision, row.stale


def test_what_a_check_leaves(archive: Archive) -> None:
    one, other = article(), article()
    check(archive, one)
    assert _stands(archive, one.id) == (1, 1, False)
    check(archive, other, [pair(one.id, other.id, RelationKind.REWRITE)])
    row = archive.find(other.id)
    assert row is not None
    assert (row.derivation, row.relation, row.source_id) == (Derivation.WHOLLY, RelationKind.REWRITE, one.id)
    assert _stands(archive, other.id) == (1, 1, False)
    assert _stands(archive, one.id) == (2, 1, True)
    assert archive.stale() == [one.id]
    verdict = archive.verdict(other.id)
    assert verdict is not None
    assert [s.article_id for s in verdict.sources] == [one.id]
    grounds = archive.grounds(one.id)
    known = (pair(one.id, other.id, RelationKind.REWRITE),)
    assert grounds == Grounds(one, 2, known, {other.id: other}, {}, seqs={other.id: row.seq})
    assert [(e.kind, e.article_id) for e in archive.events()] == [
        ("accepted", one.id), ("checked", one.id), ("accepted", other.id), ("checked", other.id),
    ]  # fmt: skip


def test_a_pair_that_was_recorded_is_the_one_that_is_read(archive: Archive) -> None:
    """What was made of it for the first verdict is found again by which object it is."""
    one, other = article(), article()
    check(archive, one)
    recorded = pair(one.id, other.id)
    check(archive, other, [recorded])
    grounds = archive.grounds(one.id)
    assert grounds is not None
    assert grounds.pairs[0] is recorded


def test_nothing_is_known_of_nobody(archive: Archive) -> None:
    assert archive.grounds("nobody") is None
    assert archive.verdict("nobody") is None
    assert archive.find("nobody") is None
    nobody = Grounds(article(), 0, (), {}, {})
    assert not archive.save_verdict(resolve(nobody), nobody)


def test_the_same_pairs_again_make_nobody_stale(archive: Archive) -> None:
    one, other = article(), article()
    check(archive, one)
    found = [pair(one.id, other.id)]
    check(archive, other, found)
    refresh(archive)
    recheck(archive, other.id, found)
    recheck(archive, one.id, found)
    assert archive.stale() == []
    row = archive.find(one.id)
    assert row is not None
    assert row.checks == 2
    # But a pair that aligned otherwise does.
    recheck(archive, other.id, [pair(one.id, other.id, RelationKind.SAME_EVENT)])
    assert archive.stale() == [one.id]
    grounds = archive.grounds(one.id)
    assert grounds is not None
    assert grounds.pairs == (pair(one.id, other.id, RelationKind.SAME_EVENT),)


def test_a_refreshed_verdict_is_kept_only_while_its_evidence_stands(archive: Archive) -> None:
    one, other, third = article(), article(), article()
    check(archive, one)
    check(archive, other, [pair(one.id, other.id)])
    grounds = archive.grounds(one.id)
    assert grounds is not None
    check(archive, third, [pair(one.id, third.id)])
    assert not archive.save_verdict(resolve(grounds), grounds, NOW)
    verdict = archive.verdict(one.id)
    assert verdict is not None
    assert verdict.sources == ()
    grounds = archive.grounds(one.id)
    assert grounds is not None
    assert archive.save_verdict(resolve(grounds), grounds, NOW)
    assert not archive.save_verdict(resolve(grounds), grounds, NOW)
    assert _stands(archive, one.id) == (3, 3, False)
    assert [(e.kind, e.article_id) for e in archive.events()][-1] == ("changed", one.id)


def test_a_verdict_that_says_nothing_new_is_no_event(archive: Archive) -> None:
    one, other = article(), article()
    check(archive, one)
    check(archive, other, [pair(one.id, other.id)])
    refresh(archive)
    before = archive.last_event()
    archive.judge(one.id, other.id, Ruling.CONFIRMED, "e", None, NOW)
    archive.judge(one.id, other.id, None, "e", None, NOW)
    assert refresh(archive) == 2
    assert [e.kind for e in archive.events(before)] == ["judged", "judged"]


def test_an_unchecked_article_gets_no_verdict_by_refreshing(archive: Archive) -> None:
    one, other = article(), article()
    check(archive, one)
    accept(archive, other)
    lease = claim(archive, other.id)
    grounds = archive.grounds(other.id)
    assert grounds is not None
    assert not archive.save_verdict(resolve(grounds), grounds, NOW)
    assert archive.record(lease, [], resolve, NOW)


def test_a_neighbour_of_an_unchecked_article(archive: Archive) -> None:
    """The index knows an article before it is checked: its pairs may be found from the other side first."""
    one, other = article(), article()
    accept(archive, one, other)
    mine, theirs = archive.claim(2, "w", 60)
    assert archive.record(theirs, [pair(one.id, other.id)], resolve, NOW)
    assert _stands(archive, one.id) == (1, None, False)
    assert archive.verdict(one.id) is None
    assert archive.record(mine, [], resolve, NOW)
    verdict = archive.verdict(one.id)
    assert verdict is not None
    assert [s.article_id for s in verdict.sources] == [other.id]
    assert archive.stale() == []


def test_a_pair_with_a_deleted_article_is_dropped(archive: Archive) -> None:
    gone, kept, mine = article(), article(), article()
    check(archive, gone)
    check(archive, kept)
    accept(archive, mine)
    lease = claim(archive, mine.id)
    archive.delete(gone.id)
    assert archive.record(lease, [pair(gone.id, mine.id), pair(kept.id, mine.id)], resolve, NOW)
    verdict = archive.verdict(mine.id)
    assert verdict is not None
    assert [s.article_id for s in verdict.sources] == [kept.id]


def test_an_article_deleted_under_its_worker(archive: Archive) -> None:
    given = article()
    accept(archive, given)
    lease = claim(archive, given.id)
    archive.delete(given.id)
    assert not archive.record(lease, [], resolve, NOW)
    # Accepted again it is another article to the queue: the old lease opens nothing.
    accept(archive, given)
    assert not archive.record(lease, [], resolve, NOW)
    assert not archive.fail(lease, "late", NOW)
    claim(archive, given.id)
    assert not archive.record(lease, [], resolve, NOW)


def test_evidence_that_moves_while_a_verdict_is_made(archive: Archive) -> None:
    """A neighbour is deleted and another records just then: the verdict is made again from what is there now."""
    gone, kept, newcomer, mine = article(), article(), article(), article()
    check(archive, gone)
    check(archive, kept)
    accept(archive, mine)
    lease = claim(archive, mine.id)
    seen: list[set[str]] = []

    def meddle(grounds: Grounds) -> Verdict:
        seen.append(set(grounds.neighbours))
        if len(seen) == 1:
            archive.delete(gone.id)
            check(archive, newcomer, [pair(newcomer.id, mine.id)])
        return resolve(grounds)

    assert archive.record(lease, [pair(gone.id, mine.id), pair(kept.id, mine.id)], meddle, NOW)
    assert seen == [{gone.id, kept.id}, {kept.id, newcomer.id}]
    verdict = archive.verdict(mine.id)
    assert verdict is not None
    assert {s.article_id for s in verdict.sources} == {kept.id, newcomer.id}
    assert not _stands(archive, mine.id)[2]
    refresh(archive)


def test_a_verdict_that_fails_leaves_nothing(archive: Archive) -> None:
    one, mine = article(), article()
    check(archive, one)
    accept(archive, mine)
    lease = claim(archive, mine.id)
    calls = []

    def fail(grounds: Grounds) -> Verdict:
        calls.append(grounds)
        if len(calls) == 1:  # make sure of a second call, which is inside the transaction
            archive.judge(one.id, mine.id, Ruling.CONFIRMED, "e", None, NOW)
            return resolve(grounds)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        archive.record(lease, [pair(one.id, mine.id)], fail, NOW)
    grounds = archive.grounds(mine.id)
    assert grounds is not None
    assert grounds.pairs == ()
    assert archive.renew([lease], 60) == {lease.seq}
    assert archive.record(lease, [pair(one.id, mine.id)], resolve, NOW)


def test_a_pair_of_others_is_refused(archive: Archive) -> None:
    one, other, mine = article(), article(), article()
    check(archive, one)
    check(archive, other)
    accept(archive, mine)
    lease = claim(archive, mine.id)
    with pytest.raises(ValueError, match="not one of article"):
        archive.record(lease, [pair(one.id, other.id)], resolve, NOW)
    with pytest.raises(ValueError, match="not one of article"):
        archive.record(lease, [Pair(mine.id, one.id, (), 0.0)], resolve, NOW)


def test_neighbours_that_record_each_other_at_once(archive: Archive) -> None:
    """Everybody finds everybody: no deadlock, no pair lost, and all verdicts right when they have been refreshed."""
    articles = [article() for _ in range(12)]
    accept(archive, *articles)
    leases = archive.claim(12, "w", 60)
    gate = threading.Barrier(12)

    def work(n: int) -> bool:
        gate.wait()
        mine = leases[n].article_id
        others = [a.id for a in articles if a.id != mine]
        # Half of them only know those before them; each pair is still found by somebody.
        known = others if n % 2 else others[:n]
        return archive.record(leases[n], [pair(mine, other) for other in reversed(known)], resolve, NOW)

    with ThreadPoolExecutor(12) as pool:
        assert list(pool.map(work, range(12))) == [True] * 12
    refresh(archive)
    for given in articles:
        grounds = archive.grounds(given.id)
        assert grounds is not None
        assert set(grounds.neighbours) == {a.id for a in articles} - {given.id}
        assert archive.verdict(given.id) == resolve(grounds)
        row = archive.find(given.id)
        assert row is not None
        assert row.story_id == min(a.id for a in articles)


def test_recording_judging_deleting_and_refreshing_at_once(archive: Archive) -> None:
    """No deadlock whoever meets whom, and nothing is left of those that were deleted."""
    articles = [article() for _ in range(24)]
    accept(archive, *articles)
    leases = archive.claim(24, "w", 60)
    gate = threading.Barrier(8)

    def work(n: int) -> None:
        gate.wait()
        for lease in leases[n::8]:
            archive.record(
                lease, [pair(lease.article_id, a.id) for a in articles if a.id != lease.article_id], resolve, NOW
            )
            archive.delete(articles[(n * 7) % 24].id, NOW)
            archive.judge(articles[n].id, articles[-n - 1].id, list(Ruling)[n % 2], "e", None, NOW)
            for article_id in archive.stale(5):
                grounds = archive.grounds(article_id)
                if grounds is not None:
                    archive.save_verdict(resolve(grounds), grounds, NOW)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    deleted = {articles[(n * 7) % 24].id for n in range(8)}
    refresh(archive)
    rows, _ = archive.list()
    assert {row.article.id for row in rows} == {a.id for a in articles} - deleted
    for row in rows:
        grounds = archive.grounds(row.article.id)
        assert grounds is not None
        assert not deleted & set(grounds.neighbours)
        assert archive.verdict(row.article.id) == resolve(grounds)


def test_a_large_clique_costs_a_few_statements(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    """The number of statements does not grow with the number of neighbours."""
    articles = [article() for _ in range(120)]
    accept(archive, *articles)
    leases = archive.claim(200, "w", 60)
    statements: list[str] = []
    sa.event.listen(archive.engine, "before_cursor_execute", lambda *a: statements.append(a[2]))
    run = statement._run

    def counted(connection: Connection, form: Any, *rest: Any, **more: Any) -> Any:
        statements.append(form.sql)
        return run(connection, form, *rest, **more)

    monkeypatch.setattr(statement, "_run", counted)

    def cost(n: int) -> int:
        statements.clear()
        mine = leases[n].article_id
        assert archive.record(leases[n], [pair(mine, a.id) for a in articles[:n]], resolve, NOW)
        return len(statements)

    few = cost(4)
    many = cost(119)
    assert few >= 10
    assert many <= few + 5
    statements.clear()
    grounds = archive.grounds(leases[119].article_id)
    assert grounds is not None
    assert len(grounds.neighbours) == MOST
    assert len(statements) <= 8


def test_pages_of_fingerprints(archive: Archive) -> None:
    seqs = accept(archive, *(article() for _ in range(7)))
    found, after = [], 0
    while page := archive.iter_fingerprints(after, 3):
        assert len(page) <= 3
        found += page
        after = page[-1].seq
    assert [f.seq for f in found] == seqs


def test_pages_of_numbers(archive: Archive) -> None:
    """Of every article, checked or not, and of none that is gone."""
    gone = article()
    check(archive, article())
    accept(archive, gone, *(article() for _ in range(5)))
    archive.delete(gone.id, NOW)
    found, after = [], 0
    while page := archive.seqs(after, 2):
        assert len(page) <= 2
        found += page
        after = page[-1]
    assert found == [stored.seq for stored in archive.iter_fingerprints()]
    assert len(found) == 6


def test_more_neighbours_than_fit_one_statement(archive: Archive) -> None:
    everyone = [f"{n:0>32}" for n in range(70_000)]
    assert archive.neighbours(everyone) == {}
    assert archive.articles(range(70_000)) == {}
    assert archive.renew([Lease(n, str(n), 1, 1) for n in range(70_000)], 60) == set()
    assert later(0) == NOW


def test_the_agencies_that_no_list_knows(archive: Archive) -> None:
    assert archive.agencies() == frozenset()
    for agency in ("Reuters", None, "Sund Wire", "Bay City News", "Sund Wire", "nprov:AFP"):
        accept(archive, article(agency=agency))
    assert archive.agencies() == {"Sund Wire", "Bay City News"}
    one = article()
    accept(archive, one)
    grounds = archive.grounds(one.id)
    assert grounds is not None
    assert grounds.agencies == {"Sund Wire", "Bay City News"}


def test_an_article_is_the_same_object_as_long_as_its_row_says_the_same(archive: Archive) -> None:
    one = article()
    check(archive, one)
    [seq] = archive.articles(range(9))
    first = archive.articles([seq])[seq]
    assert archive.articles([seq])[seq] is first
    with archive.writing() as connection:
        connection.execute(sa.text("UPDATE articles SET title = 'Another'"))
    second = archive.articles([seq])[seq]
    assert (first.title, second.title) == (one.title, "Another")
