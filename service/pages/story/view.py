"""A story: who published when, who took from whom, how many independent origins there are.

Links are read from both sides' verdicts and become one edge a pair. An origin is an article that took
from no other; origins that are versions of each other, or whose direction is undetermined, are one: forty reprints,
or two outlets that share an unseen wire, count once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from copytaster.frozen import frozen
from copytaster.match.corrections import Correction
from service.pages.data import Entry, Link, Story
from service.pages.desk.view import EntryView, entry_view, name_of
from service.pages.story import graph as story_graph
from service.pages.story import timeline as story_timeline
from service.pages.wording import DERIVED, count, listed, span_of_time

NAMED = 6
"""Articles that are named of those that one article took from."""


@frozen
class Edge:
    """`taker` took from `source`; where that is undetermined, they are in order of time."""

    taker: str
    source: str
    relation: str
    score: float
    determined: bool
    shows: bool = False
    """Whether the taker's report shows passages from there."""


@frozen
class RowView:
    entry: EntryView
    took: tuple[tuple[EntryView, Edge], ...]
    alike: int
    """Other articles it is tied to, which took from the same."""
    given: int
    origin: bool


@frozen
class CorrectionView:
    correction: Correction
    old: EntryView
    new: EntryView
    carriers: tuple[EntryView, ...]


@frozen
class KillView:
    killed: EntryView
    carriers: tuple[EntryView, ...]


@frozen
class StoryView:
    story_id: str
    title: str
    finding: str
    size: int
    rows: tuple[RowView, ...]
    origins: tuple[tuple[EntryView, ...], ...]
    timeline: story_timeline.Timeline
    graph: story_graph.Graph
    corrections: tuple[CorrectionView, ...]
    kills: tuple[KillView, ...]


def edges(entries: Sequence[Entry], links: Iterable[Link]) -> list[Edge]:
    """One edge for every pair of articles that a derived, not rejected relation ties; the surest statement wins.

    What an article took is for its own report to say: only where that says nothing of a source, the source's word that
    it gave counts.
    """
    links = list(links)
    said = {(link.article_id, link.source_id) for link in links if link.direction != "to_source"}
    order = {e.article_id: (_when(e), e.article_id) for e in entries}
    best: dict[frozenset[str], Edge] = {}
    for link in links:
        if link.relation not in DERIVED or link.judgement == "rejected":
            continue
        if link.article_id not in order or link.source_id not in order or link.article_id == link.source_id:
            continue
        taker, source = link.article_id, link.source_id
        if link.direction == "to_source" and (source, taker) in said:
            continue
        if link.direction == "to_source" or (link.direction != "from_source" and order[taker] < order[source]):
            taker, source = source, taker
        determined, shows = link.direction in {"from_source", "to_source"}, taker == link.article_id and link.share > 0
        edge = Edge(taker, source, link.relation, link.score, determined, shows)
        pair = frozenset((taker, source))
        known = best.get(pair)
        if known is None or (edge.determined, edge.score) > (known.determined, known.score):
            best[pair] = edge
    return sorted(best.values(), key=lambda e: (order[e.taker], -e.score, order[e.source]))


def origins(entries: Sequence[Entry], found: Sequence[Edge]) -> list[list[str]]:
    """Independent origins, each with the articles that stand for it, the earliest first."""
    takes = {e.taker for e in found if e.determined and e.relation != "update"}
    roots = [e.article_id for e in sorted(entries, key=lambda e: (_when(e), e.article_id)) if e.article_id not in takes]
    parent = {r: r for r in roots}

    def top(x: str) -> str:
        while parent[x] != x:
            parent[x] = parent[parent[x]]
            x = parent[x]
        return x

    for e in found:
        if (not e.determined or e.relation in {"update", "identical"}) and e.taker in parent and e.source in parent:
            a, b = sorted((top(e.taker), top(e.source)), key=roots.index)
            parent[b] = a
    groups: dict[str, list[str]] = {}
    for r in roots:
        groups.setdefault(top(r), []).append(r)
    return list(groups.values())


