"""Credited quotations: words that an article has from an agency by its own account.

What somebody said may be heard by all who were there, and proves nothing. Where the article says that it was told to an
agency, or that the agency reports it, and that agency's wire has it, it is taken from there like any other sentence. In
the labelled events no reporter's own story has such a quotation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

import regex

from copytaster.match.relate import View
from copytaster.model import Correspondence, CreditEvidence, Kind, Span
from copytaster.text.sentences import ENDS

NEAR = 80
"""Code points between a quotation and the words that credit it, at most."""
_SENTENCE_ENDS = regex.compile(rf"[{ENDS}]\p{{Pf}}?[\"']?\s|\n")


def with_credited_quotations(v: View, stated: Callable[[], Iterable[CreditEvidence]]) -> View:
    """The pair with the quotations that its article credits to the agency of the other one as what they are beside
    that: the same words, or nearly so. `stated`: the credits of the article, asked only where it matters."""
    if not v.other.is_wire or not v.quotes:
        return v
    asked = "text", "attribution", v.other.agency
    credits = [e.span for e in stated() if e.span and (e.field, e.where, e.agency) == asked]
    if not credits:
        return v
    text = v.article.text
    links = (_as_taken(c, text) if any(_credits(text, s, c.a) for s in credits) else c for c in v.links)
    return replace(v, links=tuple(links))


def _credits(text: str, credit: Span, quotation: Span) -> bool:
    """Whether the two stand in one sentence."""
    first, last = sorted((credit, quotation))
    if last.start - first.end > NEAR:
        return False
    return last.start < first.end or _SENTENCE_ENDS.search(text, max(first.start, first.end - 2), last.start) is None


def _as_taken(c: Correspondence, text: str) -> Correspondence:
    if c.kind is not Kind.QUOTE:
        return c
    words = len(text[c.a.start : c.a.end].split())
    return replace(c, kind=Kind.EDITED if c.changes else Kind.VERBATIM, own=max(c.own, words))
