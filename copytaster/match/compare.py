"""Two articles in, a `Pair` out: which sentences say the same, how surely and how worded, and whether the facts agree.

Invariants
    * ``compare(a, b)`` and ``compare(b, a)`` give the same `Pair`, and other ids only turn it: articles are aligned in
      an order that their texts decide.
    * A pair decides nothing. What it amounts to, is decided over all pairs of an article together (`attribute`).
    * Texts are encoded only where words in common leave a doubt, and that too is a function of the two texts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import compress
from typing import NamedTuple

import numpy as np

from copytaster.fingerprint.analysis import KNOWN, Analysis, Ints
from copytaster.fingerprint.meaning import SPOKEN
from copytaster.fingerprint.vectors import Floats
from copytaster.frozen import frozen
from copytaster.match.changes import changes
from copytaster.match.content import share_at
from copytaster.match.evidence import turned_evidence
from copytaster.match.facts import compare_facts
from copytaster.match.form import form
from copytaster.match.glance import nothing_said
from copytaster.match.items import DIGEST, item, may_hold_an_item
from copytaster.match.joins import held_by, in_common
from copytaster.match.merged import together
from copytaster.match.model import Models, chance, models
from copytaster.match.said import SAID, SHORT_ODDS, Likeness, Said, likeness, named, own_fives, said
from copytaster.match.similarity import sentence_bounds, sizes, trigram_places, trigram_resemblance
from copytaster.match.spelling import garbled, respelt
from copytaster.match.wording import Wording, spans_in, wordings
from copytaster.model import Change, Correspondence, Kind, Pair, ascending
from copytaster.text.scripts import has_capitals
from copytaster.text.sentences import asks

Meaning = Callable[[Analysis], Floats]
"""Gives (s, d) unit vectors of the sentences of an article."""

FEW_TRIGRAMS = 4
"""Places of shared word 3-grams from which two articles are compared."""
SAME_MATTER, CONTENT = 0.15, 3.0
"""Share of the content words of either, by rareness, that the other has, and their weight in all, from which they are.
Of rewrites the labelled ones share 0.18 or more; of two articles on different matters one pair in 200 does."""
ANCHORS = 3
"""Anchors in common from which two articles are that need share no word."""
SETTLED = 0.9
"""Share of the words of either article in runs in common from which words alone decide."""
STRANGE = 0.25
"""The same, under which two texts in different languages have no words in common but names and what the two languages
share: Spanish and Portuguese have one word in fifteen in runs."""
WEAK = -3.0
"""Log-odds under which a sentence is not linked at all."""
ABOUT_COSINE, ABOUT_CONTENT = 0.4, 0.25
"""From which a sentence is about the same matter as another."""
SPOKEN_SHARE = 0.4
"""Share of the words of a sentence in quotation marks, on both sides, from which it is a quotation in two languages:
what was said is a part of it, who said it the rest."""
HIDDEN_NAMES = 1.7
"""Names in 100 words that stand nowhere in the other article, where nobody can tell: more than most rewrites have,
fewer than most stories of one's own."""
BETWEEN = 2
"""Characters between two words, at most on average."""
OPENING = 2
"""Sentences in which an article says what is new."""
QUOTE_RUN = 5
"""Words in a row from which a shared quotation is worth reporting."""


@frozen
class Alignment:
    """Two articles beside each other, and what each says of the other."""

    a: Analysis
    b: Analysis
    read: Analysis
    """`a` with the words that it spells in another way than b read as b's; everything stands where it stood."""
    like: Likeness
    of_a: Said
    """What b says of a."""
    of_b: Said
    how: str


def compare(x: Analysis, y: Analysis, meaning: Meaning, trained: Models | None = None) -> Pair | None:
    """What two articles have in common; None when that is nothing worth keeping."""
    a, b = sorted((x, y), key=lambda one: (len(one.text), one.text, one.article_id))
    places = trigram_places(a, b)
    if not len(a) or not len(b):
        return None
    as_a_whole = suspicious(a, b, places[0])
    items = (False, False) if as_a_whole else (may_hold_an_item(a, b), may_hold_an_item(b, a))
    if not as_a_whole and not any(items):
        return None
    trained = trained or models()
    read, like = by_words(a, b, places)
    if read is a and nothing_said(a, b, like, places, trained):
        return None
    alignment = align(a, b, read, like, meaning, trained)
    kept = _correspondences(alignment, links_of(alignment))
    if not kept:
        return None
    evidence = _evidence(alignment, kept)
    if not as_a_whole and not _item_said(kept, evidence, items):
        return None
    if a.article_id > b.article_id:
        kept, evidence = [turned(c) for c in kept], turned_evidence(evidence)
    return Pair(
        min(a.article_id, b.article_id),
        max(a.article_id, b.article_id),
        tuple(sorted(kept, key=lambda c: (c.a.start, c.a.end, c.b.start, c.b.end))),
        trigram_resemblance(a, b),
        dict(sorted(evidence.items())),
    )


