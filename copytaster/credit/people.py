"""Names of agencies that people bear too: "Efe Demir", "Tasnim, 24,", "said Antara, whose mother …".

"said Efe" names an agency or a swimmer, and only the rest of the article tells. Where it gives a name a surname, a
title, an age or a relation, the name is a person's in its running text, unless what an agency is called or that it
reports stands right there. In brackets, datelines and bylines the agency's form decides, as ever.
"""

from __future__ import annotations

import re
from functools import lru_cache

from copytaster.credit import agencies, lexicon
from copytaster.credit.lexicon import normal

_BESIDE = 40
"""Code points beside a name that are asked."""
_SURNAME = re.compile(r"[ \u00a0]([^\W\d_a-z][\w’'-]+)")
_KIN = "mother|father|sister|brother|daughter|son|wife|husband|aunt|uncle|parents|family|friends?|grand\\w+"
_TITLE = re.compile(
    r"\b(?:Mr|Ms|Mrs|Miss|Mx|Dr|Sir|Sister|Brother|Coach|Prof|Herr|Frau|Señora?|Doña|Don|Mme|M|Monsieur|Madame|Signora?"
    rf"|Sra?|Dona|Pani?|little|young|{_KIN})\.?[ \u00a0]\Z"
)
_TOLD_OF = re.compile(
    r",? (?:\(\d{1,3}\)|who\b|whose\b|whom\b)"
    r"|, (?:aged |de )?\d{1,3}(?:[,.;:”\"»]|\s(?:años|ans|anos|anni|Jahre|år|jaar|lat|years?)\b|\s?$)"
    r"|, (?:the|a|an) (?:\w+[- ]){0,2}?(?:eldest|youngest|oldest|widow|pupil|student|teacher|girl|boy|woman|man"
    rf"|{_KIN})\b"
    rf"|['’]s? (?:\w+ )?(?:{_KIN}|home|coach|teacher|lawyer|hands?|face|voice|life|birthday|death|career)\b"
)
_REPORTS = re.compile(r"report|inform|meld|rappor|news|agenc|agent|dispatch|notic", re.IGNORECASE)


@lru_cache(maxsize=1)
def _names() -> re.Pattern[str]:
    names = sorted({name for agency in agencies.load() for name in agency.people}, key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(map(re.escape, names)) + r")\b")


def borne(*texts: str) -> frozenset[str]:
    """The names of agencies, as written, that a person bears in one of `texts`."""
    found: set[str] = set()
    for text in texts:
        for match in _names().finditer(text):
            if match.group() not in found and _a_persons(text, match.start(), match.end()):
                found.add(match.group())
    return frozenset(found)


def agency_meant(text: str, start: int, end: int) -> bool:
    """Whether ``text[start:end]``, with the words beside it, says that an agency is meant all the same."""
    words = lexicon.tokens(text[max(0, start - _BESIDE) : start])[-2:] + lexicon.tokens(text[end : end + _BESIDE])[:2]
    house = lexicon.load().house
    return _REPORTS.search(text, start, end) is not None or any(normal(w) in house or _REPORTS.match(w) for w in words)


def _a_persons(text: str, start: int, end: int) -> bool:
    lex = lexicon.load()
    after = text[end : end + _BESIDE]
    if _TOLD_OF.match(after) or _TITLE.search(text[max(0, start - _BESIDE) : start]):
        return True
    named = _SURNAME.match(after)
    if named is None:
        return False
    word = normal(named.group(1))
    return not (word in lex.vocabulary or word in lex.house or word in lex.place or word in lex.days) and (
        not lex.says.starting([word], 0) and not lex.noun.starting([word], 0)
    )
