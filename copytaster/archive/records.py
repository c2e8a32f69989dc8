"""What the archive hands out: plain, frozen, detached from any connection."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import datetime
from typing import Any, NamedTuple

from copytaster.archive.listing import Carried
from copytaster.frozen import frozen
from copytaster.model import (
    Article,
    CreditStatus,
    Derivation,
    Direction,
    PubStatus,
    RelationKind,
    Ruling,
    Status,
)


class ArchiveUnavailable(RuntimeError):
    """The database cannot be reached, is locked or cannot write; nothing of the attempted change was kept."""


class BadCursor(ValueError):
    """A cursor that `Archive.list` did not hand out."""


class Unstorable(ValueError):
    """What SQL cannot hold: NUL, half a surrogate pair, a time without a zone. Cleaning takes these out."""


@frozen
class Accepted:
    """Which article a submission is, and whether it was new."""

    article_id: str
    seq: int
    created: bool
    """False: the archive had this article, or this idempotency key, already."""
    status: Status


@frozen
class Lease:
    """The right to check an article, until it runs out or somebody else claims it with a higher fence."""

    seq: int
    article_id: str
    fence: int
    tries: int
    """How often it was claimed, this time included. Above 1: an earlier worker did not finish; run it alone."""
    request_id: str | None = None
    """Of the request that the article was accepted with: for log lines, nothing rests on it."""
    due: float | None = None
    """Since when it waits, in seconds since 1970: leases travel as JSON. For figures only."""


@frozen
class Row:
    """An article and how it stands. The last five are None until it is checked, or when there is none."""

    seq: int
    article: Article
    status: Status
    error: str | None
    checks: int
    tries: int
    revision: int
    verdict_revision: int | None
    accepted_at: datetime
    checked_at: datetime | None
    story_id: str | None
    """The id of the story's anchor; None for an article that is tied to no other."""
    derivation: Derivation | None
    relation: RelationKind | None
    """The source that the report names first, of those that the article may come from, and the relation to it."""
    source_id: str | None
    credit_status: CreditStatus | None
    crowded: bool = False
    """Whether it was compared with more articles than its verdict speaks of."""
    left_out: int = 0
    """How many, at least, carry the same text and were not compared with it when it was checked."""
    outdated: int = 0
    """How many facts it still has of a wire that says it corrected them since."""

    @property
    def stale(self) -> bool:
        """A verdict is there, but resolved from evidence that has changed since."""
        return self.verdict_revision is not None and self.verdict_revision != self.revision


@frozen
class Filters:
    """What `Archive.list` may be narrowed by; everything given must hold."""

    status: Status | str | None = None
    pubstatus: PubStatus | str | None = None
    outlet: str | None = None
    agency: str | None = None
    relation: RelationKind | str | None = None
    """Articles with at least one relation of this kind."""
    derivation: Derivation | str | None = None
    credit_status: CreditStatus | str | None = None
    story: str | None = None
    language: str | None = None
    outdated: Carried | str | None = None
    source_id: str | None = None
    """Articles that were made from this one."""
    source_agency: str | None = None
    """Articles that were made from a wire of this agency."""
    assignee: str | None = None
    """Articles that the person of this id has."""
    received_since: datetime | None = None
    """Accepted at this moment or later."""
    received_until: datetime | None = None
    """Accepted before this moment."""
    since: datetime | None = None
    """Published (else received) at this moment or later."""
    until: datetime | None = None
    """Published (else received) before this moment."""
    q: str | None = None
    """Words that title, outlet and text must have, all of them; in double quotes: in this order."""
    visible_at: datetime | None = None
    """Without those whose embargo holds at this moment."""


@frozen
class Relation:
    """One relation of a verdict, for stories and lists; the figures behind it are in the verdict."""

    article_id: str
    source_id: str
    relation: RelationKind
    score: float
    direction: Direction
    tied: bool
    """Derived and not rejected."""
    share: float
    """Of the article, in passages from the source, in [0, 1]."""


