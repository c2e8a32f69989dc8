"""The phrases of furniture: `furniture/*.toml`, a file a language, read once and made quick to look for.

Every phrase has anchors: letters that must stand in whatever it fits, read off its own parse tree. One automaton
(Aho and Corasick, 1975) finds the anchors of all phrases of a language in one pass over a text; a phrase is tried only
on the units in which an anchor of it stands. So hundreds of phrases cost little more than one.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from re import _constants as sre  # type: ignore[attr-defined]  # the parse tree of a pattern, which `re` itself makes
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import ahocorasick

from copytaster.clean.spellings import simplified, spellings
from copytaster.model import BoilerplateKind
from copytaster.text.scripts import glued, is_unspaced

WAYS = (
    "leads", "points", "whole", "starts", "beside", "notes", "foot", "opens", "ends", "anywhere", "inline", "goods",
    "weak",
)  # fmt: skip
"""How a phrase makes a unit furniture; explained at the head of ``furniture/en.toml``."""
_WORDS = re.compile(r"(?<=[ (])\*(?=[ )|]|$)")
_OPEN = re.compile(r"\.\{\d|\.\*|\[\^[^\]]*\]\{0,[1-9]\d|(?<=[ (])\*")
_MACRO = re.compile(r"\{(\w+)\}")
_NAME = r"(?-i:[^\W\d_a-zß-öø-ÿа-я][\w.'&-]*+)"
_WHEN = (
    # words and figures of dates and times, in the languages of the files
    r"(?:l'|dell')?\d[\d.:/h-]*+(?:st|nd|rd|th|er|ª|º)?(?:am|pm)?|am|pm|a\.m\.?|p\.m\.?|gmt|utc|[ebicaps][sde]t|ce?st|uhr|kl"
    r"|klo|hrs?|hours?|h|minutes?|mins?|days?|weeks?|months?|years?|ago|today|yesterday|just|now|at|on|um|am|den"
    r"|der|vor|le|à|il y a|el|a las|de|del|a|às|alle|il|om|op|på|dne|o|godz|в|г|को|बजे|minuten|stunden|tagen|tag"
    r"|minutos|horas|heures?|jours?|ore|uur|timer|siden|sedan|sen|jan\w*|feb\w*|febr\w*|mar(?:s|ch|zo|ço|zec|zca"
    r"|ca|et)?|märz|maart|apr\w*|may|mai|mayo|maio|maggio|maj|ma|mei|jun[ei]?o?|juni|juin|jul[iy]?o?|juli|juillet"
    r"|lug\w*|giu\w*|aug\w*|août|ago\w*|sept?\w*|set\w*|o[ck]t\w*|ott\w*|out\w*|nov\w*|de[cz]\w*|dic\w*|déc\w*"
    r"|gen\w*|f[ée]v\w*|enero|janeiro|styczni\w*|lut\w*|kwiet\w*|czerw\w*|lip\w*|sierp\w*|wrze\w*|paźdz\w*"
    r"|listop\w*|grud\w*|январ\w*|феврал\w*|март\w*|апрел\w*|ма[йя]|июн\w*|июл\w*|август\w*|сентябр\w*|октябр\w*"
    r"|ноябр\w*|декабр\w*|mon(?:day)?|tue(?:s|sday)?|wed(?:nesday)?|thu(?:rs|rsday)?|fri(?:day)?|sat(?:urday)?"
    r"|sun(?:day)?|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|lundi|mardi|mercredi|jeudi|vendredi"
    r"|जनवरी|फ़रवरी|फरवरी|मार्च|अप्रैल|मई|जून|जुलाई|अगस्त|सितंबर|सितम्बर|अक्टूबर|अक्तूबर|नवंबर|नवम्बर|दिसंबर"
    r"|दिसम्बर|सुबह|शाम|दोपहर|रात|घंटे|मिनट|दिन|पर"
    r"|samedi|dimanche|lunes|martes|miércoles|jueves|viernes|sábado|domingo|segunda|terça|quarta|quinta|sexta"
    r"|feira|lunedì|martedì|mercoledì|giovedì|venerdì|sabato|domenica|maandag|dinsdag|woensdag|donderdag|vrijdag"
    r"|zaterdag|zondag|mandag|tirsdag|onsdag|torsdag|fredag|lørdag|søndag|måndag|tisdag|lördag|söndag"
)
_SMALL = "of|the|and|for|de|la|le|du|der|die|das|von|van|og|och|di|do|da|del|i|&"
_CURRENCY = (
    r"€|£|\$|kr\b|kron[aei]\b|zł|zl\b|eur|euros?|pounds?|dollars?|kronor|kroner|руб\w*|₽|crowns?|francs?|rupees?|rand|yen|yuan"
    r"|pesos?|reais|r\$|,-"
)
_MACROS = {
    # a proper name: capitalised words, with small ones between them
    "name": rf"{_NAME}(?: (?:(?:{_SMALL}) )?{_NAME}){{0,7}}",
    "person": rf"{_NAME}(?: (?:(?:de|van|von|der|del|la|al|bin|dos|da|di|le|du) )?{_NAME}){{1,3}}",
    "price": rf"(?:[$£€₹]\s?\d[\d.,]*|\d[\d.,]*\s?(?:{_CURRENCY}))",
    # a count behind a label, and the name of a thing in quotes; what closes it is stripped off a whole unit
    "count": r"(?: ?[(\[（【]?\d[\d.,]{0,6}[)\]）】]?)?",
    "called": r"(?: ?[\"'«»„「『][^\n\"«»„“”「」『』]{1,40}[\"'«»“”」』]?)?",
    # a day and a time of day, and nothing else
    "when": rf"(?:(?:{_WHEN})(?!\w)[ ,.|·/–-]*+){{1,14}}",
}
_SEPARATOR = r"\s*(?:[:：|►▶→»>\])]|[-–—]{1,2}\s)"


@dataclass(frozen=True, eq=False)
class Phrase:
    """One phrase of a language, as it stands in its file."""

    language: str
    kind: BoilerplateKind
    way: str
    source: str

    @cached_property
    def label(self) -> bool:
        """Whether nothing is open in it, and it must be the whole of a unit."""
        return self.way == "whole" and not _OPEN.search(self.source)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """It as a regular expression, without regard to case."""
        body = _expression(self.source, bounded=self.way not in ("leads", "points"))
        before, after = _AROUND.get(self.way, (r"[^\w©(@\"]{0,4}", ""))
        if self.way in ("anywhere", "goods", "weak") and not _unspaced(self.source):
            before = rf"(?<!\w){before}"
        return re.compile(rf"{before}{body}{after}", re.IGNORECASE)


_AROUND = {
    "leads": (r"\W{0,4}", _SEPARATOR),
    "points": (r"\W{0,4}", _SEPARATOR),
    "whole": ("", ""),
    "opens": ("", ""),
    "ends": ("", ""),
    "notes": (r"[^\w©@]{0,4}", ""),
    "anywhere": ("", ""),
    "inline": ("", ""),
    "goods": (r"(?<!-)", r"(?!-)"),
    "weak": (r"(?<!-)", r"(?!-)"),
}


@dataclass(frozen=True)
class Table:
    """The phrases that apply to a text in one language, with the automaton of their anchors."""

    anchored: Any
    """The automaton: anchor → the phrases that have it. None without any."""
    everywhere: tuple[Phrase, ...]
    """Phrases without an anchor: tried on every unit."""
    verbs: frozenset[str]
    reader: frozenset[str]
    offers: re.Pattern[str]
    """Anything that a publisher has to offer, and addresses and prices."""
    states: re.Pattern[str]
    """Verbs of the text's own language that say what was; a call to the reader has none."""

    def hits(self, folded: str) -> Iterator[tuple[int, int, tuple[Phrase, ...]]]:
        """``(start, end, phrases)`` of every anchor in `folded`, in the order of their ends."""
        if self.anchored is not None:
            for last, (length, phrases) in self.anchored.iter(folded):
                yield last + 1 - length, last + 1, phrases


