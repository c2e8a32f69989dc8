"""The shapes of answers. They may grow fields; they are described and tested against real ones, not validated."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from copytaster import fields
from copytaster.model import CreditStatus, Derivation, Direction, Kind, PubStatus, RelationKind, Ruling, Status
from service.schemas.shapes import Answer, ArticleId, BoilerplateSpan, PlainNote, PlainSpan, made


def _answered(field: fields.Field) -> tuple[Any, Any]:
    """A field of an article as answers show it."""
    if field.name == "id":
        return ArticleId, Field(description=field.about.help)
    kinds = {fields.MOMENT: str | None, fields.SPANS: list[BoilerplateSpan], fields.NOTES: list[PlainNote]}
    kind = kinds.get(field.type, field.type)
    return kind, Field(description=field.about.help)


_Listed: Any = made("_Listed", _answered, fields.LISTED, beside=True)
_Unlisted: Any = made("_Unlisted", _answered, fields.UNLISTED, beside=True)
_Whole: Any = made("_Whole", _answered, fields.FIELDS)


class Fault(Answer):
    field: str
    detail: str


class ProblemDocument(Answer):
    """RFC 9457."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    limit: str | None = Field(None, description="The setting that drew the line.")
    maximum: float | None = Field(None, description="The value of that setting, when it is the most that may be.")
    minimum: float | None = Field(None, description="The value of that setting, when it is the least that must be.")
    value: float | str | None = Field(None, description="What was found.")
    errors: list[Fault] = Field([], description="Each field or parameter that was wrong.")
    request_id: str | None = None


class Links(Answer):
    self: str
    report: str
    page: str


class AcceptedArticle(Answer):
    id: ArticleId
    status: Status
    links: Links


class ArticleSummary(_Listed):
    status: Status
    error: str | None = Field(description="Why it failed.")
    tries: int
    checked_at: str | None
    story_id: str | None
    derivation: Derivation | None
    relation: RelationKind | None = Field(description="The relation to `source_id`.")
    source_id: str | None = Field(
        description="The source that the report names first, of those that the article may come from."
    )
    credit_status: CreditStatus | None
    links: Links


class ArticleDocument(ArticleSummary, _Unlisted):
    pass


class ArticleList(Answer):
    items: list[ArticleSummary]
    next: str | None


class ReportArticle(_Whole):
    id: str = Field(description="Of a draft, one that nothing else has.")


Share = Annotated[float, Field(ge=0, le=1)]
Evidence = Annotated[
    dict[str, float],
    Field(description="With `explain`: what weighed how much, name → contribution in log-odds. Names may change."),
]
Measures = Annotated[
    dict[str, float],
    Field(
        description="With `explain`: measures of the two texts. `rewrite` and `lift` are log-odds; names may change."
    ),
]


class Coverage(Answer):
    """Shares of the article's own characters; they add up to 1."""

    verbatim: Share
    edited: Share
    paraphrase: Share
    translation: Share
    quote: Share
    original: Share


class AgencyShare(Answer):
    agency: str
    share: Share


class Containment(Answer):
    of_article: Share
    of_source: Share


class SupersededBy(Answer):
    """The latest version that kills or corrects an article."""

    article_id: ArticleId
    status: PubStatus
    at: str


class FactsCompared(Answer):
    """Names, figures, dates and quotations in sentences that say the same: how many agree, and how many differ."""

    agree: int
    differ: int


class ReportSource(Answer):
    article_id: ArticleId
    title: str | None
    outlet: str | None
    agency: str | None
    published_at: str | None
    relation: RelationKind
    score: Share
    direction: Direction
    resemblance: Share = Field(description="Jaccard of word 3-grams.")
    share: Share = Field(description="What the passages attributed to it cover of the article's own characters.")
    containment: Containment
    facts: FactsCompared
    judgement: Ruling | None = Field(description="The ruling in force.")
    status: PubStatus
    superseded_by: SupersededBy | None
    evidence: Measures = Field({})


class PassageSource(PlainSpan):
    """The origin: an article, and the place in it."""

    article_id: ArticleId
    agency: str | None
    text: str


class PassageAlternative(PlainSpan):
    """Another article that has the passage, and the place in it."""

    article_id: ArticleId
    agency: str | None
    score: Share


