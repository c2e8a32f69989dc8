"""What the desk is narrowed to, read from its address as strictly as the API reads its own.

Promise: a filter that is not known, or a value that no article can have, is named; it never passes for an empty list or
for no filter at all.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from copytaster.archive import Carried, Sort
from copytaster.frozen import names_of
from copytaster.model import CreditStatus, Derivation, PubStatus, RelationKind, Status
from service.errors import Problem
from service.pages.data import Filters
from service.pages.days import RELATIVE
from service.pages.oddities import legible
from service.schemas.answers import Fault

_WORDS: Mapping[str, Collection[str]] = {
    "relation": [k.value for k in RelationKind],
    "derivation": [d.value for d in Derivation],
    "credit": [c.value for c in CreditStatus],
    "status": [s.value for s in Status],
    "pubstatus": [s.value for s in PubStatus],
    "outdated": [c.value for c in Carried],
    "sort": [s.value for s in Sort],
}
_DAYS = ("since", "until")
_LONGEST = 200


def read(query: Mapping[str, str]) -> Filters:
    """The filters in an address. Raises `Problem` (422) that names each of those that are none."""
    found = {name: _fault(name, value.strip()) for name, value in query.items() if name != "cursor"}
    faults: list[Fault] = [{"field": legible(name)[:60], "detail": fault} for name, fault in found.items() if fault]
    if faults:
        raise Problem(422, "invalid_parameter", " ".join(f["detail"] for f in faults[:3]), errors=faults[:20])
    return Filters(**{name: value.strip()[:_LONGEST] for name, value in query.items() if name in names_of(Filters)})


def days(query: Mapping[str, str]) -> tuple[str, str]:
    """The first and the last day that a page of usage is narrowed to. Raises `Problem` (422)."""
    odd = [legible(name)[:60] for name in query if name not in (*_DAYS, "source_id")]
    faults: list[Fault] = [{"field": name, "detail": f"This page has no filter “{name}”."} for name in odd]
    faults += [{"field": name, "detail": fault} for name in _DAYS if (fault := _no_day(query.get(name, "").strip()))]
    if faults:
        raise Problem(422, "invalid_parameter", " ".join(f["detail"] for f in faults[:3]), errors=faults[:20])
    return query.get("since", "").strip(), query.get("until", "").strip()


def _fault(name: str, value: str) -> str:
    shown = legible(value)[:60]
    if name not in names_of(Filters):
        return f"The desk has no filter “{legible(name)[:60]}”. It has {', '.join(names_of(Filters))}."
    if value and name in _WORDS and value not in _WORDS[name]:
        return f"“{shown}” is no {name}. There are {', '.join(_WORDS[name])}."
    if name in _DAYS and not (name == "since" and value in RELATIVE):
        return _no_day(value)
    return ""


def _no_day(value: str) -> str:
    if value:
        try:
            date.fromisoformat(value)
        except ValueError:
            return f"“{legible(value)[:60]}” is no day, as 2026-11-25 is one."
    return ""
