"""A mail (RFC 5322, MIME): its text is the article, its subject the headline, its sender the publisher.

The standard library takes it apart. The text is the plain part, else the HTML part, else a document that is attached.
What a mail program puts around a text that is passed on (the mark of a signature, quoted headers) is left away.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from email import policy
from email.errors import MessageError
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parseaddr

from copytaster.clean import decode
from copytaster.clean.draft import Draft
from copytaster.clean.formats import html, office, pdf
from copytaster.clean.submission import Rejected
from copytaster.limits import Limits
from copytaster.text.words import count as count_words

MOST_PARTS = 200
"""Parts of a mail that are looked at."""
FEW_WORDS = 40
"""Words of a covering letter, below which an attached document is the article."""
_FIELDS = frozenset(
    ("from", "to", "subject", "date", "return-path", "received", "message-id", "mime-version", "reply-to", "cc",
     "content-type", "delivered-to", "x-mailer", "sender", "list-id", "content-transfer-encoding")
)  # fmt: skip
_FIELD = re.compile(r"([A-Za-z][A-Za-z0-9-]{1,40}):[ \t]")
_SIGNATURE = re.compile(r"^-- ?\r?$", re.MULTILINE)
_PREFIX = re.compile(r"\A(?:(?:re|fwd?|aw|wg|tr|rv|sv|vs|vb|enc)\s?:\s{0,3})+", re.IGNORECASE)
_FOLLOWS = re.compile(r"\n[ \t]")

ATTACHED: dict[str, Callable[[bytes, Limits], Draft]] = {
    "application/pdf": pdf.read,
    office.WORD: office.read,
    office.OPEN_DOCUMENT: office.read,
}


def looks_like(text: str) -> bool:
    """Whether a plain text opens with the fields of a mail: three that mails have, and an empty line behind them."""
    head, gap, _ = text.lstrip("\ufeff\r\n")[:20_000].replace("\r\n", "\n").partition("\n\n")
    if not gap:
        return False
    lines = _FOLLOWS.sub(" ", head.removeprefix("From ").partition("\n")[2] if head.startswith("From ") else head)
    names = [match[1].lower() if (match := _FIELD.match(line)) else "" for line in lines.split("\n")]
    return "" not in names and len(_FIELDS.intersection(names)) >= 3


def read(body: bytes, limits: Limits) -> Draft:
    """The article of a mail. Raises `Rejected` when there is no text in it."""
    if body.startswith(b"From "):  # as it lies in a mailbox
        body = body.partition(b"\n")[2]
    try:
        message = BytesParser(EmailMessage, policy=policy.default.clone(raise_on_defect=False)).parsebytes(body)
        draft = _text(message, limits)
    except (MessageError, RecursionError, LookupError, AttributeError, IndexError) as error:
        raise Rejected(422, "not_a_mail", f"this mail cannot be taken apart: {type(error).__name__}") from None
    if draft is None or not draft.text.strip():
        raise Rejected(422, "no_text", "there is no text in this mail")
    draft.text = _SIGNATURE.split(draft.text, maxsplit=1)[0]
    name, address = parseaddr(_field(message, "from") or "")
    draft.title = _PREFIX.sub("", _field(message, "subject") or "") or draft.title
    draft.external_id = _field(message, "message-id") or draft.external_id
    draft.published = [v for v in (_field(message, "date"),) if v] + draft.published
    draft.publishers = [v for v in (name, address.rpartition("@")[2]) if v] + draft.publishers
    draft.version_of = _field(message, "supersedes") or _field(message, "replaces")
    return draft


def _field(message: EmailMessage, name: str) -> str | None:
    try:
        value = message.get(name)
    except (ValueError, TypeError, IndexError, AttributeError, LookupError):  # a header that the library trips over
        return None
    return " ".join(str(value).split()) or None if value is not None else None


def _parts(message: EmailMessage) -> Iterator[EmailMessage]:
    for number, part in enumerate(message.walk()):
        if number >= MOST_PARTS:
            return
        if isinstance(part, EmailMessage) and not part.is_multipart():
            yield part


def _text(message: EmailMessage, limits: Limits) -> Draft | None:
    plain: Draft | None = None
    marked: Draft | None = None
    attached: Draft | None = None
    for part in _parts(message):
        kind = part.get_content_type()
        aside = part.get_content_disposition() == "attachment"
        if kind == "text/plain" and plain is None and not aside:
            plain = Draft(text=_decoded(part), wrapped=True)
        elif kind == "text/html" and marked is None and not aside:
            marked = html.read(_decoded(part), limits)
        elif kind in ATTACHED and attached is None:
            attached = _attached(part, kind, limits)
    written = plain if plain is not None and count_words(plain.text) >= 5 else marked or plain
    if attached is not None and (written is None or count_words(written.text) < FEW_WORDS):
        return attached
    return written


def _attached(part: EmailMessage, kind: str, limits: Limits) -> Draft | None:
    try:
        return ATTACHED[kind](_bytes(part), limits)
    except Rejected:
        return None


def _bytes(part: EmailMessage) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _decoded(part: EmailMessage) -> str:
    charset = part.get_content_charset()
    kind = part.get_content_type()
    text = decode.decode(_bytes(part), f"{kind}; charset={charset}" if charset else kind)
    return text.replace("\0", "")