def telling(found: Sequence[Edge], standing: Collection[str]) -> list[Edge]:
    """The edges that say where something came from; all copies of one origin are tied to each other.

    Of each article: its ties to origins, and to all of which its report shows passages; where it has none, its
    strongest tie; of origins, also what is undetermined.
    """
    by_taker: dict[str, list[Edge]] = {}
    for e in found:
        by_taker.setdefault(e.taker, []).append(e)
    kept = []
    for taker, mine in by_taker.items():
        sure = [e for e in mine if e.determined]
        best = [e for e in sure if e.source in standing or e.shows] or sorted(sure, key=lambda e: -e.score)[:1]
        if taker in standing:
            best += [e for e in mine if not e.determined and e.source in standing]
        kept += best
    return kept


def build(story: Story, size: int | None = None) -> StoryView:
    entries = sorted(story.entries, key=lambda e: (_when(e), e.article_id))
    names = {e.article_id: name_of(e) for e in entries}
    views = {e.article_id: entry_view(e, names) for e in entries}
    found = edges(entries, story.links)
    roots = origins(entries, found)
    standing = {i for group in roots for i in group}
    main = telling(found, standing)
    took: dict[str, list[Edge]] = {}
    given: dict[str, int] = {}
    ties: dict[str, int] = {}
    for e in main:
        took.setdefault(e.taker, []).append(e)
        given[e.source] = given.get(e.source, 0) + 1
    for e in found:
        ties[e.taker] = ties.get(e.taker, 0) + 1
    anchor = views.get(story.story_id) or (views[entries[0].article_id] if entries else None)
    total = size or len(entries)
    return StoryView(
        story_id=story.story_id,
        title=anchor.title if anchor else "Story",
        finding=_finding(entries, roots, names, total, story),
        size=total,
        rows=tuple(
            RowView(
                views[e.article_id],
                tuple((views[x.source], x) for x in took.get(e.article_id, ())[:NAMED]),
                ties.get(e.article_id, 0) - len(took.get(e.article_id, ())),
                given.get(e.article_id, 0),
                e.article_id in standing,
            )
            for e in entries
        ),
        origins=tuple(tuple(views[i] for i in group) for group in roots),
        timeline=story_timeline.timeline(entries, names, standing),
        graph=story_graph.graph(entries, names, main, standing),
        corrections=tuple(
            CorrectionView(
                c, views[c.old_version], views[c.new_version], tuple(views[i] for i in c.carried_by if i in views)
            )
            for c in story.corrections
            if c.old_version in views and c.new_version in views
        ),
        kills=tuple(
            KillView(views[i], tuple(views[c] for c in carriers if c in views))
            for i, carriers in story.kills.items()
            if i in views
        ),
    )


def _when(e: Entry) -> str:
    when = e.published_at or e.received_at
    return when.isoformat() if when else "~"


def _finding(
    entries: Sequence[Entry],
    roots: Sequence[Sequence[str]],
    names: Mapping[str, str],
    total: int,
    story: Story,
) -> str:
    times: list[datetime] = [t for t, _ in story_timeline.dated(entries)]
    lasted = f" over {span_of_time((max(times) - min(times)).total_seconds())}" if len(times) > 1 else ""
    who = listed(list(dict.fromkeys(names[group[0]] for group in roots)))
    head = f"{count(total, 'article')}{lasted}, {count(len(roots), 'independent origin')}: {who}."
    prints = {i for carriers in story.kills.values() for i in carriers}
    if story.kills:
        what = f"{count(len(prints), 'article')} still {'prints' if len(prints) == 1 else 'print'}" if prints else ""
        head += f" Its publisher has killed it; {what or 'no article prints'} it."
    carriers = {i for c in story.corrections for i in c.carried_by}
    if carriers:
        verb = "carries" if len(carriers) == 1 else "carry"
        head += f" {count(len(carriers), 'article')} still {verb} what the wire has corrected."
    return head
