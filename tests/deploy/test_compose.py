from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import urlsplit

import jsonschema_rs
import pytest
from click.testing import CliRunner

from copytaster.commands.main import main
from copytaster.settings import Settings
from tests.deploy.support import ROOT, compose, copied, dockerfile

OURS = ("web", "relay", "worker", "ingest", "migrate")


def test_the_file_is_valid() -> None:
    schema = json.loads((Path(__file__).parent / "compose_spec.json").read_text())
    jsonschema_rs.meta.validate(schema)
    jsonschema_rs.Draft7Validator(schema).validate(compose())


@pytest.mark.parametrize("name", OURS)
def test_our_services_can_do_little_else(name: str) -> None:
    service = compose()["services"][name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert "user" not in service, "the image names one that is not root"


@pytest.mark.parametrize("name", OURS)
def test_their_commands_and_settings_exist(name: str) -> None:
    service = compose()["services"][name]
    shown = CliRunner().invoke(main, [*service["command"], "--help"])
    assert shown.exit_code == 0, shown.output
    Settings.from_mapping({k: v if "$" not in v else "x" for k, v in service["environment"].items()})


def test_workers_scale_and_wait_for_the_schema() -> None:
    services = compose()["services"]
    assert "container_name" not in services["worker"]
    assert "ports" not in services["worker"]
    for name in ("web", "relay", "worker", "ingest"):
        assert services[name]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"


def test_redis_writes_to_disk_and_throws_nothing_away() -> None:
    command = compose()["services"]["redis"]["command"]
    assert command[command.index("--appendonly") + 1] == "yes"
    assert command[command.index("--maxmemory-policy") + 1] == "noeviction"


def test_what_is_open_to_the_network_asks_for_keys() -> None:
    web = compose()["services"]["web"]
    assert web["environment"]["COPYTASTER_HOST"] == "0.0.0.0"
    assert web["environment"]["COPYTASTER_API_KEYS"]
    assert all(port.startswith("127.0.0.1:") for port in web["ports"])
    assert not any("ports" in compose()["services"][name] for name in ("redis", "postgres"))


def test_what_reads_sources_finds_the_web_server_and_has_a_key() -> None:
    services = compose()["services"]
    environment = services["ingest"]["environment"]
    host = urlsplit(environment["COPYTASTER_SERVICE_URL"]).hostname
    assert host in services
    assert host in services[host]["environment"]["COPYTASTER_ALLOWED_HOSTS"].split()
    assert environment["COPYTASTER_INGEST_KEY"].startswith("/data/")
    assert "sources:/data" in services["ingest"]["volumes"]


def test_the_image_runs_as_nobody_in_particular() -> None:
    lines = dockerfile()
    users = [line.split()[1] for line in lines if line.startswith("USER")]
    assert len(users) == 1
    assert users[0].split(":")[0] not in ("root", "0")
    assert 'ENTRYPOINT ["copytaster"]' in lines
    assert any("--require-hashes" in line for line in lines)


def test_the_image_is_given_what_it_copies_and_nothing_else() -> None:
    allowed = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert allowed == set(copied())
    assert all((ROOT / name).exists() for name in copied())
