"""What the reader of a format found in a document, before it is checked and made an `Article`."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Draft:
    """The text of a document and what it says of itself; every value is as it stood there, or None."""

    text: str = ""
    wrapped: bool = False
    """Whether lines may have been broken by hand, and are to be joined."""
    title: str | None = None
    byline: str | None = None
    url: str | None = None
    external_id: str | None = None
    language: str | None = None
    credit: str | None = None
    status: str | None = None
    """The code of its status, in the words of its format."""
    embargoed_until: str | None = None
    version_of: str | None = None
    slug: str | None = None
    digital_source: str | None = None
    misread: str | None = None
    """The encoding in which its UTF-8 had been read by mistake, which is undone."""
    notes: list[str] = field(default_factory=list)
    """Notes to editors, which are no part of the text but may say what it may be used for."""
    published: list[str] = field(default_factory=list)
    """Dates that may be the publication's, best first."""
    publishers: list[str] = field(default_factory=list)
    """Who sent or published it, surest first."""
    holders: list[str] = field(default_factory=list)
    """Whose copyright it is; asked only when no publisher is named."""
