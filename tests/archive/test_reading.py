from __future__ import annotations

import base64
from datetime import timedelta
from itertools import count

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from copytaster.archive import Archive, BadCursor, Filters, Sort, search
from copytaster.archive.events import emit
from copytaster.model import Article, CreditStatus, Derivation, RelationKind, Status

from .make import NOW, accept, article, check, claim, later, pair, refresh

_examples = count()


def _ids(archive: Archive, **filters: object) -> list[str]:
    rows, _ = archive.list(Filters(**filters), limit=500)  # type: ignore[arg-type]
    return [row.article.id for row in rows]


def test_pages_newest_first(archive: Archive) -> None:
    given = [article() for _ in range(11)]
    accept(archive, *given)
    pages, cursor = [], None
    while True:
        rows, cursor = archive.list(cursor=cursor, limit=4)
        pages.append([row.article.id for row in rows])
        if len(pages) == 1:
            accept(archive, article())  # what comes in meanwhile neither repeats nor hides anything
        if cursor is None:
            break
    assert [len(page) for page in pages] == [4, 4, 3]
    assert [i for page in pages for i in page] == [a.id for a in reversed(given)]


def test_a_page_that_is_just_full_is_the_last(archive: Archive) -> None:
    accept(archive, *(article() for _ in range(4)))
    rows, cursor = archive.list(limit=4)
    assert (len(rows), cursor) == (4, None)
    assert archive.list(Filters(outlet="nobody")) == ([], None)


def test_limits_are_bounded(archive: Archive) -> None:
    accept(archive, article(), article())
    assert len(archive.list(limit=0)[0]) == 1
    assert len(archive.list(limit=-5)[0]) == 1
    assert len(archive.list(limit=10**12)[0]) == 2


@pytest.mark.parametrize(
    "cursor",
    ["", "x", "%%%", "ä", "a" * 1000,
     base64.urlsafe_b64encode(b"s-1").decode(), base64.urlsafe_b64encode(b"s1;").decode(),
     base64.urlsafe_b64encode(b"s" + b"9" * 30).decode(), base64.urlsafe_b64encode("s²".encode()).decode(), "\ud800"],
)  # fmt: skip
def test_a_cursor_of_somebody_else_is_refused(archive: Archive, cursor: str) -> None:
    with pytest.raises(BadCursor):
        archive.list(cursor=cursor)


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:00:00-14:00", "2026-01-01", "noon"])
def test_a_cursor_of_a_moment_that_is_none_is_refused(archive: Archive, moment: str) -> None:
    cursor = base64.urlsafe_b64encode(f"t{moment} x".encode()).decode().rstrip("=")
    with pytest.raises(BadCursor):
        archive.list(cursor=cursor, sort=Sort.PUBLISHED)


def test_filters(archive: Archive) -> None:
    wire = article(agency="Reuters", outlet="Reuters", published_at=later(-7200))
    copy = article(outlet="Herald", published_at=later(-3600))
    other = article(outlet="Herald", published_at=None, received_at=later(-60))
    waiting = article(outlet="Post")
    check(archive, wire)
    check(archive, copy, [pair(wire.id, copy.id)])
    check(archive, other, [pair(copy.id, other.id, RelationKind.SAME_EVENT)])
    refresh(archive)
    accept(archive, waiting)
    w, c, o, q = wire.id, copy.id, other.id, waiting.id
    assert _ids(archive) == [q, o, c, w]
    assert _ids(archive, status=Status.QUEUED) == _ids(archive, status="queued") == [q]
    assert _ids(archive, outlet="Herald") == [o, c]
    assert _ids(archive, outlet="herald") == []
    assert _ids(archive, agency="Reuters") == [w]
    assert _ids(archive, relation=RelationKind.COPY) == [c, w]
    assert _ids(archive, relation="same-event") == [o, c]
    assert _ids(archive, derivation=Derivation.NOT) == [o]
    assert _ids(archive, credit_status=CreditStatus.NOT_APPLICABLE) == [o, c, w]
    assert _ids(archive, story=w) == [c, w]
    assert _ids(archive, since=later(-3600)) == [q, o, c]
    assert _ids(archive, until=later(-3600)) == [w]
    assert _ids(archive, since=later(-3600), until=later(-30), outlet="Herald", q="crane") == [o, c]
    assert _ids(archive, outlet="'; DROP TABLE articles; --") == []
    assert _ids(archive, status="\0") == []
    assert [row.article.text for row in archive.list(excerpt=11)[0]] == ["The harbour"] * 4


