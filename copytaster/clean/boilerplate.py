"""What stands around a story and is no part of it: promos, credits, copyright lines, the tail of an embedded tweet.

Nothing is taken out. `mark` says which spans of a text are boilerplate, by the phrases in boilerplate.toml, and is
cautious: inside a quotation, or in a unit that reports somebody's words, only the plainest phrases count.

The phrases are compiled to expressions whose repetitions are all bounded, and are tried on units of at most
`MOST_CHARACTERS`: the whole is linear in the text, and no input makes it backtrack for long.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from copytaster.clean import dates
from copytaster.clean.byline import opening as byline_length
from copytaster.clean.publisher import agency
from copytaster.clean.units import units
from copytaster.model import Span
from copytaster.text.scripts import is_unspaced

MOST_CHARACTERS = 600
"""Longest unit that can be boilerplate."""
MOST_WORDS = 60
SHORT_WORDS = 12
HEADLINE_WORDS = 22

# One character for another, so that offsets stay: curly quotes, odd spaces, long dashes.
_PLAIN = str.maketrans(
    {"’": "'", "‘": "'", "`": "'", "“": '"', "”": '"', "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2011": "-"}
)
_QUOTES = re.compile(r"[\"“”„«»「」『』]")
_REPORTS = re.compile(
    r"\b(?:said|says|told|added|according to|sagte|a déclaré|dijo|disse|сказал|заявил|говорит)\b", re.IGNORECASE
)
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[\w'’-]+")
_SENTENCE_END = re.compile(r"[a-z]{2}\. +[A-Z]")
_YOU = re.compile(r"\b(?:you|your|pics?|photos?|tips?|vous|votre|Sie|Ihre|usted|você)\b", re.IGNORECASE)
_WRAPPING = " \t()[]{}<>*_|-–—•·:;,.!?\"'…=~#/\\►▶→➡↓✱★"
_TWEET_LINK = re.compile(r"(?:https?://(?:t\.co|twitter\.com|x\.com)/|pic\.(?:twitter|x)\.com/)\S{1,80}")
_TWEET_TAIL = re.compile(r"[-–—]{1,3} [^()\n]{1,80} \(@\w{1,30}\)(?: [^\n.!?]{0,40}?\d{4})?")
_SIGN_OFF = re.compile(r"[a-z]{2,5}(?:[/_-][a-z]{2,5}){1,4}$|[A-Z]{2,5}/[a-z]{2,4}$")
_SEPARATOR = r"\s*(?:[:：|►▶→»>\])]|[-–—]{1,2}\s)"
_WORDS = re.compile(r"(?<=[ (])\*(?=[ )|]|$)")


@dataclass(frozen=True)
class _Rules:
    """The phrases of the languages that apply, compiled."""

    leads: re.Pattern[str]
    whole: re.Pattern[str]
    starts: re.Pattern[str]
    short: re.Pattern[str]
    anywhere: re.Pattern[str]
    inline: re.Pattern[str]
    verbs: frozenset[str]
    reader: frozenset[str]
    goods: re.Pattern[str]
    weak: re.Pattern[str]


def mark(text: str, language: str = "und", *, byline: str | None = None, outlet: str | None = None) -> tuple[Span, ...]:
    """The boilerplate of `text` (paragraphs as `text.normalise` leaves them), in order and apart from each other."""
    rules = _rules(language)
    names = _outlet_words(outlet)
    found: list[Span] = []
    if leading := dates.leading(text):
        found.append(Span(len(text) - len(text.lstrip()), leading[1]))
    bounds = list(_paragraphs(text))
    for number, (start, end) in enumerate(bounds):
        # The opening date is not part of the first sentence.
        if found and number == 0:
            start = min(found[0].end, end)
            while start < end and text[start].isspace():
                start += 1
        found.extend(_tweets(text, start, end))
        last = number == len(bounds) - 1
        found.extend(_paragraph(text, start, end, rules, names, byline, first=number == 0, last=last))
    return _merge(found, text)


def _paragraph(
    text: str,
    start: int,
    end: int,
    rules: Sequence[_Rules],
    outlet: frozenset[str],
    byline: str | None,
    *,
    first: bool,
    last: bool,
) -> list[Span]:
    """The boilerplate of one paragraph: a byline that opens it, and those of its units that are some."""
    if end - start <= MOST_CHARACTERS and _is_pointer(text[start:end], rules):
        return [Span(start, end)]
    found: list[Span] = []
    quoted = False
    cut = list(units(text, start, end))
    marked: list[bool] = []
    for at, unit in enumerate(cut):
        words = text[unit.start : unit.end]
        inside = quoted
        quoted ^= len(_QUOTES.findall(words)) % 2 == 1
        length = byline_length(words, byline, alone=len(cut) == 1) if first and at == 0 else 0
        if not length and not inside and len(words) <= MOST_CHARACTERS:
            closes = last and at == len(cut) - 1
            length = _opens(words, rules) or (
                len(words) if _is_boilerplate(words, rules, outlet, closes=closes, alone=len(cut) == 1) else 0
            )
            if (
                not length
                and at
                and marked[-1]
                and _goes_on(text[cut[at - 1].start : cut[at - 1].end], words, rules, closes=unit.end == end)
            ):
                length = len(words)
        marked.append(length > 0.9 * len(words))
        if length:
            found.append(Span(unit.start, unit.start + length))
    # A question to the reader belongs to the invitation behind it.
    for at, unit in enumerate(cut[:-1]):
        if marked[at + 1] and not marked[at] and _asks(text[unit.start : unit.end]):
            found.append(unit)
    return found


def _is_pointer(paragraph: str, rules: Sequence[_Rules]) -> bool:
    """Whether a whole paragraph points elsewhere: ``Also Read: …`` with whatever sentences its headline has."""
    plain = paragraph.translate(_PLAIN)
    if plain[:1].islower() or not any(rule.leads.match(plain) for rule in rules):
        return False
    return len(_WORD.findall(paragraph)) <= MOST_WORDS and len(_SENTENCE_END.findall(paragraph)) <= 2


def _opens(words: str, rules: Sequence[_Rules]) -> int:
    """The length of a fixed phrase (``Article continues below``) that the text runs on behind."""
    plain = words.translate(_PLAIN)
    for rule in rules:
        if (match := rule.inline.match(plain)) and _breaks(words, match.end()):
            return match.end()
    return 0


def _goes_on(before: str, words: str, rules: Sequence[_Rules], *, closes: bool) -> bool:
    """Whether a unit goes on the promo before it: the rest of a headline, another word on the goods."""
    plain = words.translate(_PLAIN)
    if len(_WORD.findall(plain)) > SHORT_WORDS or _QUOTES.search(words) or _REPORTS.search(plain):
        return False
    if closes and before[-1:] in "?!…" and any(rule.leads.match(before.translate(_PLAIN)) for rule in rules):
        return True
    return any(rule.goods.search(plain) for rule in rules)


def _asks(words: str) -> bool:
    return words.endswith("?") and len(words) < 120 and not _QUOTES.search(words) and _YOU.search(words) is not None


def _is_boilerplate(words: str, rules: Sequence[_Rules], outlet: frozenset[str], *, closes: bool, alone: bool) -> bool:
    plain = words.translate(_PLAIN)
    bare = plain.strip(_WRAPPING)
    if not _LETTER.search(bare):
        return not any(c.isdigit() for c in bare)
    count = len(_WORD.findall(plain))
    if count > MOST_WORDS:
        return False
    if _credit_line(words.strip()) or ((closes or alone) and _SIGN_OFF.match(bare)) or (closes and _is_sign_off(bare)):
        return True
    reports = _QUOTES.search(words) or _REPORTS.search(plain)
    # A headline behind "Also Read:" is short; what runs on longer has run into the story.
    pointer = not plain[:1].islower() and (alone or count <= HEADLINE_WORDS)
    opening = not reports or count <= SHORT_WORDS or plain[0] in "(["
    for rule in rules:
        if rule.whole.fullmatch(bare) or (pointer and rule.leads.match(plain)):
            return True
        if opening and (rule.starts.match(plain) or rule.starts.match(bare)):
            return True
        if count <= SHORT_WORDS and (rule.short.match(plain) or rule.short.match(bare)):
            return True
        if not reports and (rule.anywhere.search(plain) or (count <= 20 and _addresses(plain, rule, outlet))):
            return True
    return False


def _addresses(plain: str, rules: _Rules, outlet: frozenset[str]) -> bool:
    """Whether a unit tells the reader to do something about the publisher's goods."""
    words = [w.lower() for w in _WORD.findall(plain)]
    to_reader = not rules.reader.isdisjoint(words)
    orders = bool(words) and words[0] in rules.verbs
    own = bool(outlet) and len(words) <= 14 and outlet <= set(words)
    if own and orders:
        return True
    if (to_reader or orders or own) and rules.goods.search(plain):
        return True
    return (orders or own) and rules.weak.search(plain) is not None


