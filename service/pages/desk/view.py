"""The desk: what came in, newest first, with the articles of one story folded under its origin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from service.pages import oddities
from service.pages.data import Entry, Filters
from service.pages.wording import CREDIT_LABELS, DERIVED, RELATION_LABELS, STATUS_LABELS, USE_LABELS, beginning


@dataclass(frozen=True, slots=True)
class EntryView:
    article_id: str
    title: str
    name: str
    wire: bool
    when: datetime | None
    published: bool
    """Whether `when` is the time of publication; else the time it came in."""
    status: str
    status_label: str
    error: str
    tries: int
    relation: str
    """``Rewrite``, or nothing."""
    derived: bool
    source_id: str | None
    source_name: str
    credit: str
    credit_label: str
    use_label: str
    """``Killed``, ``Embargoed``, ``Correction``, or nothing."""
    language: str | None
    in_story: bool


@dataclass(frozen=True, slots=True)
class Group:
    """One item of the desk: an article alone, or the origin of a story with what is folded under it."""

    key: str
    head: EntryView
    folded: tuple[EntryView, ...] = ()
    story_id: str | None = None
    size: int = 0
    """Articles in the whole story, also those that are not on this page."""
    uncredited: int = 0


@dataclass(frozen=True, slots=True)
class DeskView:
    groups: tuple[Group, ...]
    filters: Filters
    next: str | None
    first: bool
    shown: int
    outlets: tuple[str, ...] = field(default=())
    agencies: tuple[str, ...] = field(default=())


def entry_view(e: Entry, names: Mapping[str, str]) -> EntryView:
    return EntryView(
        article_id=e.article_id,
        title=oddities.legible(e.title) or beginning(oddities.legible(e.beginning)),
        name=name_of(e),
        wire=bool(e.agency),
        when=e.published_at or e.received_at,
        published=e.published_at is not None,
        status=e.status,
        status_label=STATUS_LABELS.get(e.status, e.status),
        error=oddities.legible(e.error),
        tries=e.tries,
        relation=RELATION_LABELS.get(e.relation or "", ""),
        derived=e.relation in DERIVED,
        source_id=e.source_id,
        source_name=names.get(e.source_id or "", ""),
        credit=e.credit or "",
        use_label=USE_LABELS.get(e.pubstatus, ""),
        credit_label=CREDIT_LABELS.get(e.credit or "", "")
        if e.credit in {"uncredited", "miscredited", "partly_credited"}
        else "",
        language=e.language if e.language and e.language != "und" and e.language.isalpha() else None,
        in_story=e.story_id is not None,
    )


def name_of(e: Entry) -> str:
    return oddities.legible(e.agency) or oddities.legible(e.outlet) or "Outlet unknown"


def build(
    entries: Sequence[Entry],
    filters: Filters,
    cursor: str | None,
    following: str | None,
    anchors: Mapping[str, Entry],
    sizes: Mapping[str, int],
    names: Mapping[str, str],
) -> DeskView:
    """`anchors`: origins of stories that are not on this page, by story id; `names`: of sources, by article id."""
    known = {**names, **{e.article_id: name_of(e) for e in (*entries, *anchors.values())}}
    views = {e.article_id: entry_view(e, known) for e in (*anchors.values(), *entries)}
    fold = not filters.q
    groups: list[Group] = []
    members: dict[str, list[Entry]] = {}
    for e in entries:
        if e.story_id:
            members.setdefault(e.story_id, []).append(e)
    seen: set[str] = set()
    for e in entries:
        story = e.story_id if fold else None
        if story is None or sizes.get(story, 1) < 2:
            groups.append(Group(e.article_id, views[e.article_id]))
            continue
        if story in seen:
            continue
        seen.add(story)
        head = anchors.get(story) or next((m for m in members[story] if m.article_id == story), members[story][0])
        rest = [m for m in members[story] if m.article_id != head.article_id]
        groups.append(
            Group(
                story,
                views[head.article_id],
                tuple(views[m.article_id] for m in rest),
                story,
                max(sizes.get(story, 0), len(rest) + 1),
                sum(m.credit in {"uncredited", "miscredited"} for m in rest),
            )
        )
    return DeskView(
        tuple(groups),
        filters,
        following,
        cursor is None,
        len(entries),
        tuple(sorted({e.outlet for e in entries if e.outlet}))[:200],
        tuple(sorted({e.agency for e in entries if e.agency})),
    )
