"""Settings are read from a mapping, typed, and refused in one line that names the variable and shows no secret."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from copytaster.limits import Limits
from copytaster.settings import PREFIX, SettingError, Settings, written

HUSH = "hush-3f9a"


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("PORT", "99999", "COPYTASTER_PORT='99999': should be less than or equal to 65535"),
        ("PORT", "-1", "COPYTASTER_PORT='-1': should be greater than or equal to 1"),
        ("PORT", "eight", "COPYTASTER_PORT='eight': should be a valid integer"),
        ("KEY_RATE", "-1", "COPYTASTER_KEY_RATE='-1': should be greater than or equal to 0"),
        ("LEASE_SECONDS", "inf", "COPYTASTER_LEASE_SECONDS='inf': should be a finite number"),
        ("WAIT_SECONDS", "31", "COPYTASTER_WAIT_SECONDS='31': should be less than or equal to 30"),
        ("LOG_FORMAT", "xml", "COPYTASTER_LOG_FORMAT='xml': should be 'text' or 'json'"),
        ("ALLOWED_HOSTS", "a.example,b.example", "a list is separated by spaces"),
        ("WEBHOOK_PRIVATE_HOSTS", "a.example, b.example", "a list is separated by spaces"),
        ("PROT", "1", "COPYTASTER_PROT is not a setting; `copytaster settings` lists them"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_line(name: str, value: str, told: str) -> None:
    with pytest.raises(SettingError) as raised:
        Settings.from_mapping({PREFIX + name: value})
    assert told in str(raised.value)
    assert "\n" not in str(raised.value)


def test_lists_are_separated_by_spaces_and_an_empty_one_is_not_set() -> None:
    said = Settings.from_mapping(
        {
            "COPYTASTER_ALLOWED_HOSTS": " a.example  b.example ", "COPYTASTER_WEBHOOK_EVENTS": "checked deleted",
            "COPYTASTER_WEBHOOK_URLS": "https://a.example/?x=1,2 https://b.example/", "COPYTASTER_PORT": "",
            "COPYTASTER_API_KEYS": "", "COPYTASTER_WEBHOOK_CA": "/etc/ca.pem", "OTHER": "1",
        }
    )  # fmt: skip
    assert said.allowed_hosts == ("a.example", "b.example")
    assert said.webhook_events == ("checked", "deleted")
    assert [url.get_secret_value() for url in said.webhook_urls] == ["https://a.example/?x=1,2", "https://b.example/"]
    assert (said.port, said.api_keys, said.webhook_ca) == (8000, None, Path("/etc/ca.pem"))
    assert said == Settings(
        allowed_hosts="a.example b.example", webhook_events="checked deleted",  # type: ignore[arg-type]
        webhook_urls=["https://a.example/?x=1,2", "https://b.example/"], webhook_ca="/etc/ca.pem",  # type: ignore[arg-type]
    )  # fmt: skip


@pytest.mark.parametrize("name", ["database_url", "redis_url", "index_url", "webhook_urls", "webhook_secret"])
def test_a_secret_is_never_shown(name: str) -> None:
    said = Settings.from_mapping({PREFIX + name.upper(): f"scheme://{HUSH}"})
    assert HUSH not in repr(said) + str(said.model_dump()) + said.model_dump_json()
    assert written(getattr(said, name)) == "(set)"
    with pytest.raises(ValueError, match=name) as raised:
        Settings(**{name: object()})
    assert "object at" not in str(raised.value)


def test_only_the_mapping_is_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("COPYTASTER_PORT", "8111")
    monkeypatch.chdir(tmp_path)
    Path(".env").write_text("COPYTASTER_PORT=8112\n")
    assert Settings().port == Settings.from_mapping({}).port == 8000
    assert Settings.from_mapping(os.environ).port == 8111


def test_the_limits_of_cleaning_are_those_of_the_settings() -> None:
    assert Settings().limits == Limits()
    assert Settings(max_words=7, port=8111).limits == Limits(max_words=7)


def test_the_index_has_its_own_redis_or_that_of_the_queue() -> None:
    one, two = Settings(redis_url="redis://a/0"), Settings(redis_url="redis://a/0", index_url="redis://b/0")  # type: ignore[arg-type]
    assert (one.queue_redis, one.index_redis) == ("redis://a/0", "redis://a/0")
    assert (two.queue_redis, two.index_redis) == ("redis://a/0", "redis://b/0")
    assert Settings().index_redis == ""
