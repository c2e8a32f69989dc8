"""A verdict from pairs made by hand, and what its parts promise each other on any pairs at all."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from copytaster.match.promises import broken
from copytaster.match.resolve import resolve
from copytaster.model import Article, Derivation, Direction, Kind, Pair, RelationKind, Ruling, Verdict
from copytaster.report import render
from tests.match.made import article, every, pair

STORY, SIBLING = article("story", hours=5), article("sibling", hours=3)
LATER = article("later", hours=9)
REUTERS, AFP = article("w1", agency="Reuters", hours=0), article("w2", agency="AFP", hours=1)


def verdict(mine: Article, pairs: list[Pair], *others: Article, rulings: Mapping[str, Ruling] | None = None) -> Verdict:
    found = resolve(mine, pairs, {o.id: o for o in others}, rulings or {})
    assert not (said := broken(render(mine, found, {o.id: o for o in others}))), said
    return found


def relations(found: Verdict) -> dict[str, RelationKind]:
    return {s.article_id: s.relation for s in found.sources}


def test_a_copy_and_its_sibling() -> None:
    """Both have all of the wire: the wire is the source of each, and neither of the other."""
    pairs = [pair(STORY, REUTERS, every(), Kind.VERBATIM), pair(STORY, SIBLING, every(), Kind.VERBATIM)]
    found = verdict(STORY, pairs, REUTERS, SIBLING)
    assert found.derivation is Derivation.WHOLLY
    assert relations(found) == {"w1": RelationKind.COPY, "sibling": RelationKind.SAME_SOURCE}
    assert {p.source.article_id for p in found.passages} == {"w1"}
    assert found.by_agency == {"Reuters": found.sources[0].share}
    assert all(p.alternatives[0].article_id == "sibling" for p in found.passages)


def test_what_a_wire_gave_is_not_the_first_copy_s_to_give() -> None:
    pairs = [pair(SIBLING, REUTERS, every(), Kind.VERBATIM), pair(STORY, SIBLING, every(), Kind.VERBATIM)]
    found = verdict(SIBLING, pairs, REUTERS, STORY)
    assert relations(found) == {"w1": RelationKind.COPY, "story": RelationKind.SAME_SOURCE}


def test_the_wire_names_who_took_it() -> None:
    found = verdict(REUTERS, [pair(STORY, REUTERS, every(), Kind.VERBATIM)], STORY)
    assert found.derivation is Derivation.NOT
    (source,) = found.sources
    assert (source.relation, source.direction) == (RelationKind.COPY, Direction.TO_SOURCE)


def test_what_was_rejected_counts_for_nothing() -> None:
    pairs = [pair(STORY, REUTERS, every(), Kind.VERBATIM), pair(STORY, SIBLING, every(), Kind.VERBATIM)]
    found = verdict(STORY, pairs, REUTERS, SIBLING, rulings={"w1": Ruling.REJECTED})
    assert {p.source.article_id for p in found.passages} == {"sibling"}
    assert relations(found)["w1"] is RelationKind.COPY, "what was rejected stays named"
    none = verdict(STORY, pairs, REUTERS, SIBLING, rulings={"w1": Ruling.REJECTED, "sibling": Ruling.REJECTED})
    assert (none.derivation, none.passages) == (Derivation.NOT, ())


def test_a_verdict_that_is_resolved_again_says_what_one_that_is_resolved_anew_says() -> None:
    """What was kept of the verdict before is read off these very articles and pairs; of their copies nothing is."""
    pairs = {
        "w1": pair(STORY, REUTERS, every(), Kind.VERBATIM),
        "w2": pair(STORY, AFP, every(odds=0.5), Kind.PARAPHRASE),
        "sibling": pair(STORY, SIBLING, every(), Kind.VERBATIM),
        "later": pair(STORY, LATER, every(), Kind.EDITED),
    }
    others = {o.id: o for o in (REUTERS, AFP, SIBLING, LATER)}
    grown = [["sibling"], ["sibling", "later"], ["w1", "sibling"], ["w1", "w2", "sibling", "later"], ["w2", "later"]]
    rulings: list[dict[str, Ruling]] = [{}, {"w1": Ruling.REJECTED}, {"sibling": Ruling.CONFIRMED}, {}]
    for ruled in rulings:
        for ids in [*grown, *reversed(grown)]:
            again = verdict(STORY, [pairs[i] for i in ids], *(others[i] for i in ids), rulings=ruled)
            copies = [replace(others[i]) for i in ids]
            anew = verdict(replace(STORY), [replace(pairs[i]) for i in ids], *copies, rulings=ruled)
            assert again == anew, (ids, ruled)


def test_one_form_and_other_facts() -> None:
    found = verdict(STORY, [pair(STORY, REUTERS, every(), Kind.EDITED, same_form=1.0)], REUTERS)
    assert (found.derivation, relations(found)) == (Derivation.NOT, {"w1": RelationKind.SAME_FORM})


def test_two_quotations_that_both_heard() -> None:
    found = verdict(STORY, [pair(STORY, REUTERS, {1: (2, 4.0), 5: (4, 4.0)}, Kind.QUOTE)], REUTERS)
    assert (found.derivation, relations(found)) == (Derivation.NOT, {"w1": RelationKind.SHARED_QUOTES})
    assert {p.kind for p in found.passages} == {Kind.QUOTE}


def test_a_translation() -> None:
    found = verdict(STORY, [pair(STORY, REUTERS, every(), Kind.TRANSLATION)], REUTERS)
    assert relations(found) == {"w1": RelationKind.TRANSLATION}
    assert found.coverage["translation"] > 0.9


KINDS = st.sampled_from(list(Kind))
LINKS = st.dictionaries(
    st.integers(0, 7), st.tuples(st.integers(0, 7), st.floats(-3, 8).map(lambda x: round(x, 2))), max_size=8
)
OTHER = st.tuples(
    st.sampled_from([None, "Reuters", "AFP"]), st.sampled_from([None, -3.0, 0.0, 4.0, 5.0, 9.0]),
    st.sampled_from(["The Post", "The Echo"]), LINKS, KINDS, st.booleans(), st.booleans(),
    st.sampled_from([None, *Ruling]),
)  # fmt: skip


@given(st.sampled_from([None, "Reuters"]), st.lists(OTHER, max_size=6), st.randoms(use_true_random=False))
@settings(max_examples=300)
def test_any_pairs(agency: str | None, said: list[tuple[object, ...]], chance: random.Random) -> None:
    """Whatever was found between an article and others, its report keeps its promises, and the order is nothing."""
    mine = article("mine", agency=agency, hours=5, outlet=agency or "The Post")
    others, pairs, rulings = {}, [], {}
    for n, (whose, hours, outlet, links, kind, form, same, ruling) in enumerate(said):
        other = article(f"other{n}", agency=whose, hours=hours, outlet=whose or outlet)  # type: ignore[arg-type]
        others[other.id] = other
        fives = {"fives_a": 0.2, "fives_b": 0.2} if same else {}
        pairs.append(pair(mine, other, links, kind, same_form=float(form), **fives))  # type: ignore[arg-type]
        if ruling:
            rulings[other.id] = ruling
    found = resolve(mine, pairs, others, rulings)  # type: ignore[arg-type]
    assert not broken(render(mine, found, others))
    chance.shuffle(pairs)
    assert resolve(mine, pairs, others, rulings) == found  # type: ignore[arg-type]
