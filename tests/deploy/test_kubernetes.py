"""The Kustomize base: every document is one of Kubernetes, and they fit each other and the image."""

from __future__ import annotations

import importlib
import re
from types import ModuleType
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from copytaster.commands.main import main
from copytaster.settings import Settings
from tests.deploy.support import ROOT, compose, dockerfile

BASE = ROOT / "deploy/kubernetes"
VERSION = "1.31"


def kustomization() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((BASE / "kustomization.yaml").read_text())
    return found


def documents() -> list[dict[str, Any]]:
    files = [BASE / name for name in kustomization()["resources"]]
    return [document for file in files for document in yaml.safe_load_all(file.read_text())]


def named(document: dict[str, Any]) -> str:
    return f"{document['kind']} {document['metadata']['name']}"


WORKLOADS = [d for d in documents() if d["kind"] in ("Deployment", "StatefulSet", "Job")]
OURS = [d for d in WORKLOADS if d["metadata"]["name"] != "copytaster-redis"]


def pod(workload: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = workload["spec"]["template"]["spec"]
    return found


@pytest.fixture(scope="module")
def kubernetes() -> ModuleType:
    """What it imports takes seconds to make its grammars: only the process that asks for it pays for them."""
    return importlib.import_module("kubernetes_validate")


@pytest.mark.parametrize("document", documents(), ids=named)
def test_it_is_what_kubernetes_takes(kubernetes: ModuleType, document: dict[str, Any]) -> None:
    kubernetes.validate(document, VERSION, strict=True)


def test_what_is_wrong_is_refused(kubernetes: ModuleType) -> None:
    wrong = {**WORKLOADS[0], "spec": {**WORKLOADS[0]["spec"], "replicaz": 1}}
    with pytest.raises(kubernetes.ValidationError):
        kubernetes.validate(wrong, VERSION, strict=True)


def test_the_base_names_every_file() -> None:
    there = {path.name for path in BASE.glob("*.yaml")} - {"kustomization.yaml"}
    assert set(kustomization()["resources"]) == there
    assert set(kustomization()) == {"apiVersion", "kind", "resources", "images"}
    assert [image["name"] for image in kustomization()["images"]] == ["copytaster"]


@pytest.mark.parametrize("workload", WORKLOADS, ids=named)
def test_pods_can_do_little_else(workload: dict[str, Any]) -> None:
    spec = pod(workload)
    assert spec["securityContext"]["runAsNonRoot"] is True
    assert spec["automountServiceAccountToken"] is False
    for container in spec["containers"]:
        assert container["securityContext"]["readOnlyRootFilesystem"] is True
        assert container["securityContext"]["allowPrivilegeEscalation"] is False
        assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}
        assert container["resources"]["limits"]["memory"]
        mounted = {mount["name"] for mount in container["volumeMounts"]}
        claimed = {claim["metadata"]["name"] for claim in workload["spec"].get("volumeClaimTemplates", ())}
        assert mounted == {volume["name"] for volume in spec.get("volumes", ())} | claimed


@pytest.mark.parametrize("workload", OURS, ids=named)
def test_commands_settings_and_user_are_those_of_the_image(workload: dict[str, Any]) -> None:
    (container,) = pod(workload)["containers"]
    assert CliRunner().invoke(main, [*container["args"], "--help"]).exit_code == 0
    (shared,) = [d["data"] for d in documents() if d["kind"] == "ConfigMap"]
    own = {variable["name"]: variable.get("value", "sqlite:///x") for variable in container["env"]}
    Settings.from_mapping({**shared, **own})
    assert f"USER {pod(workload)['securityContext']['runAsUser']}:" in "\n".join(dockerfile())


def test_services_and_policies_find_their_pods() -> None:
    pods = [workload["spec"]["template"]["metadata"]["labels"] for workload in WORKLOADS]
    for document in documents():
        if document["kind"] == "Service":
            selector = document["spec"]["selector"]
            (found,) = [w for w in WORKLOADS if selector.items() <= w["spec"]["template"]["metadata"]["labels"].items()]
            ports = {port["name"] for port in pod(found)["containers"][0]["ports"]}
            assert {port["targetPort"] for port in document["spec"]["ports"]} <= ports
        if document["kind"] == "NetworkPolicy":
            wanted = document["spec"]["podSelector"]["matchLabels"]
            assert sum(wanted.items() <= one.items() for one in pods) == 1
    for workload in WORKLOADS:
        if workload["kind"] != "Job":
            chosen = workload["spec"]["selector"]["matchLabels"]
            assert chosen.items() <= workload["spec"]["template"]["metadata"]["labels"].items()


def test_probes_ask_for_what_there_is_by_a_name_that_is_known() -> None:
    (web,) = [w for w in OURS if w["metadata"]["name"] == "copytaster-web"]
    (container,) = pod(web)["containers"]
    for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
        asked = container[probe]["httpGet"]
        assert asked["path"] in ("/healthz", "/readyz")
        assert asked["httpHeaders"] == [{"name": "Host", "value": "localhost"}]


def test_redis_keeps_what_it_is_given_as_in_compose() -> None:
    (redis,) = [w for w in WORKLOADS if w["metadata"]["name"] == "copytaster-redis"]
    (container,) = pod(redis)["containers"]
    assert container["args"] == compose()["services"]["redis"]["command"]
    assert container["image"] == compose()["services"]["redis"]["image"]


def test_no_secret_stands_in_a_file() -> None:
    assert not [d for d in documents() if d["kind"] == "Secret"]
    assert not re.search(r"ct_[0-9a-f]{8}_|://[^/\s:]+:[^/\s@]+@", "".join(p.read_text() for p in BASE.glob("*.yaml")))
