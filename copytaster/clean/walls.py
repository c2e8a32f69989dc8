"""Pages that stand in an article's place: browser checks, refusals, errors, log-ins, consent. They are no articles.

Two sites that show the same check have copied nothing from each other, so what is nothing but such a page is refused.
A story about such pages tells of them: it has sentences that report or quote, and that no page of the kind has. Only
short texts are asked, and only the rest of a text, what neither its phrases nor furniture explain, decides.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from importlib import resources
from typing import Any

import ahocorasick

from copytaster.clean import phrases, required
from copytaster.clean.submission import Rejected
from copytaster.clean.telling import QUOTES, REPORTS
from copytaster.clean.units import units
from copytaster.frozen import frozen
from copytaster.model import Boilerplate
from copytaster.text.scripts import is_unspaced
from copytaster.text.sentences import ENDS
from copytaster.text.words import count as count_words

MOST_CHARACTERS = 3_000
"""Of a text that may be such a page; the longest are those that ask for consent."""
FRAGMENT = 40
"""Characters up to which a unit without a full stop says nothing of its own: a host's name, a button."""
MOST_WORDS = 12
MOST_SHARE = 0.2
"""What a text may say besides, in words and as a share of it, and still be such a page."""
SHOWN = 80
_DAYS = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|yesterday|last (?:week|month|year)"
    r"|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|sonnabend|gestern|(?:lun|mar|mercre|jeu|vendre|same)di|dimanche"
    r"|hier|lunes|martes|miércoles|jueves|viernes|sábado|domingo|ayer|(?:lune|marte|mercole|giove|vener)dì|sabato|ieri"
    r"|domenica|(?:segunda|terça|quarta|quinta|sexta)-feira|ontem|(?:maan|dins|woens|donder|vrij|zater|zon)dag|gisteren"
    r"|(?:man|mån|tirs|tis|ons|tors|fre|lør|lör|søn|sön)dag(?:en)?|(?:poniedział|wtor)\w+|środ[aęy]|czwart\w+|piąt\w+"
    r"|sobot\w+|niedziel\w+|wczoraj|понедельник\w*|вторник\w*|сред[уы]|четверг\w*|пятниц\w+|суббот\w+|воскресень\w+"
    r"|вчера|понеділ\w+|вівтор\w+|четвер\w*|п'ятниц\w+|неділ\w+)\b|[月火水木金土日]曜|星期|周[一二三四五六日]|昨[日天]|요일"
    r"|يوم (?:ال)?(?:أحد|اثنين|ثلاثاء|أربعاء|خميس|جمعة|سبت)"
)
"""A day on which something happened: stories name one, such pages don't."""


@frozen
class _Walls:
    """The phrases by their anchors (`required.anchors`): most texts have none of those, and cost one pass."""

    automaton: Any
    beside: re.Pattern[str]

    def hinted(self, text: str) -> bool:
        """Whether an anchor stands in `text`."""
        return next(self.automaton.iter(text.lower()), None) is not None

    def found(self, folded: str) -> Iterator[tuple[int, str]]:
        """(where it begins, what such a page is) of each phrase in `folded`."""
        for _, patterns in self.automaton.iter(folded):
            for what, pattern in patterns:
                for match in pattern.finditer(folded):
                    yield match.start(), what


def refuse(title: str | None, text: str, marked: Sequence[Boilerplate]) -> None:
    """Raises `Rejected` where `text` is nothing but a page in an article's place. `marked`: its boilerplate."""
    if len(text) > MOST_CHARACTERS or QUOTES.search(text):
        return
    walls = _walls()
    if not (walls.hinted(text) or (title and walls.hinted(title))):
        return
    folded = phrases.fold(text)
    found = dict(walls.found(folded))
    headed = dict(walls.found(phrases.fold(title))) if title else {}
    if not found and not headed:
        return
    if _DAYS.search(folded):
        return
    rest = _rest(walls, text, folded, found, marked)
    if rest is None or rest > max(MOST_WORDS, MOST_SHARE * count_words(text)):
        return
    what = next(iter((found or headed).values()))
    shown = text[min(found) :] if found else title or ""
    shown = " ".join(shown.split())[:SHOWN]
    detail = f"this is {what} and no article: “{shown}”; send the article itself"
    raise Rejected(422, "not_an_article", detail, value=what)


def _rest(
    walls: _Walls, text: str, folded: str, found: Collection[int], marked: Sequence[Boilerplate]
) -> int | None:  # fmt: skip
    """Words that nothing explains; None where something is reported."""
    rest, start = 0, 0
    for line in folded.split("\n"):
        end = start + len(line)
        for unit in units(text, start, end) if line.strip() else ():
            words = folded[unit.start : unit.end]
            if REPORTS.search(words):
                return None
            known = any(unit.start <= at < unit.end for at in found) or walls.beside.search(words)
            if not (known or _bare(words) or _in(unit.start, unit.end, marked)):
                rest += count_words(words)
        start = end + 1
    return rest


def _bare(words: str) -> bool:
    return len(words) <= (FRAGMENT // 4 if is_unspaced(words[0]) else FRAGMENT) and words[-1] not in ENDS


def _in(start: int, end: int, marked: Sequence[Boilerplate]) -> bool:
    return any(span.start <= start and span.end >= end - 1 for span in marked)


@cache
def _walls() -> _Walls:
    raw = resources.files("copytaster.clean").joinpath("walls.toml").read_text("utf-8")
    sections = tomllib.loads(raw)
    beside = re.compile("|".join(map(_expression, sections.pop("beside")["phrases"])))
    by_anchor: dict[str, list[tuple[str, re.Pattern[str]]]] = {}
    for section in sections.values():
        for phrase in section["phrases"]:
            expression = _expression(phrase)
            known = required.anchors(expression)
            if not known:
                raise ValueError(f"walls.toml: {phrase!r} has no anchor")
            for anchor in known:
                by_anchor.setdefault(anchor, []).append((section["what"], re.compile(expression)))
    automaton = ahocorasick.Automaton()
    for anchor, patterns in by_anchor.items():
        automaton.add_word(anchor, tuple(patterns))
    automaton.make_automaton()
    return _Walls(automaton, beside)


def _expression(phrase: str) -> str:
    body = phrase.replace("*", r"[^.\n]{0,60}?")
    return rf"(?:{body})" if is_unspaced(phrase[0]) else rf"(?<!\w)(?:{body})"
