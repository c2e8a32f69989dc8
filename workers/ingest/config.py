"""`sources.toml`: where articles come from by themselves. What is wrong with it is said before anything starts.

Secrets are never in it: it names files that hold them.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import SplitResult, urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator

from copytaster.settings import SettingError, Settings

FILE = "sources.toml"
MOST = 500
"""Sources; each has a thread of its own."""
_TIME = re.compile(r"(\d{1,6})\s?(s|m|h|d)")
_UNITS = {"s": 1.0, "m": 60.0, "h": 3_600.0, "d": 86_400.0}


def _seconds(value: object) -> object:
    if isinstance(value, str):
        match = _TIME.fullmatch(value.strip())
        if match is None:
            raise ValueError('not a time such as "30s", "5m", "2h" or "1d"')
        return int(match[1]) * _UNITS[match[2]]
    return value


Seconds = Annotated[float, BeforeValidator(_seconds), Field(ge=1, le=604_800)]
Stated = Annotated[str | None, Field(min_length=1, max_length=500)]


class _Source(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    name: Stated = None
    """What it is called on pages and in logs; else its address, without what may be a secret."""
    agency: Stated = None
    outlet: Stated = None
    language: Stated = None

    @property
    def metadata(self) -> dict[str, str]:
        """What is said of each article of it."""
        said = {"agency": self.agency, "outlet": self.outlet, "language": self.language}
        return {name: value for name, value in said.items() if value}


class FeedSource(_Source):
    """RSS, Atom, JSON Feed or a news sitemap."""

    url: str = Field(max_length=2_000)
    every: Seconds = 300.0
    follow_links: bool = False
    """Fetch the page of each item; of a sitemap they always are."""
    allow_private: bool = False
    """The feed and what it links to may be addresses inside."""
    user: Stated = None
    password_file: Path | None = None

    @field_validator("url")
    @classmethod
    def _address(cls, value: str) -> str:
        parts = _parts(value, "http", "https")
        if parts is None:
            raise ValueError("not an http or https address")
        if parts.username is not None or parts.password is not None:
            raise ValueError("has a user or a password: set user and password_file")
        return value

    @property
    def kind(self) -> str:
        return "feed"

    @property
    def label(self) -> str:
        parts = urlsplit(self.url)
        return self.name or f"{parts.scheme}://{parts.netloc}{parts.path}"

    @property
    def id(self) -> str:
        return _digest("feed", self.url)


class FolderSource(_Source):
    """A folder that something else drops files into."""

    path: Path
    every: Seconds = 10.0
    """How often it is looked through even when nothing says that it changed."""
    settle: Seconds = 2.0
    """How long a file must have stayed as it is before it is taken."""

    @field_validator("path")
    @classmethod
    def _inside(cls, value: Path) -> Path:
        if ".." in value.parts:
            raise ValueError("a path with .. in it")
        return value

    @property
    def kind(self) -> str:
        return "folder"

    @property
    def label(self) -> str:
        return self.name or str(self.path)

    @property
    def id(self) -> str:
        return _digest("folder", str(self.path))


class MailboxSource(_Source):
    """A folder of an IMAP account."""

    server: str = Field(max_length=500)
    user: str = Field(min_length=1, max_length=500)
    password_file: Path
    folder: str = Field("INBOX", min_length=1, max_length=500)
    every: Seconds = 60.0
    allow_private: bool = False
    """The server may be an address inside, and without TLS."""

    @field_validator("server")
    @classmethod
    def _address(cls, value: str) -> str:
        parts = _parts(value, "imap", "imaps")
        if parts is None or parts.path not in ("", "/") or parts.query or parts.username is not None:
            raise ValueError("not an address such as imaps://mail.example.org")
        return value

    @property
    def kind(self) -> str:
        return "mailbox"

    @property
    def label(self) -> str:
        return self.name or f"{self.server} {self.user} {self.folder}"

    @property
    def id(self) -> str:
        return _digest("mailbox", self.server, self.user, self.folder)


AnySource = FeedSource | FolderSource | MailboxSource


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    feed: tuple[FeedSource, ...] = ()
    folder: tuple[FolderSource, ...] = ()
    mailbox: tuple[MailboxSource, ...] = ()


def sources(settings: Settings) -> tuple[AnySource, ...]:
    """The sources of the file; none where there is no file. Raises `SettingError` for what cannot be used."""
    path = settings.home / FILE
    try:
        text = path.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return ()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingError(f"{path} cannot be read: {error}") from None
    try:
        given = _File.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise SettingError(f"{path}: {error}") from None
    except ValidationError as error:
        raise SettingError(f"{path}: {_line(error)}") from None
    found: dict[str, AnySource] = {}
    everything: tuple[AnySource, ...] = (*given.feed, *given.folder, *given.mailbox)
    for source in everything:
        if source.id in found:
            raise SettingError(f"{path}: {source.label} stands in it twice")
        found[source.id] = source
    if len(found) > MOST:
        raise SettingError(f"{path} names more than {MOST} sources")
    return tuple(found.values())


def secret(settings: Settings, path: Path) -> str:
    """The secret that a file holds. Raises `SettingError`, whose message does not show it."""
    try:
        value = (settings.home / path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingError(f"the secret in {path} cannot be read: {type(error).__name__}") from None
    if not value or "\n" in value:
        raise SettingError(f"{path} should hold a secret in one line")
    return value


def _parts(value: str, *schemes: str) -> SplitResult | None:
    """The parts of an address; None for one that is none."""
    try:
        parts = urlsplit(value)
        known = parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return None
    return parts if known else None


def _digest(*parts: str) -> str:
    return hashlib.blake2b("\n".join(parts).encode(), digest_size=8).hexdigest()


def _line(error: ValidationError) -> str:
    """What is wrong, in one line that says where; no value of the file is shown, it may be a secret."""
    wrong: Any = error.errors(include_url=False, include_input=False)[0]
    names: list[str] = []
    for part in wrong["loc"]:
        names.append(f"number {part + 1}" if isinstance(part, int) else f"[[{part}]]" if not names else str(part))
    return f"{', '.join(names)}: {str(wrong['msg']).removeprefix('Value error, ')}"
