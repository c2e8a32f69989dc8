"""The plain data that the rooms hand each other. No behaviour beyond what the data itself implies.

Invariants
    * Every offset is a half-open span ``[start, end)`` in Unicode code points of ``Article.text``.
    * Every datetime is timezone-aware and in UTC.
    * A `Pair` is what alignment found between two articles. It depends on their two texts alone,
      never on the order of arrival; ``pair.a < pair.b`` by article id.
    * A `Verdict` is a function of an article, its pairs, the metadata of its neighbours and the
      editors' judgements: resolve it twice, or in another order, and it is the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Annotated

import numpy as np
import numpy.typing as npt

Hashes = npt.NDArray[np.uint64]


class Status(StrEnum):
    """Where an article stands on its way."""

    QUEUED = "queued"
    CHECKING = "checking"
    CHECKED = "checked"
    FAILED = "failed"


class PubStatus(StrEnum):
    """What the publisher says of the use of an article."""

    USABLE = "usable"
    WITHHELD = "withheld"
    """Not before the end of its embargo; without a time, not before a later version says so."""
    CANCELED = "canceled"
    """Killed: nobody may print it any more."""
    CORRECTED = "corrected"
    """A version that sets an earlier one right."""


ENDING = (PubStatus.CANCELED, PubStatus.CORRECTED)
"""What a later version says of those before it."""


class Kind(StrEnum):
    """How the words of a reused passage relate to the words of its source."""

    VERBATIM = "verbatim"
    EDITED = "edited"
    PARAPHRASE = "paraphrase"
    TRANSLATION = "translation"
    QUOTE = "quote"


class RelationKind(StrEnum):
    """What an article is to one source; from `SAME_SOURCE` on, they are not derived."""

    IDENTICAL = "identical"
    COPY = "copy"
    REWRITE = "rewrite"
    TRANSLATION = "translation"
    EXCERPT = "excerpt"
    UPDATE = "update"
    SAME_SOURCE = "same-source"
    """Both were made from a third article; neither gave to the other."""
    SAME_FORM = "same-form"
    """One pattern, other facts."""
    SHARED_QUOTES = "shared-quotes"
    SAME_EVENT = "same-event"

    @property
    def derived(self) -> bool:
        """Whether one of the two was made from the other."""
        return self in _DERIVED


_DERIVED = frozenset(list(RelationKind)[: list(RelationKind).index(RelationKind.SAME_SOURCE)])


class Direction(StrEnum):
    """Who took from whom, seen from the article whose report it is."""

    FROM_SOURCE = "from_source"
    TO_SOURCE = "to_source"
    UNDETERMINED = "undetermined"


class Derivation(StrEnum):
    """METER's three classes (Gaizauskas et al., 2001)."""

    WHOLLY = "wholly_derived"
    PARTIALLY = "partially_derived"
    NOT = "not_derived"


class CreditStatus(StrEnum):
    """What the article says of its sources, against what its passages show."""

    CREDITED = "credited"
    PARTLY = "partly_credited"
    UNCREDITED = "uncredited"
    MISCREDITED = "miscredited"
    NOT_APPLICABLE = "not_applicable"


class Ruling(StrEnum):
    """An editor's word on a relation."""

    CONFIRMED = "confirmed"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True, order=True)
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
    REPUBLISHED = "republished"
    """Where the text first stood."""
    RULE = "rule"
    """A line without letters."""
    SHARE = "share"
    OTHER = "other"
    """Set aside before kinds were told apart."""


@dataclass(frozen=True, slots=True, order=True)
class Boilerplate(Span):
    """A stretch of a text that is no part of its story."""

    kind: BoilerplateKind = BoilerplateKind.OTHER


@dataclass(frozen=True, slots=True)
class Note:
    """What cleaning saw and a reader should know: a time that cannot be read, marks hidden in the text."""

    what: str
    """A short name for programs, such as ``unreadable_time``."""
    detail: str
    """A sentence for people."""


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
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
        if self.embargoed_until is not None:
            return now < self.embargoed_until
        return self.status is PubStatus.WITHHELD


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What the index knows of an article: four channels of 64-bit keys, the signature, and its rank.

    `signature` is a MinHash over word 5-grams (128 permutations, uint32), `bands` its LSH keys,
    `passages` winnowed word 8-grams, `terms` the hashed names, figures and rare words, `exact` (1,) the hash of all its
    words. `words` counts the words that were fingerprinted. `rank` says who comes first where many share a key: wires
    before others, then by time (`fingerprint.ranks`). `version` changes whenever any of it would.
    """

    signature: npt.NDArray[np.uint32]
    bands: Hashes
    passages: Hashes
    terms: Hashes
    words: int
    version: int
    exact: Hashes
    rank: int


@dataclass(frozen=True, slots=True)
class Ending:
    """The latest version of an article that kills or corrects it."""

    article_id: str
    status: PubStatus
    at: datetime
    """When it was published, else received."""


FINGERPRINT_HEAD = 30
"""Bytes at the start of a stored fingerprint that say how much there is in it."""


@dataclass(frozen=True, slots=True)
class Outline:
    """What is known of an article in the archive without reading it."""

    id: str
    agency: str | None
    published_at: datetime | None
    head: bytes
    """The first `FINGERPRINT_HEAD` bytes of its fingerprint."""

    @property
    def is_wire(self) -> bool:
        """Whether its publisher is an agency."""
        return self.agency is not None


@dataclass(frozen=True, slots=True)
class Change:
    """A figure, name, date or quoted word that differs between a reused passage and its source."""

    what: str
    """``figure``, ``name``, ``date`` or ``quote``."""
    a: Span | None
    b: Span | None


@dataclass(frozen=True, slots=True)
class Correspondence:
    """One aligned stretch of a pair: `a` in the first article, `b` in the second."""

    a: Span
    b: Span
    kind: Kind
    score: float
    """Mean of the probability that the two correspond and of the share of words they have in common, in [0, 1]."""
    changes: tuple[Change, ...] = ()
    i: int = 0
    """The number of a's sentence, and of b's."""
    j: int = 0
    odds_a: float | None = None
    """Log-odds that a's sentence was taken from b, where this is its likest sentence there."""
    odds_b: float | None = None
    own: int = 0
    """Distinct words in runs in common that are neither names nor quoted in both: those a reporter chose."""


