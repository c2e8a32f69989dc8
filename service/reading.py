"""Reading a report: what API and pages both do.

Promises
    * One report an article, wherever it is shown.
    * A verdict whose evidence has changed is refreshed before it is shown, so that lists, stories and events tell from
      then on what this reader was told. It is all that a reader of the service writes, it decides nothing that a worker
      would not decide a moment later, and where it cannot be written the reader gets the same report.
"""

from __future__ import annotations

import contextlib

from copytaster import pipeline
from copytaster.archive import ArchiveUnavailable, Row
from copytaster.shapes import Report, Unfinished
from service.access import embargo
from service.state import State


def row_of(state: State, article_id: str) -> Row | None:
    """An article that whoever asks may see. None: there is no such article. Raises `Problem` (403) as below."""
    row = state.archive.find(article_id, embargo.visible_at(state))
    if row is not None:
        embargo.refuse_hidden(state, row)
    return row


def report_of(state: State, article_id: str, explain: bool = False) -> Report | Unfinished | None:
    """The report; before the article is checked, what stands in for it. None: there is no such article.

    Raises `Problem` (403) for an article under embargo.
    """
    row = row_of(state, article_id)
    if row is None:
        return None
    if row.stale:
        with contextlib.suppress(ArchiveUnavailable):  # it can be read, or the row would not be here
            pipeline.refresh(article_id, state.archive, state.settings, state.now())
    return pipeline.report(state.archive, article_id, state.settings, explain, embargo.visible_at(state))
