"""Promise 15: an archive of the first released schema, with data, upgraded: every report is what it was, work goes on.

`first_schema.json` was written by the program as it was at the first schema (revision 0001), from invented articles
that it had accepted, checked, judged, failed, deleted, leased and left waiting, with the reports that it gave of them.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from click.testing import CliRunner

from copytaster import pipeline
from copytaster.archive import Archive, Filters
from copytaster.archive.migrate import HEAD, configuration
from copytaster.commands.main import main
from copytaster.index.memory import MemoryIndex
from copytaster.index.upkeep import Everything
from copytaster.model import Ruling, Status
from copytaster.settings import Settings
from tests.chaos.support import running
from tests.promises.support import Desk, rebuilt, reports

FIRST: dict[str, Any] = json.loads(Path(__file__).with_name("first_schema.json").read_text(encoding="utf-8"))
IDS: dict[str, str] = FIRST["names"]
CHECKED = [article_id for article_id, report in FIRST["reports"].items() if report["status"] == "checked"]
LATER = datetime.fromisoformat("2026-05-21T12:00:00+00:00")
_WORDS = {
    "sqlite": "INSERT INTO article_words (rowid, title, outlet, text) VALUES (:seq, :title, :outlet, :text)",
    "postgresql": "INSERT INTO article_words (seq, words) VALUES (:seq, to_tsvector('simple', :title)"
    " || to_tsvector('simple', :outlet) || to_tsvector('simple', :text))",
}


@pytest.fixture
def old(either_database: str) -> Iterator[Archive]:
    """An archive of the first schema, with what was in one."""
    archive = Archive.open(either_database)
    fill(archive)
    yield archive
    archive.close()


def fill(archive: Archive) -> None:
    """The tables by the first migration, which never changes; the rows as they were."""
    with archive.writing() as connection:
        config = configuration()
        config.attributes["connection"] = connection
        command.upgrade(config, FIRST["schema"])
    metadata = sa.MetaData()
    metadata.reflect(archive.engine, only=[name for name in FIRST["tables"] if name != "article_words"])
    sqlite = archive.engine.dialect.name == "sqlite"

    def read(value: Any) -> Any:
        if isinstance(value, dict):
            if "bytes" in value:
                return base64.b64decode(value["bytes"])
            moment = datetime.fromisoformat(value["at"])
            return moment.replace(tzinfo=None) if sqlite else moment
        return value

    with archive.writing() as connection:
        for table in metadata.sorted_tables:
            rows = [{name: read(value) for name, value in row.items()} for row in FIRST["tables"][table.name]]
            connection.execute(sa.insert(table), rows)
        connection.execute(sa.text(_WORDS[archive.engine.dialect.name]), FIRST["tables"]["article_words"])
        if not sqlite:
            for table, column in (("articles", "seq"), ("events", "id"), ("judgements", "id")):
                connection.execute(
                    sa.text(f"SELECT setval(pg_get_serial_sequence('{table}', '{column}'), max({column})) FROM {table}")
                )


def holds(new: Any, old: Any) -> bool:
    """Everything that the old report said, the new one says too; it may say more."""
    if isinstance(old, dict):
        return isinstance(new, dict) and all(key in new and holds(new[key], value) for key, value in old.items())
    if isinstance(old, list):
        return isinstance(new, list) and len(new) == len(old) and all(map(holds, new, old))
    return bool(new == old)


def as_json(report: Any) -> Any:
    return json.loads(json.dumps(report, default=lambda moment: moment.isoformat()))


def test_the_archive_is_of_the_first_schema(old: Archive) -> None:
    """Or the rest would show nothing."""
    assert FIRST["schema"] != HEAD
    names = sa.inspect(old.engine)
    assert "webhooks" not in names.get_table_names()
    assert "request_id" not in {column["name"] for column in names.get_columns("outbox")}
    assert len(CHECKED) == 6
    relations = {source["relation"] for i in CHECKED for source in FIRST["reports"][i]["sources"]}
    assert relations == {"copy", "rewrite", "excerpt", "same-event"}
    assert not holds({"a": [1, 2], "b": 1}, {"a": [1]})
    assert not holds({"a": 1}, {"b": 1})


def essence(report: Any) -> Any:
    """What a report says of an article, apart from the figures of the evidence and from who else has the same text."""
    if report["status"] != "checked":
        return report
    origins = sorted({p["source"]["article_id"] for p in report["passages"]})
    judged = {s["article_id"]: s["judgement"] for s in report["sources"] if s["judgement"]}
    return {
        "article": report["article"], "derivation": report["derivation"], "origins": origins, "judged": judged,
        "credit": report["credit"], "story": report["story_id"],
    }  # fmt: skip


def test_no_report_loses_what_it_said(old: Archive) -> None:
    """Verdicts are read anew from the pairs that are there, as one attribution; what they amount to stays."""
    old.migrate()
    after = reports(old, Settings())
    assert set(after) == set(FIRST["reports"])
    for article_id, report in FIRST["reports"].items():
        assert holds(essence(as_json(after[article_id])), essence(report)), f"{article_id}: not what was said first"
    old.migrate()
    assert reports(old, Settings()) == after


def test_everything_else_is_there_too(old: Archive) -> None:
    old.migrate()
    assert old.counts() == {"queued": 1, "checking": 1, "checked": 6, "failed": 1}
    failed = old.find(IDS["failed"])
    assert failed is not None
    assert failed.error == "ran out of memory (check_megabytes); set aside after 3 tries"
    assert old.find(IDS["gone"]) is None
    for name in ("wire", "waiting"):
        known = old.find_idempotent(f"key-{name}")
        assert known is not None
        assert known.article.id == IDS[name]
    assert {(j.article_id, j.source_id, j.ruling, j.who) for j in old.judgements()} == {
        (IDS["walnut copy"], IDS["walnut"], Ruling.CONFIRMED, "night desk"),
        (IDS["mixed"], IDS["copy"], Ruling.REJECTED, "night desk"),
    }
    found, _ = old.list(Filters(q="commuters"))
    assert {row.article.id for row in found} == {IDS["wire"], IDS["copy"]}
    story = old.story(IDS["wire"])
    assert story is not None
    assert {row.article.id for row in story.rows} == {IDS[name] for name in ("wire", "copy", "rewrite", "mixed")}
    events = old.events()
    assert [event.id for event in events] == [row["id"] for row in FIRST["tables"]["events"]]
    assert events[-1].id == old.last_event()
    hook = old.take_hook("t", "a target", "tester", 60)
    assert hook is not None
    assert hook.delivered == old.last_event()


def test_work_goes_on(old: Archive) -> None:
    """What waited, and what an old worker held, is checked; what comes in is compared with what was there."""
    old.migrate()
    desk = Desk(old, MemoryIndex())
    desk.index.add_many(Everything(old, ""))
    old.clock = lambda: LATER
    assert old.expire() == 1
    leases = old.claim(10, "tester", 60)
    assert {lease.article_id for lease in leases} == {IDS["waiting"], IDS["held"]}
    assert {lease.request_id for lease in leases} == {None}
    old.release(leases)
    desk.work(LATER)
    checked = reports(old, Settings())
    for article_id in CHECKED:
        assert holds(essence(as_json(checked[article_id])), essence(FIRST["reports"][article_id]))
    wire = old.find(IDS["wire"])
    assert wire is not None
    last = FIRST["tables"]["events"][-1]["id"]
    again = wire.article.text.replace("eleven weeks", "twelve weeks") + "\n\nMore soon, the board said."
    new = desk.submit(again, LATER, outlet="Late Edition", published_at=LATER.isoformat())
    desk.work(LATER + timedelta(minutes=1))
    report = pipeline.report(old, new, Settings())
    assert report is not None
    assert report["story_id"] == IDS["wire"]
    assert IDS["wire"] in {source["article_id"] for source in report["sources"]}
    row = old.find(new)
    assert row is not None
    assert row.seq > max(item["seq"] for item in FIRST["tables"]["articles"])
    assert row.status is Status.CHECKED
    assert min(event.id for event in old.events(last)) > last
    assert desk.index.dump() == rebuilt(old)


@pytest.mark.slow
def test_copytaster_up_on_such_an_archive_just_works(tmp_path: Path, eventually: Callable[..., None]) -> None:
    (tmp_path / "home").mkdir()
    archive = Archive.open(f"sqlite:///{tmp_path / 'home' / 'archive.db'}")
    fill(archive)
    archive.close()
    with running(tmp_path / "home", "--no-seeds") as service:
        for article_id in CHECKED:
            answer = service.call("GET", f"/api/v1/articles/{article_id}/report")
            assert answer.status == 200
            assert holds(essence(answer.json), essence(FIRST["reports"][article_id]))
            assert service.call("GET", f"/articles/{article_id}").status == 200
        new = service.post("The night ferry to Sundrey was turned back on Friday by a swell of four metres.")
        service.wait_checked([new, IDS["waiting"], IDS["held"]])
        assert not [line for line in service.lines if " error " in line]


def test_the_command_brings_it_up_to_date(old: Archive) -> None:
    url = old.engine.url.render_as_string(hide_password=False)
    for _ in range(2):
        done = CliRunner().invoke(main, ["migrate"], env={"COPYTASTER_DATABASE_URL": url})
        assert (done.exit_code, done.output) == (0, "")
    with old.reading() as connection:
        assert connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar_one() == HEAD