NOT_ALIGNED = "not_aligned"


@dataclass(frozen=True, slots=True)
class Pair:
    """All that alignment found between two articles, symmetric; `evidence` is what verdicts weigh."""

    a: str
    b: str
    correspondences: tuple[Correspondence, ...]
    resemblance: float
    evidence: Mapping[str, float] = field(default_factory=dict)

    @property
    def standing(self) -> tuple[Correspondence, ...]:
        """Those that more likely than not say the same; the others count only beside them."""
        odds = ([o for o in (c.odds_a, c.odds_b) if o is not None] for c in self.correspondences)
        return tuple(c for c, known in zip(self.correspondences, odds, strict=True) if not known or max(known) > 0)

    @property
    def aligned(self) -> bool:
        """Whether the two were compared. If not, one of them had too much in common with too many others."""
        return NOT_ALIGNED not in self.evidence


@dataclass(frozen=True, slots=True)
class Source:
    """One other article in a report: the relation to it and the figures that show it."""

    article_id: str
    relation: RelationKind
    score: float
    direction: Direction
    resemblance: float
    of_article: float
    of_source: float
    ruling: Ruling | None = None
    evidence: Mapping[str, float] = field(default_factory=dict)
    """The evidence behind the relation, by name."""
    share: float = 0.0
    """What the passages that are attributed to it cover of the article's own characters."""


@dataclass(frozen=True, slots=True)
class Place:
    """A span of a source article that a passage is, or may be, made from."""

    article_id: str
    span: Span
    score: float


@dataclass(frozen=True, slots=True)
class PassageChange:
    """A `Change` seen from the article: `here` in the article, `there` in the source."""

    what: str
    here: Span | None
    there: Span | None


@dataclass(frozen=True, slots=True)
class Passage:
    """A reused span of the article, attributed to its origin, with the other places that have it."""

    span: Span
    kind: Kind
    score: float
    source: Place
    alternatives: tuple[Place, ...] = ()
    changes: tuple[PassageChange, ...] = ()


@dataclass(frozen=True, slots=True)
class CreditEvidence:
    """Where the article itself names an agency. `span` is None when the evidence is in metadata."""

    agency: str
    evidence: str
    where: str
    """``dateline``, ``byline``, ``sign-off``, ``credit-line``, ``attribution``, ``photo``, ``handle``, ``copyright``,
    ``metadata``."""
    field: str = "text"
    """The field it stands in: ``text``, ``byline``, ``title``, ``credit`` or ``outlet``."""
    span: Span | None = None
    """Offsets in that field."""


@dataclass(frozen=True, slots=True)
class Credit:
    """The credit audit: what is stated, what is found, and whether they agree."""

    status: CreditStatus
    stated: tuple[CreditEvidence, ...] = ()
    found: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class New:
    """A fact of an article that none of its sources has."""

    what: str
    """``name``, ``figure`` or ``quotation``."""
    span: Span


@dataclass(frozen=True, slots=True)
class Outdated:
    """A fact of an article that the wire it is from has corrected since."""

    what: str
    """``figure``, ``name``, ``date`` or ``quote``."""
    span: Span
    corrected: str
    """The words of the corrected version."""
    source: str
    """Article id of the version that has the old."""
    corrected_by: str
    """Article id of the version that corrects it."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is known of an article given everything in the archive."""

    derivation: Derivation
    confidence: float
    coverage: Mapping[str, float]
    """Share of the article's own characters by kind, and ``original``; boilerplate left out."""
    by_agency: Mapping[str, float]
    sources: tuple[Source, ...]
    passages: tuple[Passage, ...]
    credit: Credit
    evidence: Mapping[str, float] = field(default_factory=dict)
    """The weighted evidence behind the derivation: name → contribution in log-odds."""
    not_compared: tuple[str, ...] = ()
    """Articles that were suspected and not aligned, because a check may do only so much work."""
    new: tuple[New, ...] = ()
    """What no source has, in the order of the text."""
    outdated: tuple[Outdated, ...] = ()
    """What the article still has of a wire that was corrected since, in the order of the text."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that a verdict is a function of, read at one moment."""

    article: Article
    revision: int
    pairs: tuple[Pair, ...]
    """By the id of the other article."""
    neighbours: Mapping[str, Article]
    rulings: Mapping[str, Ruling]
    """By the id of the other article; also of pairs that alignment did not find."""
    horizon: str | None = None
    """Where the neighbours end that count; `Archive.save_verdict` wants to know. None: all count."""
