"""What a webhook says, and how it is signed: Standard Webhooks (https://www.standardwebhooks.com), version 1.

Promises
    * The same event is the same id and the same bytes, however often it is sent; receivers tell repetitions by the id.
      In an archive that was restored from a backup numbers come again; what they stand for differs, and so does the id.
    * The words of the data are those of the server-sent events; there is no text of an article in it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from copytaster.archive import Event, events
from copytaster.frozen import frozen
from copytaster.moments import stamp


@frozen
class Message:
    id: str
    body: bytes

    def headers(self, secrets: Sequence[bytes], now: datetime) -> dict[str, str]:
        """The three headers. A signature for each secret, so that a receiver may know the old one or the new one."""
        stamp = str(int(now.timestamp()))
        signed = f"{self.id}.{stamp}.".encode() + self.body
        return {
            "webhook-id": self.id,
            "webhook-timestamp": stamp,
            "webhook-signature": " ".join(f"v1,{_hmac(secret, signed)}" for secret in secrets),
        }


def message(event: Event) -> Message:
    data = {
        "id": event.id,
        "kind": event.kind,
        "article_id": event.article_id,
        "at": stamp(event.at),
        "detail": dict(event.detail),
    }
    if event.kind != events.DELETED:
        data["links"] = _links(event.article_id)
    return _message(str(event.id), f"article.{event.kind}", event.at, data)


def ping(now: datetime) -> Message:
    """What `copytaster webhooks test` sends."""
    return _message("ping", "webhook.ping", now, {})


def _message(number: str, type: str, at: datetime, data: dict[str, Any]) -> Message:
    body = json.dumps(
        {"type": type, "timestamp": stamp(at), "data": data}, ensure_ascii=True, separators=(",", ":")
    ).encode()
    return Message(f"msg_{number}_{hashlib.blake2b(body, digest_size=8).hexdigest()}", body)


def _links(article_id: str) -> dict[str, str]:
    """As the API has them: without a host, because the service does not know by which name it is reached."""
    own = f"/api/v1/articles/{article_id}"
    return {"self": own, "report": f"{own}/report", "page": f"/articles/{article_id}"}


def _hmac(secret: bytes, signed: bytes) -> str:
    return base64.b64encode(hmac.digest(secret, signed, "sha256")).decode()
