"""What the checker must say of the two seeds: two stories about one statement, made from a copy that neither shows.

The eleven correspondences that a reader finds, each by words that stand in it on either side. A passage is one of them
when it touches the sentences of those words in both.
"""

# ruff: noqa: E501 — texts are not broken
from __future__ import annotations

from pathlib import Path
from typing import Any

from copytaster.text.sentences import sentences

FOLDER = Path(__file__).parents[2] / "seeds"
FIRST, SECOND = "000_af7d90daf64bce6f.txt", "004_b14f0bb254a44b0a.txt"

CORRESPONDENCES: dict[str, tuple[str, str]] = {
    "invites the Taliban": ("Russia will invite the militant group Taliban", "invite the Taliban to international talks"),
    "asked about the hardline group": ("representatives of the hardline group", "representatives of the hardline organisation"),
    "after the G20 meeting": ("will follow a G20 Summit", "will take place after a G-20 conference"),
    "to avert a humanitarian catastrophe": ("avoid a humanitarian catastrophe", "prevent a humanitarian crisis"),
    "engages but does not recognise": ("stopped short of recognition", "refrained from officially recognising"),
    "will extend aid": ("Russia will extend aid to Afghanistan", "provide aid to Afghanistan"),
    "cargo is being collected": ("cargo is being collected", "was being collected"),
    "will not rule out revising the sanctions": ("will not exclude revising the UN sanctions", "would not rule out amending"),
    "not expedient to rush": ("not expedient to rush", "not expedient to rush"),
    "hosted them in recent years": ("hosted its representatives in Moscow", "welcomed its officials in Moscow"),
    "kept its embassy open": ("had kept its embassy in Kabul open", "has maintained its embassy in Kabul open"),
}  # fmt: skip


WELCOME = ("#BREAKING", "Why Russia is inviting", "Will Russia deliver aid", "Russia-Taliban relations")
"""Openings of a tweet and of headings, which repeat a correspondence: a passage of theirs is no mistake."""


def raw(name: str) -> str:
    return (FOLDER / name).read_text()


def place(text: str, words: str) -> tuple[int, int]:
    """Where the sentence with these words stands in a cleaned text; they must stand there once."""
    assert text.count(words) == 1, words
    at = text.index(words)
    (span,) = [s for s in sentences(text) if s.start <= at < s.end]
    return span.start, span.end


def aligned(report: dict[str, Any], here: int, source_text: str) -> tuple[set[str], list[dict[str, Any]]]:
    """The correspondences that the passages show, and the passages that are none. `here` is the side of the report."""
    text = report["article"]["text"]
    found: set[str] = set()
    strange = []
    for passage in report["passages"]:
        hits = set()
        for name, words in CORRESPONDENCES.items():
            mine, theirs = place(text, words[here]), place(source_text, words[1 - here])
            source = passage["source"]
            if _overlap(passage, mine) and _overlap(source, theirs):
                hits.add(name)
        found |= hits
        if not hits and not passage["text"].startswith(WELCOME):
            strange.append(passage)
    return found, strange


def _overlap(span: dict[str, Any], place: tuple[int, int]) -> bool:
    return bool(span["start"] < place[1] and place[0] < span["end"])


def verify(first: dict[str, Any], second: dict[str, Any]) -> None:
    """All that both reports must say, whichever of the two came first."""
    for here, (report, other) in enumerate(((first, second), (second, first))):
        (source,) = report["sources"]
        assert source["article_id"] == other["article"]["id"]
        assert (source["relation"], source["direction"]) == ("rewrite", "undetermined")
        assert report["derivation"] in ("wholly_derived", "partially_derived")
        assert {p["source"]["article_id"] for p in report["passages"]} == {source["article_id"]}
        for passage in report["passages"]:
            assert passage["text"] == report["article"]["text"][passage["start"] : passage["end"]]
            theirs = passage["source"]
            assert theirs["text"] == other["article"]["text"][theirs["start"] : theirs["end"]]
        found, strange = aligned(report, here, other["article"]["text"])
        assert len(found) >= 10, sorted(set(CORRESPONDENCES) - found)
        assert not strange, [p["text"] for p in strange]
        assert 0.02 < source["resemblance"] < 0.10
    _cleaned(first["article"], second["article"])
    _credits(first, second)


def own_text(article: dict[str, Any]) -> str:
    """The text without what cleaning set aside."""
    text = article["text"]
    for span in sorted(article["boilerplate"], key=lambda s: -s["start"]):
        text = text[: span["start"]] + text[span["end"] :]
    return str(text)


def _cleaned(first: dict[str, Any], second: dict[str, Any]) -> None:
    assert first["published_at"].startswith("2021-10-08")
    assert first["language"] == second["language"] == "en"
    one, other = own_text(first), own_text(second)
    for furniture in ("date 2021-10-08", "pic.twitter.com"):
        assert furniture not in one
    assert "Also Read" not in other
    for promo in ("Afghan drug underworld", "pet bird", "Mahmud Ghaznavi"):
        assert promo not in other
    for kept in (
        "The Kremlin’s envoy to Afghanistan",
        "will follow a G20 Summit",
        "came to power in Afghanistan in 2021.",
    ):
        assert kept in one
    # hard-wrapped lines are joined, paragraphs are not
    assert (
        "Russia will invite the Taliban to international talks on Afghanistan scheduled for Oct. 20 in Moscow" in other
    )
    assert "Unlike many Western countries, Russia has maintained its embassy in Kabul open since the Taliban" in other
    assert "Iran, and Pakistan.\n\n" in second["text"]
    assert "14,000 Soviet forces." in other


def _credits(first: dict[str, Any], second: dict[str, Any]) -> None:
    stated = {(e["agency"], e["evidence"]) for e in first["credit"]["stated"]}
    assert any(agency == "AFP" and "AFP News Agency (@AFP)" in evidence for agency, evidence in stated), stated
    assert any(agency == "agencies" and evidence.lower() == "agencies" for agency, evidence in stated), stated
    others = {(e["agency"], e["evidence"].replace("\n", " ")) for e in second["credit"]["stated"]}
    assert any(agency == "agencies" and "Russian news agencies" in evidence for agency, evidence in others), others
    for report in (first, second):
        text = report["article"]["text"]
        for evidence in report["credit"]["stated"]:
            assert text[evidence["start"] : evidence["end"]] == evidence["evidence"]
