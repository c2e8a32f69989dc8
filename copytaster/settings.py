"""Every setting in one table: its name, type, bounds, default, and one line of help.

`Settings.from_mapping` reads ``COPYTASTER_<NAME>`` entries of any mapping; the entry points pass the environment, the
tests a dict. Nothing else in the project reads the environment. A list is separated by spaces, whatever it is of; what
may not be shown is a `pydantic.SecretStr`, which prints as stars. What the pure rooms need of this is `limits.Limits`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, EnvSettingsSource, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

from copytaster.limits import Limits

PREFIX = "COPYTASTER_"


class SettingError(ValueError):
    """A setting has a value that cannot be used; the message names the variable."""


def _separated(value: object) -> object:
    return value.split() if isinstance(value, str) else value


def _without_commas(value: object) -> object:
    if isinstance(value, str) and "," in value:
        raise ValueError("a list is separated by spaces")
    return _separated(value)


def _nothing(value: object) -> object:
    return None if value == "" else value


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("there is no such time zone") from None
    return value


Zone = Annotated[str, AfterValidator(_zone)]
Count = Annotated[int, Field(ge=0)]
Amount = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Words = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_separated)]
Names = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_without_commas)]
Secrets = Annotated[tuple[SecretStr, ...], NoDecode, BeforeValidator(_separated)]
File = Annotated[Path | None, BeforeValidator(_nothing)]


def _setting(default: Any, help: str, **bounds: Any) -> Any:
    return Field(default, description=help, **bounds)


class Settings(BaseSettings):
    """All settings, checked. Frozen; made of keyword arguments or by `from_mapping`."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, extra="forbid", frozen=True, hide_input_in_errors=True
    )

    # where things are
    home: Path = _setting(
        Path("var"), "Where `copytaster up` keeps its data: the SQLite archive and the embedded Redis."
    )
    database_url: SecretStr = _setting(SecretStr(""), "SQLAlchemy URL of the archive; empty: SQLite under home.")
    redis_url: SecretStr = _setting(
        SecretStr(""), "Redis of the queue and, unless index_url is set, the index; empty: the embedded one."
    )
    index_url: SecretStr = _setting(SecretStr(""), "Redis of the fingerprint index, when it has its own.")
    host: str = _setting("127.0.0.1", "Address the web server binds. Anything but loopback needs an API key.")
    port: int = _setting(8000, "Port of the web server.", ge=1, le=65535)
    zone: Zone = _setting("UTC", "Time zone of the newsroom, such as Europe/Oslo: when a day of the desk begins.")
    log_format: Literal["text", "json"] = _setting("text", "Form of a log line: text or json.")
    # how much runs
    web_threads: Count = _setting(16, "Threads of the web process.")
    event_streams: Count = _setting(200, "Event streams that the web process keeps open, each in a thread of its own.")
    cleaners: Count = _setting(2, "Processes that clean submissions, away from the web process.")
    workers: Count = _setting(2, "Worker processes that `copytaster up` starts.")
    job_articles: Count = _setting(16, "Articles that may ride in one job.")
    lease_seconds: Amount = _setting(20.0, "How long a worker may hold an article without a sign of life.")
    max_tries: Count = _setting(3, "Checks that an article may take down before it is set aside as failed.")
    queue_limit: Count = _setting(20_000, "Articles waiting to be checked before submissions are refused with 429.")
    # how large a submission may be
    max_body_bytes: Count = _setting(Limits.max_body_bytes, "Largest request body, in bytes.")
    max_text_chars: Count = _setting(Limits.max_text_chars, "Longest article text, in code points, after cleaning.")
    max_words: Count = _setting(Limits.max_words, "Most words in an article.")
    min_words: Count = _setting(Limits.min_words, "Fewest words in an article.")
    max_html_tags: Count = _setting(Limits.max_html_tags, "Most tags in a page.")
    max_html_depth: Count = _setting(Limits.max_html_depth, "Deepest nesting of tags in a page.")
    max_tag_attributes: Count = _setting(Limits.max_tag_attributes, "Most attributes on one tag.")
    max_batch_lines: Count = _setting(1_000, "Most articles in one NDJSON batch.")
    max_batch_bytes: Count = _setting(64_000_000, "Largest NDJSON batch, in bytes.")
    clean_seconds: Amount = _setting(5.0, "CPU seconds that cleaning one submission may take.")
    clean_megabytes: Count = _setting(512, "Memory that cleaning one submission may take, in MB.")
    check_seconds: Amount = _setting(5.0, "CPU seconds that checking one article may take.")
    check_megabytes: Count = _setting(512, "Memory that checking one article may take, in MB.")
    wait_seconds: Amount = _setting(30.0, "Longest `?wait=` that is waited for; 30 at most.", le=30)
    # how long it is kept
    retention_days: Amount = _setting(
        0.0, "Days after which an article is forgotten: text, fingerprint, index and reports of others; 0: never."
    )
    retention_batch: Count = _setting(50, "Articles forgotten at a time; between two batches others may write.")
    deed_days: Amount = _setting(
        730.0, "Days after which it is forgotten who did what: sign-ins, judgements, notes, deletions; 0: never."
    )
    # how candidates are found
    window_days: Count = _setting(30, "How far apart in time two articles may be for a rewrite to be looked for.")
    common: Count = _setting(400, "Articles sharing a key beyond which it names the first, or the nearest, alone.")
    candidates: Count = _setting(40, "Most candidates aligned per article; wire articles are never crowded out.")
    vectors: str = _setting("", "Path of another model2vec table of sentence vectors; empty: the one that is shipped.")
    # where articles come from by themselves
    service_url: str = _setting(
        "", "Where `copytaster ingest` hands in what it finds; empty: the host and port of these settings. Where it is "
        "set, alerts lead there."
    )
    ingest_key: File = _setting(
        None, "Path of a file with the API key (scope submit) of `copytaster ingest`, when the service asks for one."
    )
    # who is told
    webhook_urls: Secrets = _setting((), "Addresses that events are posted to (a list).")
    webhook_secret: Secrets = _setting(
        (), "`whsec_…` secrets that sign webhooks (a list): the new one and, for a while, the old."
    )
    webhook_events: Words = _setting((), "Kinds of events to post (a list); empty: all of them.")
    webhook_private_hosts: Names = _setting(
        (), "Hosts of webhook_urls that may be private addresses and may be without TLS (a list)."
    )
    webhook_embargo_hosts: Names = _setting(
        (), "Hosts of webhook_urls that are told of articles under embargo before its end, by their ids (a list)."
    )
    webhook_ca: File = _setting(None, "Path of certificates (PEM) that webhooks trust besides the system's own.")
    # who may come in
    api_keys: File = _setting(None, "Path of the file of hashed API keys; empty: no key asked on loopback.")
    key_rate: Count = _setting(6_000, "Requests a minute that one API key or person may make; 0: no limit.")
    oidc_issuer: str = _setting(
        "", "Address of the OpenID provider at which people sign in, as it names itself; empty: nobody does."
    )
    oidc_client_id: str = _setting("", "What the provider calls this service.")
    oidc_client_secret: File = _setting(
        None, "Path of a file with the secret that the provider gave this service; empty: it is a public client."
    )
    oidc_name: str = _setting("your newsroom account", "What the provider is called on the sign-in page.")
    oidc_scopes: Names = _setting(("openid", "profile", "email"), "What the provider is asked for (a list).")
    oidc_claim: str = _setting(
        "groups", "The claim whose values make somebody's rights; dots go inwards: realm_access.roles."
    )
    oidc_roles: Names = _setting(
        (), "Which value of that claim makes which role or team, value=role (a list); *=role is for everybody it knows."
    )
    people: File = _setting(
        None, "Path of a file that gives people roles, a role and an address a line; it is read anew when it changes."
    )
    trusted_proxy: str = _setting(
        "", "Address of the proxy whose X-Forwarded-For and X-Forwarded-Proto are believed; empty: nobody's."
    )
    allowed_hosts: Names = _setting((), "Host names that the pages answer to (a list); empty: any on loopback.")

    @classmethod
    def settings_customise_sources(
        cls, settings_cls: type[BaseSettings], init_settings: PydanticBaseSettingsSource, *others: Any, **named: Any
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What is passed, and nothing else: no environment, no files."""
        return (init_settings,)

    @classmethod
    def from_mapping(cls, values: Mapping[str, str], **overrides: Any) -> Settings:
        """Settings from ``COPYTASTER_*`` entries; an empty one counts as not set.

        Raises `SettingError` for one that cannot be read or is unknown. The message shows no secret.
        """
        for key in values:
            if key.startswith(PREFIX) and key[len(PREFIX) :].lower() not in cls.model_fields:
                raise SettingError(f"{key} is not a setting; `copytaster settings` lists them")
        try:
            return cls(**{**_Mapping(cls, values)(), **overrides})
        except ValidationError as error:
            raise SettingError(_line(error)) from None

    @property
    def archive_url(self) -> str:
        """The SQLAlchemy URL to open; it may hold a password."""
        return self.database_url.get_secret_value() or f"sqlite:///{(self.home / 'archive.db').resolve()}"

    @property
    def queue_redis(self) -> str:
        """URL of the queue's Redis, with its password; empty when none is set."""
        return self.redis_url.get_secret_value()

    @property
    def index_redis(self) -> str:
        """URL of the index's Redis, with its password: its own, or that of the queue; empty when none is set."""
        return self.index_url.get_secret_value() or self.queue_redis

    @property
    def guarded(self) -> bool:
        """Whether somebody who comes is asked who they are: by a key, or by the provider."""
        return bool(self.api_keys or self.oidc_issuer)

    @property
    def limits(self) -> Limits:
        """The part of the settings that cleaning needs."""
        return Limits(**{field.name: getattr(self, field.name) for field in dataclasses.fields(Limits)})

    @classmethod
    def table(cls) -> Iterator[tuple[str, str, str]]:
        """(variable, default, help) for every setting, in order."""
        for name, field in cls.model_fields.items():
            yield PREFIX + name.upper(), written(field.default), str(field.description)

    def chosen(self) -> dict[str, str]:
        """What was set to something else than its default, as it would be written; no secret is shown."""
        fields = type(self).model_fields
        return {
            PREFIX + name.upper(): written(value)
            for name, field in fields.items()
            if (value := getattr(self, name)) != field.default
        }


def written(value: object) -> str:
    """A value as it would be set: a list with its spaces, nothing as nothing, a secret as ``(set)``."""
    secrets = value if isinstance(value, tuple) else (value,)
    if any(isinstance(item, SecretStr) and item for item in secrets):
        return "(set)"
    return " ".join(map(str, value)) if isinstance(value, tuple) else "" if value is None else str(value)


class _Mapping(EnvSettingsSource):
    """A mapping that is read as pydantic-settings reads the environment."""

    def __init__(self, settings: type[BaseSettings], values: Mapping[str, str]) -> None:
        self._values = values
        super().__init__(settings)

    def _load_env_vars(self) -> Mapping[str, str | None]:
        return {key.lower(): value for key, value in self._values.items() if value}


def _line(error: ValidationError) -> str:
    """What is wrong, in one line that names the variable; its value only where it is no secret."""
    wrong = error.errors(include_url=False)[0]
    name = str(wrong["loc"][0])
    field = Settings.model_fields.get(name)
    hidden = field is None or "Secret" in str(field.annotation)
    what = str(wrong["msg"]).removeprefix("Value error, ").removeprefix("Input ")
    return f"{PREFIX}{name.upper()}{'' if hidden else '=' + repr(str(wrong['input']))}: {what}"