SEARCHED = [
    ("crane", "Crane tips over", None, "At dawn."),
    ("outlet", None, "Lowmouth Herald", "Nothing else."),
    ("accents", None, None, "Le port de Nîmes-sur-l’Eau est fermé. ÅNGSTRÖM STRASSE Straße"),
    ("hindi", None, None, "कल हिन्दी में समाचार आया"),
    ("chinese", None, None, "港口因起重机倒塌而关闭"),
    ("figures", None, None, "It cost 1,200.50 euros, said U.S. officials in 2026; call +44-20 or a_b@example.org"),
    ("order", None, None, "closed the harbour was, and harbour master silent"),
    ("arabic", None, None, "أُغْلِقَ الميناء"),
]


@pytest.fixture(scope="module")
def searched(shared: Archive) -> Archive:
    for name, title, outlet, text in SEARCHED:
        shared.accept(Article(id=name, text=text, title=title, outlet=outlet, received_at=NOW), b"", 1, None, NOW)
    return shared


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("crane", ["crane"]), ("CRANE dawn", ["crane"]), ("crane herald", []), ("lowmouth", ["outlet"]),
        ("nimes", ["accents"]), ("NÎMES eau", ["accents"]), ("angstrom", ["accents"]), ("strasse", ["accents"]),
        ("straße", ["accents"]), ("हिन्दी", ["hindi"]), ("हिन", []), ("起重机", ["chinese"]), ("机重", []),
        ("1,200.50", ["figures"]), ("U.S.", ["figures"]), ("+44-20", ["figures"]), ("a_b@example.org", ["figures"]),
        ('"the harbour was"', ["order"]), ('"harbour the"', []), ("harbour the", ["order"]),
        ('"harbour master', ["order"]), ("الميناء", ["arabic"]), ("-crane", ["crane"]), ("crane OR herald", []),
        ("crane*", ["crane"]), ("cran", []), ("title:crane", []), ("NEAR(crane dawn)", []), ("*", []), ('"', []),
        ("!!! ???", []), ("crane & !dawn | ( :* <->", ["crane"]), ("'crane'", ["crane"]), ("crane\0dawn", []),
        ("\ud800crane", ["crane"]), ("%", []), ("   ", None), ("", None),
    ],
)  # fmt: skip
def test_search(searched: Archive, query: str, found: list[str] | None) -> None:
    rows, _ = searched.list(Filters(q=query), limit=500)
    expected = {name for name, *_ in SEARCHED} if found is None else set(found)
    assert {row.article.id for row in rows} & {name for name, *_ in SEARCHED} == expected


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60) | st.text(st.sampled_from("\"()*:^-+&|!<>\\'%_ aANDORNEAR\0{}[]~"), max_size=40))
def test_no_query_breaks_the_search(searched: Archive, query: str) -> None:
    rows, _ = searched.list(Filters(q=query))
    if query.strip():
        wanted = {w for term in search.terms(query) for w in term.split()}
        for row in rows:
            a = row.article
            assert wanted <= set(search.words(f"{a.title or ''} {a.outlet or ''} {a.text}").split())


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=80))
def test_a_text_is_found_by_its_own_words(shared: Archive, text: str) -> None:
    """Whatever the script, an article is found by each word of it, and by the first of them in order."""
    name = f"own-{next(_examples)}"
    shared.accept(article(name, text=text, title=None), b"", 1, None, NOW)
    for query in [*text.split()[:3], f'"{" ".join(search.words(text).split()[:4])}"']:
        if search.terms(query):
            assert name in _ids(shared, q=query), (query, search.terms(query))
    shared.delete(name)


