"""Drafts over the real archive: checked, and kept for a day where somebody asks for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from copytaster.archive import KeptDraft
from copytaster.clean import Rejected, Submission, media_type_of
from copytaster.fields import shown
from copytaster.model import Article
from copytaster.shapes import Report
from service import drafts as drafting
from service import intake
from service.access import embargo
from service.pages.aligned import passages_from
from service.pages.archive_lists import Base, beginning_of
from service.pages.data import DraftRejected, Given, Kept, Pair


class Drafts(Base):
    """What the pages ask of drafts."""

    def _titled(self, report: Report) -> Report:
        """Sources without a headline are named by how they begin."""
        bare = [s["article_id"] for s in report["sources"] if not s["title"]]
        found = self._state.archive.neighbours(bare) if bare else {}
        for source in report["sources"]:
            article = found.get(source["article_id"])
            if article is not None:
                source["title"] = beginning_of(article)
        return report

    def draft(self, given: Given) -> Mapping[str, Any]:
        said = Submission(
            title=given.title or None, outlet=given.outlet or None, agency=given.agency or None,
            published_at=self._moment(given.published), url=given.url or None,
        )  # fmt: skip
        if given.upload is not None:
            name, body = given.upload
            submission = replace(said, body=body, media_type=media_type_of(name))
        else:
            submission = replace(said, text=given.text)
        try:
            return self._titled(intake.check(self._state, submission))
        except Rejected as rejected:
            limit = f" (limit: {rejected.limit})" if rejected.limit else ""
            raise DraftRejected(f"{rejected.detail[:1].upper()}{rejected.detail[1:]}{limit}", rejected.status) from None

    def _moment(self, published: str) -> str | None:
        """With the zone of the newsroom where none is named. What cannot be read is left to cleaning, which says so."""
        try:
            moment = datetime.fromisoformat(published)
        except ValueError:
            return published or None
        return (moment if moment.tzinfo else moment.replace(tzinfo=self.zone())).isoformat()

    def keep_draft(self, report: Mapping[str, Any]) -> str:
        return drafting.keep(self._state, report)

    def kept_draft(self, link: str) -> Kept | None:
        found = drafting.found(self._state, link)
        return None if found is None else Kept(link, found.report, found.until)

    def kept_drafts(self) -> Sequence[KeptDraft]:
        return drafting.mine(self._state)

    def drop_draft(self, link: str) -> bool:
        return drafting.forget(self._state, link)

    def draft_pair(self, kept: Kept, b: str) -> Pair | None:
        report = kept.report
        source = next((s for s in report["sources"] if s["article_id"] == b), None)
        other = self._state.archive.neighbours([b]).get(b) if source else None
        if other is None or not embargo.sees(self._state, other):
            return None
        aligned = passages_from(report, b)
        return Pair({**report["article"], "id": ""}, shown_article(other), aligned, source)


def shown_article(a: Article) -> dict[str, Any]:
    """An article as the report's JSON has it, named by how it begins where it has no headline."""
    return shown(a) | {"title": a.title or beginning_of(a)}
