"""Rules that a desk relies on, each on a story made for it."""

from __future__ import annotations

from typing import Any

import pytest

from copytaster.model import Ruling
from tests.quality import score
from tests.quality.library import Library, Report, consistent, relation
from tests.quality.quarry import DOCUMENTS, id_of, library_of, prepared

COPIES = ("copy", "second_hand", "trimmed", "undated_copy", "backdated_copy")


@pytest.fixture(scope="module")
def quarry() -> Library:
    return library_of(DOCUMENTS)


def origins(report: Report) -> set[str]:
    return {p["source"]["article_id"] for p in report["passages"]}


def agencies_of(report: Report) -> dict[str, str | None]:
    """passage → agency of its origin."""
    return {p["text"]: p["source"]["agency"] for p in report["passages"]}


@pytest.mark.parametrize("name", sorted(DOCUMENTS))
def test_every_place_is_what_it_says(quarry: Library, name: str) -> None:
    consistent(quarry.report(id_of(name)), quarry)


def test_two_wires_blended_give_each_passage_to_its_own_agency(quarry: Library) -> None:
    report = quarry.report(id_of("blend"))
    found = agencies_of(report)
    assert sorted(found.values(), key=str) == ["AFP"] * 3 + ["Reuters"] * 3
    for text, agency in found.items():
        assert text in DOCUMENTS["wire" if agency == "Reuters" else "rival"]["text"]
    assert report["derivation"] == "partially_derived"
    assert {a["agency"] for a in report["by_agency"]} == {"Reuters", "AFP"}
    assert set(report["credit"]["found"]) == {"Reuters", "AFP"}
    own = DOCUMENTS["blend"]["text"].split("\n\n")
    marked = sum(len(t) for t in found)
    assert marked == sum(len(p) for p in own if p in DOCUMENTS["wire"]["text"] + DOCUMENTS["rival"]["text"])


@pytest.mark.parametrize("name", COPIES)
def test_copies_are_traced_to_the_wire_whatever_they_say_of_their_time(quarry: Library, name: str) -> None:
    report = quarry.report(id_of(name))
    assert origins(report) == {id_of("wire")}
    source = next(s for s in report["sources"] if s["article_id"] == id_of("wire"))
    assert source["relation"] in ("copy", "identical")
    assert source["direction"] == "from_source"
    assert report["derivation"] == "wholly_derived"


def test_a_copy_of_a_copy_names_the_copy_too(quarry: Library) -> None:
    report = quarry.report(id_of("second_hand"))
    assert relation(report, id_of("wire")) == "copy"
    assert relation(report, id_of("copy")) == "same-source"
    alternatives = {a["article_id"] for p in report["passages"] for a in p["alternatives"]}
    assert id_of("copy") in alternatives


def test_a_copy_of_a_copy_in_an_archive_without_the_wire() -> None:
    """The earliest known article is the origin; when the wire comes, it is."""
    library = library_of(["second_hand", "copy"])
    assert origins(library.report(id_of("second_hand"))) == {id_of("copy")}
    assert library.report(id_of("copy"))["passages"] == []
    library.check(*prepared("wire"))
    assert origins(library.report(id_of("second_hand"))) == {id_of("wire")}
    assert origins(library.report(id_of("copy"))) == {id_of("wire")}


@pytest.mark.parametrize("name", ["rewrite", "second_rewrite"])
def test_a_text_reworded_throughout(quarry: Library, name: str) -> None:
    report = quarry.report(id_of(name))
    assert (relation(report, id_of("wire")), report["derivation"]) == ("rewrite", "wholly_derived")
    assert origins(report) == {id_of("wire")}
    assert report["by_agency"][0]["agency"] == "Reuters"
    assert report["by_agency"][0]["share"] > 0.8
    assert report["coverage"]["paraphrase"] > 0.8


def test_two_rewrites_of_an_unseen_wire_name_each_other() -> None:
    untimed = [{**DOCUMENTS[name], "published_at": None} for name in ("rewrite", "second_rewrite")]
    library = Library()
    one, other = [library.add(**{k: v for k, v in doc.items() if v is not None}) for doc in untimed]
    for here, there in ((one, other), (other, one)):
        (source,) = library.report(here)["sources"]
        assert (source["article_id"], source["relation"], source["direction"]) == (there, "rewrite", "undetermined")
        assert source["resemblance"] < 0.1


def test_the_reporter_who_was_there_and_those_elsewhere(quarry: Library) -> None:
    report = quarry.report(id_of("independent"))
    assert report["derivation"] == "not_derived"
    assert {s["relation"] for s in report["sources"]} <= {"shared-quotes", "same-event"}
    assert {p["kind"] for p in report["passages"]} == {"quote"}
    assert report["by_agency"] == []
    for name in ("sametopic", "unrelated"):
        report = quarry.report(id_of(name))
        assert (report["derivation"], report["passages"]) == ("not_derived", [])
    assert not [s for s in quarry.report(id_of("rival"))["sources"] if s["article_id"] == id_of("wire")
                and s["relation"] in score.DERIVED]  # fmt: skip


