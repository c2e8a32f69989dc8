"""The bounds that cleaning holds a submission to: the part of the settings that the pure rooms need."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """How large a submission may be: the bounds that cleaning holds. The defaults are those of the settings."""

    max_body_bytes: int = 2_000_000
    max_text_chars: int = 200_000
    """Code points of the text, after cleaning."""
    max_words: int = 30_000
    min_words: int = 5
    max_html_tags: int = 60_000
    max_html_depth: int = 250
    max_tag_attributes: int = 300
