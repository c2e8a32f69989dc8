"""What a wire has corrected or withdrawn in a later version, and which copies still carry the old.

Pure, over `Pair`s. A correction is a change of figure, name, date or quoted words inside an aligned passage of two
versions. Withdrawn is a figure of a sentence that the later version has not got, when that version says of itself
that it corrects; a version that is merely shorter withdraws nothing. A copy carries the old where its passage made
from that sentence has the old words and not the new.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from copytaster.model import Article, Pair, Span

MOST = 40
"""Corrections shown of one pair of versions."""
CORRECTS = re.compile(
    r"\b(?:correct(?:s|ed|ion|ing)?|withdraw(?:s|n|al)?|withdrew|retract(?:s|ed|ion)?|kill|refiles?|removes?|advisory)\b",
    re.I,
)
_FIGURE = re.compile(r"\d+(?:[.,:]\d+)*")
_SENTENCE = re.compile(r"[^\n]+?(?:[.!?।。！？][\"'”’)]*(?=\s|$)|(?=\n)|$)")


@dataclass(frozen=True, slots=True)
class Correction:
    """A figure, name or date that a wire's later version changed."""

    what: str
    old: str
    new: str
    old_version: str
    new_version: str
    sentence: str
    carried_by: tuple[str, ...]
    """Article ids of copies that still have the old one."""


def between(old: Article, new: Article, versions: Pair, others: Sequence[tuple[Article, Pair]]) -> list[Correction]:
    """Corrections from `old` to `new`; `others` are copies, each with its pair to `old`."""
    found: list[Correction] = []
    covered: list[Span] = []
    for c in versions.correspondences:
        covered.append(c.a if versions.a == old.id else c.b)
        for change in c.changes:
            was, now = (change.a, change.b) if versions.a == old.id else (change.b, change.a)
            if was is None or now is None:
                continue
            before, after = old.text[was.start : was.end].strip(), new.text[now.start : now.end].strip()
            if not before or not after or before == after:
                continue
            if change.what == "figure" and bool(_FIGURE.search(before)) != bool(_FIGURE.search(after)):
                continue  # a figure and a number word are rarely one fact
            found.append(
                Correction(
                    change.what,
                    before,
                    after,
                    old.id,
                    new.id,
                    _around(new.text, now),
                    _carriers(was, before, after, others, old.id),
                )
            )
    if CORRECTS.search(f"{new.title or ''}\n{new.text[:400]}"):
        found += _withdrawn(old, new, covered, others)
    unique = {(c.what, c.old, c.new, c.sentence): c for c in found}
    return list(unique.values())[:MOST]


def _withdrawn(
    old: Article, new: Article, covered: Sequence[Span], others: Sequence[tuple[Article, Pair]]
) -> list[Correction]:
    out = []
    for hit in _SENTENCE.finditer(old.text):
        sentence = Span(hit.start(), hit.end())
        if any(sentence.overlap(c) * 2 > len(sentence) for c in (*covered, *old.boilerplate)):
            continue
        for figure in _FIGURE.finditer(old.text, sentence.start, sentence.end):
            value = figure.group()
            if len(value) < 2 or _has(new.text, value):
                continue
            out.append(
                Correction(
                    "figure",
                    value,
                    "",
                    old.id,
                    new.id,
                    hit.group().strip(),
                    _carriers(Span(figure.start(), figure.end()), value, "", others, old.id),
                )
            )
    return out


def _carriers(
    was: Span, before: str, after: str, others: Sequence[tuple[Article, Pair]], old_id: str
) -> tuple[str, ...]:
    carriers = []
    for copy, pair in others:
        for c in pair.correspondences:
            source, mine = (c.a, c.b) if pair.a == old_id else (c.b, c.a)
            if not source.overlap(was):
                continue
            words = copy.text[mine.start : mine.end]
            if _has(words, before) and not (after and _has(words, after) and before not in after):
                carriers.append(copy.id)
                break
    return tuple(carriers)


def _has(text: str, words: str) -> bool:
    """`words` in `text`, not as a part of a longer word or figure."""
    return re.search(rf"(?<!\w)(?<!\d[.,]){re.escape(words)}(?!\w)(?![.,]\d)", text, re.I) is not None


def _around(text: str, span: Span) -> str:
    """The sentence that `span` stands in."""
    for hit in _SENTENCE.finditer(text):
        if hit.start() <= span.start < hit.end():
            return hit.group().strip()
    return text[max(0, span.start - 80) : span.end + 80].strip()


def pairs_of(
    old_id: str, pairs: Sequence[Pair], neighbours: Mapping[str, Article], among: Collection[str]
) -> list[tuple[Article, Pair]]:
    """The pairs of `old_id` with articles of the story."""
    out = []
    for pair in pairs:
        other = pair.b if pair.a == old_id else pair.a
        if other in among and other in neighbours:
            out.append((neighbours[other], pair))
    return out
