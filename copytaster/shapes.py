"""What a report holds: declared once, as types.

`report` makes it, and mypy holds it to these types; the description of the HTTP API (OpenAPI) is made of the same ones,
with the same words. Reports may grow fields; a field that is named here keeps its name and its meaning.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any, Literal, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from copytaster import fields
from copytaster.model import (
    BoilerplateKind,
    CreditStatus,
    Derivation,
    Direction,
    Kind,
    PubStatus,
    RelationKind,
    Ruling,
    Status,
)  # fmt: skip

ID = r"^[a-z2-7]{32}$"
ArticleId = Annotated[str, Field(pattern=ID, examples=["mfrggzdfmztwq2lknnwg23tpobyxe43u"])]
Offset = Annotated[int, Field(ge=0)]
"""In code points of the text it belongs to."""
Share = Annotated[float, Field(ge=0, le=1)]


def said(description: str, **more: Any) -> Any:
    """What the description of the API says of a field."""
    return Field(description=description, **more)


def one_of(*words: str) -> Any:
    """A field that holds one of these words."""
    return Field(json_schema_extra={"enum": list(words)})


class PlainSpan(TypedDict):
    """``[start, end)`` in code points of a text."""

    start: Offset
    end: Offset


class BoilerplateSpan(PlainSpan):
    """What is no part of the story, and what it is instead."""

    kind: BoilerplateKind


class PlainNote(TypedDict):
    """What cleaning saw and a reader should know."""

    what: str
    detail: str


if TYPE_CHECKING:
    ReportArticle = dict[str, Any]

    class Listed(TypedDict):
        """The fields of an article that lists show."""

    class Unlisted(TypedDict):
        """The fields of an article that only the article itself shows."""
else:

    def _answered(field: fields.Field) -> Any:
        """A field of an article as answers show it."""
        if field.name == "id":
            return Annotated[ArticleId, said(field.about.help)]
        kinds = {fields.MOMENT: str | None, fields.SPANS: list[BoilerplateSpan], fields.NOTES: list[PlainNote]}
        return Annotated[kinds.get(field.type, field.type), said(field.about.help)]

    def _of(name: str, which: Iterable[fields.Field], beside: bool = False) -> Any:
        """The type of an article of which the fields of `which` are shown."""
        return TypedDict(name, {f.beside if beside else f.name: _answered(f) for f in which})

    Listed = _of("Listed", fields.LISTED, beside=True)
    Unlisted = _of("Unlisted", fields.UNLISTED, beside=True)

    class ReportArticle(_of("_Whole", fields.FIELDS)):
        """The article of a report: its fields as `copytaster.fields` shows them."""

        id: Annotated[str, said("Of a draft, one that nothing else has.")]


class Coverage(TypedDict):
    """Shares of the article's own characters; they add up to 1."""

    verbatim: Share
    edited: Share
    paraphrase: Share
    translation: Share
    quote: Share
    original: Share


class AgencyShare(TypedDict):
    """What of the article's own characters came from one agency."""

    agency: str
    share: Share


class Containment(TypedDict):
    """How much of each of two texts is in the other."""

    of_article: Share
    of_source: Share


class SupersededBy(TypedDict):
    """The latest version that kills or corrects an article."""

    article_id: ArticleId
    status: PubStatus
    at: str


class FactsCompared(TypedDict):
    """Names, figures, dates and quotations in sentences that say the same: how many agree, and how many differ."""

    agree: int
    differ: int


class ReportSource(TypedDict):
    """One other article, and what the article is to it."""

    article_id: ArticleId
    title: str | None
    outlet: str | None
    agency: str | None
    published_at: str | None
    language: Annotated[str, said("ISO 639; `und` where it could not be told.")]
    relation: RelationKind
    score: Share
    direction: Direction
    resemblance: Annotated[Share, said("Jaccard of word 3-grams.")]
    share: Annotated[Share, said("What the passages attributed to it cover of the article's own characters.")]
    containment: Containment
    facts: FactsCompared
    judgement: Annotated[Ruling | None, said("The ruling in force.")]
    status: PubStatus
    superseded_by: SupersededBy | None
    reasons: NotRequired[Annotated[list[str], said("With `explain`: why the relation is what it is, in sentences.")]]
    evidence: NotRequired[
        Annotated[
            dict[str, float],
            said("With `explain`: measures of the two texts. `rewrite` and `lift` are log-odds; names may change."),
        ]
    ]


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
    """Words that stand on one side only, or otherwise on the other."""

    text: str


