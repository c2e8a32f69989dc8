"""What is handed in, and how it is refused."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any

from copytaster.frozen import frozen
from copytaster.limits import Limits


class Rejected(ValueError):
    """A submission that cannot become an article.

    `status` is the HTTP status that says so (400, 413, 415, 422), `code` a short slug for programs, `detail` a
    sentence for people that names what was wrong, `limit` the setting or limit that was passed, `value` what was found,
    `field` which field of the submission it is that was wrong.
    """

    def __init__(
        self, status: int, code: str, detail: str, *, limit: str | None = None, value: Any = None,
        field: str | None = None,
    ) -> None:  # fmt: skip
        super().__init__(detail)
        self.status, self.code, self.detail, self.limit, self.value = status, code, detail, limit, value
        self.field = field

    @classmethod
    def beyond(cls, status: int, code: str, said: str, limits: Limits, limit: str, value: int) -> Rejected:
        """What passes one of `limits`: `said` is what there is, and the sentence ends with what there may be."""
        return cls(status, code, f"{said}; {limit} is {getattr(limits, limit)}", limit=limit, value=value)


@frozen
class Submission:
    """One article as it was handed in: `text`, `html` or a `body` of another media type, and what was said of it.

    Nothing is checked here; `clean` does that, so that a submission with a wrong type in it can still be named.
    """

    body: bytes | None = None
    media_type: str = "application/json"
    text: str | None = None
    html: str | None = None
    external_id: str | None = None
    url: str | None = None
    title: str | None = None
    byline: str | None = None
    outlet: str | None = None
    agency: str | None = None
    language: str | None = None
    credit: str | None = None
    published_at: str | datetime | None = None
    status: str | None = None
    embargoed_until: str | datetime | None = None
    version_of: str | None = None
    slug: str | None = None
    digital_source: str | None = None

    @classmethod
    def from_json(cls, document: object) -> Submission:
        """A submission from decoded JSON; other names are left alone. Raises `Rejected` unless an object."""
        if not isinstance(document, Mapping):
            raise Rejected(400, "not_an_object", f"the body must be a JSON object, not {kind_of(document)}")
        known = {f.name for f in fields(cls)} - {"body", "media_type"}
        return cls(**{name: value for name, value in document.items() if name in known})

    def digest(self) -> bytes:
        """BLAKE2b-160 over a canonical form: the same whenever the same things are submitted, in whatever order."""
        said = {name: value for name in _SAID if (value := getattr(self, name)) is not None}
        said["media_type"] = ";".join(part.strip().lower() for part in str(self.media_type).split(";"))
        form = _FORM.encode(said)
        hasher = hashlib.blake2b(form.encode("ascii"), digest_size=20)
        if self.body is not None:
            hasher.update(b"\0")
            hasher.update(self.body)
        return hasher.digest()

    def article_id(self) -> str:
        """The id of the article that this becomes: 32 characters of lower-case base32."""
        return base64.b32encode(self.digest()).decode("ascii").lower()


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else repr(value)


_SAID = tuple(f.name for f in fields(Submission) if f.name != "body")
_FORM = json.JSONEncoder(sort_keys=True, separators=(",", ":"), default=_plain)


def kind_of(value: object) -> str:
    """What JSON calls a value of this type."""
    if value is None:
        return "null"
    names = {
        bool: "a boolean",
        int: "a number",
        float: "a number",
        str: "a string",
        list: "an array",
        dict: "an object",
    }
    return names.get(type(value), type(value).__name__)
