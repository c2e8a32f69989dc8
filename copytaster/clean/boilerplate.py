"""What stands around a story and is no part of it: promos, credits, notes to editors, the tail of an embedded tweet.

Nothing is taken out. `mark` says which spans of a text are boilerplate, and of what kind. The phrases in ``furniture/``
suggest; place and neighbours decide: a sentence that tells of something is the story's, however it begins, and words
that stories use too count only beside other furniture, above the story or under it.

The phrases are tried on units of at most `MOST_CHARACTERS`, and only where their anchors stand (`phrases`), so the
whole is linear in the text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence
from itertools import chain

from copytaster.clean import dates, headline, phrases, repeats, shortcodes, surroundings
from copytaster.clean.initials import ended
from copytaster.clean.initials import row as is_initials
from copytaster.clean.judged import (
    FRAGMENT,
    HEAD,
    HEADLINE_WORDS,
    MOST_CHARACTERS,
    MOST_WORDS,
    WORD,
    WRAPPING,
    Page,
    Unit,
    count,
)  # fmt: skip
from copytaster.clean.phrases import Phrase
from copytaster.clean.publisher import agency
from copytaster.clean.telling import FULL_STOP, QUOTES, goes_on, reports, tells
from copytaster.clean.units import units
from copytaster.credit import credit_lines, datelines
from copytaster.model import Boilerplate, BoilerplateKind, Span

_BAR = re.compile(r" ?[|·•▪■/] ?| [–—] ")
_BAR_SIGN = re.compile("[|·•▪■/–—]")
"""What every bar has; nearly all lines have none, and are told so in a twentieth of the time."""
MOST_BUTTONS = 12
_LETTER = re.compile(r"[^\W\d_]")
_END_MARK = re.compile(r"[-–—]{1,3} ?(?:30|0|00) ?[-–—]{1,3}")
"""The end of a story, as it has been sent since there were telegraphs."""
_TWEET_LINK = re.compile(r"(?:https?://(?:t\.co|twitter\.com|x\.com)/|pic\.(?:twitter|x)\.com/)\S{1,80}")
_TWEET_TAIL = re.compile(r"[-–—]{1,3} [^()\n]{1,80} \(@\w{1,30}\)(?: [^\n.!?]{0,40}?\d{4})?")
_SIGN_OFF = re.compile(r"[a-z]{2,5}(?:(?:[/_-]|/ )[a-z]{2,5}){1,4}$|[A-Z]{2,5}/[a-z]{2,4}$")
_INSTRUCTED = re.compile(
    r"(?:the|our|this|an?|your|it|all|for|to|free|now|here|us|me|in|up|on|out|down|into|more)$|[A-Z0-9@]|[^\x00-\x7f]"
)
_SPELLED = re.compile(r"(?-i:[A-ZÀ-ÞА-Я])|\d|[\"'“‘«„(\[]|[^a-zß-ÿа-яё]")


def mark(
    text: str, language: str = "und", *, byline: str | None = None, outlet: str | None = None,
    agencies: Collection[str] = (), title: str | None = None,
) -> tuple[Boilerplate, ...]:
    """The boilerplate of `text` (paragraphs as `text.normalise` leaves them), in order and apart from each other.

    `agencies`: names of agencies beside those of the list. `title`: the headline, where it is known.
    """
    even = phrases.plain(text, language)
    folded = phrases.fold(even)
    page = Page(text, even, phrases.table(language), _named_there(_outlet_words(outlet), folded), frozenset(agencies))
    found: list[Boilerplate] = []
    begin = 0
    if leading := dates.leading(text):
        found.append(Boilerplate(len(text) - len(text.lstrip()), leading[1], BoilerplateKind.DATE))
        begin = leading[1]
    bounds = _paragraphs(text, begin)
    found += _datelines(page, bounds)
    cut = _cut(text, bounds)
    _anchor(page, folded, cut)
    for number, unit in enumerate(cut):
        _judge(page, unit, closes=number == len(cut) - 1)
    found += headline.judge(page, bounds, cut, title)
    surroundings.judge(page, bounds, cut, byline)
    found += [Boilerplate(u.start, u.start + u.length, u.kind) for u in cut if u.kind is not None and u.length]
    for start, end in bounds:
        found += _tweets(text, start, end)
    found += repeats.find(page.plain, bounds)
    found += shortcodes.find(text)
    return _merge(found, text)


def _paragraphs(text: str, begin: int) -> list[tuple[int, int]]:
    """The paragraphs from `begin`, without the space around them."""
    found, at = [], 0
    for line in text.split("\n"):
        start, end = max(at, begin), at + len(line)
        while start < end and text[start].isspace():
            start += 1
        if start < end:
            found.append((start, end))
        at = end + 1
    return found


def _cut(text: str, bounds: Sequence[tuple[int, int]]) -> list[Unit]:
    found: list[Unit] = []
    for paragraph, (start, end) in enumerate(bounds):
        cut = list(units(text, start, end))
        quoted, quotes = False, QUOTES.search(text, start, end) is not None
        for number, unit in enumerate(cut):
            found.append(Unit(unit.start, unit.end, paragraph, number == 0, len(cut) == 1, quoted))
            if quotes:
                quoted ^= len(QUOTES.findall(text, unit.start, unit.end)) % 2 == 1
    return found


def _anchor(page: Page, folded: str, cut: Sequence[Unit]) -> None:
    """Note for each unit the phrases that it may open with, those of which an anchor stands in it, and whether it names
    an agency."""
    starts = [u.start for u in cut]
    opened: list[Unit] = []
    for unit in cut:
        if found := list(page.table.opens(folded, unit.start, unit.end)):
            unit.tried = found
            opened.append(unit)
    for start, hit in page.table.hits(folded):
        at = bisect_right(starts, start) - 1
        if at >= 0 and start < cut[at].end:
            cut[at].tried.extend(hit)
    for unit in opened:  # the others' are in order
        if len(unit.tried) > 1:
            unit.tried = page.table.ordered(unit.tried, folded, unit.start, unit.end)
    for mention in credit_lines.mentioned(page.text, page.agencies):
        at = bisect_right(starts, mention) - 1
        if at >= 0 and mention < cut[at].end:
            cut[at].named = True


def _judge(page: Page, unit: Unit, *, closes: bool) -> None:
    """What `unit` is by itself."""
    if unit.quoted or unit.end - unit.start > MOST_CHARACTERS:
        return
    words = page.plain[unit.start : unit.end]
    bare = words.strip(WRAPPING)
    if not _LETTER.search(bare):
        if not any(c.isdigit() for c in bare) or _END_MARK.fullmatch(words.strip()):
            unit.kind, unit.length = BoilerplateKind.RULE, len(words)
        return
    tried = list(dict.fromkeys(unit.tried))
    if len(words) <= FRAGMENT and (page.table.anywhere.match(words) or page.table.anywhere.match(bare)):
        tried = [*tried, *page.table.everywhere]
    credited = unit.named or credit_lines.cued(words)
    # a sign-off or a row of buttons has nothing of all this; it is short
    if not (tried or credited or page.outlet or ((closes or unit.alone) and len(bare) <= FRAGMENT)):
        return
    number = count(words)
    if number > MOST_WORDS:
        _inline(page, unit, words, tried)
        return
    kind = _credit(page.text[unit.start : unit.end], page.agencies) if credited else None
    signed = (closes or unit.alone) and _SIGN_OFF.match(bare)
    if kind is None and (signed or (closes and _is_sign_off(bare, page.agencies))):
        kind = BoilerplateKind.CREDIT
    if kind is None:
        kind = _by_phrase(page, unit, words, bare, number, tried) or _row(page, unit, bare, tried)
        kind = kind or _addresses(page, words, number, tried)
    if kind is not None:
        unit.kind, unit.length = kind, len(words)
    else:
        _inline(page, unit, words, tried)


def _credit(words: str, agencies: frozenset[str]) -> BoilerplateKind | None:
    """The kind of a line that is nothing but a credit."""
    return credit_lines.kind(words.strip(), agencies) if len(words) <= 300 else None


def _by_phrase(
    page: Page, unit: Unit, words: str, bare: str, number: int, tried: Sequence[Phrase]
) -> BoilerplateKind | None:
    """The kind of the first phrase that makes the unit furniture; notes what it would be beside other furniture."""
    fits: re.Match[str] | None
    opens = not words[:1].islower()
    for phrase in tried:
        match phrase.way:
            case "whole":
                fits = phrase.pattern.fullmatch(bare) if number <= MOST_WORDS else None
            case "leads":
                fits = phrase.pattern.match(words) if opens and (unit.alone or number <= HEADLINE_WORDS) else None
            case "points":
                fits = _points(phrase, words) if opens and number <= HEADLINE_WORDS else None
            case "starts" | "beside":
                fits = phrase.pattern.match(words) or phrase.pattern.match(bare)
            case "anywhere":
                fits = phrase.pattern.search(words)
            case _:
                continue
        if not fits:
            continue
        if phrase.way in ("starts", "beside", "anywhere") and tells(words):
            # what is quoted may be the name of something, in a label
            return next((p.kind for p in tried if p.label and p.pattern.fullmatch(bare)), None)
        if phrase.way in ("whole", "starts", "anywhere") and goes_on(page.table, phrase, words, fits.end()):
            continue
        if phrase.way == "beside":
            unit.hint = unit.hint or phrase.kind
            continue
        return phrase.kind
    return None


def _row(page: Page, unit: Unit, bare: str, tried: Sequence[Phrase]) -> BoilerplateKind | None:
    """The kind of a row of buttons: "Share | Print | Save"."""
    if not unit.alone or len(bare) > FRAGMENT or _BAR_SIGN.search(bare) is None or _BAR.search(bare) is None:
        return None
    parts = [part.strip(WRAPPING) for part in _BAR.split(bare, MOST_BUTTONS)]

    def button(part: str) -> BoilerplateKind | None:
        known = chain(page.table.opens(phrases.fold(part), 0, len(part)), tried, page.table.everywhere)
        return next((p.kind for p in known if p.way == "whole" and p.pattern.fullmatch(part)), None)

    kinds = [button(part) for part in parts if part]
    return kinds[0] if len(kinds) > 1 and all(kinds) else None


def _points(phrase: Phrase, words: str) -> re.Match[str] | None:
    """A word that stories use too where it points to another story: a headline follows, a capital and no full stop."""
    found = phrase.pattern.match(words)
    if found is None:
        return None
    rest = words[found.end() :].lstrip()
    return found if rest and _SPELLED.match(rest) is not None and FULL_STOP.search(rest) is None else None


def _addresses(page: Page, words: str, number: int, tried: Sequence[Phrase]) -> BoilerplateKind | None:
    """Whether a unit tells the reader to do something about the publisher's goods."""
    if number > 20:
        return None
    goods = [phrase for phrase in tried if phrase.way in ("goods", "weak")]
    if not goods and not page.outlet:
        return None
    tokens = WORD.findall(words)
    small = [w.lower() for w in tokens]
    orders = bool(small) and small[0] in page.table.verbs
    orders = orders and (len(small) < 2 or _INSTRUCTED.match(tokens[1]) is not None)
    own = bool(page.outlet) and len(small) <= 14 and page.outlet <= set(small)
    if not (goods or (own and orders)) or reports(words):
        return None
    past = page.table.states.search(words) is not None
    orders = orders and not past
    if own and orders:
        return BoilerplateKind.PROMO
    for phrase in goods:
        found = phrase.pattern.search(words)
        if found is None:
            continue
        around = WORD.findall(words[max(0, found.start() - 40) : found.end() + 12])
        near = not page.table.reader.isdisjoint(w.lower() for w in around)
        if orders or own or (phrase.way == "goods" and near and not _tells_of(small) and not past):
            return BoilerplateKind.PROMO
    return None


