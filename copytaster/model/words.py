"""The words that reports, API and archive share: each list once."""

from __future__ import annotations

from enum import StrEnum


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
