"""One pair seen from one of its two articles: what each may have from the other, who came first, and how much of it.

Nothing here decides that anything was taken; that is `attribute`, over all pairs of an article together. The words for
what was decided are the design's: most of it in the same words is a `copy`, throughout in other words a `rewrite`, in
another language a `translation`, passages lifted into other material an `excerpt`; the same publisher's later version
is an `update`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import TypeVar

from copytaster.frozen import frozen
from copytaster.match.compare import turned
from copytaster.match.evidence import of_side
from copytaster.match.firsthand import EXACT_TIME, had_it_first
from copytaster.match.lengths import lengths
from copytaster.match.releases import stated_before
from copytaster.model import Article, Correspondence, Direction, Kind, Pair, PassageChange, RelationKind, Span
from copytaster.recent import Made

MOST = 0.75
"""Containment from which an article is, as a whole, the other one."""
CUT = 0.25
"""Least containment of the longer one from which the shorter is a cut copy, not an excerpt."""
REWORDED = 0.40
"""Least share of the article, or of the source, that a rewrite retells."""
TRANSLATED = 0.5
"""The same of a translation: of labelled excerpts in another language, half as long as their wire, 0.45 at most."""
SAME_WORDS = 0.5
"""Share of what was reused that stands in the same words, from which it was copied, not retold."""
RETOLD = 0.15
"""Resemblance under which the whole was not copied, however many words of each sentence stand in the other."""
VERSION = 0.40
"""Containment from which the same publisher's other article is a version of this one."""
ABOUT = 0.45
"""Share of either of two versions that is about the other's matter, or says the same, at least, where it has not nearly
all of the other. Of 51 pairs of METER's wires the least is 0.51; of a round-up of three stories 0.39 at most."""
APART = 0.36
"""Share of an outlet's article in a row of sentences about something else from which it is no version: of ten digests
of two or three stories nine have more, and of stories that grew or were told anew none."""
BRIEF = 3
"""Sentences of an article, fewer of which are a flash: what grew out of it is about many things that it had not."""
BACKGROUND = 0.15
"""The same of either, where neither says what is new in the other: what they share is background."""
_LATE = datetime.max.replace(tzinfo=UTC)
LINK = 400
"""Bytes that a link takes, and so many characters of an article that is held."""
MOST_LINKS = 200_000
"""Links of pairs that are kept as they are seen from one side: a story grows, and its pairs are looked at again. Those
of a thousand articles with five pairs each, 80 MB at most; what else is made of a pair holds the same objects."""
LEAST_LINKS = 32
"""Links that a pair counts for at least, as it does among reports of ordinary length: what is made of it takes 10 KB
altogether, even of two briefs that have one sentence in common."""
V = TypeVar("V")


def of_links() -> Made[V]:
    """A memory of what is made of pairs, or of articles and what they have in common, weighed in links."""
    return Made(MOST_LINKS, LEAST_LINKS)


@frozen
class View:
    """A pair seen from one article: in `links`, `a` is here and `b` is there."""

    article: Article
    other: Article
    pair: Pair
    links: tuple[Correspondence, ...]
    direction: Direction

    @property
    def here(self) -> str:
        """The side of the article in the names of the pair's evidence."""
        return "a" if self.pair.a == self.article.id else "b"

    @property
    def there(self) -> str:
        """The side of the other article."""
        return "b" if self.pair.a == self.article.id else "a"

    @property
    def weight(self) -> int:
        """What it takes to hold it, in links."""
        return weight_of(self.article, self.other, len(self.links))

    def evidence(self, name: str) -> float:
        """What comparison measured of the two together, by name; nothing where it did not."""
        return self.pair.evidence.get(name, 0.0)

    def mine(self, name: str) -> float:
        """What it measured of the article beside the other, by its name in `evidence.UNMEASURED`."""
        return of_side(self.pair.evidence, name, self.here, self.article)

    def theirs(self, name: str) -> float:
        """The same of the other beside the article."""
        return of_side(self.pair.evidence, name, self.there, self.other)

    def turned(self) -> View:
        """The same seen from the other article; what is ignored here is ignored there."""
        if self.links is links_from(self.article, self.pair):  # as the other one itself sees it
            return view(self.other, self.article, self.pair)
        return _backs(lambda: _turned(self), self, weight=self.weight)

    @property
    def same_form(self) -> bool:
        """Whether the two have one pattern, and other facts."""
        return bool(self.evidence("same_form"))

    @property
    def time(self) -> datetime:
        """When the other was published; unknown is after all others."""
        return self.other.published_at or _LATE

    @property
    def quotes(self) -> tuple[Correspondence, ...]:
        """Quotations that both have."""
        return tuple(c for c in self.links if c.kind is Kind.QUOTE)


def view(article: Article, other: Article, pair: Pair, ignored: Sequence[Span] = ()) -> View:
    """The pair from the side of `article`; links inside `ignored` are left out as nobody's evidence."""
    weight, beside = weight_of(article, other, len(pair.correspondences)), tuple(ignored)
    return _views(lambda: _view(article, other, pair, ignored), article, other, pair, weight=weight, beside=beside)


def _view(article: Article, other: Article, pair: Pair, ignored: Sequence[Span]) -> View:
    links = links_from(article, pair)
    if ignored:
        left = tuple(c for c in links if not any(c.a.overlap(s) * 2 > len(c.a) for s in ignored))
        if len(left) == len(links):
            return view(article, other, pair)
        links = left
    return View(article, other, pair, links, direction(article, other))


def weight_of(article: Article, other: Article, links: int) -> int:
    """What it takes to hold two articles and so many of their links, in links."""
    return links + 1 + (len(article.text) + len(other.text)) // LINK


