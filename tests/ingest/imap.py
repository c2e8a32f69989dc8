"""A real IMAP server (pymap) with one account, whose mails the test puts in."""

from __future__ import annotations

import imaplib
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.chaos.support import free_port

USER, PASSWORD = "wires", "pass word"


class Imap:
    def __init__(self, port: int) -> None:
        self.port = port

    @property
    def server(self) -> str:
        return f"imap://127.0.0.1:{self.port}"

    def open(self) -> imaplib.IMAP4:
        client = imaplib.IMAP4("127.0.0.1", self.port, timeout=5)
        client.login(USER, PASSWORD)
        return client

    def put(self, subject: str, text: str) -> None:
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = "Wire desk <desk@wire.example>", "wires@newsroom.example", subject
        mail["Message-ID"], mail["Date"] = f"<{subject}@wire.example>", "Tue, 24 Nov 2026 10:00:00 +0000"
        mail.set_content(text)
        client = self.open()
        client.append("INBOX", "", "", mail.as_bytes().replace(b"\n", b"\r\n"))
        client.logout()

    def flags(self) -> list[bytes]:
        client = self.open()
        client.select("INBOX", readonly=True)
        found = client.fetch("1:*", "(FLAGS)")[1]
        client.logout()
        return [line for line in found if isinstance(line, bytes)]


@contextmanager
def imap() -> Iterator[Imap]:
    port = free_port()
    with TemporaryDirectory() as folder, (Path(folder) / "log").open("wb") as log:
        process = subprocess.Popen(
            [str(Path(sys.executable).parent / "pymap"), "--host", "127.0.0.1", "--port", str(port), "--no-tls", "dict",
             "--demo-user", USER, "--demo-password", PASSWORD],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log,
        )  # fmt: skip
        try:
            server, deadline = Imap(port), time.monotonic() + 30
            while True:
                try:
                    server.open().logout()
                    break
                except OSError:
                    assert time.monotonic() < deadline, (Path(folder) / "log").read_text()
                    time.sleep(0.1)
            yield server
        finally:
            process.kill()
            process.wait()
