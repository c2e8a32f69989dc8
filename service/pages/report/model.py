"""What the template of a report is given: the parts of a `ReportView`, which `report_view.build` fills."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from service.pages.report import figures, marks


@dataclass(frozen=True, slots=True)
class JudgementView:
    ruling: str
    who: str
    at: datetime | None
    note: str


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One weight or measure; `bar` is its length, 0 to 100, against the heaviest."""

    name: str
    weight: float
    bar: float


@dataclass(frozen=True, slots=True)
class SourceView:
    number: int
    article_id: str
    title: str
    name: str
    outlet: str
    agency: str
    published: datetime | None
    gap: str
    relation: str
    derived: bool
    score: float
    direction: str
    resemblance: float
    of_article: float
    of_source: float
    share: float
    passages: tuple[int, ...]
    judgement: str | None
    ruling: JudgementView | None
    evidence: tuple[EvidenceRow, ...]
    aside: bool

    @property
    def colour(self) -> int:
        return marks.colour(self.number)


@dataclass(frozen=True, slots=True)
class ChangeView:
    what: str
    here: str
    there: str


@dataclass(frozen=True, slots=True)
class AlternativeView:
    source: SourceView | None
    article_id: str
    name: str
    score: float


@dataclass(frozen=True, slots=True)
class NoteView:
    """A passage with its source's words beside it."""

    number: int
    kind: str
    score: float
    source: SourceView | None
    counted: SourceView | None
    article_id: str
    name: str
    start: int
    end: int
    text: str
    source_text: str
    here: Markup
    there: Markup
    same: bool
    changes: tuple[ChangeView, ...]
    alternatives: tuple[AlternativeView, ...]
    span: figures.Span
    sources: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class StatedView:
    agency: str
    evidence: str
    where: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Slice:
    """A piece of a bar: `x` and `width` in thousandths of its length."""

    key: str
    label: str
    share: float
    x: int
    width: int


@dataclass(frozen=True, slots=True)
class NewView:
    """What no source has, of one sort."""

    what: str
    texts: tuple[str, ...]

    @property
    def size(self) -> int:
        return len(self.texts)


@dataclass(frozen=True, slots=True)
class OtherView:
    """An article that is named in passing."""

    article_id: str
    name: str
    title: str


@dataclass(frozen=True, slots=True)
class ReportView:
    article_id: str
    status: str
    error: str | None
    title: str
    untitled: bool
    byline: str
    outlet: str
    agency: str
    url: str | None
    url_text: str
    external_id: str
    language: str | None
    published: datetime | None
    received: datetime | None
    finding: Markup
    derivation: str | None
    confidence: float | None
    sums: figures.Figures
    bar: tuple[Slice, ...]
    agencies: tuple[Slice, ...]
    unmatched: float
    text: Markup
    words: int
    sources: tuple[SourceView, ...]
    not_compared: tuple[OtherView, ...]
    """Articles that should have been compared; one check may cost only so much work."""
    copies: int
    """How many more carry the same text, at least, than are named."""
    notes: tuple[NoteView, ...]
    credit: str
    stated: tuple[StatedView, ...]
    found: tuple[str, ...]
    evidence: tuple[EvidenceRow, ...]
    boilerplate: tuple[str, ...]
    new: tuple[NewView, ...]
    odd: int
    story_id: str | None
    toggles: figures.Toggles
    own: int
    all: int

    @property
    def checked(self) -> bool:
        return self.status == "checked"
