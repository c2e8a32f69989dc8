"""What the pages ask of the archive, and nothing else of the project knows how they ask.

`Data` is the whole need of the pages; ``app.extensions["copytaster.pages"]`` holds the one in use.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import datetime, tzinfo
from typing import Any, Protocol

from flask import current_app

from copytaster.archive import Facets, KeptDraft, Note, Part, Rung
from copytaster.frozen import frozen, names_of
from copytaster.match.corrections import Correction
from service.counted import Counted, Kind, Side

EXTENSION = "copytaster.pages"
ALERTS = 100
"""Alerts that are listed."""


@frozen
class Entry:
    """One article as the desk, a story or the queue lists it."""

    article_id: str
    title: str | None
    outlet: str | None
    agency: str | None
    published_at: datetime | None
    received_at: datetime | None
    status: str
    language: str | None = None
    error: str | None = None
    tries: int = 0
    derivation: str | None = None
    relation: str | None = None
    source_id: str | None = None
    credit: str | None = None
    story_id: str | None = None
    beginning: str = ""
    pubstatus: str = "usable"
    """What the publisher says of its use: usable, withheld, canceled, corrected."""
    embargoed_until: datetime | None = None
    embargoed: bool = False
    """Its embargo holds."""
    ended: str = ""
    """What a later version did to it: canceled, corrected, or nothing."""
    outdated: int = 0
    """Facts that it still has of a wire that corrected them since."""


@frozen
class Link:
    """A relation inside a story, as the article's own verdict has it."""

    article_id: str
    source_id: str
    relation: str
    score: float
    direction: str
    judgement: str | None = None
    share: float = 0.0
    """Of the article, in passages from the source."""


@frozen
class Story:
    story_id: str
    entries: Sequence[Entry]
    links: Sequence[Link]
    corrections: Sequence[Correction] = ()
    kills: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Of each article that is killed, by its id: who still prints it, the earliest first."""
    size: int | None = None
    """Articles in the story, when `entries` are not all of them."""


@frozen
class Filters:
    """What the desk is narrowed to; every field stands in the address under its name."""

    q: str = ""
    outlet: str = ""
    agency: str = ""
    relation: str = ""
    derivation: str = ""
    credit: str = ""
    status: str = ""
    pubstatus: str = ""
    language: str = ""
    outdated: str = ""
    source_agency: str = ""
    assigned: str = ""
    """The id of a person, or ``me``."""
    since: str = ""
    """A day, or ``today``, ``yesterday``, ``week``."""
    until: str = ""
    sort: str = ""

    def __bool__(self) -> bool:
        """Whether anything is left out; an order leaves nothing out."""
        return any(value for name, value in self.query().items() if name != "sort")

    def query(self) -> dict[str, str]:
        return {name: getattr(self, name) for name in names_of(self) if getattr(self, name)}


@frozen
class KeptView:
    """A link to the desk that somebody kept."""

    id: int
    name: str
    query: str
    whose: str
    """``me``, ``everybody``, or ``team:NAME``."""


@frozen
class Worker:
    name: str
    state: str
    seen_at: datetime | None
    done: int | None = None


@frozen
class Feed:
    """A feed, folder or mailbox, and how its reading goes."""

    kind: str
    name: str
    looked_at: datetime | None
    taken_at: datetime | None
    taken: int
    refused: int
    failures: int
    error: str | None = None
    next_look: datetime | None = None


@frozen
class Untaken:
    """An item of one of them that became no article."""

    item: str
    feed: str
    reason: str
    at: datetime
    again: bool
    """Whether it is tried again."""


@frozen
class Queue:
    """The state of the queue; counts of articles, seconds, articles a minute."""

    by_status: Mapping[str, int]
    oldest_waiting: datetime | None = None
    last_minute: int | None = None
    workers: Sequence[Worker] | None = None
    failures: Sequence[Entry] = ()
    waiting: Sequence[Entry] = ()
    per_minute: Sequence[int] = field(default_factory=tuple)
    feeds: Sequence[Feed] = ()
    untaken: Sequence[Untaken] = ()


@frozen
class Pair:
    """Two articles and what is aligned in them, for the compare page; all as in the report's JSON."""

    a: Mapping[str, Any]
    b: Mapping[str, Any]
    correspondences: Sequence[Mapping[str, Any]]
    relation: Mapping[str, Any] | None
    """The source entry of b in a's report."""
    compared: bool = True
    """False: they should have been, and one check may cost only so much work."""


@frozen
class Notes:
    """What was said of an article, oldest first; who has it (None: nobody); id → name of those it may be given to."""

    said: Sequence[Note] = ()
    assignee: str | None = None
    colleagues: Mapping[str, str] = field(default_factory=dict)


