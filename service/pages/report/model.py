"""What the template of a report is given: the parts of a `ReportView`, which `view.build` fills."""

from __future__ import annotations

from datetime import datetime

from markupsafe import Markup

from copytaster.frozen import frozen
from service.pages.colours import colour
from service.pages.report import recalculation


@frozen
class JudgementView:
    ruling: str
    who: str
    at: datetime | None
    note: str


@frozen
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
    facts: str
    """``31 facts agree, 1 differs``, or nothing."""
    code: str | None
    """Its language, as a ``lang`` attribute takes it."""
    language: str
    """The name of its language where that is not the article's, else empty."""
    between: str
    """``From Russian into English``, and how far that was measured; empty within one language."""
    passages: tuple[int, ...]
    judgement: str | None
    ruling: JudgementView | None
    reasons: tuple[str, ...]
    """Why it is called so, in sentences."""
    aside: bool

    @property
    def colour(self) -> int:
        return colour(self.number)


@frozen
class ChangeView:
    what: str
    here: str
    there: str


@frozen
class AlternativeView:
    source: SourceView | None
    article_id: str
    name: str
    score: float


@frozen
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
    span: recalculation.Counted
    sources: tuple[int, ...]


@frozen
class StatedView:
    agency: str
    evidence: str
    where: str
    anchor: str


@frozen
class Slice:
    """A piece of a bar: `x` and `width` in thousandths of its length."""

    key: str
    label: str
    share: float
    x: int
    width: int
    colour: int = 0
    """The place of its source in the palette; 0: none."""


@frozen
class NewView:
    """Facts of one sort that no source has."""

    label: str
    said: tuple[str, ...]
    speakers: tuple[str, ...]
    """Who says each; empty where that is not told."""


@frozen
class SourceGroup:
    heading: str
    sources: tuple[SourceView, ...]


@frozen
class OutdatedView:
    """A fact that the wire has corrected since."""

    what: str
    here: str
    corrected: str
    corrected_by: str
    """Article id."""


@frozen
class OtherView:
    """An article that is named in passing."""

    article_id: str
    name: str
    title: str


@frozen
class UseLine:
    """A line about the use of the article, and the articles that it speaks of."""

    kind: str
    sentence: str
    articles: tuple[OtherView, ...]
    until: datetime | None
    """What the sentence ends with."""
    more: int
    """Articles that it speaks of and does not name."""


@frozen
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
    sums: recalculation.Figures
    bar: tuple[Slice, ...]
    kinds: tuple[str, ...]
    """Kinds that the page speaks of."""
    agencies: tuple[Slice, ...]
    text: Markup
    words: int
    sources: tuple[SourceView, ...]
    groups: tuple[SourceGroup, ...]
    not_compared: tuple[OtherView, ...]
    """Articles that should have been compared; one check may cost only so much work."""
    copies: int
    """How many more carry the same text, at least, than are named."""
    notes: tuple[NoteView, ...]
    new: tuple[NewView, ...]
    languages: str
    """What cannot be promised because of the languages of the article and its sources; empty where all is known."""
    facts_left_out: int
    """How many of its facts were not looked for in its sources, or are too many to be named."""
    credit: str
    stated: tuple[StatedView, ...]
    found: tuple[str, ...]
    reasons: tuple[str, ...]
    """Why it is called so, in sentences."""
    boilerplate: tuple[tuple[str, str], ...]
    """What was set aside: what it is, and its words."""
    outdated: tuple[OutdatedView, ...]
    odd: int
    use: tuple[UseLine, ...]
    story_id: str | None
    toggles: recalculation.Toggles
    own: int
    all: int

    @property
    def checked(self) -> bool:
        return self.status == "checked"
