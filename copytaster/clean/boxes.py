"""What stands in a box of a publisher's offers and is no offer itself: the name over it, a line between two offers.

A newsletter has a name ("The Heath Morning"), which says nothing of what it is. Place and shape tell: a few words that
are written as a name is, alone over an offer of a newsletter inside a story, where a story has its own headings too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from copytaster.clean.judged import WORD, Page, Unit
from copytaster.clean.telling import FULL_STOP, QUOTES, REPORTS
from copytaster.model import BoilerplateKind
from copytaster.text.scripts import glued

OFFERS = frozenset(
    (BoilerplateKind.PAYWALL, BoilerplateKind.PROMO, BoilerplateKind.SHARE, BoilerplateKind.ADVERT)
)
"""Kinds that stand in one box: what a publisher has to sell."""
NAME_WORDS = range(2, 7)
"""Words of the name of a newsletter. One word may be any heading."""
LINE_WORDS = 8
"""Most words of a line between two offers."""
_LONGEST = 60
_NEWSLETTER = re.compile(
    r"newsletter|inbox|e-?mail|mailing list|briefing|nieuwsbrief|nyhets?brev|boletín|infolettre|lettre d.info|rassegna"
    r"|biuletyn|рассылк|розсилк|نشرت|ニュースレター|メルマガ|メールマガジン|뉴스레터|通讯|通訊|电子报|電子報|简报|簡報",
    re.IGNORECASE,
)


def judge(page: Page, cut: Sequence[Unit]) -> None:
    """Mark the name of a box and the lines between its offers."""
    for before, unit, after in zip(cut, cut[1:], cut[2:], strict=False):
        if unit.kind is not None or not unit.alone or unit.quoted or not _offer(after):
            continue
        words = page.plain[unit.start : unit.end]
        if _offer(before) and after.alone and _line(words):
            unit.kind, unit.length = after.kind, unit.end - unit.start
    for unit, after in pairwise(cut):
        if unit.kind is not None or not unit.alone or not after.first or not _offer(after):
            continue
        said = page.plain[after.start : after.end]
        if _NEWSLETTER.search(said) and is_name(page.plain[unit.start : unit.end]):
            unit.kind, unit.length = after.kind, unit.end - unit.start


def _offer(unit: Unit) -> bool:
    return unit.whole and unit.kind in OFFERS


def _line(words: str) -> bool:
    short = len(words) <= _LONGEST and len(WORD.findall(words)) <= LINE_WORDS
    return short and QUOTES.search(words) is None and REPORTS.search(words) is None


def is_name(words: str) -> bool:
    """Whether a line is written as a name: each of its longer words has a capital, and nothing ends it."""
    if len(words) > _LONGEST or FULL_STOP.search(words) or words[-1:] in ":?!…" or QUOTES.search(words):
        return False
    if glued(words):  # no capitals: a short line
        return len(words) <= 12 and " " not in words
    found = WORD.findall(words)
    return len(found) in NAME_WORDS and all(not w[0].islower() for w in found if len(w) > 3) and found[0][0].isupper()