_PAST = re.compile(r"(?:was|were|had|has|fell|rose|lost|\w{3,}ed)$")


def _tells_of(small: Sequence[str]) -> bool:
    """Whether a sentence tells what happened to something: "our app was down for an hour"."""
    return small[0] not in ("we", "our") and any(_PAST.match(w) for w in small[1:6])


def _inline(page: Page, unit: Unit, words: str, tried: Sequence[Phrase]) -> None:
    """A fixed phrase (``Article continues below``) that the text runs on behind."""
    for phrase in tried:
        if phrase.way == "inline" and (found := phrase.pattern.match(words)) and _breaks(words, found.end()):
            unit.kind, unit.length = phrase.kind, found.end()
            return


def _breaks(words: str, at: int) -> bool:
    """Whether something new begins at `at`: the end, or a capital behind a space."""
    rest = words[at:].lstrip(" .:!]")
    return not rest or not rest[0].islower()


def _datelines(page: Page, bounds: Sequence[tuple[int, int]]) -> list[Boilerplate]:
    """The dateline that opens the story, with the dash behind it."""
    for start, end in bounds[:HEAD]:
        found = datelines.opening(page.text, start, end, page.agencies)
        if found is not None:
            return [Boilerplate(found.start, found.end, BoilerplateKind.DATELINE)]
        if end - start > FRAGMENT and FULL_STOP.search(page.text, end - 3, end):
            break  # the story has begun
    return []


