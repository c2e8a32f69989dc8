"""The shapes of what the API answers beside reports (`copytaster.shapes`): what renders them returns these types.

They may grow fields; readers should leave alone those that they do not know.
"""

from __future__ import annotations

from typing import Annotated, Any, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from copytaster.model import CreditStatus, Derivation, Direction, RelationKind, Ruling, Status
from copytaster.shapes import ArticleId, Listed, Report, Unlisted, said


class Fault(TypedDict):
    field: str
    detail: str


class ProblemDocument(TypedDict):
    """RFC 9457."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    limit: NotRequired[Annotated[str, said("The setting that drew the line.")]]
    maximum: NotRequired[Annotated[float, said("The value of that setting, when it is the most that may be.")]]
    minimum: NotRequired[Annotated[float, said("The value of that setting, when it is the least that must be.")]]
    value: NotRequired[Annotated[float | str, said("What was found.")]]
    errors: NotRequired[Annotated[list[Fault], said("Each field or parameter that was wrong.")]]
    lines: NotRequired[Annotated[list[BatchLine], said("Of a batch that was broken off: what became of each line.")]]
    request_id: NotRequired[str]


class Links(TypedDict):
    self: str
    report: str
    page: str


class AcceptedArticle(TypedDict):
    id: ArticleId
    status: Status
    links: Links


class ArticleSummary(Listed):
    status: Status
    error: Annotated[str | None, said("Why it failed.")]
    tries: int
    checked_at: str | None
    story_id: str | None
    derivation: Derivation | None
    relation: Annotated[RelationKind | None, said("The relation to `source_id`.")]
    source_id: Annotated[
        str | None, said("The source that the report names first, of those that the article may come from.")
    ]
    credit_status: CreditStatus | None
    outdated: Annotated[int, said("Facts that it still has of a wire that says it corrected them since.")]
    links: Links


class ArticleDocument(ArticleSummary, Unlisted):
    pass


class FacetValue(TypedDict):
    value: Annotated[str, said("What the filter of the same name takes.")]
    articles: Annotated[int, said("How many the list has, narrowed to it: the other filters hold, its own does not.")]


class FacetDocument(TypedDict):
    values: Annotated[list[FacetValue], said("Those that most articles have first, at most 100.")]
    more: Annotated[bool, said("There are further values.")]


class ArticleList(TypedDict):
    items: list[ArticleSummary]
    next: str | None
    total: NotRequired[Annotated[int, said("With `facets`: how many articles fit, on all pages.")]]
    facets: NotRequired[Annotated[dict[str, FacetDocument], said("By name. Counted at most half a minute ago.")]]


class StoryRelation(TypedDict):
    article_id: ArticleId
    source_id: ArticleId
    relation: RelationKind
    score: float
    direction: Direction
    derived: Annotated[bool, said("Derived, and not rejected.")]


class StoryDocument(TypedDict):
    id: ArticleId
    size: Annotated[int, said("Articles in the story; the answer may hold fewer.")]
    articles: list[ArticleSummary]
    relations: list[StoryRelation]
    next: Annotated[str | None, said("Give it as `cursor` for the next page; relations reach back over pages.")]


class UsageTotals(TypedDict):
    """Of articles that were made from others; each article counts once, however many sources it has."""

    articles: int
    outlets: int
    sources: Annotated[int, said("Wires, or articles, that were used.")]
    characters: Annotated[int, said("Of the articles, in passages that are attributed to these sources.")]
    credited: Annotated[int, said("Articles that name the agency.")]
    uncredited: Annotated[int, said("Articles that do not, and have so much of it that they should.")]
    not_owed: Annotated[int, said("Articles that do not, and have little of it; all, where no agency was used.")]


class UsageByOutlet(UsageTotals):
    outlet: str | None
    last: Annotated[str, said("When the latest of these articles was published, else received.")]


class UsageByDay(UsageTotals):
    day: Annotated[str, said("A day of UTC.")]


class UsageItem(TypedDict):
    """One article, and one source that it was made from."""

    article_id: ArticleId
    title: str | None
    outlet: str | None
    agency: str | None
    at: Annotated[str, said("Published, else received.")]
    source_id: ArticleId
    source_title: str | None
    source_outlet: str | None
    source_agency: str | None
    source_at: str
    relation: RelationKind
    share: Annotated[float, said("Of the article's own characters, as its report has it.")]
    characters: Annotated[int, said("Of the article, in passages that its report attributes to this source.")]
    credited: Annotated[bool | None, said("Whether it names the agency; null where it need not.")]
    credit_status: CreditStatus | None
    links: Links


class UsageDocument(TypedDict):
    name: str
    kind: Annotated[str, said("agency or outlet")]
    side: Annotated[str, said("given: what others made of its articles; taken: what it made of others'.")]
    totals: UsageTotals
    by_outlet: list[UsageByOutlet]
    by_day: list[UsageByDay]
    uses: list[UsageItem]
    next: str | None
    stale: Annotated[int, said("Articles of the archive whose reports are about to be read anew.")]
    cut: Annotated[bool, said("There are more uses than are counted in one answer: narrow the time.")]


class JudgementDocument(TypedDict):
    id: int
    article_id: str
    source_id: str
    ruling: Ruling | None
    who: str
    note: str | None
    at: str
    person: Annotated[str | None, said("The id of the person whose word it is; null: it came with a key.")]


class JudgementList(TypedDict):
    items: Annotated[list[JudgementDocument], said("The whole history, oldest first.")]


class Assignee(TypedDict):
    name: str
    person: Annotated[str | None, said("The id of the person; null: whoever came with an API key.")]


class NoteDocument(TypedDict):
    id: int
    article_id: str
    who: str
    person: Annotated[str | None, said("The id of the person who said it; null: it came with a key.")]
    text: str
    assigns: Annotated[bool, said("Whether it says who has the article from now on.")]
    assignee: Annotated[Assignee | None, said("Who that is; null where it assigns: nobody.")]
    at: str


class NoteList(TypedDict):
    items: Annotated[list[NoteDocument], said("All of them, oldest first.")]
    assignee: Annotated[Assignee | None, said("Who has the article now; null: nobody.")]


class PersonDocument(TypedDict):
    id: str
    name: str
    teams: list[str]


class PersonList(TypedDict):
    items: Annotated[list[PersonDocument], said("People who have signed in and have a role, by name.")]


class ViewDocument(TypedDict):
    id: int
    name: str
    filters: Annotated[dict[str, str], said("What the desk is narrowed to, in the words of its address.")]
    owner: Annotated[str, said("me, everybody, or team:NAME.")]
    at: str
    page: Annotated[str, said("The desk narrowed so.")]


class ViewList(TypedDict):
    items: Annotated[list[ViewDocument], said("Those of everybody first, then by name.")]
    owners: Annotated[list[str], said("Whose a view can be that you keep.")]


class DraftLine(TypedDict):
    id: Annotated[str, said("Opens the draft for who had it checked.")]
    title: Annotated[str | None, said("The headline; the first words of a draft that has none.")]
    at: str | None
    until: Annotated[str, said("When it is forgotten.")]
    page: str


class DraftList(TypedDict):
    items: Annotated[list[DraftLine], said("Those that you had kept, the latest first.")]


class DraftDocument(DraftLine):
    link: Annotated[str | None, said("For whoever is given it; told once, when the draft is kept.")]
    report: Report


class BatchLine(TypedDict):
    """The answer to one line: as for one submission."""

    line: Annotated[int, Field(ge=1)]
    status_code: int
    id: NotRequired[str]
    status: NotRequired[Status]
    links: NotRequired[Links]
    problem: NotRequired[ProblemDocument]


class EventDocument(TypedDict):
    id: int
    kind: Annotated[str, said("accepted, checked, changed, failed, deleted or judged.")]
    article_id: str
    at: str
    detail: dict[str, Any]


class EventList(TypedDict):
    items: list[EventDocument]
    last: Annotated[int, said("Give it as `after` for what comes next.")]
