"""Drift: figures, names, dates and quoted words that differ between a reused passage and its source.

Only what a reader of both would call a discrepancy is listed. A figure counts as changed when the other side has a
figure of the same class that agrees with none of ours and stands in its place, where the same figure went the other
way ("rose 2 %", "fell 2 %"), or where it lost its minus and the words beside it stayed; a figure left out is no change.
"1.3m" for "1.3 million" agrees; "1.3m" for the corrected "1.03m" does not. Two passages of too many figures to compare
(`facts.MOST`) have no changed figure.
"""

from __future__ import annotations

from typing import NamedTuple, cast

from rapidfuzz.distance import Levenshtein

from copytaster.fingerprint.analysis import Analysis
from copytaster.match.facts import MOST
from copytaster.match.similarity import place_of
from copytaster.model import Change, Kind, Span
from copytaster.text.figures import Figure
from copytaster.text.lexicon import lexicon
from copytaster.text.names import same_in_style

TENFOLD = 10.05
"""Largest ratio of two figures of which one is the other gone wrong: a slipped zero, not another matter."""
BESIDE = 2
"""Words behind a figure that must be the same where only a minus is missing: "2 degrees of frost" is minus two."""
LIKE_NAME = 0.6
"""Similarity from which two capitalised words in one place are one name spelt in two ways or swapped, not two
phrases."""


def changes(
    a: Analysis, i: int, here: tuple[int, int], b: Analysis, j: int, there: tuple[int, int], kind: Kind
) -> tuple[Change, ...]:
    """The changes between words `here` of a, in its sentence i, and `there` of b, in its sentence j."""
    found = _turned(a, i, here, b, j, there)
    if kind is not Kind.PARAPHRASE:
        found += _minus_lost(a, i, here, b, j, there)
    if kind is Kind.VERBATIM:  # the words are the same; a sign is none
        return tuple(found)
    if a.figures[i] and b.figures[j]:
        found += _figure_changes(_figures_in(a, i, here), _figures_in(b, j, there), kind)
    if kind is not Kind.PARAPHRASE:
        found += _word_changes(a, i, here, b, j, there)
    elif not found:  # so it is with most links
        return ()
    return tuple(sorted(found, key=lambda c: (c.a or c.b or Span(0, 0)).start))


def _figures_in(x: Analysis, i: int, part: tuple[int, int]) -> list[Figure]:
    start, end = place_of(x, part)
    inside = [f for f in x.figures[i] if start <= f.span.start < end]
    # a per cent sign behind the last word is no word
    return [f for f in inside if f.span.end <= end or not any(map(str.isalnum, x.text[end : f.span.end]))]


def _turned(
    a: Analysis, i: int, here: tuple[int, int], b: Analysis, j: int, there: tuple[int, int]
) -> list[Change]:
    """Figures that one side says are more and the other less, each with the word that tells."""
    if not any(f.direction for f in a.figures[i]):  # so it is with most sentences
        return []
    told, theirs = [f for f in _figures_in(a, i, here) if f.direction], _figures_in(b, j, there)
    if len(told) * len(theirs) > MOST:
        return []
    found, in_a, in_b = [], place_of(a, here), place_of(b, there)
    for f in told:
        same = [g for g in theirs if f.unit == g.unit and f.agrees(g)]
        if same and all(map(f.opposes, same)):
            found.append(Change("figure", _within(f, in_a), _within(same[0], in_b)))
    return found


def _minus_lost(
    a: Analysis, i: int, here: tuple[int, int], b: Analysis, j: int, there: tuple[int, int]
) -> list[Change]:
    """Figures of which one side alone says that they are less, right before them: "-2 degrees", "2 degrees"."""
    if not any(f.direction < 0 for f in (*a.figures[i], *b.figures[j])):  # so it is with nearly all sentences
        return []
    mine, theirs = _figures_in(a, i, here), _figures_in(b, j, there)
    if len(mine) * len(theirs) > MOST:
        return []
    in_a, in_b = place_of(a, here), place_of(b, there)
    return [
        Change("figure", _within(f, in_a), _within(g, in_b))
        for f in mine for g in theirs
        if {f.direction, g.direction} == {0, -1} and f.unit == g.unit and f.agrees(g)
        and all(map(_leads, (f, g))) and _around(a, i, f) == _around(b, j, g)
    ]  # fmt: skip


def _leads(f: Figure) -> bool:
    """Whether what tells of a figure, if anything does, stands right before it."""
    return f.told is None or 0 <= f.span.start - f.told.end <= 1


def _around(x: Analysis, i: int, f: Figure) -> tuple[tuple[str, ...], ...]:
    """The words of sentence `i` beside a figure and what tells of it."""
    sentence, norms = x.sentence_words(i), x.words.norms
    first = int(x.words.ends.searchsorted(f.whole().start, side="right"))
    last = int(x.words.starts.searchsorted(f.span.end))
    return tuple(norms[max(sentence.start, first - 1) : first]), tuple(norms[last : min(sentence.stop, last + BESIDE)])


def _within(f: Figure, place: tuple[int, int]) -> Span:
    """The figure with what tells, where that stands in the passage."""
    whole = f.whole()
    return whole if place[0] <= whole.start and whole.end <= max(place[1], f.span.end) else f.span


