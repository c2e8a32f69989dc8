"""White space, and nothing but white space: the text of an article as paragraphs.

The result of `normalise` is one line a paragraph, paragraphs apart by one empty line, no space at either end of
a line and never two in a row. Every visible character that came in goes out, in its order; so normalising twice
is normalising once. All functions are linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from copytaster.text.scripts import is_unspaced
from copytaster.text.sentences import ENDS

# Widest line that a typewriter, a mail program or a wire service breaks at; longer lines were not broken by hand.
WIDEST_WRAP = 140
# A line this much narrower than the block's widest ended because its writer ended it.
SHORT = 0.72

_NEWLINES = re.compile("(?<!\r)\r++\n|\r|\x0b|\x0c|\x1c|\x1d|\x1e|\x85|\u2028|\u2029")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f]")
_SPACES = re.compile(r"[^\S\n]{2,}|\t")
"""Spaces in a row, or a tab: a single one, which may be of another width, stays."""
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff\\s]+")
_LETTER_HYPHEN = re.compile(r"[^\W\d_][-\u2010]$")
_ENDS = ENDS + ":;"
_CLOSERS = "\"'”’»)]›」』"
_LIST_ITEM = re.compile(r"(?:[-*•●▪◦‣–—·]|\(?\d{1,3}[.)]|\(?[A-Za-z][.)]|#)\s")
_STARTS_NEW = re.compile(
    r"(?:By [A-Z]|ALSO READ|Also Read|READ MORE|Read more|https?://|_{3}|\*{3}|©|\(c\) |Copyright )"
)
# Words that cannot end a heading or a sentence, so that the line goes on: the commonest in several languages.
_HANGING = frozenset(
    [
        "a",
        "an",
        "and",
        "as",
        "at",
        "but",
        "by",
        "for",
        "from",
        "he",
        "her",
        "his",
        "in",
        "into",
        "is",
        "it",
        "its",
        "of",
        "on",
        "or",
        "our",
        "she",
        "that",
        "the",
        "their",
        "they",
        "this",
        "to",
        "was",
        "were",
        "who",
        "will",
        "with",
        "der",
        "die",
        "das",
        "den",
        "dem",
        "des",
        "ein",
        "eine",
        "einer",
        "und",
        "oder",
        "mit",
        "von",
        "zu",
        "im",
        "am",
        "für",
        "auf",
        "le",
        "la",
        "les",
        "un",
        "une",
        "des",
        "du",
        "de",
        "et",
        "ou",
        "dans",
        "pour",
        "par",
        "sur",
        "avec",
        "el",
        "los",
        "las",
        "una",
        "y",
        "o",
        "en",
        "con",
        "por",
        "del",
        "que",
        "se",
        "al",
        "и",
        "в",
        "на",
        "с",
        "по",
        "о",
        "из",
        "к",
        "у",
        "за",
        "от",
    ]
)


def normalise(text: str, *, wrapped: bool = True) -> str:
    """`text` as paragraphs. With ``wrapped=False`` every line is already a paragraph and none are joined."""
    text = text.removeprefix("\ufeff")
    if not text.replace("\n", "").isprintable():
        text = _CONTROLS.sub("", _NEWLINES.sub("\n", text))
    lines = text.split("\n")
    if not wrapped:
        return paragraphs(lines)
    widths = [len(line.strip()) for line in lines if line.strip()]
    if not widths:
        return ""
    page = _page_width(widths)
    blocks: list[list[str]] = [[]]
    for line in lines:
        if line.strip():
            blocks[-1].append(line)
        elif blocks[-1]:
            blocks.append([])
    spaced = sum(1 for block in blocks if block) > 1
    out: list[str] = []
    for block in blocks:
        out.extend(_unwrap(block, page, spaced))
    return paragraphs(out)


def paragraphs(lines: Iterable[str]) -> str:
    """One line a paragraph, an empty line between; spaces run together, nothing at the ends."""
    tidy = map(_tidy, lines)
    return "\n\n".join(line for line in tidy if line)


def _tidy(line: str) -> str:
    """`line` as a paragraph; empty where there is nothing to see."""
    if line.isprintable() and "  " not in line:  # nearly every line: no control, no tab, nothing unseen
        return line.strip()
    line = _SPACES.sub(" ", _CONTROLS.sub("", line)).strip()
    return "" if _INVISIBLE.fullmatch(line) else line


def one_line(text: str) -> str:
    """A field's value on one line, controls gone."""
    return " ".join(_CONTROLS.sub("", text).split())


