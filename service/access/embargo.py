"""Embargoes: who may read an article before its time.

Promise: until its embargo ends, an article is shown only to keys with the scope ``embargo`` (or ``admin``); without
keys nobody is kept out. Others meet neither its text, nor its title, nor its id: in no list, story, event or report of
another article. That it exists may be seen, by who knows its id.
"""

from __future__ import annotations

from datetime import datetime

from copytaster.archive import Row
from copytaster.model import Article
from copytaster.moments import stamp
from service.access.rights import ASK
from service.errors import Problem
from service.state import State

SCOPE = "embargo"


def visible_at(s: State) -> datetime | None:
    """The moment at which an article must be free for whoever makes this request; None: they may see everything."""
    return None if s.gate.may(SCOPE) else s.now()


def sees(s: State, article: Article) -> bool:
    """Whether whoever makes this request may see an article now."""
    moment = visible_at(s)
    return moment is None or not article.hidden(moment)


def refuse_hidden(s: State, row: Row) -> None:
    """Raises `Problem` (403) for an article that whoever asks may not see yet."""
    article = row.article
    if not sees(s, article):
        until = stamp(article.embargoed_until, "seconds") if article.embargoed_until else None
        when = f"until {until}" if until else "until a later version releases it"
        held = f"This article is under embargo {when}"
        raise Problem(403, "embargoed", f"{held}; reading it needs the scope {SCOPE!r}.", on_page=f"{held}. {ASK}")
