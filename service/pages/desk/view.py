"""The desk: what came in, or was published last, first; the articles of one story folded under its origin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from copytaster.archive import Facets, Part, Sort
from copytaster.fields import beginning
from copytaster.frozen import frozen
from copytaster.model import Direction
from service.pages import oddities
from service.pages.colours import colour
from service.pages.data import Entry, Filters, KeptView
from service.pages.desk import facets
from service.pages.desk.facets import Chosen, FacetView
from service.pages.links import language
from service.pages.wording import (
    CREDIT_LABELS,
    DERIVED,
    EMBARGOED,
    ENDED_LABELS,
    STATUS_LABELS,
    USE_LABELS,
    count,
    relation,
    share,
)

SHOWN_CREDIT = frozenset({"uncredited", "miscredited", "partly_credited"})


@frozen
class Slice:
    """A part of the bar, in hundredths of it."""

    x: int
    width: int
    colour: int


@frozen
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
    """``Rewrite of``, or nothing."""
    derived: bool
    source_id: str | None
    source_name: str
    credit: str
    credit_label: str
    use_label: str
    """``Killed``, ``Embargoed``, ``Correction``, or nothing."""
    language: str | None
    in_story: bool
    outdated: str
    """``2 corrected facts``, or nothing."""
    bar: tuple[Slice, ...]
    shares: str
    """The bar in words."""
    has: str
    """The name of who has it, or nothing."""


@frozen
class Group:
    """One item of the desk: an article alone, or the origin of a story with what is folded under it."""

    key: str
    head: EntryView
    folded: tuple[EntryView, ...] = ()
    story_id: str | None = None
    size: int = 0
    """Articles in the whole story, also those that are not on this page."""
    uncredited: int = 0


@frozen
class SavedView:
    """A link to the desk that somebody kept."""

    id: int
    name: str
    query: str
    whose: str
    """For whom it is kept: ``foreign``, a team; ``you``; or nothing, where it is for everybody."""
    here: bool


@frozen
class DeskView:
    groups: tuple[Group, ...]
    filters: Filters
    people: Mapping[str, str]
    """Those who may have an article, by id; `me` among them where somebody has signed in."""
    next: str | None
    first: bool
    heading: str
    facets: tuple[FacetView, ...]
    chosen: tuple[Chosen, ...]
    views: tuple[SavedView, ...]
    outlets: tuple[str, ...]
    agencies: tuple[str, ...]


def entry_view(
    e: Entry, names: Mapping[str, str], parts: Sequence[Part] = (), sort: Sort = Sort.PUBLISHED, has: str = ""
) -> EntryView:
    """`names`: of sources, by article id; `parts`: what gave it something; `sort`: which of its times is told;
    `has`: the name of who has it."""
    published = e.published_at is not None and (sort is Sort.PUBLISHED or e.received_at is None)
    bar, shares = _bar(parts)
    main = next((part for part in parts if part.source_id == e.source_id), None)
    either = main is not None and main.direction is Direction.UNDETERMINED
    return EntryView(
        article_id=e.article_id,
        title=title_of(e),
        name=name_of(e),
        wire=bool(e.agency),
        when=e.published_at if published else e.received_at,
        published=published,
        status=e.status,
        status_label=STATUS_LABELS.get(e.status, e.status),
        error=oddities.legible(e.error),
        tries=e.tries,
        relation=relation(e.relation or "", either),
        derived=e.relation in DERIVED,
        source_id=e.source_id,
        source_name=names.get(e.source_id or "", ""),
        credit=e.credit or "",
        use_label=_use(e),
        credit_label=CREDIT_LABELS.get(e.credit or "", "") if e.credit in SHOWN_CREDIT else "",
        language=language(e.language),
        in_story=e.story_id is not None,
        outdated=count(e.outdated, "corrected fact") if e.outdated else "",
        bar=bar,
        shares=shares,
        has=oddities.legible(has),
    )


def _use(e: Entry) -> str:
    """What its publisher says of its use, where that is not the usual: in a later version, or in this one."""
    if e.embargoed:
        return EMBARGOED
    own = e.pubstatus if e.pubstatus in ENDED_LABELS else ""
    return ENDED_LABELS.get(e.ended, "") or (USE_LABELS[own] if own else "")


def _bar(parts: Sequence[Part]) -> tuple[tuple[Slice, ...], str]:
    """Side by side in the order and the colours of the report, and the same in words."""
    slices, said, at = [], [], 0
    for number, part in enumerate(parts, 1):
        if part.share > 0:
            width = max(0, min(100 - at, max(1, round(part.share * 100))))
            slices.append(Slice(at, width, colour(number)))
            at += width
            name = oddities.legible(part.agency) or oddities.legible(part.outlet) or "another article"
            said.append(f"{name} {share(part.share)}")
    return tuple(slices), ", ".join(said)


def title_of(e: Entry) -> str:
    """What a page calls an article wherever it is named: by its headline, or by its first words."""
    return oddities.legible(e.title) or beginning(oddities.legible(e.beginning))


def name_of(e: Entry) -> str:
    return oddities.legible(e.agency) or oddities.legible(e.outlet) or "Outlet unknown"


@frozen
class Listed:
    """What a page of the desk is made from."""

    entries: Sequence[Entry]
    following: str | None
    anchors: Mapping[str, Entry]
    """Origins of stories that are not on this page, by story id."""
    sizes: Mapping[str, int]
    names: Mapping[str, str]
    """Of sources, by article id."""
    parts: Mapping[str, Sequence[Part]]
    has: Mapping[str, str]
    """Who has an article, by its id."""


def build(
    listed: Listed, filters: Filters, cursor: str | None, found: Facets, views: Sequence[KeptView] = (),
    people: Mapping[str, str] | None = None,
) -> DeskView:  # fmt: skip
    """The page."""
    at = filters.query()
    kept = (SavedView(v.id, v.name, v.query, owner_label(v.whose), facets.parsed(v.query) == at) for v in views)
    return DeskView(
        groups=_groups(listed, filters),
        filters=filters,
        next=listed.following,
        first=cursor is None,
        heading=_heading(found.total, filters, cursor is None),
        facets=facets.build(found, filters),
        chosen=facets.chosen(filters, people or {}),
        people=people or {},
        views=tuple(kept),
        outlets=tuple(found.found["outlet"].values),
        agencies=tuple(found.found["agency"].values),
    )


def owner_label(whose: str) -> str:
    """As `SavedView.whose`."""
    return {"everybody": "", "me": "you"}.get(whose, whose.removeprefix("team:"))


def _heading(total: int, filters: Filters, first: bool) -> str:
    what = count(total, "article")
    if filters.q:
        what = f"{what} with “{oddities.legible(filters.q)}”"
    return what if first else f"{what}, further on"


def _groups(listed: Listed, filters: Filters) -> tuple[Group, ...]:
    """Folded by story where nothing is left out; a narrowed list is of what fits alone, line by line."""
    sort = Sort(filters.sort or Sort.RECEIVED)
    known = {**listed.names, **{e.article_id: name_of(e) for e in (*listed.entries, *listed.anchors.values())}}
    views = {
        e.article_id: entry_view(
            e, known, listed.parts.get(e.article_id, ()), sort, listed.has.get(e.article_id, "")
        )
        for e in (*listed.anchors.values(), *listed.entries)
    }
    members: dict[str, list[Entry]] = {}
    for e in listed.entries:
        if e.story_id:
            members.setdefault(e.story_id, []).append(e)
    groups: dict[str, Group] = {}
    for e in listed.entries:
        story = None if filters else e.story_id
        if story is None or listed.sizes.get(story, 1) < 2:
            groups[e.article_id] = Group(e.article_id, views[e.article_id])
        elif story not in groups:
            groups[story] = _folded(story, members[story], listed, views)
    return tuple(groups.values())


def _folded(story: str, members: Sequence[Entry], listed: Listed, views: Mapping[str, EntryView]) -> Group:
    here = next((m for m in members if m.article_id == story), members[0])
    head = listed.anchors.get(story) or here
    rest = [m for m in members if m.article_id != head.article_id]
    size = max(listed.sizes.get(story, 0), len(rest) + 1)
    uncredited = sum(m.credit == "uncredited" for m in rest)
    return Group(story, views[head.article_id], tuple(views[m.article_id] for m in rest), story, size, uncredited)
