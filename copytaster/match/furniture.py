"""Furniture: text that others share with an article and that tells nothing of where it came from.

A promo, a disclaimer, a helpline, a background paragraph that runs for weeks: many articles carry it which share
nothing else with this one. Two things tell it from a story's sentence, which many may carry too: the days, for a
sentence is carried by all at about the same time; and what else those articles tell, for what stands in articles of
one publisher that have nothing to do with each other is no part of any of them.

Invariants
    * A function of the article's pairs: the order in which articles arrived changes nothing.
    * What is the story of somebody, most of what he tells, is nobody's furniture; nor is what a wire says that does
      not recur in that agency's own articles: text of an agency that many outlets carry stays evidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial

from copytaster.match.relate import LINK, links_from, merged, of_links, own, own_length, weight_of
from copytaster.model import Article, Boilerplate, BoilerplateKind, Correspondence, Kind, Pair, Span
from copytaster.recent import Made

DAYS = 7
"""Days on which others share a span with this article, and little else, from which the span is furniture."""
LITTLE = 2
"""Surely linked sentences of a pair that shares little."""
SURELY = 1.0
"""Log-odds from which a sentence in other words is the other's as well: among those of two strangers one may be a
little likelier said than not."""
OF_ONE = 3
"""Articles of one publisher, this one among them when it is its own, that have nothing to do with each other."""
AT_EDGE = 2
"""The same where the span is how its publisher's articles begin or end, this one and the others."""
AT_FOOT = 2
"""Publishers, none of them an agency, of which each has the span as the last paragraphs of an article, on another day:
an author's biography, a help line."""
FOOT = 60
"""Fewest characters of them: "The case continues." ends many stories."""
OF_MANY = 4
"""The same of as many publishers, on as many days but one."""
UNRELATED = 0.13
"""Longer words of the shorter of two articles that are in the other: of articles on different events 95 in 100 share
fewer, of articles on one event 15 in 100."""
FEWEST_WORDS = 15
"""Longer words of an article that can be told to have nothing to do with another."""
MOST_HOLDERS = 12
"""Holders of a span that are held against each other."""
WORDS = 60
"""Characters of an article whose longer words take as much to hold as a link."""
_WORD = re.compile(r"[^\W\d_]{5,}|(?=([\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2}))")


def furniture(article: Article, known: Sequence[tuple[Pair, Article]]) -> list[Span]:
    """The spans of `article` that are furniture by the days, in order. `known`: its pairs and the other article of
    each."""
    if len({_day(other) for _, other in known} - {None}) < DAYS:
        return []  # as of most stories
    alone: list[tuple[Span, int]] = []
    for pair, other in known:
        mine = pair.a == article.id
        sure = [
            c.a if mine else c.b
            for c in pair.correspondences
            if c.kind is not Kind.QUOTE and _sure(c)
        ]
        day = _day(other)
        if day is not None and 0 < len(sure) <= LITTLE:
            alone += [(span, day) for span in sure]
    return [
        span
        for span in sorted({s for s, _ in alone})
        if len({day for s, day in alone if s.overlap(span) * 2 > len(span)}) >= DAYS
    ]


@dataclass(frozen=True)
class _Holder:
    """Another article that has spans of this one word by word, and little else of it."""

    article: Article
    spans: tuple[tuple[Span, Span], ...]
    """Where they stand in the article that is asked about, and where in this one."""

    @property
    def publisher(self) -> str | None:
        return _publisher(self.article)

    @cached_property
    def words(self) -> frozenset[str]:
        return _words(self.article, (there for _, there in self.spans))

    def has(self, span: Span) -> bool:
        return any(_same(span, here) for here, _ in self.spans)

    def ends_with(self, span: Span) -> bool:
        """Whether it begins or ends with the span."""
        every = merged([there for _, there in self.spans])
        return any(_at_edge(self.article, there, every) for here, there in self.spans if _same(span, here))

    def at_foot(self, span: Span) -> bool:
        """Whether it ends with the span, in paragraphs of their own."""
        every = merged([there for _, there in self.spans])
        return any(_at_foot(self.article, there, every) for here, there in self.spans if _same(span, here))


