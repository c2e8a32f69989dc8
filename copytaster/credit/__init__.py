"""Credit: what an article itself says of its source, and whether that agrees with what was found.

This room promises
    * `detect` reads one article and nothing else. Every evidence with a span is the very text that stands there:
      ``field[span.start:span.end] == evidence``.
    * An agency that is only spoken of (on strike, sued, an acronym of something else) is no credit.
    * A credit that names no agency ("agencies", "wire services") is evidence whose agency is ``agencies``.
    * Time is linear in the length of the text, whatever the text.
    * `audit` never calls a social handle or a photo credit a credit for the text.
"""

from __future__ import annotations

from copytaster.credit.agencies import GENERIC, Agency, by_domain, canonical, load, unlisted
from copytaster.credit.audit import SIGNIFICANT, audit, named, named_by
from copytaster.credit.credit_lines import is_credit_line
from copytaster.credit.detect import detect

__all__ = [
    "GENERIC",
    "SIGNIFICANT",
    "Agency",
    "audit",
    "by_domain",
    "canonical",
    "detect",
    "is_credit_line",
    "load",
    "named",
    "named_by",
    "unlisted",
]
