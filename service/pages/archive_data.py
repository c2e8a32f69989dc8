"""`Data` over the real archive: the one place of the pages that knows how the project keeps things."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import redis

from copytaster.archive import Asked, Row, Rung
from copytaster.archive import Filters as ArchiveFilters
from copytaster.match import corrections
from copytaster.match.corrections import Correction
from copytaster.model import Correspondence, Direction, PubStatus, RelationKind, Ruling, Span, Status
from copytaster.runtime import signs
from service import intake
from service import notes as noting
from service import usage as usages
from service.access import embargo
from service.access.auth import caller
from service.access.auth import who as vouched
from service.counted import Counted, Kind, Side
from service.pages.aligned import passages_from, side_by_side, turned
from service.pages.archive_drafts import Drafts, shown_article
from service.pages.archive_lists import EXCERPT, Lists, entry
from service.pages.data import (
    ALERTS,
    Feed,
    Link,
    Notes,
    Pair,
    Queue,
    Story,
    Untaken,
    Worker,
)
from service.reading import report_of, row_of
from service.state import State

STORY_ROWS = 500
VERSIONS = 12
"""Versions of a wire that a story page looks through for corrections."""
MINUTES = 30


class ArchiveData(Lists, Drafts):
    def __init__(self, state: State) -> None:
        super().__init__(state)
        self._redis: redis.Redis | None = None

    # ——— reports ———

    def report(self, article_id: str) -> Mapping[str, Any] | None:
        report = report_of(self._state, article_id, explain=True)
        return self._titled(report) if report and report["status"] is Status.CHECKED else report

    def judgements(self, article_id: str) -> Sequence[Mapping[str, Any]]:
        latest: dict[str, Mapping[str, Any]] = {}
        for j in self._state.archive.judgements(article_id, embargo.visible_at(self._state)):
            other = j.source_id if j.article_id == article_id else j.article_id
            latest[other] = {
                "source_id": other,
                "ruling": j.ruling.value if j.ruling else None,
                "who": j.who,
                "note": j.note,
                "at": j.at,
            }
        return [j for j in latest.values() if j["ruling"]]

    def judge(self, article_id: str, source_id: str, ruling: str | None, who: str, note: str) -> bool:
        if article_id == source_id or not all(row_of(self._state, one) for one in (article_id, source_id)):
            return False
        stand = Ruling(ruling) if ruling else None
        given = intake.judge(self._state, article_id, source_id, stand, vouched(who), note or None)
        return given is not None

    def notes(self, article_id: str) -> Notes:
        said, me = self._state.archive.notes(article_id), caller()
        last = noting.last(said)
        others = {p.id: p.name for p in noting.colleagues(self._state) if me is None or p.id != me.person}
        return Notes(said, last.assignee if last else None, others)

    def note(self, article_id: str, text: str, assign: str, who: str) -> bool:
        seen = row_of(self._state, article_id) is not None
        return seen and noting.write(self._state, article_id, text, assign, who) is not None

    def retry(self, article_id: str) -> bool:
        if row_of(self._state, article_id) is None:
            return False
        if self._state.archive.retry(article_id, self.now()):
            self._state.doorbell.ring()
        return True

    def deeds(
        self, who: str, what: str, most: int, before: int | None = None
    ) -> tuple[Sequence[Mapping[str, Any]], bool]:
        names = {p.id: p.name for p in self._state.archive.people()}
        keyring = self._state.gate.keyring
        names |= {k.id: k.name for k in keyring.keys().values()} if keyring else {}
        wanted = {who, *(i for i, name in names.items() if name == who)} if who else None
        found = self._state.archive.deeds(most + 1, wanted, what or None, before)
        return [{**deed, "name": names.get(str(deed["who"]))} for deed in found[:most]], len(found) > most

    # ——— two articles ———

    def pair(self, a: str, b: str) -> Pair | None:
        grounds = self._state.archive.grounds(a)
        if grounds is None or not embargo.sees(self._state, grounds.article):
            return None
        found = next((p for p in grounds.pairs if {p.a, p.b} == {a, b}), None)
        other = grounds.neighbours.get(b) or self._state.archive.neighbours([b]).get(b)
        if other is None or not embargo.sees(self._state, other):
            return None
        report = self.report(a) or {}
        relation = next((s for s in report.get("sources") or () if s["article_id"] == b), None)
        links = [_correspondence(c, found.a == a) for c in found.standing] if found else []
        given = relation is not None and relation["direction"] != Direction.FROM_SOURCE
        theirs = map(turned, passages_from(self.report(b) or {}, a)) if given else ()
        spans = side_by_side(passages_from(report, b), theirs, links)
        compared = found is None or found.aligned
        return Pair(shown_article(grounds.article), shown_article(other), spans, relation, compared)

    # ——— stories ———

    def story(self, story_id: str) -> Story | None:
        found = self._state.archive.story(
            story_id, STORY_ROWS, excerpt=EXCERPT, visible_at=embargo.visible_at(self._state)
        )
        if found is None:
            return None
        links = [
            Link(
                r.article_id,
                r.source_id,
                r.relation.value,
                r.score,
                r.direction.value,
                "rejected" if r.relation.derived and not r.tied else None,
                r.share,
            )
            for r in found.relations
        ]
        return Story(
            found.id,
            self.told([entry(row) for row in found.rows]),
            links,
            self._corrections(found.rows, links),
            self._kills(found.rows),
            found.size,
        )

    def _kills(self, rows: Sequence[Row]) -> dict[str, Sequence[str]]:
        """Who of the story still prints what was killed."""
        here = {row.article.id for row in rows}
        killed = [row.article.id for row in rows if row.article.status is PubStatus.CANCELED][:VERSIONS]
        return {i: [c for c in self._state.archive.carriers(i) if c in here] for i in killed}

    def _corrections(self, rows: Sequence[Row], links: Sequence[Link]) -> list[Correction]:
        """What later versions of each wire of the story changed."""
        known = {row.article.id: row for row in rows}
        updates = {
            tuple(sorted((x.article_id, x.source_id), key=lambda i: (_time(known[i]), i)))
            for x in links
            if x.relation == RelationKind.UPDATE
            and {x.article_id, x.source_id} <= known.keys()
            and known[x.article_id].article.agency
            and known[x.source_id].article.agency
        }
        found: list[Correction] = []
        for old_id in list(dict.fromkeys(old for old, _ in sorted(updates)))[:VERSIONS]:
            grounds = self._state.archive.grounds(old_id)
            if grounds is None:
                continue
            pairs = corrections.pairs_of(old_id, grounds.pairs, grounds.neighbours, known.keys())
            later = {new for old, new in updates if old == old_id}
            copies = [(article, pair) for article, pair in pairs if not article.agency]
            for article, pair in pairs:
                if article.id in later:
                    found += corrections.between(grounds.article, article, pair, copies)
        return found

    def story_sizes(self, story_ids: Sequence[str]) -> Mapping[str, int]:
        return self._state.archive.story_sizes(story_ids, embargo.visible_at(self._state))

    # ——— usage ———

    def usage(
        self, kind: Kind, name: str, side: Side, since: str, until: str, source_id: str | None
    ) -> Counted:
        last, visible_at = _day(until), embargo.visible_at(self._state)
        usages.require_known(self._state, kind, name, visible_at)
        asked = usages.asked_of(kind, name, side)._replace(
            since=_day(since), until=last + timedelta(days=1) if last and last.year < 9999 else last,
            source_id=source_id, visible_at=visible_at,
        )  # fmt: skip
        return usages.usage(self._state, asked, side)

    def used(self, article_id: str) -> Counted:
        asked = Asked(source_id=article_id, visible_at=embargo.visible_at(self._state))
        return usages.usage(self._state, asked)

    def alerts(self) -> Sequence[Rung]:
        return self._state.archive.alerts(ALERTS, embargo.visible_at(self._state))

    # ——— the queue ———

    def queue(self) -> Queue:
        archive, now = self._state.archive, self.now()
        stands = archive.queue()
        counts = {str(status.value): n for status, n in archive.counts().items()}
        minutes = archive.checked_by_minute(now, MINUTES)
        failures, _ = self.listed(ArchiveFilters(status=Status.FAILED), None, 10)
        checking, _ = self.listed(ArchiveFilters(status=Status.CHECKING), None, 10)
        queued, _ = self.listed(ArchiveFilters(status=Status.QUEUED), None, 10)
        return Queue(
            counts,
            stands.oldest,
            minutes[-1],
            self._workers(),
            [entry(row) for row in failures],
            [entry(row) for row in (*checking, *queued)][:10],
            minutes,
            *self._feeds(),
        )

    def _feeds(self) -> tuple[list[Feed], list[Untaken]]:
        archive = self._state.archive
        rows = archive.sources()
        names = {row.source: row.label for row in rows}
        feeds = [
            Feed(row.kind, row.label, row.looked_at, row.taken_at, row.taken, row.refused, row.failures, row.error,
                 row.next_look)
            for row in rows
        ]  # fmt: skip
        untaken = [
            Untaken(item.label, names.get(item.source, ""), item.reason or "", item.at, item.tries > 0)
            for item in (archive.not_taken(10) if rows else ())
        ]
        return feeds, untaken

    def _workers(self) -> list[Worker] | None:
        """Workers whose sign of life stands; None when the queue's server does not answer."""
        url = self._state.settings.queue_redis
        if not url:
            return None
        try:
            if self._redis is None:
                self._redis = redis.Redis.from_url(url, socket_connect_timeout=0.5, socket_timeout=1.0)
            _, workers = signs.read(self._redis)
        except redis.RedisError:
            return None
        return [Worker(name, "alive", self.now()) for name, lives in workers.items() if lives]


def _time(row: Row) -> datetime:
    return row.article.published_at or row.article.received_at or row.accepted_at


def _day(value: str) -> datetime | None:
    try:
        return datetime.combine(date.fromisoformat(value), time.min, UTC)
    except ValueError:
        return None


def _span(s: Span) -> dict[str, int]:
    return {"start": s.start, "end": s.end}


def _correspondence(c: Correspondence, first: bool) -> dict[str, Any]:
    here, there = (c.a, c.b) if first else (c.b, c.a)
    changes = [(x.what, *((x.a, x.b) if first else (x.b, x.a))) for x in c.changes]
    return {
        "kind": c.kind.value,
        "score": c.score,
        "here": _span(here),
        "there": _span(there),
        "changes": [
            {"what": what, "here": _span(x) if x else None, "there": _span(y) if y else None} for what, x, y in changes
        ],
    }
