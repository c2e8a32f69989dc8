"""Labelled quotations: who says each, as a reader of the whole text sees it. `python -m tests.quality.speakers` scores.

``own/speakers.json`` names quotations of the labelled events, drawn at random, with their speakers, people and
organisations; null where the text names nobody. Labels were set by reading, before there were rules. Events take turns:
rules were tuned on the first half of them, the second half says what strangers' texts give.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from copytaster import pipeline
from copytaster.clean import Submission
from copytaster.commands.scoring import submission
from copytaster.fingerprint import analyse
from copytaster.fingerprint.facts import QUOTATION
from copytaster.text.speakers import Speaker
from copytaster.text.words import words
from tests.quality import score
from tests.quality.library import SETTINGS

LATE = datetime(2028, 1, 1, tzinfo=UTC)
"""When the articles come in: some are dated ahead."""
LABELS = score.HERE / "own" / "speakers.json"


class Answer(NamedTuple):
    """A labelled quotation, and who is found to say it."""

    doc: str
    language: str
    quotation: str
    label: str | None
    found: Speaker | None
    named: str | None
    """The words of the text that name who is found."""

    @property
    def right(self) -> bool:
        """Whether who is found is who the label names, by a part of the name or the whole."""
        if self.label is None or self.named is None:
            return False
        label, named = set(words(self.label).norms), set(words(self.named).norms)
        return label <= named or named <= label


class Score(NamedTuple):
    """`precision`: of those found, how many are right; `recall`: of those that are named, how many are found."""

    precision: float
    recall: float
    count: int


def halves() -> tuple[list[Answer], list[Answer]]:
    """The answers for the half that rules were tuned on, and for the other."""
    rows = json.loads(LABELS.read_text())
    events = sorted({row["event"] for row in rows})
    tuned = set(events[::2])
    answered = [(row["event"] in tuned, answer) for row, answer in zip(rows, _answers(rows), strict=True)]
    return [a for mine, a in answered if mine], [a for mine, a in answered if not mine]


def _answers(rows: list[dict[str, Any]]) -> Iterator[Answer]:
    docs: dict[str, Any] = {}
    for folder in sorted({Path(row["event"]).parent for row in rows}):
        docs |= score.documents(score.HERE / folder)
    read: dict[str, Any] = {}
    for row in rows:
        doc = row["doc"]
        if doc not in read:
            prepared = pipeline.prepare(Submission(**submission(docs[doc])), SETTINGS, LATE)
            read[doc] = analyse(prepared.article)
        at = read[doc].text.find(row["quotation"].strip())
        assert at >= 0, row
        facts = [f for f in read[doc].facts.all() if f.what == QUOTATION and f.span.start <= at < f.span.end]
        found = read[doc].speakers.get(facts[0].span) if facts else None
        named = read[doc].text[found.full.start : found.full.end] if found else None
        yield Answer(doc, read[doc].language, row["quotation"], row["speaker"], found, named)


def scored(answers: list[Answer]) -> Score:
    """Precision and recall."""
    right = sum(a.right for a in answers)
    found, named = sum(a.found is not None for a in answers), sum(a.label is not None for a in answers)
    return Score(right / max(1, found), right / max(1, named), len(answers))


def main() -> None:
    for name, answers in zip(("tuned on", "unseen"), halves(), strict=True):
        print(name, scored(answers))
        for a in answers:
            if a.found is not None and not a.right:
                print(f"  wrong  {a.doc} {a.language} {a.quotation[:60]!r}: {a.named}, not {a.label}")
        for a in answers:
            if a.found is None and a.label is not None:
                print(f"  missed {a.doc} {a.language} {a.quotation[:60]!r}: {a.label}")


if __name__ == "__main__":
    main()