def recurring(article: Article, known: Sequence[tuple[Pair, Article]]) -> tuple[Span, ...]:
    """The spans of `article` that recur in articles which have nothing to do with each other or with it, in order."""
    holders, told = _holders(article, known)
    every = merged([here for holder in holders for here, _ in holder.spans])
    found = [
        span
        for span in sorted({here for holder in holders for here, _ in holder.spans})
        if not any(_same(span, s) for s in told)
        and _recurs(article, span, [h for h in holders if h.has(span)], every)
    ]
    joined: list[Span] = []
    for span in merged(found):
        between = article.text[joined[-1].end : span.start] if joined else "\n"
        if between.isspace() and "\n" not in between:
            joined[-1] = Span(joined[-1].start, span.end)
        else:
            joined.append(span)
    return tuple(joined)


def set_aside(article: Article, spans: Sequence[Span]) -> Article:
    """`article` with `spans`, of their own kind or `RECURRING`, among its boilerplate; what is that already keeps its
    kind."""
    if not spans:
        return article
    weight = len(article.text) // LINK
    return _aside(lambda: _set_aside(article, spans), article, weight=weight, beside=tuple(spans))


_aside: Made[Article] = of_links()


def _set_aside(article: Article, spans: Sequence[Span]) -> Article:
    kept = list(article.boilerplate)
    for span in spans:
        at, kind = span.start, span.kind if isinstance(span, Boilerplate) else BoilerplateKind.RECURRING
        for known in [b for b in article.boilerplate if b.overlap(span)]:
            if at < known.start:
                kept.append(Boilerplate(at, known.start, kind))
            at = known.end
        if at < span.end:
            kept.append(Boilerplate(at, span.end, kind))
    return replace(article, boilerplate=tuple(sorted(kept)))


def _holders(article: Article, known: Sequence[tuple[Pair, Article]]) -> tuple[list[_Holder], list[Span]]:
    """Who has stretches of the article and little else of it; and the stretches that are most of what somebody
    tells."""
    holders, told = [], []
    for pair, other in sorted(known, key=lambda x: x[1].id):
        holder, spans = _held(
            partial(_holding, article, pair, other), article, pair, other, weight=partial(_weight, article, pair, other)
        )
        holders += [] if holder is None else [holder]
        told += spans
    return holders, told


_held: Made[tuple[_Holder | None, list[Span]]] = of_links()


def _holding(article: Article, pair: Pair, other: Article) -> tuple[_Holder | None, list[Span]]:
    """The same of one other article."""
    links = links_from(article, pair)
    verbatim = [c for c in links if c.kind is Kind.VERBATIM]
    here, there = merged([c.a for c in verbatim]), merged([c.b for c in verbatim])
    if not here:
        return None, []
    most = _most(article, here), _most(other, there)
    if any(most):
        return None, here if not all(most) else []  # a copy of the whole says nothing of its parts
    if any(_sure(c, SURELY) for c in links if c.kind not in (Kind.VERBATIM, Kind.QUOTE)):
        return None, []
    return _Holder(other, tuple((c.a, c.b) for c in verbatim)), []


def _weight(article: Article, pair: Pair, other: Article, found: tuple[_Holder | None, list[Span]]) -> int:
    words = 0 if found[0] is None else len(other.text) // WORDS
    return weight_of(article, other, len(pair.correspondences)) + words


def _sure(c: Correspondence, odds: float = 0.0) -> bool:
    return max(c.odds_a or -9.0, c.odds_b or -9.0) > odds


def _most(article: Article, spans: Iterable[Span]) -> bool:
    return sum(own(article, s) for s in spans) * 2 > own_length(article)