def _breaks(words: str, at: int) -> bool:
    """Whether something new begins at `at`: the end, or a capital behind a space."""
    rest = words[at:].lstrip(" .:!]")
    return not rest or not rest[0].islower()


def _tweets(text: str, start: int, end: int) -> list[Span]:
    """Links and signatures that an embedded tweet leaves behind."""
    paragraph = text[start:end]
    found = [Span(start + m.start(), start + m.end()) for m in _TWEET_LINK.finditer(paragraph)]
    if "(@" in paragraph:
        found.extend(Span(start + m.start(), start + m.end()) for m in _TWEET_TAIL.finditer(paragraph))
    return found


def _paragraphs(text: str) -> Iterable[tuple[int, int]]:
    at = 0
    for line in text.split("\n"):
        if line:
            yield at, at + len(line)
        at += len(line) + 1


def _merge(spans: Iterable[Span], text: str) -> tuple[Span, ...]:
    """In order, without overlaps; neighbours with only white space between them become one."""
    out: list[Span] = []
    for span in sorted(spans):
        if not len(span):
            continue
        if out and (
            span.start <= out[-1].end
            or (text[out[-1].end : span.start].isspace() and "\n" not in text[out[-1].end : span.start])
        ):
            out[-1] = Span(out[-1].start, max(out[-1].end, span.end))
        else:
            out.append(span)
    return tuple(out)