def fold(text: str) -> str:
    """`text` in small letters, with plain quotes, spaces and dashes, character for character."""
    plain = text.translate(_PLAIN)
    small = plain.lower()
    return small if len(small) == len(text) else "".join(c.lower()[:1] for c in plain)


# One character for another, so that offsets stay: curly quotes, odd spaces, long dashes.
_PLAIN = str.maketrans(
    {"’": "'", "‘": "'", "`": "'", "“": '"', "”": '"', "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2011": "-"}
)


def plain(text: str, language: str = "und") -> str:
    """`text` as phrases are matched with it; offsets stay."""
    even = text.translate(_PLAIN)
    return simplified(even) if language == "zh" else even


@cache
def table(language: str) -> Table:
    """The table for a language: its own phrases, those of any language, and the English ones, which stand everywhere;
    for a language without a file, the phrases of all."""
    known = languages()
    which = list(dict.fromkeys(["any", "en", language] if language in known else known))
    anchors: dict[str, list[Phrase]] = {}
    everywhere: list[Phrase] = []
    for phrase in (p for name in which for p in _phrases(name)):
        found = _anchors(phrase)
        if not found:
            everywhere.append(phrase)
        for anchor in found:
            anchors.setdefault(anchor, []).append(phrase)
    automaton = ahocorasick.Automaton()
    for anchor, phrases in anchors.items():
        automaton.add_word(anchor, (len(anchor), tuple(phrases)))
    automaton.make_automaton()
    words = [_words(name) for name in which]
    offered = [w for one in words for key in ("goods", "weak", "paper") for w in one.get(key, ())]
    own = [_words(name) for name in ([language] if language in known else known)]
    return Table(
        automaton if anchors else None,
        tuple(everywhere),
        frozenset(w for one in words for w in one.get("verbs", ())),
        frozenset(w for one in words for w in one.get("reader", ())),
        re.compile(rf"{_any_of(offered)}|@\w|www\.|https?:|\d{{3}}[ /-]?\d{{3}}|{_MACROS['price']}", re.IGNORECASE),
        re.compile(_any_of(w for one in own for w in one.get("states", ())), re.IGNORECASE),
    )


