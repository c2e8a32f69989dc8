"""The language of a text as a lower-case ISO 639 code, or ``und`` when it cannot honestly be told.

Scripts that one language is written in decide alone. For the others a statistical identifier (py3langid) ranks the
languages of that script; a short text, or a close decision, is ``und`` rather than a guess.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from langcodes import Language

from copytaster.clean.submission import Rejected
from copytaster.text.scripts import scripts

UNDETERMINED = "und"
SAMPLE = 2_000
"""Characters looked at; more does not change the answer."""
GLANCE = 200
"""Characters at the beginning, in the middle and at the end of the sample that the identifier is shown first."""
FEWEST_LETTERS = 40
"""Letters below which the identifier is not asked."""
CERTAIN = 0.85
BEYOND_DOUBT = 0.999
"""Probability from which a glance is enough: it spares two thirds of the time, and on 460 texts never erred."""

_OF_SCRIPT: dict[str, tuple[str, ...]] = {
    "kana": ("ja",),
    "hangul": ("ko",),
    "thai": ("th",),
    "lao": ("lo",),
    "khmer": ("km",),
    "myanmar": ("my",),
    "greek": ("el",),
    "hebrew": ("he",),
    "georgian": ("ka",),
    "armenian": ("hy",),
    "tamil": ("ta",),
    "telugu": ("te",),
    "kannada": ("kn",),
    "malayalam": ("ml",),
    "sinhala": ("si",),
    "gujarati": ("gu",),
    "gurmukhi": ("pa",),
    "oriya": ("or",),
    "ethiopic": ("am",),
    "han": ("zh",),
    "devanagari": ("hi", "mr", "ne"),
    "bengali": ("bn", "as"),
    "arabic": ("ar", "fa", "ur", "ps", "ug"),
    "cyrillic": ("ru", "uk", "bg", "sr", "mk", "be", "kk", "ky", "mn"),
}
_ELSEWHERE = frozenset(code for codes in _OF_SCRIPT.values() for code in codes)
SIBLINGS: dict[str, tuple[str, ...]] = {
    "no": ("nb", "nn"),
    "nb": ("no", "nn"),
    "hr": ("bs", "sr"),
    "sr": ("bs", "hr", "me"),
    "bs": ("hr", "sr"),
    "id": ("ms",),
    "ms": ("id",),
    "hi": ("mr", "ne"),
    "da": ("nb", "no"),
    "zh": ("yue", "ja"),
    "fa": ("prs",),
}
"""Languages that the identifier cannot be trusted to part from the one it names."""
_TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]{1,8}){0,6}$")


def primary(tag: str) -> str | None:
    """The primary subtag of a BCP 47 tag, as short and as new as there is one: ``en-GB`` and ``eng`` → ``en``, ``iw`` →
    ``he`` (ISO 639, CLDR). None when it is not a tag."""
    match = _TAG.match(tag.strip())
    if not match:
        return None
    code = match.group(1).lower()
    # Only the subtag is handed on: langcodes keeps what it was asked for ever.
    return Language.get(code).language or code


def submitted(tag: str | None) -> str | None:
    """The language that a submission states. Raises `Rejected` when it is not a language tag."""
    if tag is None:
        return None
    code = primary(tag)
    if code is None:
        raise Rejected(
            422, "unreadable_language", f"language {tag[:40]!r} is not a BCP 47 tag such as en or pt-BR",
            value=tag[:40], field="language",
        )  # fmt: skip
    return code


def detect(text: str) -> str:
    """The language of `text`."""
    sample = text[:SAMPLE]
    found = scripts(sample)
    letters = sum(found.values())
    if letters < 10:
        return UNDETERMINED
    if found["kana"] > 0.08 * letters:
        return "ja"
    script, times = found.most_common(1)[0]
    if times < 0.6 * letters:
        return UNDETERMINED
    languages = _OF_SCRIPT.get(script, ())
    if len(languages) == 1:
        return languages[0]
    if letters < FEWEST_LETTERS:
        return UNDETERMINED
    if len(sample) > 4 * GLANCE:
        middle = (len(sample) - GLANCE) // 2
        glance = f"{sample[:GLANCE]} {sample[middle : middle + GLANCE]} {sample[-GLANCE:]}"
        found_at_once = _ranked(glance, languages, BEYOND_DOUBT)
        if found_at_once != UNDETERMINED:
            return found_at_once
    return _ranked(sample, languages, CERTAIN)


def likeliest(text: str) -> str:
    """As `detect`, and where that does not tell, the first of what it was between: for weighing, not for telling."""
    found = detect(text)
    return found if found != UNDETERMINED or not text.strip() else _ranked(text[:SAMPLE], (), 0.0)


def _ranked(sample: str, languages: tuple[str, ...], certain: float) -> str:
    found = _identifier().probabilities(" ".join(sample.split()))
    codes, columns = _columns(languages)
    fits = [found[i] for i in columns]
    most, total = max(fits, default=0.0), sum(sorted(fits, reverse=True))
    if total <= 0 or most < certain * total or (not languages and total < 0.5):
        return UNDETERMINED
    return codes[fits.index(most)]


@cache
def _columns(languages: tuple[str, ...]) -> tuple[list[str], list[int]]:
    """The languages that the identifier is to rank, and where it has their probabilities."""
    every: list[str] = list(_identifier().nb_classes)
    codes = [c for c in dict.fromkeys(every) if len(c) == 2 and (c in languages if languages else c not in _ELSEWHERE)]
    return codes, list(map(every.index, codes))


@cache
def _identifier() -> Any:
    from copytaster.clean.identifier import Identifier

    return Identifier.here()
