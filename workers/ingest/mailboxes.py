"""A mailbox: each mail of one folder of an IMAP account, once. Nothing in it is changed, marked or deleted.

A mail is known by the number that the server gives it for good (UID under UIDVALIDITY, RFC 3501). Where a server
numbers anew, mails are submitted again, and known by their bytes.
"""

from __future__ import annotations

import imaplib
import re
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email import message_from_bytes, policy
from typing import Any
from urllib.parse import urlsplit

from imap_tools import MailboxLoginError
from imap_tools.errors import ImapToolsError
from imap_tools.mailbox import BaseMailBox

from copytaster.settings import Settings
from workers.addresses import is_public
from workers.ingest.config import MailboxSource, secret
from workers.ingest.front import Document, Told
from workers.ingest.hand import Failed, Hand
from workers.outbound import Resolve, connect, look_up

SECONDS = 30.0
"""For one answer of the server."""
SESSION = 600.0
"""For one round."""
BATCH = 200
"""Mails of one round."""
_SIZE = re.compile(rb"RFC822\.SIZE (\d{1,12})")
_ROOM = 100_000
"""Bytes that an answer may have around the mail in it."""


class _Client(imaplib.IMAP4):
    """An IMAP client over a socket that is connected to a looked-up address, and that reads no more than asked."""

    def __init__(self, source: MailboxSource, most: int, resolve: Resolve) -> None:
        parts = urlsplit(source.server)
        self._tls, self._private = parts.scheme == "imaps", source.allow_private
        self._most, self._look_up = most, resolve
        port = parts.port or (993 if self._tls else 143)
        super().__init__(str(parts.hostname), port, SECONDS)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        found = list(self._look_up(self.host, self.port))
        if not self._private and not all(is_public(str(entry[4][0])) for entry in found):
            raise OSError("its name leads to an address inside; see allow_private in sources.toml")
        plain = connect(found)
        plain.settimeout(timeout)
        if not self._tls:
            return plain
        try:
            return ssl.create_default_context().wrap_socket(plain, server_hostname=self.host)
        except BaseException:
            plain.close()
            raise

    def read(self, size: int) -> bytes:
        if size > self._most + _ROOM:
            raise self.abort(f"the server announces {size} bytes")
        return super().read(size)


class _Mailbox(BaseMailBox):
    def __init__(self, source: MailboxSource, most: int, resolve: Resolve) -> None:
        self._made = lambda: _Client(source, most, resolve)
        super().__init__()

    def _get_mailbox_client(self) -> imaplib.IMAP4:
        return self._made()


class MailboxReader:
    """`look` is one round."""

    def __init__(self, source: MailboxSource, resolve: Resolve = look_up) -> None:
        if urlsplit(source.server).scheme == "imap" and not source.allow_private:
            raise ValueError("without TLS; use imaps, or set allow_private")
        self._source = source
        self._resolve = resolve

    def look(self, hand: Hand, cursor: dict[str, Any]) -> dict[str, Any]:
        """Raises `Failed`, `Away`, `Lost`, `Stopped`, `SettingError`."""
        with self._opened(hand.settings) as box:
            return self._read(hand, box, cursor, hand.settings.max_body_bytes)

    def count(self, settings: Settings) -> int:
        """How many mails there are. Raises `Failed`, `SettingError`."""
        with self._opened(settings) as box:
            return len(box.uids("ALL"))

    @contextmanager
    def _opened(self, settings: Settings) -> Iterator[BaseMailBox]:
        """The folder, to be read only. What goes wrong inside with server or connection is `Failed`."""
        password = secret(settings, self._source.password_file)
        try:
            with _open(self._source, settings.max_body_bytes, self._resolve) as box:
                box.login(self._source.user, password, None)
                box.folder.set(self._source.folder, readonly=True)
                yield box
        except MailboxLoginError:
            raise Failed("the server refuses the user or the password") from None
        except (ImapToolsError, imaplib.IMAP4.error, ssl.SSLError, OSError) as error:
            raise Failed(_why(error)) from error

    def _read(self, hand: Hand, box: BaseMailBox, cursor: dict[str, Any], most: int) -> dict[str, Any]:
        validity = str(_number(box.client.response("UIDVALIDITY")[1]))
        last = int(cursor.get("last", 0)) if cursor.get("validity") == validity else 0
        uids = sorted(uid for uid in map(int, box.uids(f"UID {last + 1}:*")) if uid > last)
        names = {uid: f"{validity}.{uid}" for uid in uids[:BATCH]}
        known = hand.known(names.values())
        for uid, name in names.items():
            if name not in known:
                hand.go_on()
                self._take(hand, box, uid, name, most)
            last = uid
        return {"validity": validity, "last": last} | ({"more": True} if len(uids) > BATCH else {})

    def _take(self, hand: Hand, box: BaseMailBox, uid: int, name: str, most: int) -> None:
        size = _SIZE.search(_bytes(box.client.uid("fetch", str(uid), "(RFC822.SIZE)")[1]))
        label = f"mail {uid}"
        if size is not None and int(size[1]) > most:
            hand.note(name, "", label, Told(None, f"it is longer than {most} bytes"))
            return
        parts = box.client.uid("fetch", str(uid), "(BODY.PEEK[])")[1]
        body = next((bytes(part[1]) for part in parts or () if isinstance(part, tuple)), None)
        if body is None:  # deleted meanwhile
            return
        hand.note(name, "", _subject(body) or label, hand.offer(Document(body, "message/rfc822"), name, ""))


@contextmanager
def _open(source: MailboxSource, most: int, resolve: Resolve) -> Iterator[BaseMailBox]:
    box = _Mailbox(source, most, resolve)
    handle = box.client.socket()

    def end() -> None:
        with suppress(OSError):
            handle.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(SESSION, end)
    timer.daemon = True
    timer.start()
    try:
        yield box
    finally:
        timer.cancel()
        try:
            box.logout()
        except (ImapToolsError, imaplib.IMAP4.error, OSError):
            box.client.shutdown()


def _subject(body: bytes) -> str | None:
    """The subject as it stands in the head, for people who look for the mail."""
    head = body[:20_000].partition(b"\r\n\r\n")[0]
    try:
        value = message_from_bytes(head, policy=policy.default).get("subject")
    except (ValueError, TypeError, IndexError, AttributeError, LookupError):  # what the library trips over
        return None
    return " ".join(str(value).split()) or None if value is not None else None


def _bytes(parts: Any) -> bytes:
    return b" ".join(part for part in parts or () if isinstance(part, bytes))


def _number(value: Any) -> int:
    try:
        return int(value[0])
    except (TypeError, ValueError, IndexError):
        return 0


def _why(error: Exception) -> str:
    """In words that hold nothing of what was sent."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"certificate refused: {error.verify_message}"
    if isinstance(error, TimeoutError):
        return "took too long"
    if isinstance(error, OSError):
        return str(error.strerror or error)
    return " ".join(str(error).split())[:200]
