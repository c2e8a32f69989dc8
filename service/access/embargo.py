"""Embargoes: who may read an article before its time.

Promise: until its embargo ends, an article is shown only to keys with the scope ``embargo`` (or ``admin``); without
keys nobody is kept out. Others meet neither its text nor its title, in no list, story or report of another article.
That it exists may be seen, by who knows its id.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from copytaster.archive import Row
from copytaster.fields import stamp
from copytaster.model import Article
from copytaster.pipeline import nobody
from service.errors import Problem
from service.state import State

SCOPE = "embargo"


def hidden_from_reader(s: State) -> Callable[[Article], bool]:
    """Whether whoever makes this request may not see an article now."""
    if s.gate.may(SCOPE):
        return nobody
    now = s.now()
    return lambda article: article.hidden(now)


def visible_at(s: State) -> datetime | None:
    """For lists: the moment at which what is listed must be free; None for those who may see everything."""
    return None if s.gate.may(SCOPE) else s.now()


def refuse_hidden(s: State, row: Row) -> None:
    """Raises `Problem` (403) for an article that whoever asks may not see yet."""
    article = row.article
    if hidden_from_reader(s)(article):
        until = stamp(article.embargoed_until)
        when = f"until {until}" if until else "until a later version releases it"
        raise Problem(403, "embargoed", f"This article is under embargo {when}; reading it needs the scope {SCOPE!r}.")
