"""What `copytaster sources` shows: how the sources stand, and whether each can be read, without taking anything."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from copytaster.archive import Archive, Source
from copytaster.counts import count
from copytaster.settings import SettingError, Settings
from workers import standing
from workers.ingest import items
from workers.ingest.config import AnySource, FeedSource, FolderSource, MailboxSource, secret, sources
from workers.ingest.feeds import FeedReader
from workers.ingest.fetch import Fetcher
from workers.ingest.folders import FolderReader, walk
from workers.ingest.hand import Failed
from workers.ingest.mailboxes import MailboxReader
from workers.standing import Standing, moment


class Answer(NamedTuple):
    """What a look at a source gave."""

    source: AnySource
    said: str
    ok: bool


def lines(archive: Archive, settings: Settings) -> Iterator[str]:
    """A line or two for each source, those that are no longer set included."""
    wanted = [(source.id, _head(source.id, source.kind, source.label)) for source in sources(settings)]
    return standing.lines(wanted, {row.source: _standing(row) for row in archive.sources()}, "new: not read yet")


def check(settings: Settings) -> Iterator[Answer]:
    """Looks at each source of the file. Nothing is taken, moved or remembered. Raises `SettingError` for the file."""
    for source in sources(settings):
        try:
            yield Answer(source, _look(source, settings), True)
        except (Failed, SettingError, ValueError) as error:
            yield Answer(source, str(error), False)


def _look(source: AnySource, settings: Settings) -> str:
    if isinstance(source, FeedSource):
        if source.password_file is not None:
            secret(settings, source.password_file)
        answer = FeedReader(source).ask(Fetcher(threading.Event()), settings, {})
        try:
            found = items.read(answer.body, answer.headers.get("content-type", ""), answer.url, settings.limits)
        except items.NoFeed as error:
            raise Failed(str(error)) from None
        moved = f"; it has moved to {answer.url}" if answer.url != source.url else ""
        return f"{count(len(found), 'item')}{moved}"
    if isinstance(source, FolderSource):
        return _folder(FolderReader(source, settings.home).path)
    assert isinstance(source, MailboxSource)
    return f"{count(MailboxReader(source).count(settings), 'mail')} in {source.folder}"


def _folder(path: Path) -> str:
    try:
        handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as error:
        raise Failed(f"the folder cannot be opened: {error.strerror}") from None
    try:
        waiting = sum(1 for _ in walk(handle, ()))
    finally:
        os.close(handle)
    if not os.access(path, os.W_OK | os.X_OK):
        raise Failed("files cannot be moved out of the folder: it is not writable")
    return f"{count(waiting, 'file')} {'waits' if waiting == 1 else 'wait'}"


def _head(source: str, kind: str, label: str) -> str:
    return f"{source}  {kind:<7}  {label}"


def _standing(row: Source) -> Standing:
    last, looked = moment(row.taken_at), moment(row.looked_at)
    state = f"{row.taken} taken, {row.refused} refused, last on {last}, looked at on {looked}"
    again = f"next look: {moment(row.next_look)}"
    return Standing(_head(row.source, row.kind, row.label), state, row.failures, row.failing_since, row.error, again)