def _page_width(widths: Sequence[int]) -> int:
    """The width that lines were broken at, or 0 when they were not: nearly all lines keep below it."""
    ordered = sorted(widths)
    widest = ordered[min(len(ordered) - 1, int(len(ordered) * 0.97))]
    if widest > WIDEST_WRAP:
        return 0
    return max(ordered[-1] if ordered[-1] <= WIDEST_WRAP else widest, 40)


def _unwrap(block: Sequence[str], page: int, spaced: bool) -> list[str]:
    """The paragraphs of one block of lines without an empty line among them."""
    if len(block) < 2:
        return list(block)
    indents = [len(line) - len(line.lstrip()) for line in block]
    base = min(indents)
    # Indents open paragraphs unless most lines have them: then they are the shape of the whole.
    opens = sum(i - base >= 2 for i in indents[1:]) <= 0.5 * (len(block) - 1)
    out: list[str] = []
    pieces = [block[0].strip()]  # of the paragraph at hand, joined once: the whole stays linear
    length = len(pieces[0])
    for before, line, indent in zip(block, block[1:], indents[1:], strict=False):
        before, line = before.strip(), line.strip()
        new = indent - base >= 2 and opens
        if new or not _joins(before, line, page, spaced, length=length, several=len(pieces) > 1):
            out.append("".join(pieces))
            pieces, length = [line], len(line)
        else:
            pieces += [_glue(before, line), line]
            length += len(line) + 1
    return [*out, "".join(pieces)]


def _joins(before: str, line: str, page: int, spaced: bool, *, length: int, several: bool) -> bool:
    """Whether `line` goes on the paragraph (`length` long, maybe of several lines) that ends in `before`."""
    if _LIST_ITEM.match(line) or _STARTS_NEW.match(line) or _STARTS_NEW.match(before):
        return False
    ended = before[-8:].rstrip(_CLOSERS)[-1:] in _ENDS
    # Where the next word would still have fitted, the line was ended on purpose, or the wrap is ragged.
    first = len(line) if is_unspaced(line[0]) else len(line[:40].split(None, 1)[0])
    full = page > 0 and len(before) + 1 + min(first, 25) > page * (1.0 if len(before) < page * SHORT else 0.93)
    if not page:
        # Lines too long for a wrap: each is a paragraph, but for a sentence that visibly goes on.
        return not ended and line[0].islower() and len(before) > 20 and not before.isupper()
    if ended:
        # A full line that ends a sentence goes on where empty lines part the paragraphs.
        return spaced and (full or len(before) >= page * 0.8)
    if line[0].islower():
        return True
    if full or before.endswith((",", "،", "、", "，")) or _LETTER_HYPHEN.search(before[-2:]):
        return True
    last = before[-60:].rsplit(None, 1)[-1]
    if last.lower() in _HANGING or (several and spaced and length > page * SHORT):
        return True
    # Where empty lines part the paragraphs a heading stands alone: a line that stops short at a small word goes on.
    return spaced and last.isalpha() and last.islower() and before[:1].isupper()


def _glue(before: str, line: str) -> str:
    """What stands between two lines that are joined: nothing in a broken word, or where words run together."""
    if _LETTER_HYPHEN.search(before[-2:]) and line[0].islower():
        return ""
    return "" if is_unspaced(before[-1]) and is_unspaced(line[0]) else " "
