"""Credits of agencies that only the archive knows: "(Holmfjord Pressekontor)" under a story is a sign-off like "(NTB)".

Cleaning reads one text and no archive, so it knows the agencies of the list. Whoever knows more has the text read anew,
by the same rules.
"""

from __future__ import annotations

from collections.abc import Collection

from copytaster.clean import boilerplate
from copytaster.model import Article, Boilerplate, BoilerplateKind

_CREDITS = frozenset((
    BoilerplateKind.BYLINE, BoilerplateKind.CAPTION, BoilerplateKind.COPYRIGHT, BoilerplateKind.CREDIT,
    BoilerplateKind.DATELINE,
))  # fmt: skip


def credits_of(article: Article, agencies: Collection[str]) -> tuple[Boilerplate, ...]:
    """The stretches of `article` that are nothing but credits of `agencies`, initials of their desks beside them
    included, in order; what is boilerplate already may be among them."""
    named = frozenset(name for name in agencies if name in article.text or name.upper() in article.text)
    if not named:
        return ()
    found = boilerplate.mark(
        article.text, article.language, byline=article.byline, outlet=article.outlet, agencies=named,
        title=article.title,
    )
    credits = [b for b in found if b.kind in _CREDITS]
    kept = {b for b in credits if _names(article.text[b.start : b.end], named)}
    for order in (credits, credits[::-1]):  # initials over a sign-off, and under it
        before: Boilerplate | None = None
        for b in order:
            between = "x" if before is None else article.text[min(b.end, before.end) : max(b.start, before.start)]
            if before in kept and not between.strip():
                kept.add(b)
            before = b
    return tuple(sorted(kept))


def _names(words: str, named: Collection[str]) -> bool:
    return any(name in words or name.upper() in words for name in named)