def _turned(v: View) -> View:
    links = tuple(turned(c) for c in v.links)
    return View(v.other, v.article, v.pair, links, direction(v.other, v.article))


def links_from(article: Article, pair: Pair) -> tuple[Correspondence, ...]:
    """The links of a pair with `a` in the article and `b` in the other."""
    if pair.a == article.id:
        return pair.correspondences
    links = pair.correspondences
    return _links(lambda: tuple(turned(c) for c in links), pair, weight=len(links) + 1)


_links: Made[tuple[Correspondence, ...]] = of_links()
_views: Made[View] = of_links()
_backs: Made[View] = of_links()


def kind_of(v: View, used: Sequence[Correspondence], whole: bool) -> RelationKind:
    """The word for a derived relation. `used`: the links that stand; `whole`: the article has nothing of its own."""
    of_article, of_source = share(v.article, [c.a for c in used]), share(v.other, [c.b for c in used])
    if v.evidence("identical"):
        return RelationKind.IDENTICAL
    if same_publisher(v.article, v.other) and _version(v, of_article, of_source):
        return RelationKind.UPDATE
    sizes = {kind: sum(own(v.article, c.a) for c in used if c.kind is kind) for kind in Kind}
    total = max(1, sum(sizes.values()))
    most = max(of_article, of_source)
    if sizes[Kind.TRANSLATION] > total / 2:
        return RelationKind.TRANSLATION if most >= TRANSLATED else RelationKind.EXCERPT
    retold = v.pair.resemblance < RETOLD and most >= REWORDED
    if total - sizes[Kind.PARAPHRASE] >= SAME_WORDS * total and not retold:
        whole_copy = most >= MOST and min(of_article, of_source) >= CUT
        return RelationKind.COPY if whole_copy else RelationKind.EXCERPT
    return RelationKind.REWRITE if whole or most >= REWORDED else RelationKind.EXCERPT


def _version(v: View, of_article: float, of_source: float) -> bool:
    """Whether one publisher's article is a version of its other one: they have enough in common, and each is about the
    other's matter or has nearly all of it. A round-up has pieces of many, and is no version of any; nor are two stories
    with one background."""
    if max(of_article, of_source) < VERSION or _digest(v) or _one_background(v):
        return False
    mine_is = of_source >= MOST or max(of_article, v.mine("matter")) >= ABOUT
    return mine_is and (of_article >= MOST or max(of_source, v.theirs("matter")) >= ABOUT)


def _digest(v: View) -> bool:
    """Whether much of either is about something else, in one place. An agency sends one story in takes, each about
    another side of it."""
    if v.article.is_wire or min(v.mine("sentences"), v.theirs("sentences")) < BRIEF:
        return False
    return max(v.mine("apart"), v.theirs("apart")) >= APART


def _one_background(v: View) -> bool:
    """Whether neither opens with anything that the other says, and both go on about something else."""
    apart = min(v.mine("apart"), v.theirs("apart")) >= BACKGROUND
    return apart and not (v.mine("opened") or v.theirs("opened"))


def same_publisher(x: Article, y: Article) -> bool:
    """Whether one agency, or one outlet, published both."""
    if x.agency or y.agency:
        return x.agency == y.agency
    return x.outlet is not None and x.outlet == y.outlet


def direction(article: Article, other: Article) -> Direction:
    """Who can have taken from whom, from who they are and when they came. What an organisation says about itself is the
    source of all who tell of it. Times alone never make a copy into an origin where a wire is known: a wire is the
    source of what is not a wire, but of an outlet that was earlier and that it names as where it has its news."""
    stated = stated_before(other, article)
    if stated != stated_before(article, other):
        return Direction.FROM_SOURCE if stated else Direction.TO_SOURCE
    if article.is_wire != other.is_wire:
        gave = had_it_first(article, other) if other.is_wire else not had_it_first(other, article)
        return Direction.TO_SOURCE if gave else Direction.FROM_SOURCE
    mine, theirs = article.published_at, other.published_at
    if mine is None or theirs is None or abs((mine - theirs).total_seconds()) < EXACT_TIME:
        return Direction.UNDETERMINED
    return Direction.FROM_SOURCE if theirs < mine else Direction.TO_SOURCE


def changes_of(c: Correspondence) -> tuple[PassageChange, ...]:
    """What differs in a link, seen from its first side."""
    return tuple(PassageChange(x.what, x.a, x.b) for x in c.changes)


def own_length(article: Article) -> int:
    """Code points of the article that are neither white space nor boilerplate; at least 1."""
    return max(1, lengths(article)[-1])


def own(article: Article, span: Span) -> int:
    """The same of one span."""
    before = lengths(article)
    return before[span.end] - before[span.start]


def owns(article: Article, spans: Iterable[Span]) -> list[int]:
    """The same of each of these spans."""
    before = lengths(article)
    return [before[span.end] - before[span.start] for span in spans]


def visible(text: str, start: int, end: int) -> int:
    """Code points of a stretch that are not white space."""
    return sum(map(len, text[start:end].split()))


def share(article: Article, spans: Sequence[Span]) -> float:
    """The share of the article's own characters that spans cover, however they overlap."""
    return min(1.0, sum(owns(article, merged(spans))) / own_length(article))


def merged(spans: Sequence[Span]) -> list[Span]:
    """The union of spans, in order."""
    out: list[Span] = []
    for s in sorted(spans):
        if out and s.start <= out[-1].end:
            out[-1] = Span(out[-1].start, max(out[-1].end, s.end))
        else:
            out.append(s)
    return out