def test_a_later_lead_is_an_update_of_the_first(quarry: Library) -> None:
    report = quarry.report(id_of("update"))
    assert relation(report, id_of("wire")) == "update"
    changed = [c for p in report["passages"] for c in p["changes"] if c["what"] == "figure"]
    pairs = {(c["here"]["text"], c["there"]["text"]) for c in changed}
    assert pairs >= {("13.1 percent", "11.8 percent"), ("265 million", "240 million")}


def test_nothing_that_came_later_is_the_origin_of_a_wire_s_words(quarry: Library) -> None:
    """A reporter at the same conference has the minister's words too; the wire did not get them from him."""
    for name in ("wire", "rival"):
        assert origins(quarry.report(id_of(name))) == set()


def test_a_lifted_sentence_in_a_digest_or_a_column(quarry: Library) -> None:
    for name, wire in (("excerpt", "wire"), ("roundup", "wire"), ("rival_excerpt", "rival")):
        report = quarry.report(id_of(name))
        assert relation(report, id_of(wire)) == "excerpt"
        assert report["derivation"] == "partially_derived"
        assert len(report["passages"]) == 2
        assert {p["text"] in DOCUMENTS[wire]["text"] for p in report["passages"]} == {True}
        assert origins(report) == {id_of(wire)}


def test_a_rejected_relation_takes_its_passages_along() -> None:
    library = library_of(["wire", "copy", "unrelated"])
    report = library.report(id_of("copy"), {id_of("wire"): Ruling.REJECTED})
    assert [(s["article_id"], s["judgement"]) for s in report["sources"]] == [(id_of("wire"), "rejected")]
    assert (report["passages"], report["by_agency"]) == ([], [])
    assert report["derivation"] == "not_derived"
    assert report["coverage"]["original"] == 1.0
    assert report["credit"]["found"] == []


def test_a_rejected_wire_leaves_the_passages_to_the_next_source(quarry: Library) -> None:
    report = quarry.report(id_of("second_hand"), {id_of("wire"): Ruling.REJECTED})
    found = {a["article_id"] for p in report["passages"] for a in (p["source"], *p["alternatives"])}
    assert id_of("wire") not in found
    assert id_of("copy") in found


def test_a_confirmed_relation_says_so(quarry: Library) -> None:
    plain = quarry.report(id_of("rewrite"))
    said = quarry.report(id_of("rewrite"), {id_of("wire"): Ruling.CONFIRMED})
    assert [s["judgement"] for s in said["sources"] if s["article_id"] == id_of("wire")] == ["confirmed"]
    assert said["passages"] == plain["passages"]


# Furniture

PARAGRAPH = (
    "The Tessaly Sound was declared a protected anchorage eleven years ago after a tanker called the Morwenna lost her "
    "cargo of linseed oil off the skerries, an accident for which nobody was ever brought to court."
)


def strangers() -> list[str]:
    """Texts that have nothing to do with one another: an own report on each of twenty events."""
    docs = [d for d in score.documents().values() if d["role"] == "independent"]
    return [str(score.submission(d)["text"]) for d in docs]


def papers(days: int, a_day: int = 1) -> tuple[Library, list[str]]:
    """One paper's articles, all with the same background paragraph, `a_day` of them on each of some days."""
    library = Library()
    texts = strangers()[: days * a_day]
    assert len(texts) == days * a_day
    ids = []
    for number, text in enumerate(texts):
        day = number // a_day + 1
        said: dict[str, Any] = {
            "outlet": f"Paper {number % 3}",
            "published_at": f"2026-09-{day:02}T0{number % a_day}:30:00Z",
        }
        ids.append(library.add(text=f"{text}\n\n{PARAGRAPH}", **said))
    return library, ids


def test_a_paragraph_that_runs_for_weeks_is_evidence_for_nobody() -> None:
    library, ids = papers(days=9)
    for article_id in ids:
        report = library.report(article_id)
        assert {s["relation"] for s in report["sources"]} <= {"same-event"}
        assert report["passages"] == []
        assert report["derivation"] == "not_derived"


def test_the_same_paragraph_on_one_day_is_evidence() -> None:
    """Many articles of one day that share a sentence have it from somewhere."""
    library, ids = papers(days=1, a_day=9)
    reports = [library.report(i) for i in ids]
    for n, report in enumerate(reports[1:], 1):
        found = [ids.index(s["article_id"]) for s in report["sources"] if s["relation"] == "excerpt" and s["share"]]
        assert len(found) == 1
        assert found[0] < n
    assert all(PARAGRAPH in {p["text"] for p in r["passages"]} for r in reports[1:])


def test_furniture_does_not_hide_what_else_was_lifted() -> None:
    """A copy of one of those articles is a copy, whoever else has the paragraph."""
    library, ids = papers(days=9)
    text = library.by_id[ids[4]].text
    copy = library.add(text=text, outlet="The Copy", published_at="2026-09-05T12:00:00Z", url="https://copy.example/1")
    report = library.report(copy)
    assert relation(report, ids[4]) in ("copy", "identical")
    assert {p["source"]["article_id"] for p in report["passages"]} == {ids[4]}
    assert [s["article_id"] for s in report["sources"] if s["relation"] in score.DERIVED] == [ids[4]]
