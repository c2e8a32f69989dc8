"""The phrases of furniture: `furniture/*.toml`, a file a language, read once and made quick to look for.

Most phrases that must open a unit show it by their first letters: those are looked up where a unit begins. The others
have anchors: letters that must stand in whatever they fit (`required`). One automaton (Aho and Corasick, 1975) finds
the anchors of all phrases of a language in one pass over a text; a phrase is tried only on the units in which an anchor
of it stands. So hundreds of phrases cost little more than one.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from typing import Any

import ahocorasick

from copytaster.clean import required
from copytaster.clean.spellings import simplified, spellings
from copytaster.model import BoilerplateKind
from copytaster.text.scripts import glued, is_unspaced

WAYS = (
    "leads", "points", "whole", "starts", "beside", "notes", "foot", "opens", "ends", "anywhere", "inline", "goods",
    "weak",
)  # fmt: skip
"""How a phrase makes a unit furniture; explained at the head of ``furniture/en.toml``."""
_FILES = resources.files(__package__).joinpath("furniture")
LETTERS = _FILES.joinpath("letters.json")
"""What `letters` makes of each phrase of the files; ``python -m tests.clean.letters`` writes it."""
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


_INSIDE = frozenset(("anywhere", "goods", "weak"))
"""Ways of phrases that may begin inside a unit."""


@dataclass(frozen=True)
class Table:
    """The phrases that apply to a text in one language, with the automaton of their anchors."""

    opening: Mapping[str, tuple[tuple[str, Phrase], ...]]
    """The first letters of openings (`_SIZES`) → those openings, and the phrases that have them."""
    anchored: Any
    """The automaton: anchor → the phrases that have it. None without any."""
    everywhere: tuple[Phrase, ...]
    """Phrases with neither: tried on every short unit."""
    places: Mapping[Phrase, int]
    """Where each phrase stands among all."""
    verbs: frozenset[str]
    reader: frozenset[str]
    _offered: tuple[str, ...]
    _said: tuple[str, ...]
    _heading: tuple[str, ...]

    # Made when a text asks for them: of thirty languages a process meets a few.

    @cached_property
    def anywhere(self) -> re.Pattern[str]:
        """Any of `everywhere`, at the beginning."""
        return re.compile("|".join(f"(?:{p.pattern.pattern})" for p in self.everywhere) or r"(?!)", re.IGNORECASE)

    @cached_property
    def offers(self) -> re.Pattern[str]:
        """Anything that a publisher has to offer, and addresses and prices."""
        others = rf"@\w|www\.|https?:|\d{{3}}[ /-]?\d{{3}}|{_MACROS['price']}"
        return re.compile(f"{_any_of(self._offered)}|{others}", re.IGNORECASE)

    @cached_property
    def states(self) -> re.Pattern[str]:
        """Verbs of the text's own language that say what was; a call to the reader has none."""
        return re.compile(_any_of(self._said), re.IGNORECASE)

    @cached_property
    def labels(self) -> re.Pattern[str]:
        """A word that says of what form a story is, with what parts it from a headline, or alone on its line."""
        return re.compile(rf"\W{{0,4}}(?:{'|'.join(self._heading)})(?:{_SEPARATOR}|\s*[】』」]|\s*$)\s*", re.IGNORECASE)

    def opens(self, folded: str, start: int, end: int) -> Iterator[Phrase]:
        """The phrases by whose letters ``folded[start:end]`` begins, whatever signs stand before them."""
        while start < end and not folded[start].isalnum():
            start += 1
        for size in _SIZES:
            for opening, phrase in self.opening.get(folded[start : start + size], ()):
                if folded.startswith(opening, start):
                    yield phrase

    def ordered(self, found: Iterable[Phrase], folded: str, start: int, end: int) -> list[Phrase]:
        """The phrases in the order in which they are tried on the unit ``folded[start:end]``: that in which the first
        anchors of them end there. Of several that fit the first says what the unit is."""

        def rank(phrase: Phrase) -> tuple[int, int, int]:
            best: tuple[int, int] | None = None
            for anchor in _anchors(phrase):
                length = len(anchor)
                at = folded.find(anchor, start, end + length - 1)
                if at >= 0 and (best is None or (at + length, -length) < best):
                    best = at + length, -length
            first, longest = best or (end, 0)
            return first, longest, self.places[phrase]

        return sorted(dict.fromkeys(found), key=rank)

    def hits(self, folded: str) -> Iterator[tuple[int, tuple[Phrase, ...]]]:
        """``(start, phrases)`` of every anchor in `folded`, in the order of their ends."""
        if self.anchored is not None:
            for last, (length, phrases) in self.anchored.iter(folded):
                yield last + 1 - length, phrases


def fold(text: str) -> str:
    """`text` in small letters, with plain quotes, spaces and dashes, character for character."""
    plain = _plain(text)
    small = plain.lower()
    return small if len(small) == len(text) else "".join(c.lower()[:1] for c in plain)


# One character for another, so that offsets stay: curly quotes, odd spaces, long dashes.
_PLAIN = {
    "’": "'", "‘": "'", "`": "'", "“": '"', "”": '"', "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2011": "-",
}  # fmt: skip