class PassageChange(TypedDict):
    """What differs between a passage and its origin; null on the side that does not have it."""

    what: Annotated[
        str,
        one_of("figure", "name", "date", "quote", "speaker"),
        said("`speaker`: the same words by somebody else, whose name may stand beyond the passage."),
    ]
    here: Annotated[ChangedWords | None, said("In the article.")]
    there: Annotated[ChangedWords | None, said("In the article that the passage came from.")]


class ReportPassage(PlainSpan):
    """A reused span of the article, and where it came from."""

    text: str
    kind: Kind
    score: Share
    source: PassageSource
    alternatives: list[PassageAlternative]
    changes: list[PassageChange]


class StatedCredit(TypedDict):
    """Where the article itself names an agency."""

    agency: str
    evidence: Annotated[str, said("The words that name it.")]
    where: Annotated[
        str,
        one_of(
            "dateline", "byline", "sign-off", "credit-line", "attribution", "photo", "handle", "copyright", "metadata",
        ),
    ]  # fmt: skip
    field: Annotated[
        str,
        said("The field that `start` and `end` are offsets in."),
        one_of("text", "title", "byline", "credit", "agency", "outlet", "url"),
    ]
    start: Offset | None
    end: Offset | None


class CreditAudit(TypedDict):
    """What the article says of its sources, beside what its passages show."""

    status: CreditStatus
    stated: list[StatedCredit]
    found: list[str]


class NewFact(PlainSpan):
    """A name, figure or quotation that no source of the article has."""

    what: Annotated[str, one_of("name", "figure", "quotation")]
    text: str
    speaker: NotRequired[Annotated[str, said("Who says a quotation; only there where the article surely tells.")]]


class OutdatedFact(PlainSpan):
    """A fact that the wire which the article is from has corrected since."""

    what: Annotated[str, one_of("figure", "name", "date", "quote")]
    text: str
    corrected: Annotated[str, said("What the corrected version says there.")]
    source: Annotated[ArticleId, said("The version that has the old.")]
    corrected_by: ArticleId


class ReportLimit(TypedDict):
    """Why a report is not complete, and which articles it may not speak of."""

    limit: Annotated[str, one_of("work", "embargo", "copies", "facts", "language")]
    detail: str
    article_ids: Annotated[list[ArticleId], said("Empty where there are too many, or where they are hidden.")]
    articles: Annotated[int | None, said("How many, at least; null: as many as are hidden, or none.")]
    facts: NotRequired[Annotated[int, said("How many facts of the article were left out of `new`.")]]


class Report(TypedDict):
    """What was found. Before the article is checked there is only `status` and `article`."""

    status: Literal[Status.CHECKED]
    article: ReportArticle
    derivation: Derivation
    confidence: Share
    coverage: Coverage
    by_agency: list[AgencyShare]
    sources: list[ReportSource]
    passages: list[ReportPassage]
    new: Annotated[list[NewFact], said("What no source has, in the order of the text; empty without a source.")]
    outdated: Annotated[
        list[OutdatedFact],
        said("What the article still has of a wire that says it was corrected since, in the order of the text."),
    ]
    credit: CreditAudit
    story_id: str | None
    superseded_by: SupersededBy | None
    printed_by: Annotated[
        list[ArticleId],
        said("Of an article that is killed or corrected: those made from it, or from an earlier version."),
    ]
    limits: NotRequired[Annotated[list[ReportLimit], said("Only there when the report is not complete.")]]
    reasons: NotRequired[Annotated[list[str], said("With `explain`: why the derivation is what it is, in sentences.")]]
    evidence: NotRequired[
        Annotated[
            dict[str, float],
            said("With `explain`: what weighed how much, name → contribution in log-odds. Names may change."),
        ]
    ]


class Unfinished(TypedDict):
    """What stands in for a report before the article is checked, or when it cannot be."""

    status: Literal[Status.QUEUED, Status.CHECKING, Status.FAILED]
    article: ReportArticle
    error: Annotated[str | None, said("Why it failed.")]
