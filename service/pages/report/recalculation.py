"""The figures of a report, recalculated for what a reader has set aside.

`recalculate` with nothing set aside gives the report's own coverage, up to rounding: characters are counted as
`copytaster.match` counts them, white space and boilerplate left out, and quotations count for no agency. The browser
does the same sum from the same spans (``static/report.js``); a browser test holds the two together.

A passage whose source is set aside falls to its next alternative, as attribution would; a
passage without a source left is original text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field

from copytaster.frozen import frozen
from copytaster.text.words import places
from service.pages.wording import KINDS

SHORT_WORDS = 8


@frozen
class Toggles:
    """What the reader has set aside; its form is the query of the report's address."""

    skip: frozenset[str] = frozenset()
    """Kinds, and ``short`` for passages under `SHORT_WORDS` words."""
    without: frozenset[str] = frozenset()
    """Article ids of sources."""
    boilerplate: bool = False
    """Count boilerplate as text of the article."""

    @classmethod
    def from_query(cls, skip: Iterable[str], without: Iterable[str], count: Iterable[str]) -> Toggles:
        return cls(frozenset(skip) & {*KINDS, "short"}, frozenset(without), "boilerplate" in set(count))

    def __bool__(self) -> bool:
        return bool(self.skip or self.without or self.boilerplate)


@frozen
class Counted:
    """A passage as the figures see it; `sources` holds the attributed source first, then the alternatives."""

    number: int
    kind: str
    own: int
    """Characters that are neither white space nor boilerplate."""
    all: int
    """Characters that are not white space."""
    words: int
    sources: tuple[str, ...]


@frozen
class Figures:
    """Shares as fractions of the article's characters."""

    coverage: Mapping[str, float]
    by_agency: Sequence[tuple[str, float]]
    by_source: Mapping[str, float]
    attributed: Mapping[int, str] = field(default_factory=dict)
    """Passage number → article id of the source it counts for; passages set aside are missing."""
    parts: Mapping[tuple[str, str], float] = field(default_factory=dict)
    """(article id of the source, kind) → share."""

    @property
    def reused(self) -> float:
        return sum(self.coverage.get(kind, 0.0) for kind in KINDS)


def words(text: str) -> int:
    """Words in `text`; characters, where a script is written without spaces."""
    return len(places(text))


def recalculate(
    spans: Sequence[Counted],
    own: int,
    boilerplate: int,
    agencies: Mapping[str, str | None],
    toggles: Toggles,
    dropped: frozenset[str] = frozenset(),
) -> Figures:
    """Figures over `spans` of an article of `own` visible characters (and `boilerplate` more).

    `agencies` names the agency of each source; `dropped` are sources that an editor rejected.
    """
    total = own + boilerplate if toggles.boilerplate else own
    out = toggles.without | dropped
    coverage = dict.fromkeys(KINDS, 0)
    by_agency: dict[str, int] = {}
    by_source: dict[str, int] = {}
    parts: dict[tuple[str, str], int] = {}
    attributed: dict[int, str] = {}
    for span in spans:
        if span.kind in toggles.skip or ("short" in toggles.skip and span.words < SHORT_WORDS):
            continue
        source = next((s for s in span.sources if s not in out), None)
        if source is None:
            continue
        size = span.all if toggles.boilerplate else span.own
        attributed[span.number] = source
        coverage[span.kind] = coverage.get(span.kind, 0) + size
        by_source[source] = by_source.get(source, 0) + size
        parts[source, span.kind] = parts.get((source, span.kind), 0) + size
        agency = agencies.get(source)
        if agency and span.kind != "quote":
            by_agency[agency] = by_agency.get(agency, 0) + size
    divisor = max(total, 1)
    shares = {kind: size / divisor for kind, size in coverage.items()}
    shares["original"] = max(0.0, 1.0 - sum(shares.values())) if total else 0.0
    return Figures(
        coverage=shares,
        by_agency=[(name, size / divisor) for name, size in sorted(by_agency.items(), key=lambda x: (-x[1], x[0]))],
        by_source={source: size / divisor for source, size in by_source.items()},
        attributed=attributed,
        parts={part: size / divisor for part, size in parts.items()},
    )
