"""The life of articles in the queue, under any order of work, death and loss; and that these tests notice."""

from __future__ import annotations

import contextlib
import itertools
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from copytaster.archive import Archive, Lease, prepared
from copytaster.archive import queue as outbox_queue
from copytaster.archive.schema import outbox
from copytaster.archive.statement import Statement
from copytaster.runtime.embedded import EmbeddedRedis
from tests.lifecycle import history
from tests.lifecycle.history import Deed, Moment
from tests.lifecycle.machine import Lifecycle
from tests.postgres import Cluster
from workers import job
from workers.job import Bench

Machine = type[Lifecycle]


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job, "_PAUSE", 0.0)


def machine(fresh_archive: Callable[[], str], url: str) -> Machine:
    class Here(Lifecycle):
        fresh = staticmethod(fresh_archive)
        redis_url = url

    return Here


@pytest.fixture
def on_sqlite(redis_server: EmbeddedRedis, tmp_path: Path) -> Machine:
    first = tmp_path / "first.db"
    archive = Archive.open(f"sqlite:///{first}")
    archive.migrate()
    history.install(archive)
    with archive.engine.connect() as connection:
        connection.execute(sa.text("PRAGMA wal_checkpoint(TRUNCATE)"))
    archive.close()
    numbers = itertools.count()

    def fresh() -> str:
        for old in tmp_path.glob("archive*"):
            old.unlink()
        copy = tmp_path / f"archive{next(numbers)}.db"
        shutil.copy(first, copy)
        return f"sqlite:///{copy}"

    return machine(fresh, redis_server.url)


@pytest.fixture
def on_postgresql(redis_server: EmbeddedRedis, postgres: Cluster) -> Machine:
    url = postgres.database()
    archive = Archive.open(url)
    archive.migrate()
    history.install(archive)

    def fresh() -> str:
        with archive.engine.begin() as connection:
            connection.execute(sa.text("TRUNCATE articles, events, history RESTART IDENTITY CASCADE"))
        return url

    return machine(fresh, redis_server.url)


def live(lives: Machine, examples: int, steps: int = 40, **options: Any) -> None:
    options |= {"deadline": None, "suppress_health_check": list(HealthCheck)}
    chosen = settings(max_examples=examples, stateful_step_count=steps, **options)
    run_state_machine_as_test(lives, settings=chosen)  # type: ignore[no-untyped-call]


@pytest.mark.slow
def test_any_life_comes_to_its_end_once(on_sqlite: Machine) -> None:
    live(on_sqlite, 80)


def test_some_lives_come_to_their_ends_once(on_sqlite: Machine) -> None:
    live(on_sqlite, 8)


@pytest.mark.slow
def test_any_life_comes_to_its_end_once_on_postgresql(on_postgresql: Machine) -> None:
    live(on_postgresql, 40)


@pytest.mark.long
@pytest.mark.parametrize("engine", ["on_sqlite", "on_postgresql"])
def test_thousands_of_lives(request: pytest.FixtureRequest, engine: str) -> None:
    live(request.getfixturevalue(engine), 2_000, 60)


def without_the_comparison(monkeypatch: pytest.MonkeyPatch) -> None:
    """A lease is good for its article whatever its token."""

    def held(connection: sa.Connection, leases: list[Lease]) -> set[int]:
        seqs = [lease.seq for lease in leases]
        rows = connection.execute(sa.select(outbox.c.seq).where(outbox.c.seq.in_(seqs), outbox.c.status == "checking"))
        return set(rows.scalars())

    def any_token(known: Statement) -> Statement:
        """The statement, its comparison of fences true."""
        statement: Any = known._made
        first, *rest = statement.whereclause.clauses
        kept = [first, *(clause for clause in rest if "fence" not in str(clause))]
        assert len(kept) == len(rest)
        statement = statement._generate()
        statement._where_criteria = tuple(kept)
        return Statement(statement)

    monkeypatch.setattr(outbox_queue, "_lock_held", held)
    monkeypatch.setattr(prepared, "FINISHED", any_token(prepared.FINISHED))
    monkeypatch.setattr(prepared, "HELD", any_token(prepared.HELD))


def without_the_sweep(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Archive, "expire", lambda archive: 0)


def without_clearing(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was worked on is renewed for as long as the worker lives, as it was once."""

    @contextlib.contextmanager
    def forgetful(bench: Bench, leases: list[Lease]) -> Iterator[list[Lease]]:
        bench._open = leases
        yield leases

    monkeypatch.setattr(Bench, "_working_on", forgetful)


@pytest.mark.slow
@pytest.mark.parametrize("mutate", [without_the_comparison, without_the_sweep, without_clearing])
def test_a_program_that_lacks_it_is_found_out(
    on_sqlite: Machine, monkeypatch: pytest.MonkeyPatch, mutate: Callable[[pytest.MonkeyPatch], None]
) -> None:
    mutate(monkeypatch)
    with pytest.raises(AssertionError):
        live(on_sqlite, 400, phases=[Phase.generate], derandomize=True, report_multiple_bugs=False, print_blob=False)


CLAIMED = (Moment(1, "queued", 0, 0, 0), Moment(1, "checking", 1, 1, 0))


@pytest.mark.parametrize(
    ("moments", "deeds", "words"),
    [
        ((*CLAIMED, Moment(1, "checked", 1, 1, 1)), [Deed(1, 1, "recorded")], ""),
        ((*CLAIMED, Moment(1, "queued", 1, 0, 0), Moment(1, "gone", 1, 0, 0)), [Deed(1, 1, "late")], ""),
        (CLAIMED, [], "was left"),
        ((*CLAIMED, Moment(1, "checked", 1, 1, 1)), [Deed(1, 0, "recorded")], "a worker said"),
        ((*CLAIMED, Moment(1, "checked", 1, 1, 1)), [Deed(1, 1, "late")], "a worker said"),
        ((*CLAIMED, Moment(1, "checked", 1, 1, 1), Moment(1, "checked", 1, 1, 2)), [], "no step at all"),
        ((*CLAIMED, Moment(1, "checked", 2, 1, 1)), [], "no verdict"),
        ((*CLAIMED, Moment(1, "checking", 2, 1, 0), Moment(1, "failed", 2, 1, 0)), [], "no renewal"),
        ((*CLAIMED, Moment(1, "queued", 1, 1, 0), Moment(1, "failed", 1, 1, 0)), [], "no step at all"),
    ],
)  # fmt: skip
def test_the_checker_of_histories(moments: tuple[Moment, ...], deeds: list[Deed], words: str) -> None:
    found = history.faults(moments, deeds)
    assert bool(found) is bool(words)
    assert words in " ".join(found)