class ChangedWords(PlainSpan):
    text: str


class PassageChange(Answer):
    """What differs between a passage and its origin; null on the side that does not have it."""

    what: Literal["figure", "name", "date", "quote"]
    here: ChangedWords | None = Field(description="In the article.")
    there: ChangedWords | None = Field(description="In the article that the passage came from.")


class ReportPassage(PlainSpan):
    text: str
    kind: Kind
    score: Share
    source: PassageSource
    alternatives: list[PassageAlternative]
    changes: list[PassageChange]


class StatedCredit(Answer):
    agency: str
    evidence: str = Field(description="The words that name it.")
    where: Literal[
        "dateline", "byline", "sign-off", "credit-line", "attribution", "photo", "handle", "copyright", "metadata"
    ]
    field: Literal["text", "title", "byline", "credit", "agency", "outlet", "url"] = Field(
        description="The field that `start` and `end` are offsets in."
    )
    start: int | None = Field(ge=0)
    end: int | None = Field(ge=0)


class CreditAudit(Answer):
    status: CreditStatus
    stated: list[StatedCredit]
    found: list[str]


class NewFact(Answer):
    """A name, figure or quotation that no source of the article has."""

    what: Literal["name", "figure", "quotation"]
    text: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)


class OutdatedFact(Answer):
    """A fact that the wire which the article is from has corrected since."""

    what: Literal["figure", "name", "date", "quote"]
    text: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    corrected: str = Field(description="What the corrected version says there.")
    source: ArticleId = Field(description="The version that has the old.")
    corrected_by: ArticleId


class ReportLimit(Answer):
    """Why a report is not complete, and which articles it may not speak of."""

    limit: Literal["work", "embargo", "copies", "facts"]
    detail: str
    article_ids: list[ArticleId] = Field(description="Empty where there are too many, or where they are hidden.")
    articles: int | None = Field(description="How many, at least; null: as many as are hidden, or none.")
    facts: int | None = Field(default=None, description="How many facts of the article were left out of `new`.")


class Report(Answer):
    """What was found. Before the article is checked there is only `status` and `article`."""

    status: Literal["checked"]
    article: ReportArticle
    derivation: Derivation
    confidence: Share
    coverage: Coverage
    by_agency: list[AgencyShare]
    sources: list[ReportSource]
    passages: list[ReportPassage]
    new: list[NewFact] = Field(description="What no source has, in the order of the text; empty without a source.")
    outdated: list[OutdatedFact] = Field(
        description="What the article still has of a wire that says it was corrected since, in the order of the text."
    )
    credit: CreditAudit
    story_id: str | None
    superseded_by: SupersededBy | None
    printed_by: list[ArticleId] = Field(
        description="Of an article that is killed or corrected: those made from it, or from an earlier version."
    )
    limits: list[ReportLimit] = Field([], description="Only there when the report is not complete.")
    evidence: Evidence = Field({})


class Unfinished(Answer):
    status: Literal["queued", "checking", "failed"]
    article: ReportArticle
    error: str | None = Field(description="Why it failed.")


class StoryRelation(Answer):
    article_id: ArticleId
    source_id: ArticleId
    relation: RelationKind
    score: float
    direction: Direction
    derived: bool = Field(description="Derived, and not rejected.")


class StoryDocument(Answer):
    id: ArticleId
    size: int = Field(description="Articles in the story; the answer may hold fewer.")
    articles: list[ArticleSummary]
    relations: list[StoryRelation]


class JudgementDocument(Answer):
    id: int
    article_id: str
    source_id: str
    ruling: Ruling | None
    who: str
    note: str | None
    at: str


class JudgementList(Answer):
    items: list[JudgementDocument] = Field(description="The whole history, oldest first.")


class BatchLine(Answer):
    """The answer to one line: as for one submission."""

    line: int = Field(ge=1)
    status_code: int
    id: str | None = None
    status: Status | None = None
    links: Links | None = None
    problem: ProblemDocument | None = None


class EventDocument(Answer):
    id: int
    kind: str = Field(description="accepted, checked, changed, failed, deleted or judged.")
    article_id: str
    at: str
    detail: dict[str, Any]


class EventList(Answer):
    items: list[EventDocument]
    last: int = Field(description="Give it as `after` for what comes next.")