def _at_edge(article: Article, span: Span, every: Sequence[Span]) -> bool:
    """Whether nothing of the article's own stands before a span, or behind it, but more spans of the sort."""
    for side in (Span(0, span.start), Span(span.end, len(article.text))):
        if own(article, side) == sum(own(article, s) for s in every if s.overlap(side)):
            return True
    return False


def _at_foot(article: Article, span: Span, every: Sequence[Span]) -> bool:
    """Whether from the paragraph of a span to the end of the text nothing of the article's own stands but more spans
    of the sort."""
    first = article.text.rfind("\n", 0, span.start) + 1
    foot = Span(first, len(article.text))
    if first == 0 or len(foot) < FOOT:
        return False
    return own(article, foot) == sum(own(article, s) for s in every if s.overlap(foot))


def _recurs(article: Article, span: Span, holders: Sequence[_Holder], every: Sequence[Span]) -> bool:
    """Whether a span that so many have is furniture of one publisher, or of many. `every`: all that holders have."""
    mine, publisher = _words(article, [span]), _publisher(article)
    by_publisher: dict[str, list[_Holder]] = {}
    for holder in holders:
        if holder.publisher is not None:
            by_publisher.setdefault(holder.publisher, []).append(holder)
    # What an outlet's own articles have is not furniture of its house where as many others have it from somewhere.
    recurs = {
        name: len(_apart(mine, group)) + (name == publisher) >= OF_ONE
        for name, group in by_publisher.items()
        if group[0].article.is_wire or 2 * len(group) + (name == publisher) > len(holders)
    }
    if publisher in recurs and _at_edge(article, span, every):
        ends = [h for h in by_publisher[publisher] if h.ends_with(span)]
        recurs[publisher] = recurs[publisher] or len(_apart(mine, ends)) + 1 >= AT_EDGE
    if any(a.is_wire and not recurs.get(_publisher(a) or "") for a in (article, *(h.article for h in holders))):
        return False
    if any(recurs.values()):
        return True
    first = [min(group, key=lambda h: h.article.id) for name, group in by_publisher.items() if name != publisher]
    feet = [
        h for h in holders
        if h.publisher not in (None, publisher) and _day(h.article) not in (None, _day(article)) and h.at_foot(span)
    ]  # fmt: skip
    if publisher is not None and _at_foot(article, span, every) and len(_apart(mine, feet)) + 1 >= AT_FOOT:
        return True
    apart = _apart(mine, first)
    days = {_day(h.article) for h in apart} - {None}
    return publisher is not None and len(apart) >= OF_MANY - 1 and len(days) >= OF_MANY - 1


def _apart(mine: frozenset[str], holders: Sequence[_Holder]) -> list[_Holder]:
    """Holders that have nothing to do with the article nor with each other, as many as the first ones allow."""
    kept: list[_Holder] = []
    for holder in sorted(holders, key=lambda h: h.article.id)[:MOST_HOLDERS]:
        if all(_unrelated(holder.words, other) for other in (mine, *(k.words for k in kept))):
            kept.append(holder)
    return kept


def _unrelated(one: frozenset[str], other: frozenset[str]) -> bool:
    fewest = min(len(one), len(other))
    return fewest >= FEWEST_WORDS and len(one & other) < UNRELATED * fewest


def _words(article: Article, without: Iterable[Span]) -> frozenset[str]:
    """The longer words of an article outside its boilerplate and some spans; of scripts without spaces pairs of
    signs."""
    text, at, kept = article.text, 0, []
    for span in merged([*(Span(b.start, b.end) for b in article.boilerplate), *without]):
        kept.append(text[at : span.start])
        at = max(at, span.end)
    kept.append(text[at:])
    return frozenset(m.group(1) or m.group() for m in _WORD.finditer("\n".join(kept).casefold())) - {""}


def _day(article: Article) -> int | None:
    when = article.published_at or article.received_at
    return None if when is None else when.toordinal()


def _publisher(article: Article) -> str | None:
    return article.agency or article.outlet


def _same(one: Span, other: Span) -> bool:
    return one.overlap(other) * 2 > len(one)
