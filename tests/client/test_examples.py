"""The programs in examples/ that ask a service, run against one."""

from __future__ import annotations

import contextlib
import hmac
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from copytaster.client import Client
from tests.chaos.support import story
from tests.client.conftest import Running
from tests.docs.markdown import ROOT

pytestmark = pytest.mark.slow

EXAMPLES = ROOT / "examples"
WIRE = (
    "The glass works at Torvik will put out its last furnace on 30 June, its owner told the 163 who work there on "
    "Monday.\n\nGas has cost the works 41 million crowns since the autumn, three times what it paid for sand and soda, "
    "said Maja Holt, who has run it since 2011.\n\nThe furnace was lit in 1889 and has been cold for eleven days."
)  # fmt: skip
PRINTED = WIRE.replace("told the 163 who work there", "said to its 163 workers")


@pytest.fixture
def wire(running: Running) -> str:
    with Client(running.url, running.key) as client:
        made = client.submit(WIRE, agency="Reuters", title="Last furnace", published_at="2026-11-24T08:00:00Z")
        client.wait(made.id)
    return made.id


def environment(running: Running, **more: str) -> dict[str, str]:
    return os.environ | {"COPYTASTER_KEY": running.key, "COPYTASTER_URL": running.url, **more}


def run(name: str, running: Running, *arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(EXAMPLES / name), *arguments]
    return subprocess.run(
        command, input=given, capture_output=True, text=True, timeout=120, cwd=ROOT, env=environment(running)
    )


@contextlib.contextmanager
def started(name: str, running: Running, *arguments: str, **more: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-u", str(EXAMPLES / name), *arguments]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT,
        env=environment(running, **more),
    ) as process:  # fmt: skip
        try:
            yield process
        finally:
            process.kill()


def test_every_example_is_named_in_the_readme() -> None:
    named = set(re.findall(r"`([\w./]+\.\w+)`", (EXAMPLES / "README.md").read_text().partition("| | |")[2]))
    kinds = (".py", ".php", ".ipynb")
    there = {str(path.relative_to(EXAMPLES)) for path in EXAMPLES.rglob("*.*") if path.suffix in kinds}
    assert there <= named, there - named


def test_a_cms_refuses_what_is_not_credited(running: Running, wire: str) -> None:
    said = {"title": "Furnace goes out", "text": PRINTED, "outlet": "Courier"}
    refused = run("cms_hook.py", running, running.url, given=json.dumps(said))
    assert refused.returncode == 1, refused
    assert re.search(r"\d+% is from Reuters, which is not credited", refused.stdout)
    credited = run("cms_hook.py", running, running.url, given=json.dumps({**said, "text": f"{PRINTED}\n\n(Reuters)"}))
    assert credited.returncode == 0, credited
    html = run("cms_hook.py", running, running.url, given=json.dumps({"html": f"<p>{story(70_001)}</p>"}))
    assert html.returncode == 0, html
    assert run("cms_hook.py", running, "http://127.0.0.1:9", given=json.dumps(said)).returncode == 2
    assert run("cms_hook.py", running, running.url, given="{").returncode == 2


def test_superdesk_pushes_what_it_publishes(running: Running) -> None:
    item = {
        "guid": "urn:newsml:superdesk:70002", "version": "1", "type": "text", "pubstatus": "usable", "language": "en",
        "headline": "Councillors vote", "body_html": f"<p>{story(70_002)}</p>", "source": "NTB",
        "versioncreated": "2026-11-24T09:00:00+0000",
    }  # fmt: skip
    body = json.dumps(item).encode()
    with started("superdesk.py", running, "0", running.url, SUPERDESK_SECRET="s3") as process:
        assert process.stdout is not None
        port = process.stdout.readline().split()[-1]

        def push(signature: str, sent: bytes = body) -> tuple[int, dict[str, Any]]:
            headers = {"Content-Type": "application/json", "x-superdesk-signature": signature}
            request = urllib.request.Request(f"http://127.0.0.1:{port}/", sent, headers)
            try:
                with urllib.request.urlopen(request, timeout=60) as answer:
                    return answer.status, json.load(answer)
            except urllib.error.HTTPError as error:
                with error:
                    return error.code, json.load(error)

        def signed(sent: bytes) -> str:
            return "sha1=" + hmac.new(b"s3", sent, "sha1").hexdigest()

        assert push("sha1=0")[0] == 403
        status, said = push(signed(body))
        assert status == 201, said
        assert push(signed(body)) == (200, said)
        assert push(signed(b"{}"), b"{}")[0] == 422
    with Client(running.url, running.key) as client:
        kept = client.article(said["id"])
    assert (kept["title"], kept["external_id"]) == ("Councillors vote", "urn:newsml:superdesk:70002")


