"""The archive: articles, their queue, and all that is known of them, in SQLite or PostgreSQL.

Promises
    * Accepted means committed: what `accept` returned is there after any crash, with its fingerprint and its place in
      the queue; what it did not return is not there at all.
    * One article an id, one article an idempotency key, from however many threads, processes and machines.
    * A worker writes only under the fence of its lease; what it writes is one transaction.
    * The same behaviour on both engines; one contract suite (`tests/archive`) holds both to it.
    * Every list is bounded, every lookup is by index; a story of hundreds of copies costs rows, not queries.
    * Every moment is given by the caller, with its zone, and kept in UTC (an event's may be left to the clock).

Each module holds one idea; `Archive` is all of them over one `Store`.
"""

from __future__ import annotations

from copytaster.archive.accept import Accepting
from copytaster.archive.alerts import Alerts
from copytaster.archive.checks import Checking, Resolve
from copytaster.archive.deeds import Deeds
from copytaster.archive.drafts import Draft, Drafts, KeptDraft
from copytaster.archive.embargoes import Embargoes
from copytaster.archive.events import Events, Heard
from copytaster.archive.facets import Faceting
from copytaster.archive.hooks import Hooks
from copytaster.archive.judgements import Judging
from copytaster.archive.listing import Carried, Facet, Facets, Part, Sort, View
from copytaster.archive.migrate import Migrating
from copytaster.archive.parts import Parts
from copytaster.archive.people import People
from copytaster.archive.queue import Queueing
from copytaster.archive.reading import Reading
from copytaster.archive.records import (
    Accepted,
    ArchiveUnavailable,
    BadCursor,
    Event,
    Filters,
    Hook,
    Judgement,
    Lease,
    Note,
    Person,
    Queue,
    Relation,
    Removed,
    Row,
    Rung,
    Session,
    Source,
    StoredFingerprint,
    Story,
    Taken,
    Unstorable,
)
from copytaster.archive.removal import Removing
from copytaster.archive.sources import Sources
from copytaster.archive.usage import Asked, Usage, Use, Uses
from copytaster.archive.versions import Versions
from copytaster.archive.views import Views

__all__ = [
    "Accepted",
    "Archive",
    "ArchiveUnavailable",
    "Asked",
    "BadCursor",
    "Carried",
    "Draft",
    "Event",
    "Facet",
    "Facets",
    "Filters",
    "Heard",
    "Hook",
    "Judgement",
    "KeptDraft",
    "Lease",
    "Note",
    "Part",
    "Person",
    "Queue",
    "Relation",
    "Removed",
    "Resolve",
    "Row",
    "Rung",
    "Session",
    "Sort",
    "Source",
    "StoredFingerprint",
    "Story",
    "Taken",
    "Unstorable",
    "Use",
    "Uses",
    "View",
]


class Archive(
    Accepting, Queueing, Checking, Reading, Judging, Removing, Versions, Events, Hooks, Sources, Usage, Alerts,
    Faceting, Parts, People, Views, Drafts, Deeds, Embargoes,
    Migrating,
):
    """`Archive.open(url)`, `migrate()` once, then share it among threads; forks get connections of their own."""