def _figure_changes(mine: list[Figure], theirs: list[Figure], kind: Kind) -> list[Change]:
    if not mine or not theirs or len(mine) * len(theirs) > MOST:
        return []
    left = [f for f in mine if not any(map(f.agrees, theirs))]
    if not left:
        return []
    right = [g for g in theirs if not any(map(g.agrees, mine))]
    found = []
    for f in left:
        like = [g for g in right if g.unit == f.unit and _in_place_of(f, g, kind)]
        if like:
            g = min(like, key=lambda g: abs(g.value - f.value))
            right.remove(g)
            found.append(Change("date" if f.unit in ("date", "year") else "figure", f.span, g.span))
    return found


def _in_place_of(f: Figure, g: Figure, kind: Kind) -> bool:
    """Whether one figure can stand where the other stood: written alike, and of one order of magnitude.

    Number words count in edited sentences only, and "one", "first", "once" never: a paraphrase uses them freely.
    """
    words = not (f.digits and g.digits)
    if words and (f.digits != g.digits or kind is Kind.PARAPHRASE or min(f.value, g.value) < 2):
        return False
    if f.unit in ("date", "year", "clock") or min(f.value, g.value) <= 0:
        return True
    return max(f.value, g.value) / min(f.value, g.value) <= TENFOLD


class _Run(NamedTuple):
    """Words in a row, within one sentence of an article."""

    x: Analysis
    sentence: int
    words: range

    @property
    def norms(self) -> tuple[str, ...]:
        return tuple(self.x.words.norms[i] for i in self.words)

    @property
    def span(self) -> Span:
        return Span(*place_of(self.x, (self.words.start, self.words.stop)))


def _word_changes(
    a: Analysis, i: int, here: tuple[int, int], b: Analysis, j: int, there: tuple[int, int]
) -> list[Change]:
    """Names that were swapped or misspelt, and words that changed inside a quotation."""
    words_a, words_b = a.words.hashes[slice(*here)].tolist(), b.words.hashes[slice(*there)].tolist()
    quoted_a, capital_a, quoted_b, capital_b = *a.once("flags", _flags), *b.once("flags", _flags)
    found: list[Change] = []
    steps = cast("list[tuple[str, int, int, int, int]]", Levenshtein.opcodes(words_a, words_b).as_list())
    for tag, begin_a, end_a, begin_b, end_b in steps:
        if tag != "replace":
            continue
        first_a, last_a = here[0] + begin_a, here[0] + end_a
        first_b, last_b = there[0] + begin_b, there[0] + end_b
        if not (capital_a[first_a] and capital_b[first_b]) and not (quoted_a[first_a] and quoted_b[first_b]):
            continue  # as of most
        quoted = all(quoted_a[first_a:last_a]) and all(quoted_b[first_b:last_b])
        named = (
            max(last_a - first_a, last_b - first_b) <= 3
            and all(capital_a[first_a:last_a]) and all(capital_b[first_b:last_b])
        )  # fmt: skip
        if not quoted and not named:
            continue
        mine, theirs = _Run(a, i, range(first_a, last_a)), _Run(b, j, range(first_b, last_b))
        named = named and not (_calendar(mine) or _calendar(theirs))
        told = quoted or (named and (len(mine.words) == len(theirs.words) or _one_name(mine, theirs)))
        if told and not _same_in_other_words(mine, theirs):
            found.append(Change("quote" if quoted else "name", mine.span, theirs.span))
    return found


def _flags(x: Analysis) -> tuple[list[bool], list[bool]]:
    """Of each word whether it is quoted, and whether it is a name."""
    return x.quoted.tolist(), x.capital.tolist()


def _calendar(run: _Run) -> bool:
    """Whether a month or a day is among the words: dates are compared as dates."""
    lex = lexicon(run.x.language)
    return any(norm in lex.months or norm in lex.days for norm in run.norms)


def _same_in_other_words(one: _Run, other: _Run) -> bool:
    """Whether the words say the same in another house's style: Kiev for Kyiv, per cent for %, 9 p.m. for 21:00."""
    mine, theirs = one.norms, other.norms
    if "".join(mine) == "".join(theirs) or (len(mine) == len(theirs) and all(map(same_in_style, mine, theirs))):
        return True
    figures, others = _figures_touched(one), _figures_touched(other)
    return bool(figures) and len(figures) == len(others) and all(map(Figure.agrees, figures, others))


def _figures_touched(run: _Run) -> list[Figure]:
    """The figures that some of these words belong to; none where a word belongs to no figure."""
    found: list[Figure] = []
    for i, norm in zip(run.words, run.norms, strict=True):
        own = [f for f in run.x.figures[run.sentence] if f.span.start <= run.x.words.starts[i] < f.span.end]
        if not own and norm not in _UNITS_ALONE:
            return []
        found += [f for f in own if f not in found]
    return found


_UNITS_ALONE = frozenset(["percent", "per", "cent", "am", "pm", "a", "p", "m"])
"""Words that belong to a figure beside them."""


def _one_name(one: _Run, other: _Run) -> bool:
    return Levenshtein.normalized_similarity(" ".join(one.norms), " ".join(other.norms)) >= LIKE_NAME
