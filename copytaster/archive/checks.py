"""Checking: what a worker reads of the archive, and the one transaction in which it writes what it found.

Promises
    * `record` writes under the fence or not at all: pairs, verdict, relations, story and event together.
    * No pair is lost, whoever records at the same moment; a pair is stored once, whichever side found it.
    * A verdict says from which revision of the evidence it was resolved; whoever changes the evidence of an article
      (a pair, a neighbour, a ruling) bumps its revision under the lock of its row in `standing`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from copytaster.archive import codec, events, prepared, stories
from copytaster.archive.near import beyond, near, place
from copytaster.archive.records import Lease, StoredFingerprint
from copytaster.archive.rows import article_of, bump, lock_standing, seqs_of
from copytaster.archive.schema import articles, fingerprints, relations, verdicts
from copytaster.archive.store import Store, chunks
from copytaster.archive.told import check_told, main_source
from copytaster.credit import named, unlisted
from copytaster.fingerprint.meaning import Encoded
from copytaster.model import Article, Grounds, Outline, Pair, Ruling, Verdict
from copytaster.runtime import clock

Resolve = Callable[[Grounds], Verdict]
"""Makes the verdict. It may be called more than once, the last time with the write lock held: no I/O in it."""


NOTHING_ENCODED = Encoded()


class Checking(Store):
    """What a check reads of others, and how what it found is recorded."""

    def articles(self, seqs: Iterable[int]) -> dict[int, Article]:
        """seq → article, of those that are here."""
        found: dict[int, Article] = {}
        with self.reading() as connection:
            for some in chunks(set(seqs)):
                rows = prepared.BY_SEQ.all(connection, {"seqs": some})
                found.update((row.seq, article_of(row)) for row in rows)
        return found

    def outlines(self, seqs: Iterable[int]) -> dict[int, Outline]:
        """seq → outline, of those that are here."""
        found: dict[int, Outline] = {}
        with self.reading() as connection:
            for some in chunks(set(seqs)):
                for row in prepared.OUTLINES.all(connection, {"seqs": some}):
                    found[row.seq] = Outline(row.id, row.agency, row.published_at, bytes(row.head), row.language)
        return found

    def neighbours(self, ids: Iterable[str]) -> dict[str, Article]:
        """id → article, of those that are here."""
        found: dict[str, Article] = {}
        with self.reading() as connection:
            for some in chunks(set(ids)):
                rows = prepared.BY_ID.all(connection, {"ids": some})
                found.update((row.id, article_of(row)) for row in rows)
        return found

    def given(self, seq: int) -> tuple[Article, bytes] | None:
        """The article of that number and its fingerprint; None when it is not here."""
        with self.reading() as connection:
            row = prepared.GIVEN.first(connection, {"seq": seq})
        return None if row is None else (article_of(row), row.body)

    def fingerprints(self, seqs: Iterable[int]) -> dict[int, bytes]:
        """seq → fingerprint, of those that are here."""
        found: dict[int, bytes] = {}
        with self.reading() as connection:
            for some in chunks(set(seqs)):
                rows = prepared.FINGERPRINTS.all(connection, {"seqs": some})
                found.update((row.seq, row.body) for row in rows)
        return found

    def iter_fingerprints(self, after_seq: int = 0, limit: int = 1_000) -> list[StoredFingerprint]:
        """(seq, version, body) of the next `limit` articles above `after_seq`; empty at the end."""
        statement = (
            sa.select(fingerprints).where(fingerprints.c.seq > after_seq).order_by(fingerprints.c.seq).limit(limit)
        )
        with self.reading() as connection:
            return [StoredFingerprint(row.seq, row.version, row.body) for row in connection.execute(statement)]

    def meanings(self, seqs: Iterable[int], version: int) -> dict[int, bytes]:
        """seq → the vectors of the sentences, of those articles that this version encoded."""
        found: dict[int, bytes] = {}
        with self.reading() as connection:
            for some in chunks(set(seqs)):
                rows = prepared.MEANINGS.all(connection, {"seqs": some, "version": version})
                found.update((row.seq, bytes(row.body)) for row in rows)
        return found

    def save_meanings(self, encoded: Encoded) -> None:
        """Keeps the vectors of these articles; of one that is gone meanwhile, nothing."""
        if encoded.bodies:
            with self.writing() as connection:
                _keep(connection, encoded, lock_standing(connection, encoded.bodies))

    def agencies(self) -> frozenset[str]:
        """The agencies that no list knows, by the names under which their own articles are here."""
        with self.reading() as connection:
            return _agencies(connection)

    def grounds(self, article_id: str) -> Grounds | None:
        """All that a verdict on the article is resolved from; None when it is not here."""
        with self.reading() as connection:
            found = _grounds(connection, article_id)
        return found.grounds if found else None

    def record(
        self, lease: Lease, pairs: Sequence[Pair], resolve: Resolve, now: datetime, left_out: int = 0,
        encoded: Encoded = NOTHING_ENCODED,
    ) -> bool:  # fmt: skip
        """Stores what checking found. False, and nothing written, when the lease is no longer held.

        A pair whose other article was deleted meanwhile is dropped. The verdicts of neighbours whose evidence grew
        become stale; writing the same pairs again makes nobody stale. `left_out`: how many carry the same text and were
        not compared. `encoded`: what was encoded for it.
        """
        for pair in pairs:
            if lease.article_id not in (pair.a, pair.b) or not pair.a < pair.b:
                raise ValueError(f"the pair {pair.a}, {pair.b} is not one of article {lease.article_id}")
        given = {pair.b if pair.a == lease.article_id else pair.a: pair for pair in pairs}
        ahead = self._resolve_ahead(lease, given, resolve)
        if ahead is None:
            return False
        with self.writing() as connection:
            seqs = {other: ahead.found.grounds.seqs[other] for other in ahead.found.given}
            locked = lock_standing(connection, {lease.seq, *seqs.values(), *encoded.bodies})
            if not _finish(connection, lease, now):
                return False
            _keep(connection, encoded, locked)
            here = {other: seq for other, seq in seqs.items() if seq in locked}
            changed = _upsert(
                connection, lease.seq, {here[other]: pair for other, pair in given.items() if other in here}
            )
            place = ahead.found.place
            bump(connection, [lease.seq, *(other for other in changed if _counts(place, locked[other].horizon))])
            # Resolved before the transaction, unless the evidence has moved since: then once more, under the lock.
            if ahead.found.grounds.revision != locked[lease.seq].revision or ahead.found.given != frozenset(here):
                found = _grounds(connection, lease.article_id)
                assert found is not None  # its row is locked
                ahead = _Ahead(found, resolve(found.grounds))
            stood = locked[lease.seq]
            grounds, first = ahead.found.grounds, stood.verdict_revision is None
            _write_verdict(connection, lease.seq, ahead.verdict, stood.revision + 1, grounds, first=first)
            if left_out or ahead.found.left_out:
                prepared.LEFT_OUT.run(connection, {"of": lease.seq, "left_out": left_out})
            _tell(connection, events.CHECKED, ahead.verdict, grounds, now)
        return True

    def _resolve_ahead(self, lease: Lease, given: dict[str, Pair], resolve: Resolve) -> _Ahead | None:
        """The verdict on what is stored and given together, without keeping other writers waiting."""
        with self.reading() as connection:
            held = prepared.HELD.first(connection, {"seq": lease.seq, "fence": lease.fence})
            found = _grounds(connection, lease.article_id, given) if held else None
        return None if found is None else _Ahead(found, resolve(found.grounds))

    def save_verdict(self, verdict: Verdict, grounds: Grounds, now: datetime | None = None) -> bool:
        """Stores a verdict that was resolved again from these grounds.

        False, and nothing written, when the evidence has moved on, or a verdict on it is there already.
        """
        with self.writing() as connection:
            stood = prepared.LOCKED_BY_ID.first(connection, {"id": grounds.article.id})
            revision = grounds.revision
            if stood is None or stood.revision != revision or stood.verdict_revision in (None, revision):
                return False
            if _write_verdict(connection, stood.seq, verdict, revision, grounds):
                _tell(connection, events.CHANGED, verdict, grounds, now or clock.now())
        return True

    def verdict(self, article_id: str) -> Verdict | None:
        """The stored verdict, which may be stale: `find` says."""
        statement = sa.select(verdicts.c.body).join_from(verdicts, articles).where(articles.c.id == article_id)
        with self.reading() as connection:
            body = connection.execute(statement).scalar_one_or_none()
        return None if body is None else codec.load_verdict(body)

    def beyond(self, article_id: str) -> int:
        """How many articles it was compared with of which its verdict does not speak, for there are too many."""
        with self.reading() as connection:
            seq = seqs_of(connection, [article_id]).get(article_id)
            return 0 if seq is None else beyond(connection, seq)

    def stale(self, limit: int = 100) -> list[str]:
        """Ids of articles whose evidence has changed since their verdict was resolved."""
        with self.reading() as connection:
            return [article_id for (article_id,) in prepared.STALE.all(connection, {"most": limit})]


def _keep(connection: Connection, encoded: Encoded, here: Collection[int]) -> None:
    """Stores vectors of sentences, or replaces them, of the articles that are `here`."""
    kept = sorted(encoded.bodies.keys() & set(here))
    rows = [{"seq": seq, "version": encoded.version, "body": encoded.bodies[seq]} for seq in kept]
    prepared.PUT_MEANINGS.run_each(connection, rows)


class _Found(NamedTuple):
    grounds: Grounds
    place: str
    """Of the article, among the neighbours of others."""
    given: frozenset[str]
    """The neighbours of the given pairs that were there."""
    left_out: int
    """What an earlier check left out."""


class _Ahead(NamedTuple):
    found: _Found
    verdict: Verdict


def _counts(place_of: str, horizon: str | None) -> bool:
    """Whether an article at this place counts for another that looks so far."""
    return horizon is None or place_of <= horizon


def _grounds(connection: Connection, article_id: str, given: dict[str, Pair] | None = None) -> _Found | None:
    """`given`: pairs to be stored, by the other article; they count as if they were."""
    own = prepared.OWN.first(connection, {"id": article_id})
    if own is None:
        return None
    ruled = {row.id: Ruling(row.ruling) for row in prepared.RULINGS.all(connection, {"seq": own.seq})}
    found = near(connection, own, ruled, given)
    grounds = Grounds(
        article_of(own), own.revision, tuple(found.pairs.values()), found.articles, ruled, found.horizon,
        _agencies(connection), found.seqs,
    )  # fmt: skip
    return _Found(grounds, place(own.agency, own.known_at, own.id), found.given, own.left_out)


_unlisted = lru_cache(maxsize=4)(unlisted)
"""Of the same names the same, for whoever asks for every article: two thousand of them take milliseconds."""


def _agencies(connection: Connection) -> frozenset[str]:
    return _unlisted(tuple(name for (name,) in prepared.AGENCIES.all(connection)))


def _finish(connection: Connection, lease: Lease, now: datetime) -> bool:
    return prepared.FINISHED.run(connection, {"of": lease.seq, "under": lease.fence, "at": now}) == 1


def _upsert(connection: Connection, seq: int, found: dict[int, Pair]) -> set[int]:
    """Stores the pairs of the article with these others. Returns the others whose pair is new or different."""
    bodies = {other: codec.dump_pair(pair) for other, pair in found.items()}
    for some in chunks(sorted(bodies)):
        for other, body in prepared.PAIRS_WITH.all(connection, {"seq": seq, "others": some}):
            if body == bodies[other] or not found[other].aligned:  # what was compared once stays so
                del bodies[other]
    prepared.PUT_PAIRS.run_each(
        connection, [{"low": min(seq, o), "high": max(seq, o), "body": body} for o, body in sorted(bodies.items())]
    )
    for other, body in bodies.items():
        codec.keep_pair(found[other], body)
    return set(bodies)


def _tell(connection: Connection, kind: str, verdict: Verdict, grounds: Grounds, now: datetime) -> None:
    """The event that says what the verdict says now."""
    article_id = grounds.article.id
    known = {**grounds.neighbours, article_id: grounds.article}
    events.emit(connection, kind, [article_id], now, **check_told(connection, article_id, verdict, known, now))


def _write_verdict(
    connection: Connection, seq: int, verdict: Verdict, revision: int, grounds: Grounds, *, first: bool = False
) -> bool:
    """Replaces verdict, relations and summary, and sets the stories right. True when the verdict says anything new.

    `grounds`: what it was resolved from. `first`: it has no verdict yet.
    """
    body = codec.dump_verdict(verdict)
    before = None if first else prepared.VERDICT.scalar(connection, {"seq": seq})
    if before is None:
        prepared.NEW_VERDICT.run(connection, {"seq": seq, "body": body})
    elif before != body:
        prepared.SAME_VERDICT.run(connection, {"of": seq, "body": body})
    best = main_source(verdict.sources)
    prepared.SUMMARY.run(
        connection,
        {
            "of": seq,
            "verdict_revision": revision,
            "horizon": grounds.horizon,
            "derivation": verdict.derivation.value,
            "credit_status": verdict.credit.status.value,
            "named": "\n".join(sorted(named(verdict.credit.stated))) or None,
            "relation": best.relation.value if best else None,
            "source_id": best.article_id if best else None,
            "outdated": len(verdict.outdated),
        },
    )
    if verdict.sources or not first:
        _relate(connection, seq, verdict, grounds.seqs, first)
    return before != body


def _relate(connection: Connection, seq: int, verdict: Verdict, known: Mapping[str, int], first: bool) -> None:
    """Replaces the relations of the article, where they differ, and lets the stories follow. `first`: it has none."""
    characters = verdict.characters()
    new = {
        known[s.article_id]: _Relation(
            known[s.article_id],
            s.relation.value,
            float(s.score),
            s.direction.value,
            s.relation.derived,
            s.relation.derived and s.ruling is not Ruling.REJECTED,
            float(s.share),
            characters.get(s.article_id, 0),
        )
        for s in verdict.sources
        if s.article_id in known
    }
    rows = () if first else prepared.RELATIONS.all(connection, {"seq": seq})
    old = {row.source: _Relation(*row) for row in rows}
    if old == new:
        return
    stories.lock(connection)
    gone = [source for source in old if old[source] != new.get(source)]
    for some in chunks(gone):
        connection.execute(sa.delete(relations).where(relations.c.article == seq, relations.c.source.in_(some)))
    fresh = [{"article": seq} | row._asdict() for source, row in new.items() if row != old.get(source)]
    prepared.NEW_RELATIONS.run_each(connection, fresh)
    tied_before = {source for source, row in old.items() if row.tied}
    tied_now = {source for source, row in new.items() if row.tied}
    stories.untie(connection, seq, tied_before - tied_now)
    if tied_now - tied_before:
        stories.join(connection, {seq, *tied_now})


class _Relation(NamedTuple):
    source: int
    relation: str
    score: float
    direction: str
    derived: bool
    tied: bool
    share: float
    characters: int
