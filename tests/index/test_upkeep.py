"""An index is made whole from an archive, also from one that an older version of this program has filled."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from operator import length_hint

import pytest
import sqlalchemy as sa

from copytaster import fingerprint as fp
from copytaster.archive import Archive
from copytaster.archive.schema import fingerprints
from copytaster.index import upkeep
from copytaster.index.memory import MemoryIndex
from copytaster.model import Fingerprint
from tests.promises.support import NOW, Desk, rebuilt, story, version


@pytest.fixture
def desk(sqlite_archive: Archive) -> Desk:
    return Desk(sqlite_archive, MemoryIndex())


def aged(archive: Archive, seq: int) -> None:
    """Make the fingerprint of an article one that this program can no longer read."""
    body = archive.fingerprints([seq])[seq]
    old = struct.pack("<H", fp.VERSION - 1) + body[2:-8]
    with archive.engine.begin() as connection:
        aging = sa.update(fingerprints).where(fingerprints.c.seq == seq)
        connection.execute(aging.values(version=fp.VERSION - 1, body=old))


def test_fingerprints_of_an_older_version_are_made_anew(desk: Desk) -> None:
    for topic in (1, 2, 3):
        desk.submit(story(topic))
    expected = rebuilt(desk.archive)
    whole = dict(upkeep.Everything(desk.archive, ""))
    aged(desk.archive, 2)
    for found in (dict(upkeep.Everything(desk.archive, "")), upkeep.fingerprints(desk.archive, range(9), "")):
        assert {seq: fp.encode(one) for seq, one in found.items()} == {seq: fp.encode(whole[seq]) for seq in (1, 2, 3)}
    desk.index.add(9, whole[1])  # one that the archive no longer has
    assert upkeep.heal(desk.index, desk.archive, "") == (3, 1)
    assert desk.index.dump() == expected
    upkeep.rebuild(desk.index, desk.archive, "")
    assert desk.index.dump() == expected


def test_an_article_with_an_older_fingerprint_is_checked(desk: Desk) -> None:
    first, second = desk.submit(story(1)), desk.submit(version(1, 1))
    for seq in (1, 2):
        aged(desk.archive, seq)
    desk.work(NOW)
    assert [s["article_id"] for s in desk.reports()[second]["sources"]] == [first]


def test_an_index_that_is_built_anew_is_told_how_many_will_come(desk: Desk) -> None:
    for topic in (1, 2, 3):
        desk.submit(story(topic))
    told: list[int] = []

    class Watched(MemoryIndex):
        def rebuild(self, items: Iterable[tuple[int, Fingerprint]], *, force: bool = False) -> bool:
            told.append(length_hint(items))
            return super().rebuild(items, force=force)

    index = Watched()
    upkeep.rebuild(index, desk.archive, "")
    assert told == [3]
    assert index.dump() == rebuilt(desk.archive)
