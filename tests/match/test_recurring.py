"""Furniture that the archive shows: it recurs in articles of a publisher which have nothing to do with each other."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from tests.quality.library import Library

DESK = Path(__file__).parents[1] / "quality" / "desk"
FOOT = (
    "The islands desk of the Sund Post is run by four retired pilots and a printer, who are paid in herring and in "
    "nothing else."
)
SECOND = "Its archive of tide tables since 1874 lies open to anybody who brings a lamp and a chair of his own."


def stories() -> list[tuple[str, str]]:
    """The wire and a report of its own on each event."""
    found = []
    for path in sorted(DESK.glob("*.json")):
        docs = json.loads(path.read_text("utf-8"))["docs"]
        wire = next(d for d in docs if d["role"] == "wire")
        own = next(d for d in docs if d["role"].startswith("independent"))
        found.append((body_of(wire), body_of(own)))
    return found


def body_of(doc: dict[str, Any]) -> str:
    return "\n\n".join(" ".join(sentence["t"] for sentence in paragraph) for paragraph in doc["body"])


STORIES = stories()


def story(n: int) -> dict[str, Any]:
    return {"published_at": f"2026-03-{n + 1:02}T09:00:00Z", "title": f"Story {n}"}


def recurring(library: Library, article_id: str) -> list[str]:
    article = library.report(article_id)["article"]
    return [article["text"][b["start"] : b["end"]] for b in article["boilerplate"] if b["kind"] == "recurring"]


def test_what_an_outlet_puts_under_its_articles_is_learned_in_any_order() -> None:
    said = [
        {"text": f"{STORIES[n][1]}\n\n{FOOT} {SECOND}", "outlet": "Sund Post", **story(n)} for n in range(3)
    ] + [{"text": STORIES[n][0], "agency": "Reuters", **story(n)} for n in range(2)]
    expected: dict[str, Any] = {}
    for seed in range(2):
        random.Random(seed).shuffle(said)
        library = Library()
        ids = {library.add(**one): one for one in said}
        found = {i: library.report(i) for i in ids}
        assert found == (expected or found)
        expected = found
        for i, one in ids.items():
            assert recurring(library, i) == ([f"{FOOT} {SECOND}"] if "outlet" in one else [])
            assert {s["outlet"] for s in found[i]["sources"] if s["share"]} <= {"Reuters"}


@pytest.mark.parametrize(("where", "fewest"), [("end", 2), ("beginning", 2), ("middle", 3)])
def test_in_the_middle_it_must_recur_more_often(where: str, fewest: int) -> None:
    library, ids = Library(), []
    for n in range(3):
        head, _, tail = STORIES[n][1].partition("\n\n")
        pieces = {"end": (head, tail, FOOT), "beginning": (FOOT, head, tail), "middle": (head, FOOT, tail)}[where]
        ids.append(library.add(text="\n\n".join(pieces), outlet="Sund Post", **story(n)))
        assert [recurring(library, i) for i in ids] == [[FOOT] if n + 1 >= fewest else []] * (n + 1)


@pytest.mark.parametrize(
    "foot",
    [
        f"{FOOT} {SECOND}",
        "Ο Νίκος Παππάς διδάσκει οικονομική ιστορία στο πανεπιστήμιο της Όστρας και έχει γράψει τέσσερα βιβλία για το "
        "αλάτι και τη θάλασσα. Γράφει κάθε μήνα σε εφημερίδες έξι χωρών.",
    ],
)
def test_the_last_paragraph_of_articles_of_two_outlets_is_furniture(foot: str) -> None:
    library = Library()
    ids = [
        library.add(text=f"{STORIES[n][1]}\n\n{foot}", outlet=outlet, **story(n))
        for n, outlet in enumerate(["Sund Post", "Quay Daily"])
    ]
    assert [recurring(library, i) for i in ids] == [[foot]] * 2
    assert all(library.report(i)["derivation"] == "not_derived" for i in ids)


@pytest.mark.parametrize("where", ["head", "middle", "own paragraph"])
def test_elsewhere_what_two_outlets_share_is_evidence(where: str) -> None:
    library = Library()
    first, _, rest = STORIES[1][1].partition("\n\n")
    texts = {"head": (FOOT, first, rest), "middle": (first, FOOT, rest), "own paragraph": (first, f"{rest} {FOOT}")}
    ids = [
        library.add(text=f"{STORIES[0][1]}\n\n{FOOT}", outlet="Sund Post", **story(0)),
        library.add(text="\n\n".join(texts[where]), outlet="Quay Daily", **story(1)),
    ]
    assert [recurring(library, i) for i in ids] == [[]] * 2


def test_what_many_outlets_carry_of_an_agency_stays_evidence() -> None:
    library = Library()
    carried = " ".join(STORIES[9][0].split("\n\n")[1].split()[:60])
    wire = library.add(text=STORIES[9][0], agency="Reuters", **story(0))
    ids = [
        library.add(text=f"{STORIES[n][1]}\n\n{carried}", outlet=outlet, **story(n))
        for n, outlet in enumerate(["Sund Post", "Sund Post", "Sund Post", "Quay Daily", "Bay News"], 1)
    ]
    assert [recurring(library, i) for i in (wire, *ids)] == [[]] * 6


def test_what_is_the_whole_story_of_somebody_is_nobody_s_furniture() -> None:
    library = Library()
    brief = " ".join(STORIES[9][1].split()[:45]) + "."
    ids = [library.add(text=brief, outlet="Sund Post", **story(0))]
    ids += [library.add(text=f"{STORIES[n][1]}\n\n{brief}", outlet="Sund Post", **story(n)) for n in range(1, 5)]
    assert [recurring(library, i) for i in ids] == [[]] * 5


def test_what_an_agency_puts_under_its_wires_is_furniture_in_their_copies_too() -> None:
    library = Library()
    wires = [library.add(text=f"{STORIES[n][0]}\n\n{FOOT}", agency="Sund Wire", **story(n)) for n in range(4)]
    copy = library.add(text=f"{STORIES[0][0]}\n\n{FOOT}\n\nSeals slept on.", outlet="Quay Daily", **story(5))
    assert [recurring(library, i) for i in wires] == [[FOOT]] * 4
    assert recurring(library, copy) == [FOOT]
    assert [s["article_id"] for s in library.report(copy)["sources"] if s["share"]] == [wires[0]]


def test_a_paragraph_that_articles_on_one_event_share_is_no_furniture() -> None:
    library = Library()
    shared = "The pilots first asked for the lamp in 1987, and four ministers have promised it to them since."
    ids = [library.add(text=f"{body}\n\n{shared}", outlet="Sund Post", **story(n)) for n, body in enumerate(STORIES[3])]
    assert [recurring(library, i) for i in ids] == [[], []]
