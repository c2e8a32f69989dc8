"""What a wire has corrected in a later version, and who still carries the old.

Pure, over `Pair`s. A later version corrects when it says so, in its status, its headline or a note to editors; a new
figure in any other version is an update, and a sentence that it has dropped is a shorter story. A correction is a
change of figure, name, date or quoted words between the two versions; where the note names facts, only those.
Withdrawn is a figure that the later version has not got when its note says that something was taken out.

An outlet carries the old where its passage made from that sentence has the old words and not the new.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from copytaster.frozen import frozen
from copytaster.match.remembered import remembered
from copytaster.model import Article, Change, Outdated, Pair, PubStatus, Span
from copytaster.text.sentences import sentences

MOST = 40
"""Corrections shown of one pair of versions."""
_CORRECTS = re.compile(
    r"\b(?:correct(?:s|ed|ing|ions?)|korrigiert|korrektur|berichtigung|corrig[ée]e?|rectificatif|rectifica|correcci[oó]n"
    r"|corregid[ao]|corre[cç][aã]o|correzione|r[äa]ttelse|rettelse|retting|oikaisu|correctie|исправ\w{2,8})\b|訂正|更正|정정",
    re.IGNORECASE,
)
_TAKES_OUT = re.compile(
    r"\b(?:withdraw(?:s|n|ing)?|withdrew|retract(?:s|ed|ion)?|removes?|removed|deletes?|deleted)\b", re.IGNORECASE
)
_SHOUTS = re.compile(r"[A-Z]{3,}\b")
_FIGURE = re.compile(r"\d+(?:[.,:]\d+)*")
_PARAGRAPH = re.compile(r"[^\n]+")
HEAD, NOTES = 80, 600
"""Characters of a paragraph in which a note says that it is one, and at either end of a text in which notes stand."""


@frozen
class Correction:
    """A figure, name, date or quoted words that a wire's later version corrected."""

    what: str
    old: str
    new: str
    """Empty where it was withdrawn."""
    old_version: str
    new_version: str
    sentence: str
    carried_by: tuple[str, ...]
    """Article ids of copies that still have the old one."""


@remembered
def note_of(article: Article) -> str | None:
    """What a version says of its corrections, its headline included; None when it does not say that it corrects."""
    title = article.title or ""
    found = [title] if _CORRECTS.search(title) else []
    for paragraph in _PARAGRAPH.finditer(article.text):
        near_an_end = paragraph.start() < NOTES or paragraph.end() > len(article.text) - NOTES
        words = paragraph.group().strip()
        if near_an_end and _CORRECTS.search(words[:HEAD]) and _is_note(article, paragraph.start(), words):
            found.append(words)
    return "\n".join(found) if found or article.status is PubStatus.CORRECTED else None


def _is_note(article: Article, start: int, words: str) -> bool:
    """Whether a paragraph that speaks of correcting is a note to editors, not the story of a market's correction."""
    aside = any(span.start <= start < span.end for span in article.boilerplate)
    return aside or bool(_CORRECTS.match(words)) or words[:1] in "([*" or bool(_SHOUTS.match(words))


def between(old: Article, new: Article, versions: Pair, others: Sequence[tuple[Article, Pair]]) -> list[Correction]:
    """Corrections from `old` to `new`; `others` are copies, each with its pair to `old`."""
    note = note_of(new)
    if note is None:
        return []
    found: list[Correction] = []
    covered: list[Span] = []
    for c in versions.standing:
        covered.append(c.a if versions.a == old.id else c.b)
        for change in c.changes:
            was, now = (change.a, change.b) if versions.a == old.id else (change.b, change.a)
            values = _values(old, was, new, now)
            if was is None or now is None or values is None:
                continue
            carriers = _carriers(was, *values, others, old.id)
            found.append(Correction(change.what, *values, old.id, new.id, _around(new, now), carriers))
    found = _named(found, note)
    if _TAKES_OUT.search(note):
        found += _withdrawn(old, new, covered, others)
    unique = {(c.what, c.old, c.new, c.sentence): c for c in found}
    return list(unique.values())[:MOST]


