"""Promise 11: whatever URL is submitted, in whatever field, no process of the service looks it up or connects to it.

Webhooks go out meanwhile, to the one target that the operator set. `test_webhook_targets.py` has the rest of them.
"""

from __future__ import annotations

import http.client
import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.chaos.support import running, story
from tests.workers.receiver import SECRET, Receiver, verified

pytestmark = pytest.mark.slow

GUARD = Path(__file__).parent / "guard"
URLS = (
    "http://169.254.169.254/latest/meta-data/", "http://127.0.0.1:22/", "http://[::1]:6379/", "http://0x7f.1/",
    "http://rebind.copytaster.invalid/", "https://user:secret@wire.copytaster.invalid:8443/a?b#c",
    "http://localtest.me/", "http://metadata.google.internal/", "http://192.168.0.1/router",
)  # fmt: skip
OTHERS = (
    "file:///etc/passwd", "gopher://10.0.0.1:70/", "ftp://files.copytaster.invalid/x", "//wire.copytaster.invalid/x",
)  # fmt: skip
FOREIGN = re.compile(r"copytaster\.invalid|169\.254|localtest|google|192\.168|10\.0\.0|\b(22|6379|8443|70)\b|0x7f")


class Noted:
    """What the guards of all processes say, as it comes."""

    def __init__(self, path: Path) -> None:
        os.mkfifo(path)
        self._pipe = os.open(path, os.O_RDWR)
        self._parts: list[bytes] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        while not self._parts or not self._parts[-1].endswith(b"the end\n"):
            self._parts.append(os.read(self._pipe, 65_536))

    def lines(self) -> list[str]:
        """All of it; nothing is noted afterwards."""
        os.write(self._pipe, b"the end\n")
        self._reader.join()
        os.close(self._pipe)
        return b"".join(self._parts).decode().splitlines()[:-1]


def page(url: str, text: str) -> str:
    return (
        f'<html><head><base href="{url}"><link rel="canonical" href="{url}"><link rel="stylesheet" href="{url}">'
        f'<meta property="og:url" content="{url}"><meta http-equiv="refresh" content="0;url={url}">'
        f'<script src="{url}"></script><script type="application/ld+json">{{"@context": "{url}", "url": "{url}"}}'
        f'</script></head><body><iframe src="{url}"></iframe><img src="{url}" srcset="{url} 2x"><object data="{url}">'
        f'</object><form action="{url}"></form><article><p>{text}</p><p><a href="{url}">{url}</a></p></article></body>'
        "</html>"
    )


def newsml(url: str, text: str) -> str:
    return (
        f'<?xml version="1.0"?><!DOCTYPE newsItem SYSTEM "{url}" [<!ENTITY % remote SYSTEM "{url}"> %remote; '
        f'<!ENTITY x SYSTEM "{url}">]><newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" '
        f'xmlns:xi="http://www.w3.org/2001/XInclude" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        f'xsi:schemaLocation="{url} {url}"><xi:include href="{url}"/><contentSet><inlineXML><p>{text} &x;</p>'
        "</inlineXML></contentSet></newsItem>"
    )


def nitf(url: str, text: str) -> str:
    return (
        f'<?xml version="1.0"?><?xml-stylesheet href="{url}"?><nitf><head><docdata><doc-id id-string="{url}"/>'
        f'</docdata></head><body><body.content><media><media-reference source="{url}"/></media><p>{text}</p>'
        "</body.content></body></nitf>"
    )


