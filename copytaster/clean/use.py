"""When an article was published, and what its publisher says of its use: what was submitted, then what the document
says, then its words. What was said and could not be read is noted, not guessed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from copytaster.clean import advisories, dates
from copytaster.clean.dates import Place
from copytaster.clean.draft import Draft
from copytaster.clean.submission import Rejected, Submission
from copytaster.frozen import frozen
from copytaster.model import Note, PubStatus


@frozen
class Times:
    """When an article was published, and what could not be read of it."""

    published_at: datetime | None
    notes: tuple[Note, ...] = ()


@frozen
class Use:
    """What a publisher says of the use of an article."""

    status: PubStatus
    embargoed_until: datetime | None
    slug: str | None
    """The story that a kill names in its text."""
    notes: tuple[Note, ...] = ()


def times(submission: Submission, draft: Draft, body: str, received_at: datetime, place: Place) -> Times:
    """When it was published. Raises `Rejected` for a submitted time that cannot be read."""
    stated = dates.submitted(submission.published_at, received_at + dates.AHEAD, place)
    if stated is not None:
        said = submission.published_at
        read = dates.read(said, replace(place, local=False)) if isinstance(said, str) else None
        return Times(stated, _bare(read) if read is not None and read.bare else ())
    leading = dates.leading(body)
    said_there = [*draft.published, *([leading[0]] if leading else [])]
    found = dates.from_document(said_there, received_at, place)
    if found is None:
        return Times(None, _unread(said_there[0], "it was published") if said_there else ())
    return Times(found.when, _bare(found) if found.bare else ())


def _bare(found: dates.Moment) -> tuple[Note, ...]:
    taken = "in the zone of its publisher’s country" if found.local else "as UTC"
    return (Note("time_without_zone", f"The time of publication names no zone; it was taken {taken}."),)


def status(
    said: Mapping[str, str | None], draft: Draft, title: str | None, body: str, times: Times, received_at: datetime,
    place: Place, *, wire: bool, embargoed_until: object = None,
) -> Use:  # fmt: skip
    """What its publisher says of its use. Raises `Rejected` for a submitted status or embargo that is none."""
    words = advisories.read(title, "\n\n".join((*draft.notes, body)), wire=wire)
    until = dates.submitted(embargoed_until, received_at + dates.FURTHEST_EMBARGO, place, "embargoed_until")
    notes: tuple[Note, ...] = ()
    if until is None and (told := draft.embargoed_until or words.embargo):
        found = dates.read(told, place) or dates.read(advisories.without_more(told), place)
        # In a field of a format, how far ahead is the publisher's business; of words it is more likely a slip.
        near = found is not None and (draft.embargoed_until or found.when <= received_at + dates.FURTHEST_EMBARGO)
        if found is not None and near:
            until = found.when
        else:
            notes = _unread(told, "it is under embargo until")
    stated = said["status"]
    if stated is not None and stated not in set(PubStatus):
        terms = ", ".join(PubStatus)
        raise Rejected(422, "unreadable_status", f"status {stated[:40]!r} is none of {terms}", value=stated[:40],
                       field="status")  # fmt: skip
    given = PubStatus(stated) if stated else advisories.term(draft.status)
    # A format that calls everything usable does not contradict a kill in words.
    if given in (None, PubStatus.USABLE) and not stated:
        given = words.status or given
    # A field that is there for it says that there is an embargo, even where it cannot be read when that ends.
    held = until > received_at if until is not None else draft.embargoed_until is not None and not stated
    if given in (None, PubStatus.USABLE) and held:
        given = PubStatus.WITHHELD
    return Use(given or PubStatus.USABLE, until, words.slug, notes)


def _unread(said: str, what: str) -> tuple[Note, ...]:
    shown = " ".join(said.split())[:60]
    return (Note("unreadable_time", f"It says that {what} “{shown}”, which cannot be read for sure as a time."),)
