"""Who wrote and edited an agency's story, in brackets behind its name, which begins a line: "AGERPRES (RO - autor: Radu
Olaru, editor: Ilinca Marcu)".
"""

from __future__ import annotations

import re

from copytaster.credit import lexicon
from copytaster.credit.forms import Form, starts_line
from copytaster.credit.mentions import Mention
from copytaster.model import Span

_BEHIND = re.compile(r"[ \t]?/?[ \t]?[(\[（](?P<hands>[^()\[\]（）\n\r]{3,160})[)\]）](?=[ \t.]*(?:[\n\r]|\Z))")
_INITIALS = 3
"""Letters of the longest initials in small letters."""


def signed(text: str, mention: Mention) -> Form | None:
    """The sign-off that `mention` begins; None where no bracket of those who made the story ends its line."""
    behind = _BEHIND.match(text, mention.end)
    if behind is None or mention.generic or not starts_line(text, mention.start):
        return None
    return Form("sign-off", Span(mention.start, behind.end())) if _hands(behind["hands"]) else None


def _hands(words: str) -> bool:
    """Whether `words` say what somebody did, and else are names, initials and signs."""
    hands, told = lexicon.load().hands, False
    for token in lexicon.tokens(words):
        if lexicon.normal(token) in hands:
            told = True
        elif token[0].islower() and len(token) > _INITIALS:
            return False
    return told
