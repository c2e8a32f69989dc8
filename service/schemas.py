"""The shapes of requests and answers, as pydantic models: they validate what comes in and make the OpenAPI document.

The words are those of the design. Requests are strict: no unknown names, no conversions. Answers are described, and
tested against real ones, but not validated at run time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    create_model,
    model_validator,
)

from copytaster import fields
from copytaster.model import CreditStatus, Derivation, Direction, Kind, PubStatus, RelationKind, Ruling, Status

ID = r"^[a-z2-7]{32}$"
ArticleId = Annotated[str, StringConstraints(pattern=ID), Field(examples=["mfrggzdfmztwq2lknnwg23tpobyxe43u"])]


class Answer(BaseModel):
    """Answers may grow fields; readers should leave alone those that they do not know."""


class PlainSpan(Answer):
    start: int = Field(ge=0)
    end: int = Field(ge=0)


class PlainNote(Answer):
    what: str
    detail: str


def _stated(field: fields.Field) -> tuple[Any, Any]:
    """A field of an article as a submission may state it."""
    kind = Annotated[PubStatus, Field(strict=False)] if field.type == fields.PUBSTATUS else str
    return kind | None, Field(None, max_length=field.about.limit, description=field.about.help)


def _answered(field: fields.Field) -> tuple[Any, Any]:
    """A field of an article as answers show it."""
    if field.name == "id":
        return ArticleId, Field(description=field.about.help)
    kinds = {fields.MOMENT: str | None, fields.SPANS: list[PlainSpan], fields.NOTES: list[PlainNote]}
    kind = kinds.get(field.type, field.type)
    return kind, Field(description=field.about.help)


def _made(
    name: str, shape: Callable[[fields.Field], tuple[Any, Any]], which: Iterable[fields.Field], beside: bool = False
) -> Any:
    """A model of the fields of `which`; a class of ours builds on it, and says what it is for."""
    members: dict[str, Any] = {f.beside if beside else f.name: shape(f) for f in which}
    return create_model(name, __base__=Answer, **members)


_Stated: Any = _made("_Stated", _stated, fields.SUBMITTED)
_Listed: Any = _made("_Listed", _answered, fields.LISTED, beside=True)
_Unlisted: Any = _made("_Unlisted", _answered, fields.UNLISTED, beside=True)
_Whole: Any = _made("_Whole", _answered, fields.FIELDS)


class Metadata(_Stated):
    """What a submission says of itself. It goes before what a document says of itself."""

    model_config = ConfigDict(extra="forbid", strict=True)


class ArticleSubmission(Metadata):
    """An article: exactly one of `text` and `html`, and what is known of it."""

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        json_schema_extra={
            "oneOf": [
                {"required": ["text"], "properties": {"text": {"type": "string"}, "html": {"type": "null"}}},
                {"required": ["html"], "properties": {"html": {"type": "string"}, "text": {"type": "null"}}},
            ]
        },
    )

    text: str | None = Field(None, description="Plain text; empty lines part paragraphs.")
    html: str | None = Field(None, description="A page or a piece of one; the article is found in it.")

    @model_validator(mode="after")
    def _one_body(self) -> ArticleSubmission:
        if (self.text is None) == (self.html is None):
            said = "neither" if self.text is None else "both"
            raise ValueError(f"exactly one of text and html is needed, and there is {said}")
        return self


class SubmitParameters(Metadata):
    """Query parameters of a submission. The metadata is for bodies of other media types; JSON has its own."""

    model_config = ConfigDict(extra="forbid", strict=False)

    wait: float | None = Field(
        None, ge=0, le=30, allow_inf_nan=False, description="Seconds to wait for the report, at most 30."
    )


class CheckParameters(Metadata):
    """Query parameters of a draft in another media type than JSON."""

    model_config = ConfigDict(extra="forbid", strict=False)

    explain: bool = Field(False, description="With the evidence behind each relation.")


def _moment(value: Any) -> Any:
    """ISO 8601; a date alone, or a time without an offset, is UTC."""
    if not isinstance(value, str):
        return value
    try:
        moment = datetime.fromisoformat(value)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError("not a date or time (ISO 8601)") from None


Moment = Annotated[
    AwareDatetime, BeforeValidator(_moment), Field(json_schema_extra={"format": "date-time"}, examples=["2021-10-08"])
]


class ListParameters(BaseModel):
    """Filters of the list; everything given must hold."""

    model_config = ConfigDict(extra="forbid")

    status: Status | None = None
    outlet: str | None = Field(None, max_length=500)
    agency: str | None = Field(None, max_length=500)
    pubstatus: PubStatus | None = Field(None, description="What their publishers say of their use.")
    relation: RelationKind | None = Field(None, description="Articles with a relation of this kind.")
    derivation: Derivation | None = None
    credit_status: CreditStatus | None = None
    story: ArticleId | None = None
    since: Moment | None = Field(None, description="Published (else received) at this moment or later.")
    until: Moment | None = Field(None, description="Published (else received) before this moment.")
    q: str | None = Field(None, max_length=500, description="Words that title, outlet and text must have.")
    cursor: str | None = Field(None, max_length=500, description="`next` of the page before.")
    limit: int = Field(50, ge=1, le=200)


class ReportParameters(BaseModel):
    model_config = ConfigDict(extra="forbid")

    explain: bool = Field(False, description="With the evidence behind each relation.")
    format: Literal["json", "csv"] = Field("json", description="csv: one line a passage.")


class StoryParameters(BaseModel):
    model_config = ConfigDict(extra="forbid")

    limit: int = Field(500, ge=1, le=1000, description="Most articles in the answer.")


class EventParameters(BaseModel):
    model_config = ConfigDict(extra="forbid")

    after: int | None = Field(None, ge=0, le=2**62, description="Events with a higher id. Without it: from now on.")
    limit: int = Field(100, ge=1, le=1000, description="Most events in a JSON answer.")


class NoParameters(BaseModel):
    model_config = ConfigDict(extra="forbid")


class JudgementRequest(BaseModel):
    """An editor's word on the relation between this article and `source`; null takes it back."""

    model_config = ConfigDict(extra="forbid", strict=True)

    source: ArticleId
    ruling: Annotated[Ruling | None, Field(strict=False)]
    note: str | None = Field(None, max_length=2000)
    who: str | None = Field(None, max_length=200, description="The editor, beside the name of the key.")


# -- answers ----------------------------------------------------------------------------------------------------------


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
    containment: Containment
    judgement: Ruling | None = Field(description="The ruling in force.")
    status: PubStatus
    superseded_by: SupersededBy | None
    evidence: Measures = {}


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


class ReportLimit(Answer):
    """Why a report is not complete, and which articles it may not speak of."""

    limit: Literal["work", "embargo", "copies"]
    detail: str
    article_ids: list[ArticleId] = Field(description="Empty where there are too many, or where they are hidden.")
    articles: int | None = Field(description="How many, at least; null: as many as are hidden.")


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
    credit: CreditAudit
    story_id: str | None
    superseded_by: SupersededBy | None
    printed_by: list[ArticleId] = Field(
        description="Of an article that is killed or corrected: those made from it, or from an earlier version."
    )
    limits: list[ReportLimit] = Field([], description="Only there when the report is not complete.")
    evidence: Evidence = {}


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