def _item_said(kept: Sequence[Correspondence], evidence: dict[str, float], items: tuple[bool, bool]) -> bool:
    """Whether one of two articles that share little as a whole is a digest, and what it may have of the other is more
    likely said there than not. Of others that share so little it is chance whether they are compared at all: which
    words are rare is a matter of when they came."""
    sides = ("a", items[0], [c.odds_a for c in kept]), ("b", items[1], [c.odds_b for c in kept])
    return any(
        may and evidence["matter_" + side] <= DIGEST and any(o is not None and o > 0 for o in odds)
        for side, may, odds in sides
    )


def by_words(a: Analysis, b: Analysis, places: tuple[Ints, Ints]) -> tuple[Analysis, Likeness]:
    """`a` as it reads beside b, and which sentences of the two have runs of words in common. `places`: `trigram_places`
    of a and b."""
    read = respelt(a, b, places)
    return read, likeness(read, b, None, places if read is a else None)


def align(
    a: Analysis, b: Analysis, read: Analysis, like: Likeness, meaning: Meaning, trained: Models
) -> Alignment:  # fmt: skip
    """The sentences of two texts compared, in both directions. What they mean is asked only where their words leave a
    doubt and both are in languages that the encoder speaks; of misread print it says which sentences go together, not
    whether one was taken from the other. `read`, `like`: what `by_words` gives of a and b."""
    shared = _shared(a, b, like)
    if min(shared) < SETTLED and {a.language, b.language} - {"und"} <= SPOKEN:
        like = Likeness(meaning(a) @ meaning(b).T, like.runs_x, like.runs_y)
    heard = replace(like, cosine=None) if garbled(read) else like
    how = _how(a, b, heard, shared)
    of_a, of_b = said(read, b, heard, trained, how), said(b, read, heard.turned(), trained, how)
    return Alignment(a, b, read, like, of_a, of_b, how)


def _how(a: Analysis, b: Analysis, like: Likeness, shared: tuple[float, float]) -> str:
    """The model by which the two are compared: see `said`."""
    known = like.cosine is not None
    if strange(a, b) and max(shared) < STRANGE:
        return "said_across" if known else "said_anchors"
    unknown = min(shared) < SETTLED and a.language == b.language and a.language not in SPOKEN | {"und"}
    if known:
        return "said" if strange(a, b) or a.language in KNOWN else "said_own"
    return "said_stems" if unknown else "said_words"


def _shared(a: Analysis, b: Analysis, like: Likeness) -> tuple[float, float]:
    """The shares of the words of a, and of b, in runs that one sentence of the other has."""
    mine = float((like.runs_x.max(axis=1) * a.lengths).sum()) / max(1, len(a.words))
    theirs = float((like.runs_y.max(axis=0) * b.lengths).sum()) / max(1, len(b.words))
    return mine, theirs


def suspicious(a: Analysis, b: Analysis, runs: Ints) -> bool:
    """A quick look that spares most candidates the comparison: runs of words in common, or content.
    `runs`: where in `a` three words begin that stand in `b` too, ascending."""
    if len(runs) and np.count_nonzero(np.diff(runs)) >= FEW_TRIGRAMS - 1:
        return True
    here, there = in_common(a.content.hashes, b.content.hashes)
    share = max(share_at(a.content, here), share_at(b.content, there))
    if share >= SAME_MATTER and float(a.content.weights[here].sum()) >= CONTENT:
        return True
    share_words = a.language == b.language and a.language in KNOWN
    return not share_words and len(a.anchors.all() & b.anchors.all()) >= ANCHORS


def strange(a: Analysis, b: Analysis) -> bool:
    """Whether the two are in different languages."""
    return a.language != b.language and "und" not in (a.language, b.language)


class Link(NamedTuple):
    """Sentence `i` of a and `j` of b: `odds_a` that i was taken from there, where j is its likest; `odds_b` that j
    was taken from here, where i is its likest. `rest_a`: the sentence of a beside i that says the rest of j, `rest_b`
    the one of b beside j that says the rest of i; -1: none."""

    i: int
    j: int
    odds_a: float | None
    odds_b: float | None
    wording: Wording
    rest_a: int = -1
    rest_b: int = -1