def test_counts(archive: Archive) -> None:
    assert archive.counts() == dict.fromkeys(Status, 0)
    given = [article() for _ in range(4)]
    accept(archive, *given[:1])
    archive.fail(claim(archive, given[0].id), "no", NOW)
    check(archive, given[1])
    accept(archive, given[2])
    archive.claim(1, "w", 60)
    accept(archive, given[3])
    assert archive.counts() == dict.fromkeys(Status, 1)
    queue = archive.queue()
    assert (queue.waiting, queue.checking, queue.failed, queue.stale, queue.oldest) == (1, 1, 1, 0, NOW)
    assert archive.waiting() == 1


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(["checked", "changed", "accepted"]), st.integers(-90, 179)), max_size=30))
def test_the_checked_of_each_minute(shared: Archive, given: list[tuple[str, int]]) -> None:
    """`given`: kinds of events, and how many seconds ago each of them happened."""
    now = NOW + timedelta(days=1 + next(_examples))  # away from what other examples left
    with shared.writing() as connection:
        for kind, ago in given:
            emit(connection, kind, ["x"], now - timedelta(seconds=ago))
    ages = [ago // 60 for kind, ago in given if kind == "checked" and ago >= 0]
    assert shared.checked_by_minute(now, 2) == [ages.count(1), ages.count(0)]
    assert shared.checked_by_minute(now, 30) == [0] * 27 + [ages.count(2), ages.count(1), ages.count(0)]


def test_relations_of_some(archive: Archive) -> None:
    a, b, c = article(), article(), article()
    check(archive, a)
    check(archive, b, [pair(a.id, b.id, score=0.5)])
    check(archive, c, [pair(a.id, c.id, RelationKind.SAME_EVENT, 0.2), pair(b.id, c.id, score=0.7)])
    found = [(r.article_id, r.source_id, r.relation, r.tied) for r in archive.relations([b.id, c.id])]
    assert found == [
        (c.id, b.id, RelationKind.COPY, True),
        (b.id, a.id, RelationKind.COPY, True),
        (c.id, a.id, RelationKind.SAME_EVENT, False),
    ]
    assert archive.relations([]) == []


@pytest.mark.parametrize("odd", ["\0", "a\0b", "\ud800", "'", "%", "x" * 10_000, ""])
def test_odd_names_are_nobody(shared: Archive, odd: str) -> None:
    """Ids and names come from addresses that anybody may type."""
    assert shared.find(odd) is None
    assert shared.grounds(odd) is None
    assert shared.verdict(odd) is None
    assert shared.story(odd) is None
    assert shared.delete(odd) is None
    assert shared.judgements(odd) == []
    assert shared.find_idempotent(odd) is None
    assert shared.neighbours([odd]) == {}
    assert not shared.retry(odd, NOW)
    for name in ("status", "outlet", "agency", "relation", "derivation", "credit_status", "story"):
        assert _ids(shared, **{name: odd}) == []


@pytest.mark.parametrize(
    "filters",
    [
        Filters(),
        Filters(status=Status.QUEUED),
        Filters(derivation=Derivation.WHOLLY),
        Filters(credit_status=CreditStatus.UNCREDITED),
    ],
)
def test_a_page_of_a_list_sorts_nothing(filters: Filters, archive: Archive) -> None:
    """Or a page costs what is in the archive: 80 to 105 ms instead of 2 to 6 at 20,000 articles."""
    if archive.postgres:
        pytest.skip("its planner decides by what it has counted")
    asked: list[str] = []
    listen = sa.event.listens_for(archive.engine, "before_cursor_execute")
    listen(lambda connection, cursor, statement, *rest: asked.append(statement))
    archive.list(filters, limit=10)
    [listing] = [statement for statement in asked if "LIMIT" in statement]
    with archive.reading() as connection:
        plan = connection.exec_driver_sql("EXPLAIN QUERY PLAN " + listing, tuple([1] * listing.count("?"))).all()
    assert not [row for row in plan if "TEMP B-TREE" in str(row)]