def _outlet_words(outlet: str | None) -> frozenset[str]:
    words = frozenset(w.lower() for w in _WORD.findall(outlet or ""))
    return words - {"the"} or words


@cache
def _table() -> dict[str, dict[str, list[str]]]:
    data: dict[str, dict[str, list[str]]] = tomllib.loads(
        resources.files("copytaster.clean").joinpath("boilerplate.toml").read_text("utf-8")
    )
    return data


@cache
def _rules(language: str) -> tuple[_Rules, ...]:
    """The rules for a language: its own, those of any language, and English promos, which stand everywhere."""
    table = _table()
    which = dict.fromkeys(["any", "en", language] if language in table else table)
    return tuple(_compiled(name) for name in which)


@cache
def _compiled(name: str) -> _Rules:
    table = _table()[name]

    def phrases(key: str) -> Sequence[str]:
        return table.get(key, ())

    return _Rules(
        leads=_any(phrases("leads"), before=r"\W{0,4}", after=_SEPARATOR, bounded=False),
        whole=_any(phrases("whole")),
        starts=_any(phrases("starts"), before=r"[^\w©(@\"]{0,4}"),
        short=_any(phrases("short"), before=r"[^\w©(@\"—–-]{0,4}"),
        anywhere=_any(phrases("anywhere"), inside=True),
        inline=_any(phrases("inline")),
        verbs=frozenset(phrases("verbs")),
        reader=frozenset(phrases("reader")),
        goods=_any(phrases("goods"), before=r"(?<!-)", after=r"(?!-)", inside=True),
        weak=_any(phrases("weak"), before=r"(?<!-)", after=r"(?!-)", inside=True),
    )


def _any(
    phrases: Sequence[str], *, before: str = "", after: str = "", bounded: bool = True, inside: bool = False
) -> re.Pattern[str]:
    """One expression for any of the phrases, each as whole words where its script has them. With none it never matches.

    ``inside``: it will be searched for, not matched; then words are tried at their beginnings only, which is quick.
    """
    body = "|".join(_expression(phrase, bounded) for phrase in phrases) or r"(?!)"
    if inside and bounded and not any(map(_unspaced, phrases)):
        before = rf"(?<!\w){before}"
    return re.compile(rf"{before}(?:{body}){after}", re.IGNORECASE)


def _unspaced(phrase: str) -> bool:
    return any(is_unspaced(char) or "\uac00" <= char <= "\ud7af" for char in phrase)


def _expression(phrase: str, bounded: bool) -> str:
    """A phrase of the data file as a regular expression: * is up to six words; spaces may be of any width."""
    body = _WORDS.sub(r"(?:[^\\s:]{1,40} ){0,5}[^\\s:]{1,40}", phrase)
    if not bounded or _unspaced(phrase):
        return f"(?:{body})"
    return rf"(?:(?<!\w)|(?=\W))(?:{body})(?:(?!\w)|(?<=\W))"


def _credit_line(line: str) -> bool:
    check = _credit_check()
    return check is not None and len(line) <= 300 and check(line)


@cache
def _credit_check() -> Callable[[str], bool] | None:
    try:
        from copytaster.credit import is_credit_line
    except ImportError:
        return None
    return is_credit_line


def _is_sign_off(line: str) -> bool:
    """An agency's name that ends a story, maybe with its editors' initials: ``AAP RTV ar``."""
    if len(line) > 40:
        return False
    first, *rest = line.split()
    return agency(line) is not None or (
        0 < len(rest) <= 3
        and all(len(word) <= 4 and word.isalpha() for word in rest)
        and agency(first) is not None
        and first.isupper()
    )