def _plain(text: str) -> str:
    for odd, plain in _PLAIN.items():  # one after another: `translate` looks every character up
        text = text.replace(odd, plain)
    return text


def plain(text: str, language: str = "und") -> str:
    """`text` as phrases are matched with it; offsets stay."""
    even = _plain(text)
    return simplified(even) if language == "zh" else even


@cache
def table(language: str) -> Table:
    """The table for a language: its own phrases, those of any language, and the English ones, which stand everywhere;
    for a language without a file, the phrases of all."""
    known = languages()
    which = list(dict.fromkeys(["any", "en", language] if language in known else known))
    opening: dict[str, tuple[tuple[str, Phrase], ...]] = {}
    for name in which:
        for letters, those in _opening(name).items():
            opening[letters] = opening.get(letters, ()) + those
    anchors: dict[str, list[Phrase]] = {}
    everywhere: list[Phrase] = []
    every = [phrase for name in which for phrase in _phrases(name)]
    for phrase in every:
        found = _anchors(phrase)
        if not found:
            everywhere.append(phrase)
        for anchor in found if not _openings(phrase) else ():
            anchors.setdefault(anchor, []).append(phrase)
    automaton = ahocorasick.Automaton()
    for anchor, phrases in anchors.items():
        automaton.add_word(anchor, (len(anchor), tuple(phrases)))
    automaton.make_automaton()
    words = [_words(name) for name in which]
    own = [_words(name) for name in ([language] if language in known else known)]
    return Table(
        opening,
        automaton if anchors else None,
        tuple(everywhere),
        {phrase: place for place, phrase in enumerate(every)},
        frozenset(w for one in words for w in one.get("verbs", ())),
        frozenset(w for one in words for w in one.get("reader", ())),
        tuple(w for one in words for key in ("goods", "weak", "paper") for w in one.get(key, ())),
        tuple(w for one in own for w in one.get("states", ())),
        tuple(w for one in words for w in one.get("headings", ())),
    )


@cache
def _opening(language: str) -> Mapping[str, tuple[tuple[str, Phrase], ...]]:
    """`Table.opening` of the phrases of one file."""
    found: dict[str, list[tuple[str, Phrase]]] = {}
    for phrase in _phrases(language):
        for letters in _openings(phrase):
            size = next(size for size in _SIZES if size <= len(letters))
            found.setdefault(letters[:size], []).append((letters, phrase))
    return {letters: tuple(those) for letters, those in found.items()}


def _any_of(words: Iterable[str]) -> str:
    """One of `words`, which are regular expressions, as words of their own where the script has spaces."""
    every = list(dict.fromkeys(words))
    spaced, glued_on = [w for w in every if not _unspaced(w)], [w for w in every if _unspaced(w)]
    parts = [rf"(?<!\w)(?:{'|'.join(spaced)})(?!\w)"] if spaced else []
    return "|".join((*parts, *glued_on)) or r"(?!)"


@cache
def languages() -> tuple[str, ...]:
    """The languages that have a file, and "any"."""
    return tuple(sorted(f.name.removesuffix(".toml") for f in _FILES.iterdir() if f.name.endswith(".toml")))


@cache
def _data(language: str) -> dict[str, Any]:
    return tomllib.loads(_FILES.joinpath(f"{language}.toml").read_text("utf-8"))


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


TELLING = 5
"""Letters from which an opening tells more than any anchor, which may stand anywhere."""
_SIZES = (12, 8, 5, 3, 2)
"""An opening is looked up by so many of its letters, as many as it has."""


@cache
def _openings(phrase: Phrase) -> frozenset[str]:
    """Texts of which one opens whatever the phrase fits; empty where there are none, where its anchors tell more ("the
    … can be contacted"), and where it may begin inside a unit."""
    return frozenset() if phrase.way in _INSIDE else frozenset(_letters(phrase.source)[1])


@cache  # a phrase stands in the tables of many languages
def _anchors(phrase: Phrase) -> frozenset[str]:
    """Texts of which one stands in whatever the phrase fits, in small letters; empty where there are none."""
    return frozenset(_letters(phrase.source)[0])


def _letters(source: str) -> tuple[list[str], list[str]]:
    """`letters` of a phrase, made ready for those of the files: to parse thousands of expressions takes seconds."""
    return _ready().get(source) or letters(source)


@cache
def _ready() -> dict[str, tuple[list[str], list[str]]]:
    made: dict[str, tuple[list[str], list[str]]] = json.loads(LETTERS.read_text("utf-8"))
    return made


def letters(source: str) -> tuple[list[str], list[str]]:
    """The anchors of a phrase; and its openings, where they tell as much as those or at least `TELLING` letters."""
    expression = _expression(source, bounded=False)
    anchors = required.anchors(expression)
    shortest = min(map(len, anchors), default=0)
    openings = required.openings(expression) if shortest else frozenset[str]()
    tell = min(map(len, openings), default=0) >= min(TELLING, shortest)
    return sorted(anchors), sorted(openings) if tell else []