def test_the_guardians_wires_come_over(running: Running, tmp_path: Path) -> None:
    item = {
        "source-feed": "PA PA GUARDIAN", "usn": "HHH-1", "uri": "uri:1", "headline": "Fund pays", "status": "usable",
        "versionCreated": "2026-11-24T09:00:00Z", "body_text": f"<p>{story(70_003)}</p>", "keywords": "a", "byline": "",
    }  # fmt: skip
    (tmp_path / "1.json").write_text(json.dumps(item))
    (tmp_path / "2.json").write_text("[]")
    first, again = (run("newswires.py", running, str(tmp_path), running.url) for _ in range(2))
    assert first.returncode == 1
    assert "1.json: PA Media, accepted" in first.stdout, first
    assert "1.json: PA Media, known already" in again.stdout
    with Client(running.url, running.key) as client:
        assert [one["external_id"] for one in client.articles(agency="PA Media")] == ["uri:1"]


class Channel(BaseHTTPRequestHandler):
    heard: list[str]

    def do_POST(self) -> None:
        self.heard.append(json.loads(self.rfile.read(int(self.headers["Content-Length"])))["text"])
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *arguments: object) -> None:
        pass


def test_a_channel_hears_of_uncredited_use(running: Running, wire: str) -> None:
    before = str(running.state.archive.last_event())
    handler = type("Of", (Channel,), {"heard": []})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as slack, Client(running.url, running.key) as client:
        thread = threading.Thread(target=slack.serve_forever)
        thread.start()
        hook = f"http://127.0.0.1:{slack.server_address[1]}/"
        with started("slack.py", running, running.url, before, SLACK_WEBHOOK=hook) as process:
            text = PRINTED + "\n\nThe museum of the town keeps the moulds."
            made = client.submit(text, outlet="Torvik <Post>", title="Out | cold", published_at="2026-11-24T12:00:00Z")
            client.wait(made.id)
            assert process.stdout is not None
            line = process.stdout.readline()
        slack.shutdown()
        thread.join()
    assert "uncredited" in line
    (said,) = {text for text in handler.heard if made.id in text}  # type: ignore[attr-defined]
    assert said.startswith(f"*Torvik &lt;Post&gt;*: <{running.url}/articles/{made.id}|Out ¦ cold> has ")
    assert "from Reuters" in said


def test_wordpress_keeps_an_uncredited_post_pending(running: Running, wire: str) -> None:
    php = shutil.which("php")
    if php is None:
        pytest.skip("no PHP here: install the package 'php-cli'")
    plugin = EXAMPLES / "wordpress/copytaster.php"
    assert subprocess.run([php, "-l", str(plugin)], capture_output=True, timeout=60).returncode == 0

    def publish(content: str, status: str = "publish", kind: str = "post", url: str = running.url) -> dict[str, str]:
        post = {"post_title": 'The "furnace"', "post_content": content, "post_status": status, "post_type": kind}
        told = environment(running, PLUGIN=str(plugin)) | {"COPYTASTER_URL": url}
        command = [php, "-d", "display_errors=stderr", str(Path(__file__).parent / "wordpress.php")]
        done = subprocess.run(command, input=json.dumps(post), capture_output=True, text=True, timeout=60, env=told)
        assert (done.returncode, done.stderr) == (0, ""), done
        found: dict[str, str] = json.loads(done.stdout)
        return found

    html = "".join(f"<p>{part}</p>" for part in PRINTED.split("\n\n"))
    held = publish(html)
    assert held["status"] == "pending"
    assert "is from Reuters, which is not credited." in held["notice"]
    assert held["again"] == "", "it is said once"
    assert publish(html + "<p>(Reuters)</p>") == {"status": "publish", "notice": "", "again": ""}
    assert publish(html, "draft")["status"] == "draft"
    assert publish(html, kind="page")["status"] == "publish"
    assert publish("")["status"] == "publish"
    assert publish(html, url="http://127.0.0.1:9")["status"] == "publish", "an outage stops nobody"


def test_the_notebook(
    running: Running, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COPYTASTER_URL", running.url)
    monkeypatch.setenv("COPYTASTER_KEY", running.key)
    notebook = json.loads((EXAMPLES / "notebook.ipynb").read_text())
    assert notebook["nbformat"] == 4
    names: dict[str, Any] = {}
    for cell in notebook["cells"]:
        assert not cell.get("outputs")
        if cell["cell_type"] == "code":
            exec(cell["source"], names)
    names["service"].close()
    told = capsys.readouterr().out
    assert re.search(r"Vellin Post +wholly_derived +NTB \d+% +uncredited", told), told
    assert re.search(r"Kornhamn News +not_derived +nobody's words", told), told
    assert "Vellin Post" in told.splitlines()[-1]
