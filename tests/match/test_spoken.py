"""The same words by another speaker are a change, and only where the two are surely two people."""

from __future__ import annotations

import pytest

from copytaster.archive.codec import dump_verdict, load_verdict
from copytaster.fingerprint import analyse
from copytaster.match.spoken import with_speakers
from copytaster.model import (
    Article,
    Credit,
    CreditStatus,
    Derivation,
    Direction,
    Kind,
    Passage,
    PassageChange,
    Place,
    RelationKind,
    Source,
    Span,
    Verdict,
)  # fmt: skip
from tests.quality.library import Library, consistent

SAID = "“The harbour wall was never built for seas like these,”"
WIRE = f"The storm broke the wall at dawn. {SAID} said Ada Brenneke of the port authority. Bo Lindqvist left at noon."


def changes(text: str, wire: str = WIRE, kind: Kind = Kind.EDITED, **evidence: float) -> list[tuple[str, str]]:
    """The changes of speaker, here and there, where all of the text is a passage from all of the wire."""
    article, source = Article("a", text, language="en"), Article("w", wire, language="en", agency="NTB")
    passage = Passage(Span(0, len(text)), kind, 0.9, Place("w", Span(0, len(wire)), 0.9))
    relation = Source("w", RelationKind.REWRITE, 0.9, Direction.FROM_SOURCE, 0.1, 0.8, 0.8, evidence=evidence)
    verdict = Verdict(
        Derivation.WHOLLY, 0.9, {}, {}, (relation,), (passage,), Credit(CreditStatus.NOT_APPLICABLE)
    )  # fmt: skip
    (found,) = with_speakers(verdict, article, {"w": source}, analyse)
    spans = [(c.here, c.there) for c in found.changes if c.what == "speaker"]
    return [(text[a.start : a.end], wire[b.start : b.end]) for a, b in spans if a and b]


@pytest.mark.parametrize("kind", [Kind.EDITED, Kind.QUOTE])
def test_a_misattributed_quotation(kind: Kind) -> None:
    assert changes(f"At dawn the wall broke. {SAID} said Bo Lindqvist.", kind=kind) == [
        ("Bo Lindqvist", "Ada Brenneke")
    ]


def test_whom_the_passage_names_as_well_is_not_exchanged() -> None:
    assert changes(f"Ada Brenneke wept when the wall broke. {SAID} said Bo Lindqvist.") == []


@pytest.mark.parametrize(
    "told",
    [
        f"{SAID} said Brenneke.",
        f"{SAID} said Ms Ada Brenneke, of the port.",
        f"{SAID} said a spokeswoman for Bo Lindqvist.",
        f"{SAID} said the Port Authority.",
        f"Bo Lindqvist was there. {SAID} he said.",
        f"{SAID}",
        "“We never had the money to build a second wall here,” said Bo Lindqvist.",
        f"{SAID} said Bo Lindqvist. {SAID} said Ada Brenneke too.",
    ],
)
def test_no_change(told: str) -> None:
    assert changes(f"At dawn the wall broke. {told}") == []


def test_misread_print_tells_no_names_apart() -> None:
    assert changes(f"At dawn the wall broke. {SAID} said Bo Lindqvist.", respelt=0.4) == []


def test_a_name_that_is_told_as_a_speaker_is_told_once() -> None:
    text = f"{SAID} said Bo Lindqvist."
    article, source = Article("a", text, language="en"), Article("w", WIRE, language="en", agency="NTB")
    at = text.index("Bo Lind")
    known = PassageChange("name", Span(at, at + 12), Span(95, 107))
    passage = Passage(Span(0, len(text)), Kind.EDITED, 0.9, Place("w", Span(0, len(WIRE)), 0.9), (), (known,))
    verdict = Verdict(Derivation.WHOLLY, 0.9, {}, {}, (), (passage,), Credit(CreditStatus.NOT_APPLICABLE))
    (found,) = with_speakers(verdict, article, {"w": source}, analyse)
    assert [c.what for c in found.changes] == ["speaker"]


OPENING = (
    "A storm that came from the north-west broke the sea wall of Tarsvik before dawn on Monday and sank nine boats, "
    "the port authority said. Forty families were taken to the school on the hill, where the council had put up beds "
    "in the hall after the last flood and never found the time to take them down again."
)
REST = (
    "The insurer will not say what the damage comes to until divers have looked at the foundations, which were laid in "
    "1931 on a bank of sand. Two of the boats belonged to a cooperative that was to deliver its first catch on Friday."
)


def test_a_report_says_who_speaks() -> None:
    library = Library()
    wire = library.add(text=f"{OPENING} {SAID} said Ada Brenneke of the port authority.\n\n{REST}", agency="NTB")
    mine = f"{OPENING} {SAID} said Bo Lindqvist of the port authority.\n\n{REST}"
    new = "“We shall sleep on the pier until somebody pays for it,” said Elin Strand, a fishmonger."
    article = library.add(text=f"{mine}\n\n{new}", outlet="The Pier")
    report = library.report(article)
    consistent(report, library)
    changed = [(c["here"]["text"], c["there"]["text"]) for p in report["passages"] for c in p["changes"]
               if c["what"] == "speaker"]  # fmt: skip
    assert [s["article_id"] for s in report["sources"]] == [wire]
    assert changed == [("Bo Lindqvist", "Ada Brenneke")]
    assert [f["speaker"] for f in report["new"] if f["what"] == "quotation"] == ["Elin Strand"]
    assert load_verdict(dump_verdict(library.verdict(article))) == library.verdict(article)
