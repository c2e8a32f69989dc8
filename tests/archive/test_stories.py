"""Stories against a naive oracle: after any checks, rulings and removals they are the connected components."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from copytaster.archive import Archive, BadCursor
from copytaster.model import Article, RelationKind, Ruling

from .make import NOW, article, check, pair, recheck, refresh, story_of

_examples = count()
KINDS = [RelationKind.COPY, RelationKind.REWRITE, RelationKind.SAME_EVENT]
MOST = 8


@dataclass
class Oracle:
    """Everything remembered, everything worked out anew each time."""

    articles: dict[str, Article] = field(default_factory=dict)
    pairs: dict[frozenset[str], RelationKind] = field(default_factory=dict)
    rejected: set[frozenset[str]] = field(default_factory=set)

    def story(self, article_id: str) -> str | None:
        reached = {article_id}
        while True:
            more = {
                other
                for edge, kind in self.pairs.items()
                if kind.derived and edge not in self.rejected and edge & reached
                for other in edge
            } - reached
            if not more:
                break
            reached |= more
        if len(reached) == 1:
            return None
        return min(reached, key=self._rank)

    def _rank(self, article_id: str) -> tuple[bool, object, str]:
        given = self.articles[article_id]
        return (given.agency is None, given.published_at or given.received_at, article_id)


def _agree(archive: Archive, oracle: Oracle) -> None:
    stories = {article_id: oracle.story(article_id) for article_id in oracle.articles}
    assert {article_id: story_of(archive, article_id) for article_id in oracle.articles} == stories
    named = list(stories.values())
    sizes = {name: named.count(name) for name in named if name is not None}
    assert archive.story_sizes([*sizes, "no story"]) == sizes
    for name in set(stories.values()) - {None}:
        assert name is not None
        story = archive.story(name)
        assert story is not None
        members = {article_id for article_id, other in stories.items() if other == name}
        assert {row.article.id for row in story.rows} == members
        assert story.size == len(members)
        assert story.id == name
        assert {frozenset((r.article_id, r.source_id)) for r in story.relations if r.tied} == {
            edge
            for edge, kind in oracle.pairs.items()
            if edge <= members and kind.derived and edge not in oracle.rejected
        }


places = st.integers(0, MOST - 1)
links = st.lists(st.tuples(places, st.sampled_from(KINDS)), max_size=4)
steps = st.one_of(
    st.tuples(st.just("check"), places, links, st.booleans(), st.integers(0, 3)),
    st.tuples(st.just("check"), places, links, st.booleans(), st.integers(0, 3)),
    st.tuples(st.just("judge"), places, places, st.sampled_from([Ruling.REJECTED, Ruling.CONFIRMED, None])),
    st.tuples(st.just("delete"), places),
    st.tuples(st.just("refresh")),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(steps, max_size=24))
def test_any_sequence(shared: Archive, sequence: list[tuple]) -> None:
    example = next(_examples)
    oracle = Oracle()

    def name(place: int) -> str:
        return f"{place}-{example}"

    for step in sequence:
        if step[0] == "check":
            _, place, given_links, wire, hours = step
            mine = name(place)
            new = mine not in oracle.articles
            oracle.articles.setdefault(
                mine,
                article(
                    mine,
                    agency="Reuters" if wire else None,
                    published_at=NOW + timedelta(hours=hours) if hours else None,
                ),
            )
            found = {name(p): kind for p, kind in given_links if name(p) in oracle.articles and name(p) != mine}
            pairs = [pair(mine, other, kind) for other, kind in found.items()]
            if new:
                check(shared, oracle.articles[mine], pairs)
            else:
                recheck(shared, mine, pairs)
            oracle.pairs.update({frozenset((mine, other)): kind for other, kind in found.items()})
        elif step[0] == "judge":
            one, other, ruling = name(step[1]), name(step[2]), step[3]
            if one in oracle.articles and other in oracle.articles and one != other:
                assert shared.judge(one, other, ruling, "e", None, NOW) is not None
                edge = frozenset((one, other))
                oracle.rejected.discard(edge)
                if ruling is Ruling.REJECTED:
                    oracle.rejected.add(edge)
        elif step[0] == "delete":
            mine = name(step[1])
            assert (shared.delete(mine, NOW) is not None) == (mine in oracle.articles)
            oracle.articles.pop(mine, None)
            oracle.pairs = {edge: kind for edge, kind in oracle.pairs.items() if mine not in edge}
            oracle.rejected = {edge for edge in oracle.rejected if mine not in edge}
        else:
            refresh(shared)
            _agree(shared, oracle)
    refresh(shared)
    _agree(shared, oracle)
    _remove(shared, oracle.articles)


def _remove(archive: Archive, ids: Iterable[str]) -> None:
    for article_id in list(ids):
        archive.delete(article_id, NOW)


def test_a_tie_shows_at_once(archive: Archive) -> None:
    """Joining, rejecting and deleting do not wait for anybody to refresh a verdict."""
    a, b, c = article(), article(), article(agency="AFP")
    check(archive, a)
    check(archive, b, [pair(a.id, b.id)])
    assert {story_of(archive, x.id) for x in (a, b)} == {a.id}
    check(archive, c, [pair(b.id, c.id)])
    assert {story_of(archive, x.id) for x in (a, b, c)} == {c.id}
    archive.judge(c.id, b.id, Ruling.REJECTED, "e", None, NOW)
    assert [story_of(archive, x.id) for x in (a, b, c)] == [a.id, a.id, None]
    archive.judge(b.id, c.id, Ruling.CONFIRMED, "e", None, NOW)
    assert {story_of(archive, x.id) for x in (a, b, c)} == {c.id}
    archive.delete(b.id)
    assert [story_of(archive, x.id) for x in (a, c)] == [None, None]


def test_an_old_link_to_a_story_still_leads_there(archive: Archive) -> None:
    a, b, c = article(), article(), article(agency="AFP")
    check(archive, a)
    check(archive, b, [pair(a.id, b.id)])
    before = archive.story(a.id)
    check(archive, c, [pair(b.id, c.id)])
    after = archive.story(a.id)
    assert before is not None
    assert after is not None
    assert (before.id, after.id, len(after.rows)) == (a.id, c.id, 3)
    assert archive.story("nobody") is None
    check(archive, lonely := article())
    assert archive.story(lonely.id) is None


def test_a_long_chain_cut_in_the_middle(archive: Archive) -> None:
    chain = [article() for _ in range(60)]
    for before, given_article in zip([None, *chain], chain, strict=False):
        check(archive, given_article, [pair(before.id, given_article.id)] if before else [])
    assert {story_of(archive, a.id) for a in chain} == {chain[0].id}
    archive.delete(chain[30].id)
    assert {story_of(archive, a.id) for a in chain[:30]} == {chain[0].id}
    assert {story_of(archive, a.id) for a in chain[31:]} == {chain[31].id}
    archive.judge(chain[0].id, chain[1].id, Ruling.REJECTED, "e", None, NOW)
    assert story_of(archive, chain[0].id) is None
    assert {story_of(archive, a.id) for a in chain[1:30]} == {chain[1].id}


def test_a_story_is_paged_and_relations_reach_back(archive: Archive) -> None:
    wire = article("wire", agency="Reuters", published_at=NOW)
    check(archive, wire, [])
    copies = [article(f"copy{n}", published_at=NOW + timedelta(hours=1 + n // 2)) for n in range(9)]
    for one in copies:
        check(archive, one, [pair(one.id, wire.id, RelationKind.COPY)])
    rows, edges, cursor, pages = [], set(), None, 0
    while True:
        story = archive.story(wire.id, 4, cursor=cursor)
        assert story is not None
        assert story.size == 10
        rows += [row.article.id for row in story.rows]
        edges |= {(edge.article_id, edge.source_id) for edge in story.relations}
        pages, cursor = pages + 1, story.following
        if cursor is None:
            break
    whole = archive.story(wire.id)
    assert whole is not None
    assert rows == [row.article.id for row in whole.rows]
    assert edges == {(edge.article_id, edge.source_id) for edge in whole.relations} >= {("copy8", "wire")}
    assert (pages, whole.following) == (3, None)
    for wrong in ("", "x", "czE", "dDE", "\u2603"):
        with pytest.raises(BadCursor):
            archive.story(wire.id, cursor=wrong)