@frozen
class Given:
    """A draft as a form gives it."""

    text: str = ""
    title: str = ""
    outlet: str = ""
    agency: str = ""
    published: str = ""
    """A day, or a day and an hour, where the newsroom is."""
    url: str = ""
    """Where it was read, of a page that a browser handed over."""
    upload: tuple[str, bytes] | None = None
    """The name of a file and what is in it."""


@frozen
class Kept:
    """A draft that was checked, under a link of its own."""

    link: str
    """Or, for whoever had it checked, its id."""
    report: Mapping[str, Any]
    until: datetime


class DraftRejected(ValueError):
    """A draft that cannot be checked; `detail` names what was wrong and which limit."""

    def __init__(self, detail: str, status: int = 422) -> None:
        super().__init__(detail)
        self.detail, self.status = detail, status


class Data(Protocol):
    """All that the pages need."""

    def now(self) -> datetime: ...

    def zone(self) -> tzinfo:
        """Where the newsroom is."""
        ...

    def report(self, article_id: str) -> Mapping[str, Any] | None:
        """The report's JSON (design, §5), also of an article that is not checked yet."""
        ...

    def judgements(self, article_id: str) -> Sequence[Mapping[str, Any]]:
        """Rulings in force on this article's relations: ``source_id, ruling, who, at, note``."""
        ...

    def notes(self, article_id: str) -> Notes:
        """What was said of an article, who has it, and to whom it may be given."""
        ...

    def note(self, article_id: str, text: str, assign: str, who: str) -> bool:
        """False: there is no such article. `assign`: as in the API; empty: nobody else has it now."""
        ...

    def judge(self, article_id: str, source_id: str, ruling: str | None, who: str, note: str) -> bool: ...

    def retry(self, article_id: str) -> bool: ...

    def pair(self, a: str, b: str) -> Pair | None: ...

    def story(self, story_id: str) -> Story | None: ...

    def entries(self, filters: Filters, cursor: str | None, limit: int) -> tuple[Sequence[Entry], str | None]: ...

    def briefly(self, article_ids: Sequence[str]) -> Mapping[str, Entry]:
        """Name, headline and times of these articles, for origins and sources that are named in passing."""
        ...

    def facets(self, filters: Filters) -> Facets:
        """Into which values the articles that fit fall, counted over all of them."""
        ...

    def parts(self, article_ids: Sequence[str]) -> Mapping[str, Sequence[Part]]:
        """Of each article the sources that gave it something, in the order of its report."""
        ...

    def has(self, article_ids: Sequence[str]) -> Mapping[str, str]:
        """Article → the name of who has it."""
        ...

    def people(self) -> Mapping[str, str]:
        """Id → name of those who may have an article."""
        ...

    def views(self) -> Sequence[KeptView]:
        """The views of the desk that are everybody's, those of one's teams, and one's own."""
        ...

    def keep_view(self, name: str, query: str, whose: str) -> None:
        """Raises `Problem` when there are too many, or it may not be."""
        ...

    def drop_view(self, view_id: int) -> bool: ...

    def owners(self) -> Sequence[str]:
        """Whose a view can be that whoever asks keeps, as `KeptView.whose`; empty: they may keep none."""
        ...

    def story_sizes(self, story_ids: Sequence[str]) -> Mapping[str, int]: ...

    def deeds(
        self, who: str, what: str, most: int, before: int | None = None
    ) -> tuple[Sequence[Mapping[str, Any]], bool]:
        """The latest deeds, newest first, with ``id, at, what, who`` and more; whether there are more.

        `who`: only those of this key, person or editor; `what`: only those of this kind. Empty: all. `before`: only
        those with a lower id.
        """
        ...

    def usage(self, kind: Kind, name: str, side: Side, since: str, until: str, source_id: str | None) -> Counted:
        """What became of the articles of an agency or outlet, or what it made of others'.

        Raises `Problem` (404) for one that is not known.
        """
        ...

    def used(self, article_id: str) -> Counted:
        """What others made of this article."""
        ...

    def alerts(self) -> Sequence[Rung]:
        """What rang, the latest first."""
        ...

    def queue(self) -> Queue: ...

    def draft(self, given: Given) -> Mapping[str, Any]:
        """The report of a draft, not stored. Raises `DraftRejected`."""
        ...

    def keep_draft(self, report: Mapping[str, Any]) -> str:
        """Keeps the report of a draft for a day; the link under which it is found."""
        ...

    def kept_drafts(self) -> Sequence[KeptDraft]:
        """What whoever asks had kept, the latest first."""
        ...

    def drop_draft(self, link: str) -> bool: ...

    def kept_draft(self, link: str) -> Kept | None:
        """What is kept under a link, if whoever asks may see it."""
        ...

    def draft_pair(self, kept: Kept, b: str) -> Pair | None:
        """A draft and one of its sources."""
        ...


def data() -> Data:
    """The `Data` of the app at hand."""
    found: Data = current_app.extensions[EXTENSION]
    return found