def links_of(alignment: Alignment) -> list[Link]:
    """Every sentence with its likest one on the other side, where they may say the same."""
    a, b, of_a, of_b = alignment.read, alignment.b, alignment.of_a, alignment.of_b
    of_i, of_j = together(a, b, alignment.like, of_a, of_b)
    found: dict[tuple[int, int], tuple[float | None, float | None]] = {}
    for i, (j, odds) in enumerate(zip(of_i.best, of_a.odds.tolist(), strict=True)):
        if odds >= WEAK:
            found[i, j] = odds, None
    for j, (i, odds) in enumerate(zip(of_j.best, of_b.odds.tolist(), strict=True)):
        if odds >= WEAK:
            found[i, j] = found.get((i, j), (None, None))[0], odds
    told = sorted(found.items())
    worded = wordings(a, b, [(i, j, max(mine or WEAK, theirs or WEAK) > 0) for (i, j), (mine, theirs) in told])
    links = [
        Link(
            i, j, mine, theirs, words,
            -1 if theirs is None else of_j.rest.get(j, -1), -1 if mine is None else of_i.rest.get(i, -1),
        )
        for ((i, j), (mine, theirs)), words in zip(told, worded, strict=True)
    ]  # fmt: skip
    return [_by_words(link) for link in links] if alignment.how == "said_words" else links


def _by_words(link: Link) -> Link:
    """Where nobody knows what sentences mean, other words are other words."""
    if link.wording.kind is not Kind.PARAPHRASE:
        return link
    mine, theirs = (None if odds is None else min(odds, SHORT_ODDS) for odds in (link.odds_a, link.odds_b))
    return link._replace(odds_a=mine, odds_b=theirs)


def turned(c: Correspondence) -> Correspondence:
    """The same correspondence seen from the other article."""
    swapped = tuple([Change(x.what, x.b, x.a) for x in c.changes]) if c.changes else ()
    return Correspondence(c.b, c.a, c.kind, c.score, swapped, c.j, c.i, c.odds_b, c.odds_a, c.own, c.rest_b, c.rest_a)


def _correspondences(alignment: Alignment, links: Sequence[Link]) -> list[Correspondence]:
    """The links as they are told."""
    a, b = alignment.a, alignment.b
    across, misread = strange(a, b), garbled(alignment.read)
    in_a, in_b = spans_in(a), spans_in(b)
    found: list[Correspondence] = []
    for i, j, mine, theirs, words, rest_a, rest_b in links:
        kind = words.kind
        if across and (words.run < 3 or kind is Kind.PARAPHRASE):
            spoken = min(_spoken(a, i), _spoken(b, j))
            kind = Kind.QUOTE if spoken >= SPOKEN_SHARE else Kind.TRANSLATION
        elif words.quoted and words.run >= QUOTE_RUN:
            kind = Kind.QUOTE
        changed = () if misread else changes(a, i, words.a, b, j, words.b, words.kind)
        if changed and kind is Kind.VERBATIM:  # a sign is no word
            kind = Kind.EDITED
        sure = chance(max(mine or WEAK, theirs or WEAK))
        told = Correspondence(
            in_a(i, words.a),
            in_b(j, words.b),
            kind,
            round(sure if kind is Kind.TRANSLATION else (sure + words.likeness) / 2, 3),
            changed,
            i,
            j,
            None if mine is None else round(mine, 2),
            None if theirs is None else round(theirs, 2),
            words.own,
            None if rest_a < 0 else in_a(rest_a, sentence_bounds(a, rest_a)),
            None if rest_b < 0 else in_b(rest_b, sentence_bounds(b, rest_b)),
        )
        found.append(told)
    return found


def _spoken(x: Analysis, i: int) -> float:
    """The share of the words of a sentence that stand in quotation marks."""
    return float(x.quoted[x.sentence_words(i)].mean())


