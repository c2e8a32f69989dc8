"""Every setting in one table: its name, type, default, and one line of help.

`Settings.from_mapping` reads ``COPYTASTER_<NAME>`` entries of any mapping; the entry points pass the
environment, the tests a dict. Nothing else in the project reads the environment.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PREFIX = "COPYTASTER_"


class SettingError(ValueError):
    """A setting has a value that cannot be used; the message names the variable."""


def _setting(default: Any, help: str, *, secret: bool = False) -> Any:
    return field(default=default, repr=not secret, metadata={"help": help, "secret": secret})


@dataclass(frozen=True, slots=True)
class Settings:
    # where things are
    home: Path = _setting(
        Path("var"), "Where `copytaster up` keeps its data: the SQLite archive and the embedded Redis."
    )
    database_url: str = _setting("", "SQLAlchemy URL of the archive; empty: SQLite under home.", secret=True)
    redis_url: str = _setting(
        "", "Redis of the queue and, unless index_url is set, the index; empty: the embedded one.", secret=True
    )
    index_url: str = _setting("", "Redis of the fingerprint index, when it has its own.", secret=True)
    host: str = _setting("127.0.0.1", "Address the web server binds. Anything but loopback needs an API key.")
    port: int = _setting(8000, "Port of the web server.")
    log_format: str = _setting("text", "Form of a log line: text or json.")
    # how much runs
    web_threads: int = _setting(16, "Threads of the web process.")
    cleaners: int = _setting(2, "Processes that clean submissions, away from the web process.")
    workers: int = _setting(2, "Worker processes that `copytaster up` starts.")
    job_articles: int = _setting(16, "Articles that may ride in one job.")
    lease_seconds: float = _setting(20.0, "How long a worker may hold an article without a sign of life.")
    max_tries: int = _setting(3, "Tries before an article is set aside as failed.")
    queue_limit: int = _setting(20_000, "Articles waiting to be checked before submissions are refused with 429.")
    # how large a submission may be
    max_body_bytes: int = _setting(2_000_000, "Largest request body, in bytes.")
    max_text_chars: int = _setting(200_000, "Longest article text, in code points, after cleaning.")
    max_words: int = _setting(30_000, "Most words in an article.")
    min_words: int = _setting(5, "Fewest words in an article.")
    max_html_tags: int = _setting(60_000, "Most tags in a page.")
    max_html_depth: int = _setting(250, "Deepest nesting of tags in a page.")
    max_tag_attributes: int = _setting(300, "Most attributes on one tag.")
    max_batch_lines: int = _setting(1_000, "Most articles in one NDJSON batch.")
    max_batch_bytes: int = _setting(64_000_000, "Largest NDJSON batch, in bytes.")
    clean_seconds: float = _setting(5.0, "CPU seconds that cleaning one submission may take.")
    clean_megabytes: int = _setting(512, "Memory that cleaning one submission may take, in MB.")
    check_seconds: float = _setting(5.0, "CPU seconds that checking one article may take.")
    check_megabytes: int = _setting(512, "Memory that checking may take above what the worker holds, in MB.")
    wait_seconds: float = _setting(30.0, "Longest `?wait=` that a submission may ask for.")
    # how long it is kept
    retention_days: float = _setting(
        0.0, "Days after which an article is forgotten: text, fingerprint, index and reports of others; 0: never."
    )
    retention_batch: int = _setting(50, "Articles forgotten at a time; between two batches others may write.")
    # how candidates are found
    window_days: int = _setting(30, "How far apart in time two articles may be for a rewrite to be looked for.")
    common: int = _setting(400, "Articles sharing a key beyond which the key is no evidence.")
    candidates: int = _setting(40, "Most candidates aligned per article; wire articles are never crowded out.")
    vectors: str = _setting("", "Path of another model2vec table of sentence vectors; empty: the one that is shipped.")
    # who is told
    webhook_urls: str = _setting(
        "", "Addresses that events are posted to, separated by spaces; nothing else is ever called.", secret=True
    )
    webhook_secret: str = _setting(
        "", "`whsec_…` secrets that sign webhooks, separated by spaces: the new one and, for a while, the old.",
        secret=True,
    )  # fmt: skip
    webhook_events: str = _setting("", "Kinds of events to post, separated by spaces; empty: all of them.")
    webhook_private_hosts: str = _setting(
        "", "Hosts of webhook_urls that may be private addresses and may be without TLS, separated by spaces."
    )
    webhook_ca: str = _setting("", "Path of certificates (PEM) that webhooks trust besides the system's own.")
    # who may come in
    api_keys: str = _setting("", "Path of the file of hashed API keys; empty: no key asked on loopback.")
    key_rate: int = _setting(6_000, "Requests a minute that one API key may make; 0: no limit.")
    allowed_hosts: str = _setting(
        "", "Host names that the pages answer to, separated by commas; empty: any on loopback."
    )

    @classmethod
    def from_mapping(cls, values: Mapping[str, str], **overrides: Any) -> Settings:
        """Settings from ``COPYTASTER_*`` entries. Raises `SettingError` for one that cannot be read or is unknown."""
        known = {f.name: f for f in dataclasses.fields(cls)}
        taken: dict[str, Any] = {}
        for key, raw in values.items():
            if not key.startswith(PREFIX):
                continue
            name = key[len(PREFIX) :].lower()
            if name not in known:
                raise SettingError(f"{key} is not a setting; `copytaster settings` lists them")
            taken[name] = _read(key, raw, type(known[name].default))
        return cls(**{**taken, **overrides})

    @property
    def archive_url(self) -> str:
        return self.database_url or f"sqlite:///{(self.home / 'archive.db').resolve()}"

    def table(self) -> Iterator[tuple[str, str, str]]:
        """(variable, default, help) for every setting, in order."""
        for f in dataclasses.fields(self):
            yield PREFIX + f.name.upper(), str(f.default), str(f.metadata["help"])


def _read(key: str, raw: str, kind: type) -> Any:
    try:
        value = kind(raw)
    except ValueError:
        raise SettingError(f"{key}={raw!r} is not {'a whole number' if kind is int else 'a number'}") from None
    if kind in (int, float) and not 0 <= value < float("inf"):
        raise SettingError(f"{key}={raw!r} must not be negative or infinite")
    return value