def _tweets(text: str, start: int, end: int) -> list[Boilerplate]:
    """Links and signatures that an embedded tweet leaves behind."""
    paragraph = text[start:end]
    found: list[Span] = []
    if "/" in paragraph:
        found.extend(Span(start + m.start(), start + m.end()) for m in _TWEET_LINK.finditer(paragraph))
    if "(@" in paragraph:
        found.extend(Span(start + m.start(), start + m.end()) for m in _TWEET_TAIL.finditer(paragraph))
    return [Boilerplate(s.start, s.end, BoilerplateKind.EMBED) for s in found]


def _merge(spans: Iterable[Boilerplate], text: str) -> tuple[Boilerplate, ...]:
    """In order, without overlaps; neighbours with only white space between them become one, of the longer's kind."""
    out: list[Boilerplate] = []
    longest = 0
    for span in sorted((_stripped(s, text) for s in spans), key=lambda s: (s.start, s.end)):
        if not len(span):
            continue
        between = text[out[-1].end : span.start] if out else "\n"
        if out and (span.start <= out[-1].end or (between.isspace() and "\n" not in between)):
            kind = span.kind if len(span) > longest else out[-1].kind
            longest = max(longest, len(span))
            out[-1] = Boilerplate(out[-1].start, max(out[-1].end, span.end), kind)
        else:
            out.append(span)
            longest = len(span)
    return tuple(out)


