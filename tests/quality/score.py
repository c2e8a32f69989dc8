"""Scores the library on labelled events: `python -m tests.quality.score` prints the figures beside their floors.

    python -m tests.quality.score [--write] [EVENTS_DIR …]

Every document of all events goes through one library in one shuffled order, as through a newsroom's door; verdicts
must not depend on it. Figures are over documents or characters, none over runs:

    recall.<role>      documents whose report names a wire of their own event with a derived relation
    false.<role>       documents said to be derived that are not; `rival_wire` is another agency's own story
    cross              documents said to be derived from another event's
    derivation         macro-F1 over wholly, partially and not derived; `derivation.accuracy` beside it
    relation.<role>    how often the strongest relation to a wire is one that a journalist would accept
    reuse.*            characters in passages of any kind, against those of reused sentences, boilerplate left out
    kind, kind.<kind>  F1 by characters over verbatim, edited, paraphrase, original
    source_sentence    reused sentences that were found, whose source span touches the sentence they came from
    agency             characters of reused sentences that were found, with the right agency
    credit             F1 over (document, agency that the document itself credits)

The coefficients are trained on these events (``bench/train.py``), so the figures say that nothing was lost, not how
well strangers' stories fare; ``bench/train.py`` cross-validates, docs/accuracy says what held-out stories give.
``--write`` raises the floors to what was reached; it never lowers one.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from copytaster.commands.scoring import submission
from copytaster.credit import agencies
from copytaster.model import RelationKind
from tests.quality.library import Library, Report

HERE = Path(__file__).parent
FLOORS = HERE / "ratchet.json"
HAIR = 0.002
"""How far under its floor a figure may fall: rounding, and what floating point does on other machines."""
WHOLE = ("copy", "trimmed", "light_edit", "rewrite")
PART = ("composite", "roundup")
NOT = ("independent", "sametopic")
WIRES = ("wire", "wire_update")
ACCEPTED = {
    "copy": {"identical", "copy"}, "trimmed": {"copy", "excerpt"}, "light_edit": {"copy", "rewrite"},
    "composite": {"excerpt", "rewrite"}, "rewrite": {"rewrite"}, "roundup": {"excerpt"},
}  # fmt: skip
DERIVED = {kind.value for kind in RelationKind if kind.derived}
KINDS = ("verbatim", "edited", "paraphrase", "original")
DERIVATIONS = ("wholly_derived", "partially_derived", "not_derived")

Documents = Mapping[str, Mapping[str, Any]]
Place = tuple[int, int] | None


def documents(folder: Path = HERE / "desk") -> dict[str, dict[str, Any]]:
    """id → labelled document, of all events in a folder."""
    events = [json.loads(path.read_text()) for path in sorted(folder.glob("*.json"))]
    return {doc["id"]: doc for event in events for doc in event["docs"]}


def run(docs: Documents, seed: int = 1) -> tuple[dict[str, str], dict[str, Report], Library]:
    """Check all in one shuffled order. Returns our id → theirs, our id → the report, and the library."""
    order = list(docs.items())
    random.Random(seed).shuffle(order)
    library = Library()
    ids = {name: library.add(**submission(doc)) for name, doc in order}
    return ids, {name: library.report(ids[name]) for name in docs}, library


def score(docs: Documents, ids: Mapping[str, str], reports: Mapping[str, Report]) -> dict[str, float]:
    """All figures of the reports against the labels."""
    names = {theirs: ours for ours, theirs in ids.items()}
    figures = dict(_documents(docs, names, reports))
    figures |= _characters(docs, names, reports)
    figures["credit"] = _credits(docs, reports)
    return {name: round(value, 4) for name, value in sorted(figures.items())}


def _documents(docs: Documents, names: Mapping[str, str], reports: Mapping[str, Report]) -> Iterator[tuple[str, float]]:
    """Figures that count documents."""
    shares: defaultdict[str, list[bool]] = defaultdict(list)
    gold, said = [], []
    for name, doc in docs.items():
        role, event = doc["role"], event_of(name)
        named = [(names[s["article_id"]], s) for s in reports[name]["sources"]]
        derived = [(other, s) for other, s in named if s["relation"] in DERIVED]
        own = [other for other, _ in derived if event_of(other) == event]
        wires = [s for other, s in derived if event_of(other) == event and docs[other]["role"] in WIRES]
        shares["cross"].append(len(own) < len(derived))
        if role in WHOLE + PART:
            shares[f"recall.{role}"].append(bool(wires))
            if wires:
                strongest = max(wires, key=lambda s: s["score"])["relation"]
                shares[f"relation.{role}"].append(strongest in ACCEPTED[role])
        elif role in NOT:
            shares[f"false.{role}"].append(bool(own))
        elif role == "wire_update":
            first = {s["relation"] for other, s in named if docs[other]["role"] == "wire" and event_of(other) == event}
            if same_agency(doc["agency"], docs[f"{event}-w1"]["agency"]):
                shares["recall.wire_update"].append("update" in first)
            else:
                shares["false.rival_wire"].append(bool(first & DERIVED))
        elif role == "followup" and any(s["k"] in ("verbatim", "edited") for p in doc["body"] for s in p):
            shares["recall.followup"].append(bool(wires))
        if role in WHOLE + PART + NOT:
            gold.append(DERIVATIONS[0 if role in WHOLE else 1 if role in PART else 2])
            said.append(reports[name]["derivation"])
    yield from ((name, sum(values) / len(values)) for name, values in shares.items())
    each = [f1(*counts(k, gold, said)) for k in DERIVATIONS]
    yield "derivation", sum(each) / len(each)
    yield "derivation.accuracy", sum(g == s for g, s in zip(gold, said, strict=True)) / max(1, len(gold))


def _characters(docs: Documents, names: Mapping[str, str], reports: Mapping[str, Report]) -> dict[str, float]:
    """Figures that count characters and sentences."""
    places = {name: located(doc, reports[name]["article"]["text"]) for name, doc in docs.items()}
    carriers = _carriers(docs, places)
    reuse: Counter[tuple[bool, bool]] = Counter()
    kinds: Counter[tuple[str, str]] = Counter()
    found = right = found_chars = right_chars = lost = sentences = 0
    for name, doc in docs.items():
        if doc["role"] in WIRES:
            continue
        by_char = {c: p for p in reports[name]["passages"] for c in range(p["start"], p["end"])}
        for sentence, place in zip(flat(doc), places[name], strict=True):
            if sentence["k"] == "boilerplate":
                continue
            sentences += 1
            if place is None:
                lost += 1
                continue
            gold = {"new": "original"}.get(sentence["k"], sentence["k"])
            over = [by_char.get(c) for c in range(*place)]
            if gold != "quote":  # a quotation that both heard may be reported either way
                for passage in over:
                    kind = passage["kind"] if passage else "original"
                    reuse[gold != "original", passage is not None] += 1
                    kinds[gold, "verbatim" if kind == "quote" else kind] += 1
            held = Counter(id(p) for p in over if p) if gold != "original" and sentence["src"] else Counter()
            if sum(held.values()) * 2 < place[1] - place[0] or not held:
                continue
            found += 1
            passage = next(p for p in over if id(p) == held.most_common(1)[0][0])
            assert passage
            right += any(
                _touches(a, sentence["src"], names, carriers) for a in (passage["source"], *passage["alternatives"])
            )
            found_chars += sum(held.values())
            if any(same_agency(passage["source"]["agency"], docs[wire]["agency"]) for wire, _ in sentence["src"]):
                right_chars += sum(held.values())
    tp, fp, fn = reuse[True, True], reuse[False, True], reuse[True, False]
    each = {k: f1(*_cells(kinds, k)) for k in KINDS}
    return {
        "reuse": f1(tp, fp, fn), "reuse.precision": tp / max(1, tp + fp), "reuse.recall": tp / max(1, tp + fn),
        "kind": sum(each.values()) / len(each), **{f"kind.{k}": v for k, v in each.items()},
        "source_sentence": right / max(1, found), "agency": right_chars / max(1, found_chars),
        "sentences_shown": 1 - lost / max(1, sentences),
    }  # fmt: skip


def _carriers(docs: Documents, places: Mapping[str, list[Place]]) -> dict[tuple[str, int], list[tuple[str, int, int]]]:
    """A wire's sentence → everywhere it stands: a sibling copy that has it is as true an answer as the wire."""
    out: defaultdict[tuple[str, int], list[tuple[str, int, int]]] = defaultdict(list)
    for name, doc in docs.items():
        for number, (sentence, place) in enumerate(zip(flat(doc), places[name], strict=True), 1):
            if place is not None:
                for key in {(name, number), *((wire, n) for wire, n in sentence["src"])}:
                    out[key].append((name, *place))
    return out


