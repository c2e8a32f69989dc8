"""The shapes of requests. They are strict: no unknown names, no conversions; query parameters come as text."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Literal, get_args

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    create_model,
    model_validator,
)

from copytaster import fields
from copytaster.archive import Carried, Sort
from copytaster.archive.facets import NAMES as FACETS
from copytaster.model import CreditStatus, Derivation, PubStatus, RelationKind, Ruling, Status
from copytaster.shapes import ArticleId


def _stated(field: fields.Field) -> tuple[Any, Any]:
    """A field of an article as a submission may state it."""
    kind = Annotated[PubStatus, Field(strict=False)] if field.type == fields.PUBSTATUS else str
    return kind | None, Field(None, max_length=field.about.limit, description=field.about.help)


_Stated: Any = create_model("_Stated", **dict[str, Any]({f.name: _stated(f) for f in fields.SUBMITTED}))


class Metadata(_Stated):
    """What a submission says of itself. It goes before what a document says of itself."""

    model_config = ConfigDict(extra="forbid", strict=True)


def _one_of_two(schema: dict[str, Any]) -> None:
    """Tells the two forms of a submission apart, each whole: a generator makes a type of each."""
    fields, either = schema["properties"], {"text": "ArticleWithText", "html": "ArticleWithHtml"}
    schema["oneOf"] = [
        {
            "title": title,
            "type": "object",
            "properties": {
                **{name: field for name, field in fields.items() if name not in either},
                body: {"type": "string", "description": fields[body]["description"]},
                next(other for other in either if other != body): {"type": "null"},
            },
            "required": [body],
            "additionalProperties": False,
        }
        for body, title in either.items()
    ]


class ArticleSubmission(Metadata):
    """An article: exactly one of `text` and `html`, and what is known of it."""

    model_config = ConfigDict(extra="forbid", strict=True, json_schema_extra=_one_of_two)

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


class BatchParameters(BaseModel):
    """What may be said of all articles of a batch. It goes before what each says of itself."""

    model_config = ConfigDict(extra="forbid")

    agency: str | None = Field(None, max_length=500)
    outlet: str | None = Field(None, max_length=500)
    language: str | None = Field(None, max_length=100)


class CheckParameters(Metadata):
    """Query parameters of a draft in another media type than JSON."""

    model_config = ConfigDict(extra="forbid", strict=False)

    explain: bool = Field(False, description="With the reasons for each finding, and the evidence behind them.")


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


def _facet_names(value: str) -> str:
    unknown = [name for name in facet_names(value) if name not in FACETS]
    if unknown:
        raise ValueError(f"there is no facet {unknown[0][:60]!r}")
    return value


def facet_names(value: str) -> tuple[str, ...]:
    """The names in a list that commas separate, each once."""
    return tuple(dict.fromkeys(name for name in value.split(",") if name))


FacetNames = Annotated[
    str, AfterValidator(_facet_names), Field(json_schema_extra={"pattern": "^(,|" + "|".join(FACETS) + ")*$"})
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
    language: str | None = Field(None, max_length=100)
    outdated: Carried | None = Field(
        None, description="Articles that still print what an agency took back: facts it corrected, or a killed wire."
    )
    story: ArticleId | None = None
    source_id: ArticleId | None = Field(None, description="Articles that were made from this one.")
    source_agency: str | None = Field(
        None, max_length=500, description="Articles that were made from a wire of this agency."
    )
    assignee: str | None = Field(
        None, min_length=1, max_length=64, description="Articles that somebody has: the id of a person, or `me`."
    )
    received_since: Moment | None = Field(None, description="Accepted at this moment or later.")
    received_until: Moment | None = Field(None, description="Accepted before this moment.")
    since: Moment | None = Field(None, description="Published (else received) at this moment or later.")
    until: Moment | None = Field(None, description="Published (else received) before this moment.")
    q: str | None = Field(None, max_length=500, description="Words that title, outlet and text must have.")
    sort: Sort = Field(Sort.RECEIVED, description="What comes first: accepted last, or published last.")
    facets: FacetNames = Field(
        "",
        description=f"Facets that are counted over all articles that fit, separated by commas: {', '.join(FACETS)}.",
        examples=["outlet,credit_status"],
    )
    cursor: str | None = Field(None, max_length=500, description="`next` of the page before.")
    limit: int = Field(50, ge=1, le=200)


class UsageParameters(BaseModel):
    """Which uses are counted."""

    model_config = ConfigDict(extra="forbid")

    side: Literal["given", "taken"] = Field(
        "given", description="given: what others made of its articles; taken: what it made of others'."
    )
    since: Moment | None = Field(None, description="Of articles published (else received) at this moment or later.")
    until: Moment | None = Field(None, description="Of articles published (else received) before this moment.")
    source_id: ArticleId | None = Field(None, description="Uses of this article alone.")
    format: Literal["json", "csv"] = Field("json", description="csv: one line a use, all of them.")
    cursor: str | None = Field(None, max_length=20, description="`next` of the page before.")
    limit: int = Field(200, ge=1, le=1000)


ReportFormat = Literal["json", "csv", "jsonld", "annotations", "prov", "ninjs"]
REPORT_FORMATS: tuple[str, ...] = get_args(ReportFormat)
"""The formats of a report, by the names that `format` and the end of an address have for them."""


class ReasonParameters(BaseModel):
    model_config = ConfigDict(extra="forbid")

    explain: bool = Field(False, description="With the reasons for each finding, and the evidence behind them.")


class ReportParameters(ReasonParameters):
    format: ReportFormat | None = Field(
        None,
        description="csv: one line a passage; jsonld: schema.org; annotations: W3C Web Annotation, one a passage; "
        "prov: PROV-JSON; ninjs: IPTC ninjs 3.1, the sources its associations. Without it, as `Accept` asks.",
    )


class StoryParameters(BaseModel):
    model_config = ConfigDict(extra="forbid")

    limit: int = Field(500, ge=1, le=1000, description="Most articles in the answer.")
    cursor: str | None = Field(None, max_length=500, description="`next` of the page before.")


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


Day = Annotated[str, Field(pattern=r"^(today|yesterday|week|\d{4}-\d{2}-\d{2})$", max_length=10)]


class ViewFilters(BaseModel):
    """What the desk is narrowed to, in the words of its address."""

    model_config = ConfigDict(extra="forbid")

    q: str | None = Field(None, min_length=1, max_length=200)
    outlet: str | None = Field(None, min_length=1, max_length=200)
    agency: str | None = Field(None, min_length=1, max_length=200)
    relation: RelationKind | None = None
    derivation: Derivation | None = None
    credit: CreditStatus | None = None
    status: Status | None = None
    pubstatus: PubStatus | None = None
    language: str | None = Field(None, min_length=1, max_length=100)
    outdated: Carried | None = None
    source_agency: str | None = Field(None, min_length=1, max_length=200)
    assigned: str | None = Field(None, min_length=1, max_length=64, description="The id of a person, or `me`.")
    since: Day | None = Field(None, description="A day, or `today`, `yesterday`, `week`.")
    until: Day | None = None
    sort: Sort | None = None


class ViewRequest(BaseModel):
    """A way of looking at the desk, under a name."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=80)
    filters: ViewFilters
    owner: str = Field(
        "me", max_length=60, description="`me`, `everybody`, or a team of yours as `team:NAME`; where nobody is asked "
        "who they are every view is everybody's."
    )  # fmt: skip


class NoteRequest(BaseModel):
    """What somebody says of an article, or to whom they give it: at least one of `text` and `assign`."""

    model_config = ConfigDict(extra="forbid", strict=True)

    text: str | None = Field(None, max_length=2000)
    assign: str | None = Field(
        None, min_length=1, max_length=64, description="Who has the article now: the id of a person, `me` or `nobody`."
    )
    who: str | None = Field(None, max_length=200, description="Who says it, beside the name of the key.")
