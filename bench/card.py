"""The part of the model card that training writes: what was learnt from, and how well on events that were left out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from bench.corpus import Document
from copytaster.match import model

CARD = Path(model.__file__).with_name("MODEL_CARD.md")
OPENS, CLOSES = "<!-- written by bench.train -->\n", "<!-- to here -->"


class Figure(NamedTuple):
    """One model on events that it has not seen: how many rows, area under the curve and F1, of those whose label is
    sure."""

    name: str
    rows: int
    area: float
    f1: float

    def __str__(self) -> str:
        return f"{self.name:12} {self.rows:6} rows, cross-validated AUC {self.area:.3f}, F1 {self.f1:.3f}"


def write(documents: Sequence[Document], figures: Sequence[Figure]) -> None:
    """Puts both tables into the card, in place of those before; a model without a figure keeps its row."""
    card = CARD.read_text()
    opens, closes = card.index(OPENS) + len(OPENS), card.index(CLOSES)
    table = _table(figures, card[opens:closes])
    CARD.write_text(card[:opens] + _learnt_from(documents) + "\n" + table + card[closes:])


def _learnt_from(documents: Sequence[Document]) -> str:
    lines = ["| corpus | events | documents |", "|---|---|---|"]
    for corpus in sorted({d.corpus for d in documents}):
        held = [d for d in documents if d.corpus == corpus]
        lines.append(f"| {corpus} | {len({d.event for d in held})} | {len(held)} |")
    return "\n".join(lines) + "\n"


def _table(figures: Sequence[Figure], before: str) -> str:
    rows = {name: row for row in before.splitlines() if (name := row.removeprefix("| `").partition("`")[0]) != row}
    rows |= {f.name: f"| `{f.name}` | {f.rows} | {f.area:.3f} | {f.f1:.3f} |" for f in figures}
    return "\n".join(["| model | rows | AUC | F1 |", "|---|---|---|---|", *rows.values()]) + "\n"