def _touches(
    answer: Mapping[str, Any],
    wanted: Sequence[tuple[str, int]],
    names: Mapping[str, str],
    carriers: Mapping[tuple[str, int], list[tuple[str, int, int]]],
) -> bool:
    name = names[answer["article_id"]]
    held = [place for wire, n in wanted for place in carriers.get((wire, n), [])]
    return any(where == name and answer["start"] < end and start < answer["end"] for where, start, end in held)


def _credits(docs: Documents, reports: Mapping[str, Report]) -> float:
    tp = fp = fn = 0
    for name, doc in docs.items():
        stated = {short(c["agency"]) for c in reports[name]["credit"]["stated"]} - {"agencies"}
        wanted = {short(c) for c in doc["credits"]}
        tp, fp, fn = tp + len(stated & wanted), fp + len(stated - wanted), fn + len(wanted - stated)
    return f1(tp, fp, fn)


def flat(doc: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [sentence for paragraph in doc["body"] for sentence in paragraph]


def located(doc: Mapping[str, Any], shown: str) -> list[Place]:
    """Where each sentence stands in the text that the report shows; white space and soft hyphens do not count."""
    kept = [(c, i) for i, c in enumerate(shown) if not _blank(c)]
    whole, at = "".join(c for c, _ in kept), 0
    out: list[Place] = []
    for sentence in flat(doc):
        needle = "".join(c for c in sentence["t"] if not _blank(c))
        pos = whole.find(needle, at)
        pos = whole.find(needle) if pos < 0 else pos
        if pos < 0 or not needle:
            out.append(None)
        else:
            at = pos + len(needle)
            out.append((kept[pos][1], kept[at - 1][1] + 1))
    return out


def _blank(c: str) -> bool:
    return c.isspace() or c in "\u00ad\u200b\ufeff"


def event_of(name: str) -> str:
    return name.split("-")[0]


def short(name: str | None) -> str:
    return (agencies.canonical(name) or name if name else "").lower()


def same_agency(one: str | None, other: str | None) -> bool:
    return short(one) == short(other)


def f1(tp: float, fp: float, fn: float) -> float:
    return 2 * tp / (2 * tp + fp + fn) if tp else 0.0


def counts(label: str, gold: Sequence[str], said: Sequence[str]) -> tuple[int, int, int]:
    both = sum(g == s == label for g, s in zip(gold, said, strict=True))
    return both, sum(s == label for s in said) - both, sum(g == label for g in gold) - both


def _cells(table: Mapping[tuple[str, str], int], label: str) -> tuple[int, int, int]:
    both = table.get((label, label), 0)
    return (
        both,
        sum(n for (_, s), n in table.items() if s == label) - both,
        sum(n for (g, _), n in table.items() if g == label) - both,
    )


def lower_is_better(name: str) -> bool:
    return name.startswith("false.") or name == "cross"


def fallen(figures: Mapping[str, float], floors: Mapping[str, float]) -> list[str]:
    """The figures that are worse than their floor, each with both values; missing ones too."""
    out = []
    for name, floor in sorted(floors.items()):
        value = figures.get(name)
        if value is None:
            out.append(f"{name}: not measured any more")
        elif (value - floor if lower_is_better(name) else floor - value) > HAIR:
            out.append(f"{name}: {value:.4f}, was {floor:.4f}")
    return out


def raised(figures: Mapping[str, float], floors: Mapping[str, float]) -> dict[str, float]:
    """The floors, each moved to the figure where that is better."""
    best = {n: min(v, floors.get(n, v)) if lower_is_better(n) else max(v, floors.get(n, v)) for n, v in figures.items()}
    return dict(sorted(({**floors, **best}).items()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path, help="labelled events; default: the ones of the tests")
    parser.add_argument("--write", action="store_true", help="raise the floors to what was reached")
    arguments = parser.parse_args()
    floors = json.loads(FLOORS.read_text()) if FLOORS.exists() else {}
    for folder in arguments.folders or [HERE / "desk"]:
        docs = documents(folder)
        ids, reports, _ = run(docs)
        figures = score(docs, ids, reports)
        print(f"{folder.name}: {len(docs)} documents\n{'':24}{'now':>8}{'floor':>8}")
        for name, value in figures.items():
            print(f"{name:24}{value:8.4f}{floors.get(name, float('nan')):8.4f}")
        if arguments.write and not arguments.folders:
            FLOORS.write_text(json.dumps(raised(figures, floors), indent=1) + "\n")
            print(f"wrote {FLOORS.name}")


if __name__ == "__main__":
    main()
