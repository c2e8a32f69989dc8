"""One word in two spellings: misread when print was scanned, mistyped, or spelt by the rules of another house.

Nobody can tell from a word alone; its neighbours can. Where a run of the same words is interrupted and goes on, what
stands between is laid letter by letter beside what stands there in the other text, without white space, so that words
that were split or joined find their halves. Where most interruptions of two texts are of this sort, print was misread
throughout: then what is less like counts too, and runs are followed beyond their ends.

Only comparison reads a word as another: figures, names and quotations stay as they are written, and a figure is never
read as another figure. In scripts without spaces a word is one letter here, and another letter is another word.

Measured: of 102 newspaper articles read by a machine, beside their wires, 92 show so; of 6,800 other pairs 31, which
are copies in another house's spelling.

Bounded: `MOST_RUNS` runs are looked at, and followed through `MOST_WINDOWS` windows of `WINDOW` words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from rapidfuzz.distance import Levenshtein

from copytaster.fingerprint.analysis import GRAM, Analysis, Ints, content_of
from copytaster.text.scripts import LETTERS_A_WORD, script_of
from copytaster.text.words import gram_hashes

MOST_RUNS = 1_000
"""Runs of the same words in two texts; where there are more, as in tables, none is followed."""
AHEAD = 8
"""Runs after one that are looked at for where it goes on."""
WINDOW, LETTERS = 12, 160
"""Words, and letters, that are laid beside each other at a time."""
FARTHEST = 5
"""Windows through which a run is followed beyond its end."""
MOST_WINDOWS = 400
"""The same of all runs of two texts, some 30 ms."""
LIKE, LIKE_WORD = 0.7, 0.5
"""Share of the letters of two stretches that stand in both in one order, from which they are one in two spellings, and
of two words in them, from which they are one word."""
MISREAD, MISREAD_WORD = 0.5, 0.34
"""The same where print was misread."""
SIGNS = 3
"""Interruptions that look misread, from which two texts do: so many, and half of all."""
DROP = 10
"""Letters that go wrong, less those that go right, after which a run is not followed any more."""
GARBLED = 0.1
"""Share of the words of an article that are read as others, from which it says nothing by itself: not to the encoder,
and not what differs in it."""

Run = tuple[int, int, int]
"""Where the same words begin in a and in b, and how many they are."""
Gap = tuple[int, int, int, int]
"""Where two stretches begin and end: words [first, last) of the one, and of the other."""


def respelt(a: Analysis, b: Analysis, places: tuple[Ints, Ints]) -> Analysis:
    """`a` as it reads when words that stand in the place of b's, in another spelling, are read as b's.
    `places`: `similarity.trigram_places` of a and b."""
    runs = _runs(*places)
    gaps = [(gap, _likeness(a, b, gap)) for gap in _gaps(runs) if _differ(a, b, gap)]
    signs = sum(like >= MISREAD for _, like in gaps)
    misread = signs >= SIGNS and 2 * signs >= len(gaps)
    least, least_word = (MISREAD, MISREAD_WORD) if misread else (LIKE, LIKE_WORD)
    closed = [gap for gap, like in gaps if like >= least]
    if not closed:
        return a
    found: dict[int, int] = {}
    for first_a, last_a, first_b, last_b in closed:
        mine, theirs = a.words.norms[first_a:last_a], b.words.norms[first_b:last_b]
        for k, m in _one_word(mine, theirs, least_word)[0]:
            found.setdefault(first_a + k, first_b + m)
    if misread:
        _follow_all(a, b, runs, closed, found)
    return _read_as(a, b, found)


def garbled(x: Analysis) -> bool:
    """Whether print was misread throughout an article, as `respelt` read it."""
    return x.respelt is not None and x.once("garbled", _garbled)


def _garbled(x: Analysis) -> bool:
    return x.respelt is not None and float(x.respelt.mean()) >= GARBLED


def _runs(here: Ints, there: Ints) -> list[Run]:
    """The longest runs of the same words, in order; none where there are more than `MOST_RUNS`."""
    found: list[Run] = []
    on: dict[int, int] = {}  # by how far b's words stand from a's: the run that may go on
    for i, j in zip(here.tolist(), there.tolist(), strict=True):
        at = on.get(j - i)
        if at is not None and found[at][0] + found[at][2] == i + GRAM - 1:
            found[at] = found[at][0], found[at][1], found[at][2] + 1
        elif len(found) == MOST_RUNS:
            return []
        else:
            on[j - i] = len(found)
            found.append((i, j, GRAM))
    return found


def _gaps(runs: Sequence[Run]) -> Iterator[Gap]:
    """What stands between a run and the next that goes on in both texts, at most `WINDOW` words."""
    for k, (i, j, size) in enumerate(runs):
        end_a, end_b = i + size, j + size
        for next_a, next_b, _ in runs[k + 1 : k + 1 + AHEAD]:
            if next_a > end_a + WINDOW:
                break
            if next_a > end_a and end_b < next_b <= end_b + WINDOW:
                yield end_a, next_a, end_b, next_b
                break


def _differ(a: Analysis, b: Analysis, gap: Gap) -> bool:
    """Whether other words stand there: what a text says over and over begins no run."""
    return a.words.norms[gap[0] : gap[1]] != b.words.norms[gap[2] : gap[3]]


def _likeness(a: Analysis, b: Analysis, gap: Gap) -> float:
    """How alike the letters of two stretches are, in [0, 1]; 0 where there are too many, or it is under `MISREAD`."""
    mine, theirs = "".join(a.words.norms[gap[0] : gap[1]]), "".join(b.words.norms[gap[2] : gap[3]])
    if max(len(mine), len(theirs)) > LETTERS:
        return 0.0
    return float(Levenshtein.normalized_similarity(mine, theirs, score_cutoff=MISREAD))


def _follow_all(
    a: Analysis, b: Analysis, runs: Sequence[Run], closed: Sequence[Gap], found: dict[int, int]
) -> None:
    """Beyond both ends of every run, but for the ends that a gap joins to the next run already."""
    ends, beginnings = {(g[0], g[2]) for g in closed}, {(g[1], g[3]) for g in closed}
    left = MOST_WINDOWS
    for i, j, size in runs:
        if (i + size, j + size) not in ends:
            left = _follow(a, b, (i + size, j + size), 1, found, left)
        if (i, j) not in beginnings:
            left = _follow(a, b, (i - 1, j - 1), -1, found, left)


def _follow(a: Analysis, b: Analysis, at: tuple[int, int], step: int, found: dict[int, int], left: int) -> int:
    """From these two words on, forwards or backwards, as long as the letters are mostly the same. `left`: windows that
    may still be looked at; returns how many then are."""
    i, j = at
    for _ in range(min(FARTHEST, left)):
        mine, theirs = _ahead(a, i, step), _ahead(b, j, step)
        if not mine or not theirs:
            break
        left -= 1
        pairs, (here, there) = _one_word(mine, theirs, MISREAD_WORD, DROP)
        for k, m in pairs:
            found.setdefault(i + step * k, j + step * m)
        if 2 * min(here, there) < min(len(mine), len(theirs)):
            break
        i, j = i + step * here, j + step * there
    return left


def _ahead(x: Analysis, i: int, step: int) -> list[str]:
    """The words from i on; backwards, each is turned around."""
    if i < 0:
        return []
    ahead = x.words.norms[i : i + WINDOW]
    if step < 0:
        ahead = [word[::-1] for word in x.words.norms[max(0, i + 1 - WINDOW) : i + 1][::-1]]
    while sum(map(len, ahead)) > LETTERS:
        ahead = ahead[:-1]
    return ahead


def _one_word(
    mine: Sequence[str], theirs: Sequence[str], least: float, drop: float = np.inf
) -> tuple[list[tuple[int, int]], tuple[int, int]]:
    """Which words of two stretches are one in another spelling, and the last two of the part in which the stretches are
    alike. `least`: the share of the letters of two words that must be the same; `drop`: as `DROP`."""
    owner_a = [k for k, word in enumerate(mine) for _ in word]
    owner_b = [m for m, word in enumerate(theirs) for _ in word]
    score, best = 0, 0
    reached = (0, 0)
    shared: dict[tuple[int, int], int] = {}
    since: list[tuple[int, int]] = []
    for op in Levenshtein.opcodes("".join(mine), "".join(theirs)):
        if op.tag != "equal":
            score -= max(op.src_end - op.src_start, op.dest_end - op.dest_start)
            if score < best - drop:
                break
            continue
        since += zip(owner_a[op.src_start : op.src_end], owner_b[op.dest_start : op.dest_end], strict=True)
        score += op.src_end - op.src_start
        if score > best or drop == np.inf:
            best, reached = score, since[-1]
            for both in since:
                shared[both] = shared.get(both, 0) + 1
            since = []
    pairs = [
        (k, m) for (k, m), letters in shared.items()
        if letters >= least * max(len(mine[k]), len(theirs[m])) and mine[k] != theirs[m]
        and not (mine[k][0].isdecimal() and theirs[m][0].isdecimal())
        and script_of(mine[k][0]) not in LETTERS_A_WORD
    ]  # fmt: skip
    return pairs, reached


def _read_as(a: Analysis, b: Analysis, found: dict[int, int]) -> Analysis:
    """`a` with these of its words read as those of b; itself where none is another."""
    here, there = np.array(list(found), np.int64), np.array(list(found.values()), np.int64)
    other = a.words.hashes[here] != b.words.hashes[there]
    here, there = here[other], there[other]
    if not len(here):
        return a
    hashes, weights, changed = a.words.hashes.copy(), a.weights.copy(), np.zeros(len(a.words), np.bool_)
    hashes[here], weights[here], changed[here] = b.words.hashes[there], b.weights[there], True
    words = replace(a.words, hashes=hashes)
    grams = gram_hashes(words, GRAM)
    return replace(
        a, words=words, weights=weights, content=content_of(hashes, weights, a.bounds), grams=grams,
        gram_order=np.argsort(grams, kind="stable"), respelt=changed, _facts=[a.facts], _made={},
    )  # fmt: skip