def _stripped(span: Boilerplate, text: str) -> Boilerplate:
    """`span` without the space at its end."""
    end = span.end
    while end > span.start and text[end - 1].isspace():
        end -= 1
    return Boilerplate(span.start, end, span.kind)


def _outlet_words(outlet: str | None) -> frozenset[str]:
    words = frozenset(w.lower() for w in WORD.findall(outlet or ""))
    return words - {"the"} or words


def _named_there(outlet: frozenset[str], folded: str) -> frozenset[str]:
    """The words of an outlet's name where `folded` has them all, in whatever order."""
    return outlet if all(word in folded for word in outlet) else frozenset()


_CODES = re.compile(r"[a-z]{2,3}(?: [a-z]{2,4}\d?| [a-z]\d| \d[a-z]){1,5}(?: \d{6} [A-Z][a-z]{2} \d\d)?")


def _is_sign_off(line: str, agencies: frozenset[str]) -> bool:
    """An agency's name that ends a story, maybe with its editors' initials: ``AAP RTV ar``, ``dpa ks xx n1 ar``."""
    if len(line) > 40:
        return False
    if ended(line):
        return True
    if agency(line) is not None or line in agencies:
        return True
    for name in agencies:
        if line.startswith(name) and line[len(name)] in " )]/":
            return is_initials(line[len(name) :].lstrip(" )]/-–—"))
    first, *rest = line.split()
    if first[-1] in ")]" and rest:  # "(Hina) xmd yln"; what opened the bracket is stripped
        return agency(first[:-1]) is not None and is_initials(" ".join(rest))
    if agency(first) is None or not rest:
        return False
    if first.islower():
        return _CODES.fullmatch(line) is not None
    initials = len(rest) <= 3 and all(len(word) <= 4 and word.isalpha() for word in rest)
    return initials and first.isupper()
