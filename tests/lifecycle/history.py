"""What happened to every article in the queue, written down by the database itself, and what must be true of it.

Triggers on the outbox note each change in the transaction that makes it. So the history of real processes on several
connections has the order in which they took effect, whoever was killed before it could say what it did.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

import sqlalchemy as sa

from copytaster.archive import Archive

GONE = "gone"
_COLUMNS = ("seq", "status", "fence", "tries", "checks")


class Moment(NamedTuple):
    """The row of an article in the outbox after a change; `gone` when it was deleted."""

    seq: int
    status: str
    fence: int
    tries: int
    checks: int


class Deed(NamedTuple):
    """What a worker says that it has done under a lease: ``recorded`` or ``late``."""

    seq: int
    fence: int
    what: str


def install(archive: Archive) -> None:
    """Have the database write its history from now on."""
    names = ", ".join(_COLUMNS)
    new = ", ".join(f"NEW.{name}" for name in _COLUMNS)
    old = f"OLD.seq, '{GONE}', OLD.fence, OLD.tries, OLD.checks"
    number = "BIGSERIAL" if archive.postgres else "INTEGER"
    with archive.engine.begin() as connection:

        def run(statement: str) -> None:
            connection.execute(sa.text(statement))

        columns = "seq BIGINT, status TEXT, fence BIGINT, tries INT, checks INT"
        run(f"CREATE TABLE history (id {number} PRIMARY KEY, {columns})")
        if not archive.postgres:
            for event, values in (("INSERT", new), ("UPDATE", new), ("DELETE", old)):
                run(
                    f"CREATE TRIGGER history_{event} AFTER {event} ON outbox BEGIN "
                    f"INSERT INTO history ({names}) VALUES ({values}); END"
                )
            return
        run(
            "CREATE FUNCTION write_history() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TG_OP = 'DELETE' THEN "
            f"INSERT INTO history ({names}) VALUES ({old}); ELSE INSERT INTO history ({names}) VALUES ({new}); END IF; "
            "RETURN NULL; END $$"
        )
        run("CREATE TRIGGER history AFTER INSERT OR UPDATE OR DELETE ON outbox FOR EACH ROW "
            "EXECUTE FUNCTION write_history()")  # fmt: skip


def read(archive: Archive) -> list[Moment]:
    """Everything that happened, in order. (Of one article: whoever changes a row locks it changes it.)"""
    with archive.engine.connect() as connection:
        rows = connection.execute(sa.text(f"SELECT {', '.join(_COLUMNS)} FROM history ORDER BY id"))
        return [Moment(*row) for row in rows]


def faults(moments: Iterable[Moment], deeds: Iterable[Deed], settled: bool = True) -> list[str]:
    """What is wrong with a history: nothing, if all is well. `settled`: every article must have come to an end.

    An article is in one state; its fence rises by one with each claim, and never otherwise; a verdict is written once
    for each time that somebody asked for one, by who held the lease.
    """
    by_article: dict[int, list[Moment]] = defaultdict(list)
    for moment in moments:
        by_article[moment.seq].append(moment)
    found = []
    verdicts: set[tuple[int, int]] = set()
    for seq, life in by_article.items():
        first = life[0]
        if first[1:] != ("queued", 0, 0, 0):
            found.append(f"article {seq} began as {first}")
        for before, after in pairwise(life):
            if wrong := _wrong(before, after):
                found.append(f"article {seq}: {wrong}: {before} then {after}")
            if (before.status, after.status) == ("checking", "checked"):
                verdicts.add((seq, before.fence))
        if settled and life[-1].status not in ("checked", "failed", GONE):
            found.append(f"article {seq} was left {life[-1]}")
    for deed in deeds:
        if ((deed.seq, deed.fence) in verdicts) is not (deed.what == "recorded"):
            found.append(f"a worker said {deed}, the archive does not")
    return found


def _wrong(before: Moment, after: Moment) -> str:
    change = (after.fence - before.fence, after.checks - before.checks)
    tries = after.tries - before.tries
    match before.status, after.status:
        case _, "gone" if before.status != GONE:
            return ""
        case "queued", "checking":
            return "" if change == (1, 0) and tries == 1 else "no claim"
        case "checking", "checking":
            return "" if change == (0, 0) and tries == 0 else "no renewal"
        case "checking", "queued":  # it ran out, or was given back
            return "" if change == (0, 0) and tries in (0, -1) else "not given back"
        case "checking", "checked":
            return "" if change == (0, 1) and tries == 0 else "no verdict"
        case "checking", "failed":
            return "" if change == (0, 0) and tries == 0 else "not set aside"
        case (("checked" | "failed"), "queued"):
            return "" if change == (0, 0) and after.tries == 0 else "not asked for again"
    return "no step at all"
