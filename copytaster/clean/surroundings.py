"""What place and neighbours say of a unit: above the story or under it, beside other furniture."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby, pairwise

from copytaster.clean import boxes, captions, helplines, initials, notepads
from copytaster.clean.byline import opening as byline_length
from copytaster.clean.judged import (
    FRAGMENT,
    HEAD,
    MOST_CHARACTERS,
    MOST_WORDS,
    SHORT_WORDS,
    WORD,
    WRAPPING,
    Page,
    Unit,
)  # fmt: skip
from copytaster.clean.telling import FULL_STOP, LABEL_WORDS, QUOTES, REPORTS, says_who
from copytaster.model import BoilerplateKind
from copytaster.text.sentences import QUESTION_MARKS

_SENTENCE_END = re.compile(r"[a-z]{2}\. +[A-Z]")
_YOU = re.compile(r"\b(?:you|your|pics?|photos?|tips?|vous|votre|Sie|Ihre|usted|você)\b", re.IGNORECASE)
_ABOUT = re.compile(
    r"(?:About|Über|À propos (?:de |d['’])|A propos (?:de |d['’])|Acerca de|Sobre (?:a |o )?|Informazioni su|Chi è|Over"
    r"|Om|O|О) ?(?:the )?"
    r"([A-ZÀ-ÞА-Я][\w.'&-]*(?: [\w.'&-]+){0,6}?)(?:\s*[:：]|\s*$)"
)


def judge(page: Page, bounds: Sequence[tuple[int, int]], cut: Sequence[Unit], byline: str | None) -> None:
    """Judge the units of `cut` again, by what stands around them."""
    opening_byline(page, cut, byline)
    pointers(page, bounds, cut)
    notes(page, cut)
    helplines.judge(page, bounds, cut)
    authors(page, bounds, cut)
    reachable(page, cut)
    go_on(page, cut)
    neighbours(page, cut)
    ask(page, cut)
    about(page, bounds, cut)
    boxes.judge(page, cut)
    captions.judge(page, bounds, cut)
    notepads.judge(page, bounds, cut)
    initials.judge(page, cut)


def opening_byline(page: Page, cut: Sequence[Unit], byline: str | None) -> None:
    """The byline that opens the text, behind whatever else stands above the story."""
    for unit in cut[:HEAD]:
        if unit.whole:
            continue
        length = byline_length(page.text[unit.start : unit.end], byline, alone=unit.alone)
        if length:
            unit.kind, unit.length = BoilerplateKind.BYLINE, length
        return


def pointers(page: Page, bounds: Sequence[tuple[int, int]], cut: Sequence[Unit]) -> None:
    """Whole paragraphs that point elsewhere, ``Also Read: …`` with whatever sentences its headline has, and short ones
    that are a label though a full stop parts them: ``Published on 5. October``."""
    for paragraph, group in groupby(cut, key=lambda u: u.paragraph):
        units_of, (start, end) = list(group), bounds[paragraph]
        if len(units_of) == 1 or units_of[0].quoted or units_of[0].headline or end - start > MOST_CHARACTERS:
            continue
        words = page.plain[start:end]
        kind = _label(units_of, words) or _pointer(units_of[0], words)
        if kind is not None:
            for unit in units_of:
                unit.kind, unit.length = kind, unit.end - unit.start


def _label(units_of: Sequence[Unit], words: str) -> BoilerplateKind | None:
    if len(words) > FRAGMENT:
        return None
    tried = {p: None for u in units_of for p in u.tried if p.way == "whole"}
    bare = words.strip(WRAPPING)
    return next((p.kind for p in tried if p.pattern.fullmatch(bare)), None)


def _pointer(first: Unit, words: str) -> BoilerplateKind | None:
    leads = next((p for p in first.tried if p.way == "leads" and p.pattern.match(words)), None)
    if leads is None or leads.kind is BoilerplateKind.DATE or words[:1].islower():
        return None  # a date has no headline behind it
    short = len(WORD.findall(words)) <= MOST_WORDS and len(_SENTENCE_END.findall(words)) <= 2
    return leads.kind if short else None


def notes(page: Page, cut: Sequence[Unit]) -> None:
    """Notes to editors: above the story or under it, in brackets or as a line of their own."""
    for order in (cut, cut[::-1]):
        lines = 0
        for unit in order:
            if unit.whole:
                continue
            if _is_note(page, unit):
                unit.kind, unit.length = BoilerplateKind.ADVISORY, unit.end - unit.start
                continue
            words = page.text[unit.start : unit.end]
            lines += 1
            if FULL_STOP.search(words) or len(words) > 120 or lines > 2:
                break  # the story


def _is_note(page: Page, unit: Unit) -> bool:
    words = page.plain[unit.start : unit.end]
    if len(words) > MOST_CHARACTERS:
        return False
    tried = unit.tried if len(words) > FRAGMENT else (*unit.tried, *page.table.everywhere)
    note = next((p for p in tried if p.way == "notes" and p.pattern.match(words)), None)
    if note is None:
        return False
    if words[0] in "([" and words[-1] in ")].":
        return True
    first = WORD.search(words)
    shouted = first is not None and len(first.group()) > 2 and first.group().isupper()
    if not unit.alone:
        return False
    return shouted or (not FULL_STOP.search(words) and len(WORD.findall(words)) <= SHORT_WORDS)


_CAPITAL = "[A-ZÀ-ÞČĆŠŽĐŁŚŹŻĄĘŃŐŰȘȚĂİŞĞĚŘŮŇŤĎА-ЯІЇЄЂЈЉЊЋЏΑ-ΩΆΈΉΊΌΎΏ]"
_NAMED = re.compile(rf"\W*(?:[ΗΟ] )?{_CAPITAL}[\w.'’-]*(?: (?:[a-z]{{1,3}} )?{_CAPITAL}[\w.'’-]*){{0,3}}")
HEADING_WORDS = 6
BYLINE = 80
"""Characters of the longest line that only names the author."""


def authors(page: Page, bounds: Sequence[tuple[int, int]], cut: Sequence[Unit]) -> None:
    """What a paper says, under a column, of its author, whom the column itself does not name, or under a heading that
    says that it is about the author: whole paragraphs."""
    bios = (u for u in cut if u.kind is BoilerplateKind.BIO and u.alone and u.paragraph > 1)
    headed = {u.paragraph + 1 for u in bios if len(WORD.findall(page.plain[u.start : u.end])) <= HEADING_WORDS}
    for _, group in groupby(reversed(cut), key=lambda u: u.paragraph):
        units_of = list(group)
        first, (start, end) = units_of[-1], bounds[units_of[0].paragraph]
        if all(u.whole or u.hint is BoilerplateKind.BIO for u in units_of):
            continue
        words, under = page.plain[start:end], first.paragraph in headed
        if not (under or _tells_of_author(page, first)) or end - start > MOST_CHARACTERS or says_who(words):
            return
        name = None if under else _NAMED.match(words)
        surname = name.group().split()[-1] if name is not None and " " in name.group().strip() else None
        if surname and any(surname in page.text[a:b] for a, b in bounds[: first.paragraph] if b - a > BYLINE):
            return
        for unit in units_of:
            if not unit.whole:
                unit.kind, unit.length = BoilerplateKind.BIO, unit.end - unit.start


def _tells_of_author(page: Page, unit: Unit) -> bool:
    """Whether a unit opens as a paper tells who its author is."""
    words = page.plain[unit.start : unit.end]
    return any(p.way == "foot" and p.pattern.match(words) for p in unit.tried)


def reachable(page: Page, cut: Sequence[Unit]) -> None:
    """Who the author is, over how to reach him: "Moira Kettle is our health correspondent. Contact her at …"."""
    for unit, after in pairwise(cut):
        if unit.kind or unit.quoted or not (after.whole and after.kind is BoilerplateKind.BIO):
            continue
        if _tells_of_author(page, unit) and not says_who(page.plain[unit.start : unit.end]):
            unit.kind, unit.length = BoilerplateKind.BIO, unit.end - unit.start


_ASKING = frozenset(
    (BoilerplateKind.CONTACT, BoilerplateKind.PAYWALL, BoilerplateKind.PROMO, BoilerplateKind.COMMENTS)
)
ANSWER_WORDS = 8
"""Most words of what a reader is to do about a question behind which it closes the paragraph, as in "Write to us"."""


def go_on(page: Page, cut: Sequence[Unit]) -> None:
    """A unit that goes on the promo before it in its paragraph: the rest of a headline, another word on the goods."""
    for number, (before, unit) in enumerate(pairwise(cut), 1):
        if unit.kind or not before.whole or before.paragraph != unit.paragraph or unit.quoted:
            continue
        if before.kind in (BoilerplateKind.RULE, BoilerplateKind.BYLINE, BoilerplateKind.DATELINE):
            continue
        words = page.plain[unit.start : unit.end]
        if len(WORD.findall(words)) > SHORT_WORDS or QUOTES.search(words) or REPORTS.search(words):
            continue
        said = page.plain[before.start : before.end]
        last = number == len(cut) - 1 or cut[number + 1].paragraph != unit.paragraph
        led = any(p.way in ("leads", "points") and p.pattern.match(said) for p in before.tried)
        asked = before.kind in _ASKING and said.endswith(QUESTION_MARKS) and len(WORD.findall(words)) <= ANSWER_WORDS
        if (last and ((led and said.endswith((*QUESTION_MARKS, "!", "！", "…"))) or asked)) or any(
            p.way == "goods" and p.pattern.search(words) for p in unit.tried
        ):
            unit.kind, unit.length = before.kind, unit.end - unit.start


_BOXES = frozenset(BoilerplateKind) - {
    BoilerplateKind.RULE, BoilerplateKind.DATELINE, BoilerplateKind.BYLINE, BoilerplateKind.CREDIT,
    BoilerplateKind.DATE, BoilerplateKind.ADVISORY, BoilerplateKind.EMBED, BoilerplateKind.CAPTION,
}  # fmt: skip
"""Kinds that stand in a box with more of their sort. A credit or a caption stands between two sentences of a story."""


def neighbours(page: Page, cut: Sequence[Unit]) -> None:
    """Units that are furniture beside furniture only, spreading from it in both directions."""
    for order in (cut, cut[::-1]):
        before: Unit | None = None
        for unit in order:
            beside = before is not None and before.whole and (
                before.kind == unit.hint or (before.kind in boxes.OFFERS and unit.hint in boxes.OFFERS)
            )
            if beside and unit.kind is None and unit.hint is not None and not _is_sentence(page, unit):
                unit.kind, unit.length = unit.hint, unit.end - unit.start
            before = unit


def _is_sentence(page: Page, unit: Unit) -> bool:
    """Whether a paragraph is longer than a label, has a full stop, and speaks of no offer or says what was."""
    words = page.plain[unit.start : unit.end]
    if not unit.alone or FULL_STOP.search(words) is None or len(WORD.findall(words)) <= LABEL_WORDS:
        return False
    return page.table.states.search(words) is not None or page.table.offers.search(words) is None


def ask(page: Page, cut: Sequence[Unit]) -> None:
    """A question to the reader belongs to the invitation behind it; a short one always where they stand alone."""
    for number, (unit, after) in enumerate(pairwise(cut), 2):
        if unit.kind is None and after.whole and after.paragraph == unit.paragraph and after.kind in _BOXES:
            words = page.text[unit.start : unit.end]
            if not words.endswith(QUESTION_MARKS) or len(words) >= 120 or QUOTES.search(words):
                continue
            both = unit.first and (number == len(cut) or cut[number].first) and after.kind in _ASKING
            if _YOU.search(words) or (both and len(WORD.findall(words)) <= ANSWER_WORDS):
                unit.kind, unit.length = after.kind, unit.end - unit.start


def about(page: Page, bounds: Sequence[tuple[int, int]], cut: Sequence[Unit]) -> None:
    """An organisation's words about itself: "About Norrland Battery: Norrland Battery makes …", to the paragraph's end;
    where the name is a line of its own, the paragraph behind it."""
    found: set[int] = set()
    for number, (start, end) in enumerate(bounds):
        about = _ABOUT.match(page.text, start, min(end, start + 120))
        if about is None:
            continue
        heading = about.end() >= end
        body = bounds[number + 1] if heading and number + 1 < len(bounds) else (about.end(), end)
        name = about.group(1).split()[0]
        if name in page.text[body[0] : min(body[1], body[0] + 200)]:
            found |= {number, number + 1} if heading else {number}
    for unit in cut if found else ():
        if unit.paragraph in found:
            unit.kind, unit.length = BoilerplateKind.ABOUT, unit.end - unit.start