def test_no_process_connects_to_what_was_submitted(tmp_path: Path, eventually: Callable[..., None]) -> None:
    noted = Noted(tmp_path / "sockets")
    path = os.pathsep.join([str(GUARD), *filter(None, [os.environ.get("PYTHONPATH")])])
    variables = {"PYTHONPATH": path, "SOCKET_LOG": str(tmp_path / "sockets")}
    with Receiver() as receiver, running(
        tmp_path / "home", "--no-seeds", **variables, COPYTASTER_WEBHOOK_URLS=receiver.url(),
        COPYTASTER_WEBHOOK_SECRET=SECRET, COPYTASTER_WEBHOOK_PRIVATE_HOSTS="127.0.0.1",
    ) as service:  # fmt: skip
        for role in ("web", "worker"):  # who reads what strangers send knows nothing of what signs webhooks
            assert SECRET not in service.child(role).environ().values()
        checked = []
        for number, url in enumerate((*URLS, *OTHERS)):
            body = {"text": f"{story(number)}\n\nMore at {url} and <a href='{url}'>{url}</a>"}
            named = dict.fromkeys(("title", "byline", "outlet", "credit", "external_id"), url)
            answer = service.call("POST", "/api/v1/articles", {**body, **named, "url": url})
            if answer.status == 422:  # it is no address of a page
                assert answer.json["code"], answer.body
                answer = service.call("POST", "/api/v1/articles", {**body, **named})
            assert answer.status == 202, answer.body
            checked.append(answer.json["id"])
            answer = service.call("POST", "/api/v1/articles", {"html": page(url, story(number + 100))})
            assert answer.status == 202, answer.body
            checked.append(answer.json["id"])
            service.call("POST", "/api/v1/check", {"html": page(url, story(number + 200))})
            service.call("GET", f"/?url={quote(url)}&q={quote(url)}")
            for media, document in (
                ("application/vnd.iptc.g2.newsitem+xml", newsml(url, story(number + 300))),
                ("application/nitf+xml", nitf(url, story(number + 400))),
            ):
                assert 200 <= raw(service.port, media, document.encode()) < 500
        service.wait_checked(checked)
        for article_id in checked:
            for address in (f"/articles/{article_id}", f"/api/v1/articles/{article_id}/report"):
                assert service.call("GET", address).status == 200
        eventually(lambda: _told(receiver) >= set(checked))
    lines = noted.lines()
    assert any("redis.sock" in line for line in lines), "the guard saw nothing at all"
    assert all(verified(SECRET, request.headers, request.body) for request in receiver.requests)
    own = {"socket.getaddrinfo '127.0.0.1'"} | {
        f"socket.connect ('127.0.0.1', {port})" for port in (service.port, receiver.port)
    }
    strangers = {line for line in lines if ".sock" not in line and line not in own and not _own(line, service.port)}
    assert not strangers
    # Of our own are two ports and where the sockets lie: pytest numbers its folders.
    ours = re.compile(rf"\b({service.port}|{receiver.port})\b|{re.escape(str(tmp_path))}")
    assert not [line for line in lines if FOREIGN.search(ours.sub("", line))]


def _told(receiver: Receiver) -> set[str]:
    """The articles of which the target knows that they were checked."""
    known = [request.json["data"] for request in receiver.requests]
    return {data["article_id"] for data in known if data["kind"] == "checked"}


def _own(line: str, port: int) -> bool:
    """The supervisor asking its own web server whether it is ready; the fork server's private sockets."""
    private = re.fullmatch(r"socket\.connect b?'(\\x00)?/?[^:]*listener-.*'", line)
    return f"http://127.0.0.1:{port}/" in line or private is not None


def raw(port: int, media_type: str, body: bytes) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("POST", "/api/v1/articles", body, {"Content-Type": media_type})
    status = connection.getresponse().status
    connection.close()
    return status


@pytest.mark.parametrize("url", ["http://169.254.169.254/", "http://rebind.copytaster.invalid/"])
def test_the_guard_would_tell(url: str, tmp_path: Path) -> None:
    noted = Noted(tmp_path / "sockets")
    script = f"import urllib.request\ntry: urllib.request.urlopen({url!r}, timeout=0.05)\nexcept OSError: pass"
    environment = os.environ | {"PYTHONPATH": str(GUARD), "SOCKET_LOG": str(tmp_path / "sockets")}
    subprocess.run([sys.executable, "-c", script], check=True, env=environment)
    assert any(FOREIGN.search(line) for line in noted.lines())
