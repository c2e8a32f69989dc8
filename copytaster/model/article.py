"""An article: one submitted text with its metadata, and the spans of it that something is said of.

Invariants
    * Every offset is a half-open span ``[start, end)`` in Unicode code points of ``Article.text``.
    * Every datetime is timezone-aware and in UTC.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from copytaster.frozen import frozen
from copytaster.model.words import PubStatus


@frozen(order=True)
class Span:
    """``[start, end)`` in code points."""

    start: int
    end: int

    def __len__(self) -> int:
        return max(0, self.end - self.start)

    def overlap(self, other: Span) -> int:
        """Code points that both spans have."""
        return max(0, min(self.end, other.end) - max(self.start, other.start))


class BoilerplateKind(StrEnum):
    """What a stretch of boilerplate is."""

    ABOUT = "about"
    """An organisation's words about itself, under its statement."""
    ADVERT = "advert"
    ADVISORY = "advisory"
    """A note from the agency to its customers, or what a later version corrects."""
    BIO = "bio"
    """Who the writer is."""
    BYLINE = "byline"
    CAPTION = "caption"
    COMMENTS = "comments"
    CONTACT = "contact"
    """Readers are asked to write, call, send pictures."""
    COOKIE = "cookie"
    COPYRIGHT = "copyright"
    CREDIT = "credit"
    """A credit line or sign-off."""
    DATE = "date"
    """When it was published or changed."""
    DATELINE = "dateline"
    EMBED = "embed"
    """What an embedded post leaves behind: its link, its signature."""
    NOTICE = "notice"
    """Disclaimers, help lines, what is said of affiliate links."""
    PAYWALL = "paywall"
    PLAYER = "player"
    """Around sound and pictures: what stands in for a player that does not run."""
    PROMO = "promo"
    """What the publisher has to offer: newsletters, apps, channels."""
    RECURRING = "recurring"
    """A paragraph that the archive holds in articles that have nothing else in common."""
    RELATED = "related"
    """A way to another story."""
    REPEATED = "repeated"
    """A paragraph that the text holds twice: a standfirst that is the lead's first sentence, a pull quote."""
    REPUBLISHED = "republished"
    """Where the text first stood."""
    RULE = "rule"
    """A line without letters."""
    SHARE = "share"
    OTHER = "other"
    """Set aside before kinds were told apart."""


@frozen(order=True)
class Boilerplate(Span):
    """A stretch of a text that is no part of its story."""

    kind: BoilerplateKind = BoilerplateKind.OTHER


@frozen
class Note:
    """What cleaning saw and a reader should know: a time that cannot be read, marks hidden in the text."""

    what: str
    """A short name for programs, such as ``unreadable_time``."""
    detail: str
    """A sentence for people."""


@frozen
class About:
    """What a field of `Article` holds, beside its type: from this, and from nothing else, the table of the archive, the
    shapes of the API, the pages and the cleaners' answers are made (`copytaster.fields`)."""

    help: str
    limit: int | None = None
    """Longest value that a submission may state, in code points; None: it is found out, never stated."""
    listed: bool = True
    """Whether lists of articles show it."""
    beside: str | None = None
    """Its name where another field has the same: in lists and in the archive, where checking has a `status` too."""


@frozen
class Article:
    """One submitted text with its metadata, cleaned.

    `text` holds everything a reader would call the article, furniture included; `boilerplate`
    says which spans of it cleaning set aside. `id` is derived from the submitted bytes, so the
    same submission has the same id wherever it is made.
    """

    id: Annotated[str, About("32 characters of base32.")]
    text: Annotated[str, About("The text, paragraphs apart by an empty line.", listed=False)]
    title: Annotated[str | None, About("The headline.", 2_000)] = None
    byline: Annotated[str | None, About("Who wrote it, as printed.", 500)] = None
    outlet: Annotated[str | None, About("Who published it.", 500)] = None
    agency: Annotated[
        str | None, About("The agency, when the publisher is one; this makes it a wire article.", 500)
    ] = None
    url: Annotated[str | None, About("Where it was published. It is never fetched.", 2_000)] = None
    external_id: Annotated[str | None, About("The id that the submitter knows the article by.", 500)] = None
    credit: Annotated[
        str | None, About("The credit line, when it is kept apart from the text.", 2_000, listed=False)
    ] = None
    published_at: Annotated[
        datetime | None, About("When it was published: ISO 8601 (with an offset, else UTC).", 100)
    ] = None
    received_at: Annotated[datetime | None, About("When it was handed in.")] = None
    language: Annotated[str, About("BCP 47; detected when it is not given.", 64)] = "und"
    status: Annotated[
        PubStatus, About("usable, withheld (under embargo), canceled (killed) or corrected.", 20, beside="pubstatus")
    ] = PubStatus.USABLE
    embargoed_until: Annotated[
        datetime | None, About("Until when readers without the scope `embargo` do not see it; as published_at.", 100)
    ] = None
    version_of: Annotated[
        str | None, About("The external_id, or our id, of the article that this is a later version of.", 500)
    ] = None
    slug: Annotated[
        str | None, About("The agency's short name of the story, which its versions share.", 200, listed=False)
    ] = None
    digital_source: Annotated[
        str | None,
        About("How it was made, as its publisher declares: a code of IPTC's digitalsourcetype.", 300, listed=False),
    ] = None
    notes: Annotated[
        tuple[Note, ...], About("What cleaning saw and a reader should know.", listed=False)
    ] = ()
    boilerplate: Annotated[
        tuple[Boilerplate, ...], About("What is no part of the story, and what it is instead.", listed=False)
    ] = ()

    @property
    def is_wire(self) -> bool:
        """Whether its publisher is an agency."""
        return self.agency is not None

    def hidden(self, now: datetime) -> bool:
        """Whether its embargo holds at `now`."""
        return held(self.status, self.embargoed_until, now)


def held(status: PubStatus, embargoed_until: datetime | None, now: datetime) -> bool:
    """Whether the embargo of an article with this status, until then, holds at `now`."""
    return status is PubStatus.WITHHELD if embargoed_until is None else now < embargoed_until


@frozen
class Ending:
    """The latest version of an article that kills or corrects it."""

    article_id: str
    status: PubStatus
    at: datetime
    """When it was published, else received."""