def _any_of(words: Iterable[str]) -> str:
    """One of `words`, which are regular expressions, as words of their own where the script has spaces."""
    every = list(dict.fromkeys(words))
    spaced, glued_on = [w for w in every if not _unspaced(w)], [w for w in every if _unspaced(w)]
    parts = [rf"(?<!\w)(?:{'|'.join(spaced)})(?!\w)"] if spaced else []
    return "|".join((*parts, *glued_on)) or r"(?!)"


@cache
def languages() -> tuple[str, ...]:
    """The languages that have a file, and "any"."""
    folder = resources.files(__package__).joinpath("furniture")
    return tuple(sorted(f.name.removesuffix(".toml") for f in folder.iterdir() if f.name.endswith(".toml")))


@cache
def _data(language: str) -> dict[str, Any]:
    file = resources.files(__package__).joinpath("furniture", f"{language}.toml")
    return tomllib.loads(file.read_text("utf-8"))


@cache
def _phrases(language: str) -> tuple[Phrase, ...]:
    found = []
    for section, ways in _data(language).items():
        if section == "words":
            found += [
                Phrase(language, BoilerplateKind.PROMO, way, p)
                for way in ("goods", "weak")
                for p in _words(language).get(way, ())
            ]
            continue
        for way, sources in ways.items():
            if way not in WAYS:
                raise ValueError(f"furniture/{language}.toml: [{section}] has no {way}")
            found += [
                Phrase(language, BoilerplateKind(section), way, spelling)
                for source in sources
                for spelling in spellings(language, source)
            ]
    return tuple(found)


def every() -> Iterable[Phrase]:
    """All phrases of all languages."""
    for language in languages():
        yield from _phrases(language)


@cache
def _words(language: str) -> dict[str, list[str]]:
    words: dict[str, list[str]] = _data(language).get("words", {})
    return {key: [s for one in said for s in spellings(language, one)] for key, said in words.items()}


def _unspaced(phrase: str) -> bool:
    return glued(phrase) or any(map(is_unspaced, phrase))


def _expression(phrase: str, *, bounded: bool) -> str:
    """A phrase of the data files as a regular expression: * is up to six words, {name} a proper name."""
    body = _WORDS.sub(r"(?:[^\\s:]{1,40} ){0,5}[^\\s:]{1,40}", phrase)
    body = _MACRO.sub(lambda m: _MACROS.get(m[1], m[0]), body)
    if not bounded or _unspaced(phrase):
        return f"(?:{body})"
    return rf"(?:(?<!\w)|(?=\W))(?:{body})(?:(?!\w)|(?<=\W))"


SHORTEST = 2
"""Letters of an anchor; one letter stands everywhere."""


@cache  # a phrase stands in the tables of many languages
def _anchors(phrase: Phrase) -> frozenset[str]:
    """Texts of which one stands in whatever the phrase fits, in small letters; empty where there are none."""
    return anchors(_expression(phrase.source, bounded=False))


def anchors(expression: str) -> frozenset[str]:
    """The same of any regular expression."""
    found = _required(parser.parse(expression, re.IGNORECASE))
    return found if found and min(map(len, found)) >= SHORTEST else frozenset()


def _required(tree: Any) -> frozenset[str] | None:
    """The best set of literals of which every match of `tree` has one: the longest, then the fewest."""
    candidates: list[frozenset[str]] = []
    run: list[str] = []

    def close() -> None:
        if run:
            candidates.append(frozenset(("".join(run),)))
            run.clear()

    for operation, argument in tree:
        if operation is sre.LITERAL and len(chr(argument).lower()) == 1:
            run.append(chr(argument).lower())
            continue
        close()
        inner: frozenset[str] | None = None
        if operation is sre.SUBPATTERN:
            inner = _required(argument[-1])
        elif operation is sre.ATOMIC_GROUP:
            inner = _required(argument)
        elif operation is sre.BRANCH:
            parts = [_required(branch) for branch in argument[1]]
            inner = frozenset[str]().union(*(p for p in parts if p)) if all(parts) else None
        elif operation in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT) and argument[0] >= 1:
            inner = _required(argument[2])
        if inner:
            candidates.append(inner)
    close()
    return max(candidates, key=lambda c: (min(map(len, c)), -len(c)), default=None)