@frozen
class Story:
    """A family of articles, as much of it as was asked for."""

    id: str
    rows: Sequence[Row]
    """Earliest first."""
    relations: Sequence[Relation]
    size: int
    """How many articles it has; `rows` may hold fewer."""
    following: str | None = None
    """The cursor of the next page; None: this is the last."""


@frozen
class Judgement:
    """One entry of the history of rulings; `ruling` None takes the one before it back."""

    id: int
    article_id: str
    source_id: str
    ruling: Ruling | None
    who: str
    note: str | None
    at: datetime
    person: str | None = None
    """The id of the person whose word it is; None: it came with an API key, or from anybody."""


@frozen
class Person:
    """Somebody whom an OpenID provider vouched for."""

    id: str
    issuer: str
    subject: str
    name: str
    email: str | None
    """None where the provider does not say that it is theirs."""
    said: tuple[str, ...]
    """The values of the claim that makes rights, as of the last time that they signed in."""
    met_at: datetime
    seen_at: datetime


@frozen
class Session:
    """A browser that signed in: with a key (`key_id`, and `proof` of which one), or as a person."""

    digest: str
    key_id: str | None
    proof: str | None
    person: str | None
    until: datetime
    sid: str | None = None
    """What the provider calls the session there; None: it did not say."""


@frozen
class Note:
    """What somebody said of an article, or to whom they gave it."""

    id: int
    article_id: str
    who: str
    person: str | None
    text: str
    assigns: bool
    """Whether it says who has the article from now on; `assignee` None: nobody."""
    assignee: str | None
    assignee_id: str | None
    at: datetime


@frozen
class Queue:
    """How many articles are where."""

    waiting: int
    checking: int
    failed: int
    stale: int
    oldest: datetime | None
    """Since when the longest waiting article waits for its verdict, one that is being checked included."""


@frozen
class Event:
    """Something that happened: ``accepted, checked, changed, failed, deleted, judged, freed``."""

    id: int
    kind: str
    article_id: str
    at: datetime
    detail: Mapping[str, Any] = field(default_factory=dict)


@frozen
class Hook:
    """A webhook target, and how far it was told. The moments are None when they do not apply."""

    target: str
    label: str
    delivered: int
    """The last event that it was told of, or that was skipped: the next one is above."""
    delivered_at: datetime | None
    missed: int
    """Events that it was never told of: skipped by hand, or too old to be kept."""
    failures: int
    """In a row."""
    failing_since: datetime | None
    next_try: datetime | None
    error: str | None
    fence: int
    holder: str | None
    lease_until: datetime | None


@frozen
class Source:
    """Where articles come from by themselves, and how far it was read. The moments are None when they do not apply."""

    source: str
    kind: str
    """``feed, folder, mailbox``."""
    label: str
    cursor: str
    """JSON, whose words are those of the kind."""
    looked_at: datetime | None
    taken_at: datetime | None
    taken: int
    """Items that became articles, those known already included."""
    refused: int
    """Items that did not, with a reason."""
    failures: int
    """Looks in a row that failed."""
    failing_since: datetime | None
    next_look: datetime | None
    error: str | None
    fence: int
    holder: str | None
    lease_until: datetime | None


@frozen
class Taken:
    """An item of a source, and what became of it."""

    source: str
    item: str
    """A digest of what the source calls it."""
    version: str
    """A digest of what it said."""
    label: str
    article_id: str | None
    """None: it became no article, or not yet."""
    reason: str | None
    tries: int
    """At an item that is still to be had; 0: it is settled."""
    at: datetime


@frozen
class Rung:
    """An alert that was rung, and how far it was sent."""

    id: int
    rule: str
    label: str
    kind: str
    article_id: str
    source_id: str | None
    publisher: str | None
    sentence: str
    at: datetime
    told: tuple[str, ...]
    """Digests of the addresses that it reached."""
    done: bool
    tries: int
    next_try: datetime | None
    error: str | None


class StoredFingerprint(NamedTuple):
    """An encoded fingerprint, and the version of the code that made it."""

    seq: int
    version: int
    body: bytes


@frozen
class Removed:
    """An article that was purged, and what the index needs to forget it."""

    seq: int
    article_id: str
    fingerprint: StoredFingerprint | None
