"""The front door as a source sees it: one article, or a document of many, handed to the running service."""

from __future__ import annotations

import http.client
import json
import ssl
from collections.abc import Mapping
from dataclasses import field, replace
from typing import Any, NamedTuple
from urllib.parse import quote_plus, urlencode, urlsplit

from copytaster.frozen import frozen
from copytaster.settings import PREFIX, SettingError, Settings
from workers.outbound import Answer, Connection

SECONDS = 60.0
"""For one answer; the service bounds its own work."""
ANSWER = 8_000_000
"""Bytes of an answer: a batch says a line for each of its items."""
JSON = "application/json"
NDJSON = "application/x-ndjson"


class Away(Exception):
    """The service cannot take anything now. What was to be submitted is kept, and offered again."""

    def __init__(self, reason: str, seconds: float = 2.0) -> None:
        super().__init__(reason)
        self.seconds = seconds


class Told(NamedTuple):
    """What the service said of an item."""

    article_id: str | None
    reason: str | None
    """Why it is no article."""


@frozen
class Document:
    """What is submitted, and what is said of it."""

    body: bytes
    media_type: str
    metadata: Mapping[str, str] = field(default_factory=dict)


@frozen
class _Door:
    tls: bool
    host: str
    port: int
    path: str
    private: bool = True


def saying(document: Document, metadata: Mapping[str, str]) -> Document:
    """The document with more said of it: in the query, or in a body of JSON, which has no other place for it."""
    if document.media_type == JSON:
        body = json.dumps({**json.loads(document.body), **metadata}, ensure_ascii=False, sort_keys=True)
        return replace(document, body=body.encode("utf-8", "surrogatepass"))
    return replace(document, metadata={**document.metadata, **metadata})


class Front:
    """One connection to the service, for one thread. Raises `SettingError` for an address that is none."""

    def __init__(self, settings: Settings) -> None:
        url = settings.service_url or _own(settings)
        parts = urlsplit(url)
        try:
            known = parts.scheme in ("http", "https") and bool(parts.hostname)
            port = parts.port or (443 if parts.scheme == "https" else 80)
        except ValueError:
            known = False
        if not known:
            raise SettingError(f"{PREFIX}SERVICE_URL is not an http or https address")
        self._door = _Door(parts.scheme == "https", str(parts.hostname), port, parts.path.rstrip("/"))
        self._headers = {"Accept": "application/json", **_authorization(settings)}
        self._connection = Connection(self._door, ssl.create_default_context(), seconds=SECONDS)

    def knock(self) -> None:
        """Raises `Away` unless an article could be taken now."""
        answer = self._call("GET", "/readyz", None, {})
        if not answer.ok:
            raise Away(f"the service answered {answer.status}")

    def submit(self, document: Document, key: str | None = None) -> Told:
        """One article. Raises `Away`."""
        headers = {"Content-Type": document.media_type} | ({"Idempotency-Key": key} if key else {})
        said = {name: value for name, value in document.metadata.items() if value}
        query = f"?{urlencode(said, quote_via=quote_plus)}" if said else ""
        answer = self._call("POST", f"/api/v1/articles{query}", document.body, headers)
        value = _json(answer)
        if answer.ok:
            return Told(str(value["id"]), None)
        return Told(None, _reason(value, answer.status))

    def batch(self, document: Document) -> list[Told]:
        """A document of many items, one answer an item. Raises `Away`."""
        said = {name: value for name, value in document.metadata.items() if value}
        query = f"?{urlencode(said, quote_via=quote_plus)}" if said else ""
        headers = {"Content-Type": document.media_type}
        answer = self._call("POST", f"/api/v1/articles/batch{query}", document.body, headers)
        value = _json(answer)
        if not answer.ok:
            return [Told(None, _reason(value, answer.status))]
        if any(_later(line["status_code"]) for line in value):
            raise Away("the service is full")  # what it took already it will know again
        return [
            Told(str(line["id"]), None) if "id" in line
            else Told(None, f"item {line['line']}: {_reason(line['problem'], line['status_code'])}")
            for line in value
        ]  # fmt: skip

    def close(self) -> None:
        self._connection.close()

    def _call(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> Answer:
        try:
            answer = self._exchange(method, self._door.path + path, body, {**self._headers, **headers})
        except (OSError, http.client.HTTPException) as error:
            self._connection.close()
            raise Away(f"the service does not answer: {type(error).__name__}") from error
        if _later(answer.status):
            raise Away(f"the service answered {answer.status}", max(1.0, min(30.0, answer.retry_after)))
        if answer.status in (401, 403, 421):
            raise Away(f"the service answered {answer.status}: see {PREFIX}INGEST_KEY and {PREFIX}ALLOWED_HOSTS", 30.0)
        return answer

    def _exchange(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> Answer:
        fresh = not self._connection.is_open
        if fresh:
            self._connection.open()
        try:
            return self._connection.exchange(method, path, body, headers, ANSWER, whole=True)
        except (OSError, http.client.HTTPException):
            if fresh:
                raise
        self._connection.open()  # it had closed the connection meanwhile
        return self._connection.exchange(method, path, body, headers, ANSWER, whole=True)


def _own(settings: Settings) -> str:
    host = settings.host.strip("[]")
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.port}"


def _authorization(settings: Settings) -> dict[str, str]:
    if settings.ingest_key is None:
        return {}
    try:
        key = settings.ingest_key.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingError(f"{PREFIX}INGEST_KEY: the file cannot be read: {type(error).__name__}") from None
    if not key or not key.isprintable() or " " in key:
        raise SettingError(f"{PREFIX}INGEST_KEY: the file should hold one API key")
    return {"Authorization": f"Bearer {key}"}


def _later(status: int) -> bool:
    """Whether an answer says nothing of what was submitted, but of the service, or of the way to it: it took too long
    to arrive (408), there is too much of it now (425, 429), or something there is wrong."""
    return status in (408, 425, 429) or status >= 500


def _json(answer: Answer) -> Any:
    try:
        return json.loads(answer.body)
    except ValueError:
        raise Away(f"the service answered {answer.status} with something else than JSON") from None


def _reason(problem: Mapping[str, Any], status: int) -> str:
    code = problem.get("code")
    said = str(problem.get("detail") or problem.get("title") or f"answered {status}")
    return f"{said} ({code})" if code else said
