"""The lists of the pages over the real archive: what the desk shows, counts and keeps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from copytaster.archive import BadCursor, Facets, Part, Row, Sort
from copytaster.archive import Filters as ArchiveFilters
from copytaster.fields import LISTED, LOOKED_AT, beginning
from copytaster.model import Article, PubStatus, Status
from service import notes as noting
from service import views as viewing
from service.access import embargo
from service.errors import Problem
from service.pages.data import Entry, Filters, KeptView
from service.pages.days import moment
from service.state import State

EXCERPT = LOOKED_AT
"""Characters of a text that a list reads: those by which an article without a headline is called."""
_OF_ARTICLE = {f.beside: f.name for f in LISTED if f.beside in {own.name for own in fields(Entry)}}


class Base:
    """What all of `Data` stands on."""

    def __init__(self, state: State) -> None:
        self._state = state

    def now(self) -> datetime:
        return self._state.now()

    def zone(self) -> tzinfo:
        return ZoneInfo(self._state.settings.zone)


class Lists(Base):
    """Articles that fit, line by line and counted, and views that somebody kept."""

    def entries(self, filters: Filters, cursor: str | None, limit: int) -> tuple[Sequence[Entry], str | None]:
        try:
            rows, following = self.listed(self._filters(filters), cursor, limit, Sort(filters.sort or Sort.RECEIVED))
        except BadCursor as error:
            raise Problem.wrong("cursor", f"{error}.", "parameter") from None
        return self.told([entry(row) for row in rows]), following

    def told(self, entries: Sequence[Entry]) -> list[Entry]:
        """With what became of them: an embargo that is over, a later version that killed or corrected one."""
        seen, now = embargo.visible_at(self._state), self.now()
        ended = self._state.archive.endings([e.article_id for e in entries], seen) if entries else {}
        return [
            replace(
                e, ended=str(ended[e.article_id].status.value) if e.article_id in ended else "",
                embargoed=e.pubstatus == PubStatus.WITHHELD and (e.embargoed_until is None or e.embargoed_until > now),
            )
            for e in entries
        ]  # fmt: skip

    def briefly(self, article_ids: Sequence[str]) -> Mapping[str, Entry]:
        wanted = list(dict.fromkeys(article_ids))
        found = self._state.archive.neighbours(wanted) if wanted else {}
        seen = (brief(article) for article in found.values() if embargo.sees(self._state, article))
        return {e.article_id: e for e in self.told(list(seen))}

    def facets(self, filters: Filters) -> Facets:
        asked = replace(self._filters(filters), visible_at=embargo.visible_at(self._state))
        return self._state.counts.of(self._state.archive.facets, asked)

    def parts(self, article_ids: Sequence[str]) -> Mapping[str, Sequence[Part]]:
        return self._state.archive.parts(article_ids, embargo.visible_at(self._state))
    def has(self, article_ids: Sequence[str]) -> Mapping[str, str]:
        return self._state.archive.assigned(article_ids)

    def people(self) -> Mapping[str, str]:
        return {person.id: person.name for person in noting.colleagues(self._state)}

    def views(self) -> Sequence[KeptView]:
        return [KeptView(view.id, view.name, view.query, viewing.whose(view)) for view in viewing.kept(self._state)]

    def keep_view(self, name: str, query: str, whose: str) -> None:
        viewing.keep(self._state, name, query, whose)

    def drop_view(self, view_id: int) -> bool:
        return viewing.forget(self._state, view_id)

    def owners(self) -> Sequence[str]:
        found = viewing.possible_owners()
        return found if self._state.gate.may("judge") else [name for name in found if name == viewing.ME]

    def _filters(self, f: Filters) -> ArchiveFilters:
        """Values that no article can have are given on as they are: they find nothing, which is the truth."""
        zone = self.zone()
        return ArchiveFilters(
            status=f.status or None,
            pubstatus=f.pubstatus or None,
            outlet=f.outlet or None,
            agency=f.agency or None,
            relation=f.relation or None,
            derivation=f.derivation or None,
            credit_status=f.credit or None,
            language=f.language or None,
            outdated=f.outdated or None,
            source_agency=f.source_agency or None,
            assignee=noting.assigned_to(f.assigned),
            since=moment(f.since, self.now(), zone),
            until=moment(f.until, self.now(), zone, end=True),
            q=f.q or None,
        )

    def listed(
        self, filters: ArchiveFilters, cursor: str | None, limit: int, sort: Sort = Sort.RECEIVED
    ) -> tuple[Sequence[Row], str | None]:
        seen = replace(filters, visible_at=embargo.visible_at(self._state))
        return self._state.archive.list(seen, cursor, limit, excerpt=EXCERPT, sort=sort)


def entry(row: Row) -> Entry:
    return replace(
        brief(row.article),
        received_at=row.article.received_at or row.accepted_at,
        status=row.status.value,
        error=row.error,
        tries=row.tries,
        derivation=row.derivation and row.derivation.value,
        relation=row.relation and row.relation.value,
        source_id=row.source_id,
        credit=row.credit_status and row.credit_status.value,
        story_id=row.story_id,
        outdated=row.outdated,
    )


def brief(a: Article) -> Entry:
    said = {shown_as: getattr(a, name) for shown_as, name in _OF_ARTICLE.items()}
    return Entry(article_id=a.id, status=Status.CHECKED.value, beginning=beginning_of(a), **said)


def beginning_of(a: Article) -> str:
    return beginning(a.text, [(s.start, s.end) for s in a.boilerplate])
