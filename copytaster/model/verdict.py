"""What is known of an article, given everything in the archive.

A `Verdict` is a function of `Grounds`: an article, its pairs, the metadata of its neighbours and the editors'
judgements. Resolve it twice, or in another order, and it is the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from copytaster.frozen import frozen
from copytaster.model.article import Article, Boilerplate, Span
from copytaster.model.pair import Pair
from copytaster.model.words import CreditStatus, Derivation, Direction, Kind, RelationKind, Ruling


@frozen
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


@frozen
class Place:
    """A span of a source article that a passage is, or may be, made from."""

    article_id: str
    span: Span
    score: float


@frozen
class PassageChange:
    """A `Change` seen from the article, `here` in the article, `there` in the source; or the same words by another
    speaker, who may be named beyond the passage."""

    what: str
    """As of a `Change`, or ``speaker``."""
    here: Span | None
    there: Span | None


@frozen
class Passage:
    """A reused span of the article, attributed to its origin, with the other places that have it."""

    span: Span
    kind: Kind
    score: float
    source: Place
    alternatives: tuple[Place, ...] = ()
    changes: tuple[PassageChange, ...] = ()


@frozen
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


@frozen
class Credit:
    """The credit audit: what is stated, what is found, and whether they agree."""

    status: CreditStatus
    stated: tuple[CreditEvidence, ...] = ()
    found: tuple[str, ...] = ()


@frozen
class New:
    """A fact of an article that none of its sources has."""

    what: str
    """``name``, ``figure`` or ``quotation``."""
    span: Span
    speaker: Span | None = None
    """Of a quotation: where the article most fully names who says it, if it surely tells."""


@frozen
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


@frozen
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
    facts_left_out: int = 0
    """Facts that were not looked for in the sources, or that are new beside those in `new`: too many were stated."""
    outdated: tuple[Outdated, ...] = ()
    """What the article still has of a wire that was corrected since, in the order of the text."""
    recurring: tuple[Span, ...] = ()
    """Boilerplate of the article that the archive itself shows: it recurs where nothing else does."""
    credits: tuple[Boilerplate, ...] = ()
    """Boilerplate of the article that credits agencies which only the archive knows."""

    def characters(self) -> dict[str, int]:
        """id of a source → characters of the article in passages that are attributed to it."""
        found: dict[str, int] = {}
        for passage in self.passages:
            own = passage.span.end - passage.span.start
            found[passage.source.article_id] = found.get(passage.source.article_id, 0) + own
        return found


@frozen
class Grounds:
    """All that a verdict is a function of, read at one moment.

    (`evidence` of a pair, a source or a verdict are figures by name; that of a credit is what the article says.)
    """

    article: Article
    revision: int
    pairs: tuple[Pair, ...]
    """By the id of the other article."""
    neighbours: Mapping[str, Article]
    rulings: Mapping[str, Ruling]
    """By the id of the other article; also of pairs that alignment did not find."""
    horizon: str | None = None
    """Where the neighbours end that count; `Archive.save_verdict` wants to know. None: all count."""
    agencies: frozenset[str] = frozenset()
    """Agencies that no list knows, by the names under which their own articles are in the archive."""
    seqs: Mapping[str, int] = field(default_factory=dict)
    """The numbers of the neighbours in the archive; `Archive.save_verdict` wants to know."""
