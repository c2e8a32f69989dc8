"""What a publisher says of the use of an article: its status, its embargo, and the advisories that say so in words.

Formats name the status in a field of their own; teleprinters and mail say it in the headline or in the first lines:
"Mandatory kill", "Bitte nicht verwenden", "ANNULE". Words (`advisories.toml`) decide only in a wire article, where
editors are spoken to, and only by their place: a word that opens the headline together with a line that asks for it,
or, without such a headline, a short notice that names the story or speaks to editors.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib import resources

from copytaster.frozen import frozen
from copytaster.model import PubStatus

HEAD, TAIL = 500, 300
"""Characters at the beginning and at the end of a text in which an advisory to editors may stand."""
NOTICE = 600
"""Characters of the longest text that is a notice and no story."""
_TERMS = {
    "usable": PubStatus.USABLE,
    "withheld": PubStatus.WITHHELD,
    "embargoed": PubStatus.WITHHELD,
    "embargo": PubStatus.WITHHELD,
    "canceled": PubStatus.CANCELED,
    "cancelled": PubStatus.CANCELED,
    "killed": PubStatus.CANCELED,
    "kill": PubStatus.CANCELED,
    "withdrawn": PubStatus.CANCELED,
    "retracted": PubStatus.CANCELED,
    "recalled": PubStatus.CANCELED,
    "corrected": PubStatus.CORRECTED,
    "correction": PubStatus.CORRECTED,
}
_EDITORS = re.compile(
    r"\b(?:editors?|eds|redaktion(?:en)?|rédactions?|redacciones|editores|redazioni|redacties|toimitukset|redakcje)\b",
    re.IGNORECASE,
)
_SLUG = re.compile(
    r"\bslug(?:ged|line)?\b[:\s]{1,3}[\"'“‘]?(?P<slug>[^\n,.;\"'”’]{3,60}?)[\"'”’]?"
    r"(?=\s+(?:ex|from|of|sent|issued|moved|transmitted)\s|[,.;\n\"'”’]|$)",
    re.IGNORECASE,
)
_EMBARGO = re.compile(
    r"[\W_]{0,5}(?:strictly |under |sous |bajo |sob |sotto |pod |onder |unter )?(?:embargo(?:ed|ado|ada|ert|eret|erad)?"
    r"|sperrfrist|sperrvermerk|klausul(?:ert|eret)?|эмбарго|ембарго|ембарґо|εμπάργκο|hold for release"
    r"|not for (?:publication|release|use|broadcast)(?= before\b))\b(?P<rest>[^\n]{0,160})"
    r"|[\W_]{0,5}(?:情報解禁|解禁(?:日時|日)?|엠바고|禁发期)(?P<after>[^\n]{0,80})",
    re.IGNORECASE,
)
_UNTIL = re.compile(
    r"(?:^|\s)(?:until|till|before|bis|jusqu['’]au|jusqu['’]à|hasta(?: el)?|fino al|até|tot|til|do|до|μέχρι"
    r"|for release(?: at)?)[:\s]+",
    re.IGNORECASE,
)
_SIGN = re.compile(r"[:–—]\s+|[：】]\s*(?=\S)")
_DATED = re.compile(r"\W{0,3}\d[^\n]{0,40}\b(?:19|20)\d\d\b|\W{0,3}(?:19|20)\d\d\D")
"""A day that follows with no word between."""
_MORE = re.compile(r"(?:(?<=\b\d{4})\s*[.;!(|,–—*]|[.;!(|]\s)\s*(?:[^\W\d]{2,}[^\w\n]+)+[^\W\d]{2,}\D*\Z")


@frozen
class Advisory:
    """What the words of an article say of its use."""

    status: PubStatus | None = None
    slug: str | None = None
    """The story that it is about."""
    embargo: str | None = None
    """Until when, in the article's own words, which may be no time at all."""


def term(value: str | None) -> PubStatus | None:
    """The status that a code of a format means: ``canceled``, ``stat:withheld``, ``Embargoed``."""
    return _TERMS.get(re.split(r"[:/#]", (value or "").strip().lower())[-1])


def read(title: str | None, text: str, *, wire: bool) -> Advisory:
    """The advisory in a headline and in the first and last lines of a text."""
    head = text[:HEAD]
    status = _status(title or "", head, text) if wire else None
    slug = _SLUG.search(head) if status else None
    return Advisory(status, slug["slug"].strip() if slug else None, _embargo(title or "", head))


def _status(title: str, head: str, text: str) -> PubStatus | None:
    words = _words()
    if words.plain.match(title) or words.plain.match(head):
        return PubStatus.CANCELED
    headed = words.headline.match(title) or words.headline.match(head)
    notice = headed or (len(text) <= NOTICE and (_SLUG.search(head) or _EDITORS.search(head)))
    # Asked last: it is looked for everywhere in the head, which costs more than all the rest.
    if notice and (words.asks.search(head) or words.asks.search(text[HEAD:][-TAIL:])):
        return PubStatus.CANCELED
    return PubStatus.CORRECTED if words.corrected.match(title) or words.corrected.match(head) else None


def _embargo(title: str, head: str) -> str | None:
    for line in (title, *head.split("\n")[:3]):
        if match := _EMBARGO.match(line):
            rest = match["rest"] or match["after"] or ""
            begins = _UNTIL.search(rest) or _SIGN.search(rest)
            if begins or _DATED.match(rest):
                return rest[begins.end() if begins else 0 :].strip(" .)]*!:")
    return None


def without_more(told: str) -> str:
    """The end of an embargo without what is said behind it: "00:01 GMT, 5 December 2026. Do not publish"."""
    return _MORE.sub("", told)


@frozen
class _Words:
    headline: re.Pattern[str]
    plain: re.Pattern[str]
    asks: re.Pattern[str]
    corrected: re.Pattern[str]


@cache
def _words() -> _Words:
    raw = resources.files("copytaster.clean").joinpath("advisories.toml").read_text("utf-8")
    table: dict[str, dict[str, list[str]]] = tomllib.loads(raw)

    def every(key: str) -> list[str]:
        return [phrase for group in table.values() for phrase in group.get(key, ())]

    opening = r"[\W_]{0,4}"
    # It says what it corrects, or stands apart: "Corrects spelling", "CORRECTION:", not "Correction officers".
    behind = r"(?=\W{0,2}[:–—/|(.,-])|(?<=[Cc]orrects)(?=\s)|(?<=[A-ZÄÖÅÉÇÓÃÕÀ-Я]{6})(?=\s)"
    return _Words(
        re.compile(rf"{opening}(?:{_any(every('headline'))})\b"),
        re.compile(rf"{opening}(?:{_any(every('plain'))})\b", re.IGNORECASE),
        re.compile(rf"\b(?:{_any(every('asks'))})\b", re.IGNORECASE),
        re.compile(rf"{opening}(?:{_any(every('corrected'))})(?:{behind})"),
    )


def _any(phrases: Iterable[str]) -> str:
    return "|".join(re.escape(phrase).replace(r"\*", r"[^.\n]{0,60}").replace(r"\ ", r"\s") for phrase in phrases)
