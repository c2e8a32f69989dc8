"""What a wire corrects, what it only updates or leaves out, and who still has the old."""

from __future__ import annotations

import pytest

from copytaster.match import corrections
from copytaster.model import Article, Change, Correspondence, Kind, Pair, PubStatus, Span

OLD = Article("old", "The strike left 41 ships at anchor. Police counted 300 marchers.", "Strike", agency="Reuters")
NEW = Article("new", "The strike left 44 ships at anchor.", "CORRECTED: Strike", agency="Reuters")
CHANGED = (Change("figure", Span(16, 18), Span(16, 18)),)
VERSIONS = Pair("new", "old", (Correspondence(Span(0, 35), Span(0, 35), Kind.EDITED, 0.9, CHANGED),), 0.5)


def copy_of(text: str, article_id: str = "copy") -> tuple[Article, Pair]:
    article = Article(article_id, text)
    return article, Pair(article_id, "old", (Correspondence(Span(0, len(text)), Span(0, 64), Kind.EDITED, 0.9),), 0.5)


def later(text: str = NEW.text, title: str = "Strike", status: PubStatus = PubStatus.USABLE) -> Article:
    return Article("new", text, title, agency="Reuters", status=status)


def test_a_corrected_figure_and_who_still_carries_it() -> None:
    others = [
        copy_of("The strike left 41 ships at anchor.", "a"),
        copy_of("The strike left 44 ships at anchor.", "b"),
        copy_of("It left 1,441 ships and 41.5 boats.", "c"),
    ]
    found = corrections.between(OLD, NEW, VERSIONS, others)
    assert [(c.old, c.new, c.carried_by) for c in found] == [("41", "44", ("a",))]


@pytest.mark.parametrize(
    ("title", "text", "status", "corrects"),
    [
        ("Strike", NEW.text, PubStatus.USABLE, False),
        ("UPDATE 1-Strike", NEW.text, PubStatus.USABLE, False),
        ("Strike", NEW.text, PubStatus.CORRECTED, True),
        ("Strike (Correction)", NEW.text, PubStatus.USABLE, True),
        ("Strike", "(Corrects number of ships in paragraph 1)\n\n" + NEW.text, PubStatus.USABLE, True),
        ("Strike", "ATTENTION - CORRECTS number of ships ///\n\n" + NEW.text, PubStatus.USABLE, True),
        ("Streik", "Berichtigung: Zahl der Schiffe im 1. Absatz\n\n" + NEW.text, PubStatus.USABLE, True),
        ("Strike", NEW.text + "\n\nThe market faces a correction, he said.", PubStatus.USABLE, False),
        ("Prison", "A corrections officer was hurt.\n\n" + NEW.text, PubStatus.USABLE, False),
    ],
)  # fmt: skip
def test_a_version_corrects_when_it_says_so(title: str, text: str, status: PubStatus, corrects: bool) -> None:
    new = later(text, title, status)
    assert (corrections.note_of(new) is not None) is corrects


def test_a_new_figure_is_an_update_and_a_dropped_sentence_is_not_withdrawn() -> None:
    others = [copy_of("Police counted 300 marchers.")]
    assert corrections.between(OLD, later(title="UPDATE 1-Strike"), VERSIONS, others) == []
    assert [c.old for c in corrections.between(OLD, NEW, VERSIONS, others)] == ["41"]
    said = later(title="CORRECTED: Strike (removes number of marchers)")
    found = corrections.between(OLD, said, VERSIONS, others)
    assert [(c.old, c.new, c.carried_by) for c in found] == [("41", "44", ()), ("300", "", ("copy",))]


def test_a_note_that_names_its_facts_corrects_no_others() -> None:
    old = Article("old", "It left 41 ships. Shares fell 3 percent.", agency="Reuters")
    new = Article("new", "It left 44 ships. Shares fell 4 percent.", "CORRECTED: to 44 ships, not 41", agency="Reuters")
    changes = (Change("figure", Span(8, 10), Span(8, 10)), Change("figure", Span(30, 31), Span(30, 31)))
    pair = Pair("new", "old", (Correspondence(Span(0, 40), Span(0, 40), Kind.EDITED, 0.9, changes),), 0.5)
    assert [(c.old, c.new) for c in corrections.between(old, new, pair, [])] == [("41", "44")]


def paired(one: Article, other: Article, *changes: Change) -> Pair:
    """`changes` with `one` as a."""
    spans = Span(0, len(one.text)), Span(0, len(other.text))
    if one.id < other.id:
        return Pair(one.id, other.id, (Correspondence(*spans, Kind.EDITED, 0.9, changes),), 0.5)
    turned = tuple(Change(c.what, c.b, c.a) for c in changes)
    return Pair(other.id, one.id, (Correspondence(spans[1], spans[0], Kind.EDITED, 0.9, turned),), 0.5)


@pytest.mark.parametrize("article_id", ["a", "z"])
def test_an_outlet_is_told_what_the_wire_has_corrected(article_id: str) -> None:
    stale = Article(article_id, "The strike left 41 ships at anchor.", outlet="Echo")
    known = {"old": OLD, "new": NEW}
    changed = Change("figure", Span(16, 18), Span(16, 18))
    pairs = [paired(stale, OLD), paired(stale, NEW, changed)]
    (found,) = corrections.outdated(stale, pairs, known)
    assert (stale.text[found.span.start : found.span.end], found.corrected) == ("41", "44")
    assert (found.source, found.corrected_by) == ("old", "new")
    # the same difference, where no version of the wire ever said so, is the outlet's own
    assert corrections.outdated(stale, [paired(stale, OLD, changed), pairs[1]], known) == ()
    assert corrections.outdated(stale, pairs, {"old": OLD, "new": later(title="UPDATE 1-Strike")}) == ()
    other = Article("old", OLD.text, agency="AFP")
    assert corrections.outdated(stale, pairs, {"old": other, "new": NEW}) == ()
    assert corrections.outdated(OLD, [VERSIONS], known) == ()
