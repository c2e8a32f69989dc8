"""An uncredited rewrite rings a webhook, a mail server and the feed; a kill rings for who printed it. Once each."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from click.testing import CliRunner
from lxml import etree

from copytaster.commands.main import main
from tests.chaos.support import free_port, running
from tests.service.support import TEXT

pytestmark = pytest.mark.slow
ATOM = {"a": "http://www.w3.org/2005/Atom"}


REWRITE = """Dockers at Lindholm decided on Tuesday to call off the walkout that had left 41 vessels off the port.

Their union reported that 1,200 members had agreed to a pay rise of 3.5 percent, which starts in April of next year.

"We did not get all we asked for," Marta Ekdahl, who leads the union, told reporters. "But the men want to work."
"""
"""The same in other words."""


class Hook(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        self.received: list[dict[str, Any]] = []
        hook = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                hook.received.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self.send_response(204)
                self.end_headers()

            def log_message(self, *arguments: object) -> None:
                pass

        super().__init__(("127.0.0.1", 0), Handler)


class Mails:
    def __init__(self) -> None:
        self.received: list[str] = []

    async def handle_DATA(self, server: object, session: object, envelope: Any) -> str:
        self.received.append(envelope.content.decode())
        return "250 OK"


@pytest.fixture
def hook() -> Iterator[Hook]:
    server = Hook()
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def mails() -> Iterator[tuple[Mails, int]]:
    handler, port = Mails(), free_port()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    yield handler, port
    controller.stop()


def rules(home: Path, hook: Hook, port: int) -> None:
    home.mkdir(exist_ok=True)
    (home / "alerts.secret").write_text(
        f"json://127.0.0.1:{hook.server_address[1]}/ring\n"
        f"mailto://127.0.0.1:{port}?from=copytaster@newsroom.example&to=desk@newsroom.example&mode=insecure\n"
    )
    (home / "alerts.toml").write_text(
        '[[alert]]\nname = "Our wire without credit"\nwhen = "uncredited"\nagency = "Reuters"\nover = 0.3\n'
        'to_file = "alerts.secret"\n'
        f'[[alert]]\nwhen = "killed"\nto = ["json://127.0.0.1:{hook.server_address[1]}/killed"]\n'
        '[[alert]]\nwhen = "draft"\nover = 0.5\n'
    )


def test_what_rings_arrives_everywhere_once(
    tmp_path: Path, hook: Hook, mails: tuple[Mails, int], eventually: Callable[..., None]
) -> None:
    home = tmp_path / "home"
    received, port = mails
    rules(home, hook, port)
    wire = {"agency": "Reuters", "title": "Strike ends", "external_id": "w1"}
    with running(home, "--no-seeds") as service:
        service.wait_checked([service.post(TEXT, published_at="2026-11-20T08:00:00Z", **wire)])
        credited = service.post(f"LINDHOLM (Reuters) - {TEXT}", outlet="Fair", published_at="2026-11-20T10:00:00Z")
        taker = service.post(REWRITE, outlet="Quay", title="Over", published_at="2026-11-20T10:00:00Z")
        began = time.monotonic()
        service.wait_checked([credited, taker])
        report = service.call("GET", f"/api/v1/articles/{taker}/report").json
        assert [(s["relation"], s["agency"]) for s in report["sources"]][:1] == [("rewrite", "Reuters")]
        assert (report["coverage"]["verbatim"], report["credit"]["status"]) == (0.0, "uncredited")
        eventually(lambda: hook.received and received.received, seconds=30)
        feed = etree.fromstring(service.call("GET", "/alerts.atom").body)
        assert time.monotonic() - began < 30
        (entry,) = feed.findall("a:entry", ATOM)
        assert "does not credit Reuters" in str(entry.findtext("a:title", None, ATOM))
        assert entry.findtext("a:summary", None, ATOM) == "Uncredited: Our wire without credit"
        assert entry.find("a:link", ATOM).get("href") == f"/articles/{taker}"  # type: ignore[union-attr]
        (told,) = hook.received
        assert told["title"] == "Copytaster: Our wire without credit"
        assert "“Over” is from Reuters (rewrite of “Strike ends”) and does not credit Reuters." in told["message"]
        assert f"/articles/{taker}" in told["message"]
        (mail,) = received.received
        assert "Our wire without credit" in mail
        # The same outlet, again in the same story: it has rung for that already. Another one rings.
        again = service.post(f"{TEXT}\nSo it went on.", outlet="Quay", published_at="2026-11-20T12:00:00Z")
        other = service.post(f"{TEXT}\nAnd so on.", outlet="Gull", published_at="2026-11-20T12:00:00Z")
        service.wait_checked([again, other])
        eventually(lambda: len(hook.received) == 2, seconds=30)
        assert "Gull" in hook.received[1]["message"]
        draft = service.call("POST", "/api/v1/check", {"text": f"{TEXT}\nA draft of ours.", "title": "Ours"})
        assert draft.status == 200
        page = service.call("GET", "/alerts").body.decode()
        assert page.count("<li class=\"item\"") == 3
        assert "json://" not in page + "\n".join(service.lines)
    with running(home, "--no-seeds") as service:  # nothing rings again, and a kill rings for each who printed it
        kill = "ADVISORY: Please disregard the story on the strike in Lindholm, which was published in error today."
        said = {**wire, "external_id": "w2", "version_of": "w1", "status": "canceled"}
        killed = service.post(f"{kill}\n\n{TEXT}", published_at="2026-11-20T14:00:00Z", **said)
        service.wait_checked([killed])
        eventually(lambda: sum("which was killed" in one["message"] for one in hook.received) == 3, seconds=30)
        who = {one["message"].partition(":")[0] for one in hook.received if "killed" in one["message"]}
        assert who == {"Fair", "Quay", "Gull"}
        assert len(received.received) == 2
        time.sleep(2)
        assert len(hook.received) == 5


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of apprise's own
def test_trying_out(tmp_path: Path, hook: Hook, mails: tuple[Mails, int], monkeypatch: pytest.MonkeyPatch) -> None:
    rules(tmp_path, hook, mails[1])
    monkeypatch.setenv("COPYTASTER_HOME", str(tmp_path))
    done = CliRunner().invoke(main, ["alerts", "test"])
    assert done.exit_code == 0, done.output
    assert [line.split("  ")[-1] for line in done.output.splitlines()] == [
        "json: arrived", "mailto: arrived", "json: arrived", "listed only",
    ]  # fmt: skip
    assert len(hook.received) == 2
    assert "127.0.0.1" not in done.output
    hook.shutdown()
    hook.server_close()
    failed = CliRunner().invoke(main, ["alerts", "test"])
    assert failed.exit_code == 1
    assert "json: it did not arrive" in failed.output
    assert CliRunner().invoke(main, ["alerts", "test", "nothing"]).exit_code == 1