def outdated(article: Article, pairs: Sequence[Pair], neighbours: Mapping[str, Article]) -> tuple[Outdated, ...]:
    """What `article` still has of a wire that the same agency has corrected since: seen from its own pairs alone.

    The corrected version says that it corrects, and has another value there; an earlier version of the same agency has
    the article's.
    """
    if article.is_wire:
        return ()
    mine = {p.b if p.a == article.id else p.a: p for p in pairs if article.id in (p.a, p.b)}
    wires = {i: neighbours[i] for i in mine if i in neighbours and neighbours[i].is_wire}
    found: dict[Span, Outdated] = {}
    for new_id, new in sorted(wires.items()):
        note = note_of(new)
        if note is None:
            continue
        earlier = [w for w in wires.values() if w.id != new_id and w.agency == new.agency and _before(w, new)]
        changes = [c for k in mine[new_id].standing for c in k.changes]
        for change in _about(article, new, mine[new_id], changes, note):
            here, there = (change.a, change.b) if mine[new_id].a == article.id else (change.b, change.a)
            if here is None or there is None:
                continue
            source = next((w.id for w in earlier if _unchanged(article, here, mine[w.id])), None)
            if source is not None:
                corrected = new.text[there.start : there.end]
                found.setdefault(here, Outdated(change.what, here, corrected, source, new_id))
    return tuple(found[here] for here in sorted(found))[:MOST]


def _about(article: Article, new: Article, pair: Pair, changes: Sequence[Change], note: str) -> list[Change]:
    """The changes that the note is about: those whose value it names, or all where it names none of them."""
    shown = []
    for change in changes:
        here, there = (change.a, change.b) if pair.a == article.id else (change.b, change.a)
        values = _values(article, here, new, there)
        if values is not None:
            shown.append((change, values))
    named = [change for change, values in shown if any(_has(note, value) for value in values)]
    return named or [change for change, _ in shown]


def _unchanged(article: Article, here: Span, pair: Pair) -> bool:
    """Whether the other article of a pair has the same words where this one has `here`."""
    for c in pair.standing:
        mine, changed = (c.a, [x.a for x in c.changes]) if pair.a == article.id else (c.b, [x.b for x in c.changes])
        if mine.start <= here.start and here.end <= mine.end:
            return not any(x is not None and x.overlap(here) for x in changed)
    return False


def _before(one: Article, other: Article) -> bool:
    first, second = one.published_at or one.received_at, other.published_at or other.received_at
    return first is None or second is None or first <= second


def _values(old: Article, was: Span | None, new: Article, now: Span | None) -> tuple[str, str] | None:
    """What a change was and is; None where it is none that a reader would call one."""
    if was is None or now is None:
        return None
    before, after = old.text[was.start : was.end].strip(), new.text[now.start : now.end].strip()
    if not before or not after or before == after:
        return None
    if bool(_FIGURE.search(before)) != bool(_FIGURE.search(after)):
        return None  # a figure and a number word are rarely one fact
    return before, after


def _named(found: list[Correction], note: str) -> list[Correction]:
    """Those whose value the note names; all of them where it names none."""
    named = [c for c in found if _has(note, c.old) or _has(note, c.new)]
    return named or found


def _withdrawn(
    old: Article, new: Article, covered: Sequence[Span], others: Sequence[tuple[Article, Pair]]
) -> list[Correction]:
    out = []
    for sentence in sentences(old.text, old.language):
        if any(sentence.overlap(c) * 2 > len(sentence) for c in (*covered, *old.boilerplate)):
            continue
        for figure in _FIGURE.finditer(old.text, sentence.start, sentence.end):
            value = figure.group()
            if len(value) < 2 or _has(new.text, value):
                continue
            carriers = _carriers(Span(figure.start(), figure.end()), value, "", others, old.id)
            words = old.text[sentence.start : sentence.end]
            out.append(Correction("figure", value, "", old.id, new.id, words, carriers))
    return out


def _carriers(
    was: Span, before: str, after: str, others: Sequence[tuple[Article, Pair]], old_id: str
) -> tuple[str, ...]:
    carriers = []
    for copy, pair in others:
        for c in pair.standing:
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


def _around(article: Article, span: Span) -> str:
    """The sentence that `span` stands in."""
    for sentence in sentences(article.text, article.language):
        if sentence.start <= span.start < sentence.end:
            return article.text[sentence.start : sentence.end]
    return article.text[max(0, span.start - 80) : span.end + 80].strip()


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
