"""`copytaster …` as a user types it."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from redis import Redis

from copytaster import fingerprint as fp
from copytaster import pipeline
from copytaster.archive import Archive
from copytaster.clean import Submission
from copytaster.commands.main import main
from copytaster.index.redis import RedisIndex
from copytaster.model import Article
from copytaster.phrases import share
from copytaster.runtime.embedded import EmbeddedRedis
from copytaster.settings import Settings
from tests.postgres import Cluster
from tests.workers.receiver import SECRET, Receiver, verified

COMMANDS = {"report", "submit", "watch", 
    "up", "migrate", "web", "relay", "worker", "check", "import", "reindex", "evaluate", "settings", "backup", "keys",
    "ingest", "sources", "webhooks", "alerts",
}  # fmt: skip

STORY = (
    "BRANNOCK, March 3 (AFP) - The harbour board of Brannock will close the north ferry slip for eleven weeks "
    "after divers found cracks in four of its nine piles, its chairwoman Ida Morn said on Tuesday.\n\n"
    "Some 2,300 commuters a day use the slip, according to board figures. They will be sent to the coal quay, half "
    "a mile to the west, where a temporary ramp is to open on March 9.\n\n"
    "The board put the cost of the repair at 4.1 million crowns. A further two piles are to be watched by sensors "
    "until the autumn, when the next survey is due."
)
COPY = STORY.replace("Some 2,300", "About 2,300") + "\n\nSubscribe to our newsletter."
OTHER = (
    "Growers in the Tessaly hills expect their smallest walnut crop in a decade. Late frost took the first flowers, "
    "and a dry June did the rest, the cooperative told its members in a letter. Prices at the Linton market have gone "
    "up by a third since May, and two bakeries have taken their best known cake off the counter until the new year."
)


def run(*arguments: str, **variables: str) -> Result:
    return CliRunner().invoke(main, arguments, env={"COPYTASTER_HOME": None, **variables})


def test_every_command_explains_itself() -> None:
    shown = run("--help")
    assert shown.exit_code == 0
    assert set(main.commands) == COMMANDS
    for command in COMMANDS:
        assert command in shown.output
        detail = run(command, "--help")
        assert detail.exit_code == 0
        assert len(detail.output.splitlines()) > 3


def test_settings_lists_every_setting_and_keeps_secrets(tmp_path: Path) -> None:
    secrets = {"COPYTASTER_WEBHOOK_SECRET": "whsec_hush", "COPYTASTER_WEBHOOK_URLS": "https://hooks.example/hush"}
    database = "postgresql://me:hush@db/x"
    shown = run("settings", COPYTASTER_DATABASE_URL=database, COPYTASTER_PORT="8111", **secrets).output
    for name, field in Settings.model_fields.items():
        assert f"COPYTASTER_{name.upper()}=" in shown
        assert str(field.description) in shown
    assert "hush" not in shown
    assert "COPYTASTER_PORT=8111   (default: 8000)" in shown


def test_a_setting_that_does_not_exist_is_one_line() -> None:
    done = run("settings", COPYTASTER_PROT="1")
    assert done.exit_code == 1
    assert done.output == "Error: COPYTASTER_PROT is not a setting; `copytaster settings` lists them\n"


@pytest.mark.parametrize("command", [["web"], ["up"]])
def test_an_open_door_is_refused(command: list[str], tmp_path: Path) -> None:
    done = run(*command, COPYTASTER_HOST="0.0.0.0", COPYTASTER_HOME=str(tmp_path))
    assert done.exit_code == 1
    assert "COPYTASTER_API_KEYS" in done.output


@pytest.mark.parametrize("command", ["relay", "worker", "reindex"])
def test_without_a_redis_it_says_so(command: str, tmp_path: Path) -> None:
    done = run(command, COPYTASTER_HOME=str(tmp_path))
    assert done.exit_code == 1
    assert "COPYTASTER_REDIS_URL" in done.output


def test_check_compares_files_with_each_other(tmp_path: Path) -> None:
    for name, text in (("wire.txt", STORY), ("copy.txt", COPY), ("other.txt", OTHER), ("short.txt", "Too short")):
        (tmp_path / name).write_text(text)
    (tmp_path / "page.html").write_text(
        "<html><head><title>Ferry slip shut</title></head><body><article><h1>Ferry slip shut</h1>"
        + "".join(f"<p>{part}</p>" for part in STORY.split("\n\n"))
        + "</article></body></html>"
    )
    names = [str(tmp_path / name) for name in ("wire.txt", "copy.txt", "other.txt", "short.txt", "page.html")]
    reports = json.loads(run("check", "--json", *names).output)
    assert list(reports) == names
    wire, copy, other, short, page = (reports[name] for name in names)
    ids = {report["article"]["id"]: name for name, report in zip("wcop", (wire, copy, other, page), strict=True)}
    assert {ids[source["article_id"]] for source in copy["sources"]} == {"w", "p"}
    assert other["sources"] == []
    assert other["derivation"] == "not_derived"
    assert "error" in short
    told = run("check", *names).output
    assert f"{names[2]}: not_derived" in told
    assert "AFP" in told


def test_backup_is_of_one_moment_while_others_write(tmp_path: Path) -> None:
    archive = _archive(f"sqlite:///{tmp_path / 'archive.db'}", 3)
    stop = threading.Event()

    def write() -> None:
        number = 100
        while not stop.is_set():
            _accept(archive, number := number + 1)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        done = run("backup", str(tmp_path / "copy.db"), COPYTASTER_HOME=str(tmp_path))
    finally:
        stop.set()
        writer.join()
    assert done.exit_code == 0, done.output
    with sqlite3.connect(tmp_path / "copy.db") as copy:
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        counts = [copy.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("articles", "fingerprints")]
    assert counts[0] == counts[1] >= 3
    assert run("backup", str(tmp_path / "copy.db"), COPYTASTER_HOME=str(tmp_path)).exit_code == 1
    assert not list(tmp_path.glob("*.partial"))


def test_backup_of_nothing_says_so(tmp_path: Path) -> None:
    done = run("backup", str(tmp_path / "copy.db"), COPYTASTER_HOME=str(tmp_path / "nowhere"))
    assert (done.exit_code, "there is no archive" in done.output) == (1, True)
    assert not (tmp_path / "copy.db").exists()


def test_backup_of_postgresql_can_be_restored(tmp_path: Path, postgres: Cluster) -> None:
    url, target = postgres.database(), tmp_path / "copy.dump"
    archive = _archive(url, 3)
    done = run("backup", str(target), COPYTASTER_DATABASE_URL=url)
    assert done.exit_code == 0, done.output
    restored = postgres.database()
    subprocess.run(["pg_restore", "--no-owner", f"--dbname={restored}", str(target)], check=True, timeout=60)
    other = Archive.open(restored)
    assert other.counts() == archive.counts()
    assert other.articles([1, 2, 3]) == archive.articles([1, 2, 3])
    other.close()
    archive.close()


def test_reindex_makes_an_index_equal_to_the_archive(
    tmp_path: Path, redis_server: EmbeddedRedis, redis_client: Redis
) -> None:
    archive = _archive(f"sqlite:///{tmp_path / 'archive.db'}", 5)
    variables = {"COPYTASTER_HOME": str(tmp_path), "COPYTASTER_REDIS_URL": redis_server.url}
    lost = run("reindex", "--verify", **variables)
    assert (lost.exit_code, "index" in lost.output) == (1, True)
    done = run("reindex", **variables)
    assert done.exit_code == 0, done.output
    assert done.output.startswith("5 articles indexed")
    assert run("reindex", "--verify", **variables).output == "the index equals a rebuilt one\n"

    index = RedisIndex(redis_client)
    index.remove(3, fp.decode(archive.fingerprints([3])[3]))
    different = run("reindex", "--verify", **variables)
    assert different.exit_code == 1
    assert "differ" in different.output
    archive.close()


def test_keys_are_made_and_taken_back(tmp_path: Path) -> None:
    made = run("keys", "add", "desk", "--scope", "read", COPYTASTER_HOME=str(tmp_path))
    assert made.exit_code == 0, made.output
    key_id = made.output.split("_")[1]
    assert made.output.strip().split("_", 2)[2] not in (tmp_path / "keys").read_text()
    assert run("keys", "revoke", key_id, COPYTASTER_HOME=str(tmp_path)).exit_code == 0
    assert run("keys", "revoke", key_id, COPYTASTER_HOME=str(tmp_path)).exit_code == 1
    assert run("keys", "add", "desk", "--scope", "everything", COPYTASTER_HOME=str(tmp_path)).exit_code == 1


def test_where_there_is_none_it_is_said(tmp_path: Path) -> None:
    variables = {"COPYTASTER_HOME": str(tmp_path), "COPYTASTER_DATABASE_URL": f"sqlite:///{tmp_path / 'archive.db'}"}
    _archive(variables["COPYTASTER_DATABASE_URL"], 0).close()
    assert run("webhooks", **variables).output == "COPYTASTER_WEBHOOK_URLS names no target.\n"
    assert run("alerts", **variables).output == f"There is no rule in {tmp_path}/alerts.toml.\n"
    assert run("sources", "list", **variables).output == f"There is no source in {tmp_path}/sources.toml.\n"
    for command, said in ((["webhooks", "test"], "no target"), (["alerts", "test"], "no rule"),
                          (["sources", "check"], "no source")):  # fmt: skip
        done = run(*command, **variables)
        assert (done.exit_code, f"there is {said} in " in done.output) == (1, True), done.output
    (tmp_path / "alerts.toml").write_text('[[alert]]\nwhen = "uncredited"\nover = 0.3\n')
    listed = run("alerts", **variables).output.splitlines()
    assert listed[0].endswith(f"  uncredited over {share(0.3)}  listed only")
    assert listed[1:] == ["Nothing has rung yet."]


def test_webhooks_are_listed_tried_and_skipped(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'archive.db'}"
    with Receiver() as receiver:
        variables = {
            "COPYTASTER_DATABASE_URL": url, "COPYTASTER_WEBHOOK_SECRET": SECRET,
            "COPYTASTER_WEBHOOK_URLS": receiver.url(), "COPYTASTER_WEBHOOK_PRIVATE_HOSTS": "127.0.0.1",
        }  # fmt: skip
        archive = _archive(url, 0)
        new = run("webhooks", **variables).output
        assert "new:" in new
        target = new.split()[0]
        assert archive.take_hook(target, "a label", "tester", 0) is not None
        for number in (1, 2, 3):
            _accept(archive, number)
        assert "told up to event 0 of 3, last on never" in run("webhooks", **variables).output
        done = run("webhooks", "test", **variables)
        assert (done.exit_code, done.output.split()[-1]) == (0, "arrived")
        (ping,) = receiver.requests
        assert ping.json["type"] == "webhook.ping"
        assert verified(SECRET, ping.headers, ping.body)
        receiver.behave = lambda handler, number: handler.answer(403)
        done = run("webhooks", "test", target, **variables)
        assert (done.exit_code, "answered 403" in done.output) == (1, True)
        assert run("webhooks", "skip", target, **variables).output == "1 skipped\n"
        assert run("webhooks", "skip", target, "--all", **variables).output == "2 skipped\n"
        assert "told up to event 3 of 3, 3 missed" in run("webhooks", **variables).output
        assert run("webhooks", "forget", target, **variables).exit_code == 0
        for command in (["skip", target], ["forget", target], ["test", "nobody"]):
            done = run("webhooks", *command, **variables)
            assert (done.exit_code, "no " in done.output) == (1, True)
        assert "hook?token" not in run("webhooks", **variables).output
        archive.close()


def test_webhooks_that_cannot_be_used_are_said_by_up(tmp_path: Path) -> None:
    done = run("up", COPYTASTER_HOME=str(tmp_path), COPYTASTER_WEBHOOK_URLS="http://hooks.example/hush")
    assert (done.exit_code, "WEBHOOK_URLS, number 1: without TLS" in done.output) == (1, True)
    assert "hush" not in done.output


def _archive(url: str, articles: int) -> Archive:
    archive = Archive.open(url)
    archive.migrate()
    for number in range(articles):
        _accept(archive, number)
    return archive


def _accept(archive: Archive, number: int) -> None:
    now = datetime.now(UTC)
    text = f"{OTHER} Of {number} letters, {number * 7} were answered."
    pipeline.accept(pipeline.prepare(Submission(text=text), Settings(), now).packed, archive, now)


@pytest.mark.parametrize("command", [["--help"], ["--version"], *([name, "--help"] for name in sorted(COMMANDS))])
def test_help_loads_no_library_but_its_own(command: list[str]) -> None:
    program = (
        "import json, sys\n"
        "from copytaster.commands.main import main\n"
        f"main({command!r}, standalone_mode=False)\n"
        "print(json.dumps(sorted(sys.modules)), file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    loaded = {name.split(".")[0] for name in json.loads(done.stderr)}
    assert not loaded & {"numpy", "pydantic", "sqlalchemy", "redis", "flask", "lxml", "opentelemetry"}


def test_a_backup_of_a_damaged_archive_fails_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COPYTASTER_HOME", str(tmp_path))
    archive = Archive.open(f"sqlite:///{tmp_path / 'archive.db'}")
    archive.migrate()
    for number in range(100):
        text = f"The harbour is shut, {number}. " * 50
        archive.accept(Article(id=f"{number:032}", text=text), b"x" * 500, 1, None, datetime.now(UTC))
    archive.close()
    with (tmp_path / "archive.db").open("r+b") as file:
        file.seek((tmp_path / "archive.db").stat().st_size // 2 // 4096 * 4096)
        file.write(b"\xde\xad" * 2048)
    done = CliRunner().invoke(main, ["backup", str(tmp_path / "copy.db")])
    assert (done.exit_code, len(done.output.splitlines())) == (1, 1)
    assert "cannot be copied: " in done.output
    assert not list(tmp_path.glob("copy.db*"))
