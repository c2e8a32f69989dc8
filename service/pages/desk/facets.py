"""The facets of the desk: for each the values that articles have, with a link that narrows the desk to one, or widens
it again. The count beside a value is what the desk then has.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from urllib.parse import parse_qsl, urlencode

from copytaster.archive import Facets
from copytaster.frozen import frozen, names_of
from copytaster.text import languages
from service.pages import oddities
from service.pages.data import Filters
from service.pages.wording import (
    CARRIED_LABELS,
    CREDIT_LABELS,
    DERIVATION_LABELS,
    FACET_LABELS,
    RELATION_LABELS,
    SINCE_LABELS,
    STATUS_LABELS,
    USE_LABELS,
)

FEW, MOST = 6, 30
"""Values that are seen at once, and that are listed; others are found by name."""

FILTERS: Mapping[str, str] = {
    "credit_status": "credit", "relation": "relation", "derivation": "derivation", "source_agency": "source_agency",
    "outlet": "outlet", "agency": "agency", "outdated": "outdated", "language": "language", "status": "status",
    "pubstatus": "pubstatus",
}  # fmt: skip
"""Facet → the filter of the desk, in the order of the page."""
_LABELS: Mapping[str, Callable[[str], str]] = {
    "credit_status": lambda value: CREDIT_LABELS.get(value, value),
    "relation": lambda value: RELATION_LABELS.get(value, value),
    "derivation": lambda value: DERIVATION_LABELS.get(value, value),
    "outdated": lambda value: CARRIED_LABELS.get(value, value),
    "status": lambda value: STATUS_LABELS.get(value, value),
    "pubstatus": lambda value: USE_LABELS.get(value, value),
    "language": lambda value: languages.name(value) or value,
}


_ORDER: Mapping[str, Sequence[str]] = {
    "credit_status": ("uncredited", "miscredited", "partly_credited", "credited", "not_applicable"),
    "relation": tuple(RELATION_LABELS), "derivation": tuple(DERIVATION_LABELS),
}  # fmt: skip
"""What an editor looks for first; the values of the others are ordered by how many articles have them."""


@frozen
class Value:
    label: str
    count: int
    query: Mapping[str, str]
    """The filters of the desk narrowed to it, or without it where it is chosen."""
    chosen: bool

    @property
    def address(self) -> str:
        """The same, as it stands in the address."""
        return f"?{urlencode(self.query)}" if self.query else "?"


@frozen
class FacetView:
    name: str
    label: str
    first: tuple[Value, ...]
    rest: tuple[Value, ...]
    more: bool
    """There are values that are not listed."""


@frozen
class Chosen:
    """A filter that is set, and the desk without it."""

    label: str
    value: str
    query: Mapping[str, str]


def build(found: Facets, filters: Filters) -> tuple[FacetView, ...]:
    """What is worth a look: a facet in which all that fit have one value narrows nothing."""
    shown = []
    for name, field in FILTERS.items():
        facet, chosen = found.found[name], getattr(filters, field)
        counts = dict(facet.values)
        if chosen and chosen not in counts:
            counts[chosen] = 0
        if not chosen and (not counts or (len(counts) == 1 and max(counts.values()) == found.total)):
            continue
        values = [
            Value(_label(name, value), n, _with(filters, field, "" if value == chosen else value), value == chosen)
            for value, n in counts.items()
        ]
        if name in _ORDER:
            place = {_label(name, value): n for n, value in enumerate(_ORDER[name])}
            values.sort(key=lambda value: place.get(value.label, len(place)))
        values.sort(key=lambda value: not value.chosen)
        cut = FEW if len(values) > FEW + 1 else len(values)
        more = facet.more or len(values) > MOST
        shown.append(FacetView(field, FACET_LABELS[field], tuple(values[:cut]), tuple(values[cut:MOST]), more))
    return tuple(shown)


def chosen(filters: Filters, people: Mapping[str, str]) -> tuple[Chosen, ...]:
    """The filters that are set, each with the desk without it. `people`: names by id."""
    names = {field: facet for facet, field in FILTERS.items()}
    found = []
    for field, value in filters.query().items():
        if field == "sort":
            continue
        if field == "since":
            said = SINCE_LABELS.get(value, value)
        elif field == "assigned":
            said = oddities.legible(people.get(value, value))
        else:
            said = _label(names.get(field, field), value)
        label = "" if field == "since" and value in SINCE_LABELS else FACET_LABELS[field]
        found.append(Chosen(label, said, _with(filters, field, "")))
    return tuple(found)


def parsed(query: str) -> dict[str, str]:
    """The filters of an address."""
    return {name: value for name, value in parse_qsl(query) if name in names_of(Filters)}


def _label(facet: str, value: str) -> str:
    return oddities.legible(_LABELS[facet](value) if facet in _LABELS else value)


def _with(filters: Filters, field: str, value: str) -> dict[str, str]:
    query = {name: given for name, given in filters.query().items() if name != field}
    return query | {field: value} if value else query