def _evidence(alignment: Alignment, kept: Sequence[Correspondence]) -> dict[str, float]:
    """What no single link says. `words_*`, `sentences_*`: how long the two are; `new_names_*`: names of the one that
    the other has nowhere, in 100 of its words; `new_figures_*`: figures of the one that agree with none of the other,
    in 100 of its words; `new_quotes_*`: words that it quotes and the other does not say, in 100 of its words;
    `fives_*`: share of its words in five in a row outside quotations that the other has; `matter_*`: share of its words
    in sentences that are about what the other is about; `facts_*`: of the linked sentences, of those that correspond
    where neither words nor meaning link any; `respelt`: share of the words of the one that are words of the other in
    another spelling;
    `asked_*`: share of its words in questions; `characters_*`: about its length, what stands there often counted once;
    `elsewhere_*`, `untold_*`, `item_names_*`: as in `items.Item`; `apart_*`: as in `_apart`; `opened_*`: 1 where the
    other says one of its first sentences, else 0; `same_form`, `identical`: 1 or 0."""
    a, b, read = alignment.a, alignment.b, alignment.read
    formed = form(read, b, alignment.like)
    facts = formed.facts if formed.links else compare_facts(read.facts, b.facts, [(c.i, c.j) for c in kept])
    found = {
        "facts_agree": float(facts.agree),
        "facts_differ": float(facts.differ),
        "same_form": float(formed.same),
        "identical": float(len(a.words) == len(b.words) and bool((a.words.hashes == b.words.hashes).all())),
    }
    if read.respelt is not None:
        found["respelt"] = round(float(read.respelt.mean()), 4)
    told = [c for c in kept if c.kind is not Kind.QUOTE]
    linked = {c.i for c in told if c.odds_a is not None}, {c.j for c in told if c.odds_b is not None}
    sides = ("a", read, b, alignment.of_a, linked[0]), ("b", b, read, alignment.of_b, linked[1])
    for side, x, y, said_of, sentences in sides:
        found["words_" + side] = float(len(x.words))
        found["characters_" + side] = x.once("characters", _characters)
        found["sentences_" + side] = float(len(x))
        found["new_names_" + side] = round(_new_names(x, y), 2)
        missing = sum(said_of.numbers("figures_missing"))
        found["new_figures_" + side] = round(100 * missing / max(1, len(x.words)), 2)
        found["new_quotes_" + side] = round(_new_quotes(x, said_of), 2)
        on_matter = about(said_of)
        found["matter_" + side] = round(sum(compress(sizes(x), on_matter)) / max(1, len(x.words)), 4)
        around = item(x, said_of, on_matter, sentences)
        found["elsewhere_" + side] = round(around.elsewhere, 4)
        found["untold_" + side] = around.untold
        found["item_names_" + side] = around.names
        surely = {k for k in sentences if said_of.odds[k] > 0}
        found["apart_" + side] = round(_apart(x, [on or k in surely for k, on in enumerate(on_matter)]), 4)
        found["opened_" + side] = float(not surely.isdisjoint(range(OPENING)))
        found["asked_" + side] = x.once("asked", _asked)
        found["fives_" + side] = round(int(np.count_nonzero(own_fives(x, y))) / len(x.words), 4)
    return found


def _characters(x: Analysis) -> float:
    return float((x.words.ends - x.words.starts + BETWEEN).sum())


def _apart(x: Analysis, about: Sequence[bool]) -> float:
    """The share of the words of x in a row of sentences that are not `about` what the other is about; those among them
    that are count against it."""
    most = here = 0
    for size, on in zip(sizes(x), about, strict=True):
        here = max(0, here - size if on else here + size)
        most = max(most, here)
    return most / max(1, len(x.words))


def _asked(x: Analysis) -> float:
    """The share of the words of x in questions."""
    asked = np.array([asks(x.text, span) for span in x.spans], np.bool_)
    return round(float(x.lengths[asked].sum()) / max(1, len(x.words)), 4)


def _new_quotes(x: Analysis, of: Said) -> float:
    """How many of 100 words of x are quoted and in no run that y has, each by the probability that y does not say its
    sentence. Who rewrites can quote nobody whom the source does not quote; who was there quotes whom he likes."""
    if not x.once("quotes", lambda x: bool(x.quoted.any())):
        return 0.0
    quoted, runs, own = (of.features[:, SAID.index(name)] for name in ("quoted", "runs", "own_runs"))
    missing = np.maximum(0, quoted - (runs - own)) / (1 + np.exp(of.odds))
    return 100 * float((x.lengths * missing).sum()) / max(1, len(x.words))


def _new_names(x: Analysis, y: Analysis) -> float:
    """How many names in 100 words of x stand nowhere in y; between two languages they are compared by their
    consonants. Where a script hides its names nobody can say that one is missing, nor that none is."""
    if not strange(x, y):
        if not x.once("cased", lambda x: has_capitals(x.text)):
            return HIDDEN_NAMES
        names = x.once("names", lambda x: ascending(x.words.hashes[named(x)]))
        held = int(np.count_nonzero(held_by(y.ordered_words, names)))
        return 100 * (len(names) - held) / max(1, len(x.words))
    if not x.anchors.named or not y.anchors.legible:
        return HIDDEN_NAMES
    mine, theirs = (frozenset().union(*z.anchors.names) for z in (x, y))
    return 100 * len(mine - theirs) / max(1, len(x.words))


def about(of: Said) -> list[bool]:
    """(s,) whether each sentence is about what the other article is about, whoever took what from whom."""
    numbers = zip(of.numbers("cosine"), of.numbers("content"), strict=True)
    return [cosine >= ABOUT_COSINE or content >= ABOUT_CONTENT for cosine, content in numbers]
