"""Marks hidden inside a text: characters that no reader sees, by which a maker or a tool can be told.

C2PA 2.3 hides a whole manifest in a run of variation selectors behind U+FEFF; others write bits in zero-width
characters, or put one between letters here and there. They stay in the text, so that offsets are true; they are
noted, and whoever compares texts leaves them out. Joiners that a script or an emoji needs are no marks.
"""

from __future__ import annotations

import re

from copytaster.model import Note

MANIFEST = 8
"""Variation selectors in a row from which they carry data: an emoji has one, an ideograph one."""
FEWEST = 3
"""Zero-width characters from which they are noted; one or two come from copying out of a page."""
_RUN = re.compile(f"\ufeff?[\ufe00-\ufe0f\U000e0100-\U000e01ef]{{{MANIFEST},}}")
MOST_FLAGS = 100
_FLAG = re.compile("\U0001f3f4[\U000e0020-\U000e007f]{1,8}")  # of England, Scotland and the like
_ZERO_WIDTH = re.compile("[\u200b-\u200d\u2060-\u2064\u180e\ufeff\U000e0020-\U000e007f]")
# The joiner of Arabic and of Indic scripts, the word break of Thai and Khmer, and the joiner of emoji are how those are
# written; between letters of other scripts nobody needs them.
_NEEDS_JOINERS = re.compile(
    "[\u0600-\u08ff\u0900-\u0dff\u0e00-\u109f\u1780-\u18af\u2600-\u27bf\ufb50-\ufdff\ufe70-\ufefe\U0001f000-\U0001faff]"
)


def notes(text: str) -> tuple[Note, ...]:
    """What a reader should know of marks in `text`."""
    if text.isascii():
        return ()
    found = []
    run = _RUN.search(text)
    if run:
        whole = sum(len(match.group()) for match in _RUN.finditer(text))
        found.append(
            Note(
                "hidden_manifest",
                f"{whole} invisible variation selectors, the first at {run.start()}, hold data: a C2PA manifest, or a "
                "mark of another kind. They are left out when texts are compared.",
            )
        )
    flags = [(m.start(), m.end()) for m in _FLAG.finditer(text)]
    hidden = [m.start() for m in _ZERO_WIDTH.finditer(text) if not _needed(text, m.start())]
    hidden = [at for at in hidden if not any(start <= at < end for start, end in flags[:MOST_FLAGS])]
    if run:
        hidden = [at for at in hidden if not run.start() <= at < run.end()]
    if len(hidden) >= FEWEST:
        found.append(
            Note(
                "hidden_characters",
                f"{len(hidden)} characters that cannot be seen stand inside words, the first at {hidden[0]}. They are "
                "left out when texts are compared.",
            )
        )
    return tuple(found)


def _needed(text: str, at: int) -> bool:
    """Whether a character that is not seen is how its neighbours are written."""
    return _NEEDS_JOINERS.search(text, max(0, at - 1), at + 2) is not None
