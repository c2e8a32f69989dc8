"""What the tests of people share: the provider as its own process, and a service that sends people there."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import Flask
from flask.testing import FlaskClient

from copytaster.settings import Settings
from tests.docs.markdown import ROOT

SECRET = "a-secret-of-the-tests"
HOST = "http://127.0.0.1:8000"
Make = Callable[..., Flask]


class Provider:
    def __init__(self, address: str) -> None:
        self.address = address

    def taken(self) -> list[str]:
        """What came to where a redirect would lead."""
        with urllib.request.urlopen(f"{self.address}/taken", timeout=10) as answer:
            found: list[str] = json.load(answer)
        return found

    def out(self, **said: str) -> str:
        """A logout token; `lie` says what is wrong with it."""
        with urllib.request.urlopen(f"{self.address}/out?{urlencode(said)}", timeout=10) as answer:
            return str(answer.read().decode())

    def twist(self, lie: str) -> None:
        """Makes it lie from now on; empty: it tells the truth again."""
        urllib.request.urlopen(urllib.request.Request(f"{self.address}/twist", lie.encode()), timeout=10).close()


@contextmanager
def provider() -> Iterator[Provider]:
    """A real provider in a process of its own."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.service.provider"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, text=True,
    ) as process:  # fmt: skip
        try:
            assert process.stdout is not None
            address = process.stdout.readline().strip()
            assert address, "the provider did not start"
            yield Provider(address)
        finally:
            process.terminate()


def settings(home: Path, issuer: str, **more: Any) -> Settings:
    secret = home / "oidc.secret"
    secret.write_text(SECRET + "\n")
    given = {
        "oidc_issuer": issuer, "oidc_client_id": "copytaster", "oidc_client_secret": str(secret),
        "oidc_name": "the paper", "oidc_roles": ("it=admin", "newsroom=editor"), **more,
    }  # fmt: skip
    return Settings(home=home, cleaners=1, **given)


def at_provider(address: str, account: str) -> str:
    """Chooses an account at the provider. Returns where it sends the browser back to."""

    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.netloc, timeout=10)
    connection.request("GET", f"{parts.path}?{parts.query}&account={account}")
    answer = connection.getresponse()
    connection.close()
    assert answer.status in (302, 303)
    return str(answer.headers["Location"])


def back_from(client: FlaskClient, account: str, following: str = "/queue") -> str:
    begun = client.get("/login/begin", query_string={"next": following}, base_url=HOST)
    assert begun.status_code == 303, begun.get_data(as_text=True)
    return at_provider(begun.headers["Location"], account).removeprefix(HOST)


def come_in(client: FlaskClient, account: str) -> Any:
    return client.get(back_from(client, account), base_url=HOST)
