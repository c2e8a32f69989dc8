"""Invented uses of an agency's wires, for the pages."""

from __future__ import annotations

from datetime import timedelta

from copytaster.archive import Use
from copytaster.model import CreditStatus, RelationKind
from tests.pages.draw import NOW

OUTLETS = ("Lindholm Post", "Courier", "The <b>Bold</b> Gazette", "صحيفة الميناء")


def made(agency: str) -> list[Use]:
    """Forty uses of three wires by four outlets over twenty days, the latest first."""
    found = []
    for n in range(40):
        credited = n % 3 == 0
        found.append(
            Use(
                article_id="courier1" if n == 0 else f"taker{n}",
                title=f"Harbour strike ends after {n} days of talks about pay, hours and the price of coal in the port",
                outlet=OUTLETS[n % 4],
                agency=None,
                known_at=NOW - timedelta(hours=12 * n),
                source_id="reuters1" if n % 3 == 0 else f"wire{n % 3}",
                source_title=f"Strike {n % 3} ends",
                source_outlet=agency,
                source_agency=agency,
                source_known_at=NOW - timedelta(hours=12 * n + 1),
                relation=(RelationKind.COPY, RelationKind.REWRITE, RelationKind.EXCERPT)[n % 3],
                share=(0.97, 0.4, 0.02)[n % 3],
                characters=(3_100, 1_204, 61)[n % 3],
                credit_status=CreditStatus.CREDITED if credited else CreditStatus.UNCREDITED,
                named=(agency,) if credited else (),
            )
        )
    return found
