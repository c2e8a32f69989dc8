"""Requests made from the OpenAPI document, right ones and wrong ones: no 5xx, and answers as the document says.

A few hundred cases here; ``make long`` makes ten thousand. The cases of each operation are thought out when a test
runs, not when it is collected: that would cost every run of any test seconds.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from copytaster.index.memory import MemoryIndex
from copytaster.settings import Settings
from service import create_app, openapi
from service.api import events
from service.cleaning.pool import Cleaners
from service.state import EXTENSION, State
from tests.service.support import article, check_all

pytestmark = pytest.mark.slow

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    unsupported_method,
]
OPERATIONS = 14
KNOWN: list[str] = []
SENT: list[str] = []
"""The methods of the ten thousand."""


@schemathesis.serializer("application/x-ndjson", "application/ndjson", "application/jsonl")
def lines(context: Any, value: Any) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")


@schemathesis.hook
def map_path_parameters(context: Any, path_parameters: Any) -> Any:
    """Half of the ids are of articles that are there; others would all be 404."""
    if path_parameters and KNOWN:
        for name, value in path_parameters.items():
            if name.endswith("_id") and isinstance(value, str) and sum(map(ord, value)) % 2:
                path_parameters[name] = KNOWN[len(value) % len(KNOWN)]
    return path_parameters


@pytest.fixture(scope="module")
def api(cleaners: Cleaners) -> Iterator[BaseSchema]:
    """The document, and the service that its requests go to."""
    with tempfile.TemporaryDirectory() as home, pytest.MonkeyPatch.context() as patch:
        patch.setattr(events, "STREAM", 0.0)
        index = MemoryIndex()
        app = create_app(Settings(home=Path(home)), cleaners=cleaners, index=index)
        state: State = app.extensions[EXTENSION]
        client = app.test_client()
        KNOWN[:] = [client.post("/api/v1/articles", json=article(n, agency="Reuters")).json["id"] for n in range(3)]
        check_all(state, index)
        document = schemathesis.openapi.from_dict(openapi.document())
        document.app = app
        yield document
        print(f"{len(SENT):,} requests: {dict(Counter(SENT))}")
        KNOWN.clear()
        state._archive.close()


@pytest.fixture(autouse=True)
def _name(request: pytest.FixtureRequest) -> None:
    """Schemathesis 4.32 names its parts by an attribute that pytest 9.2 no longer has."""
    request.node._nodeid = request.node.nodeid


schema = schemathesis.pytest.from_fixture("api")

FEW = settings(
    max_examples=30, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)  # fmt: skip


@schema.parametrize()
@FEW
def test_whatever_is_sent_the_answer_is_as_described(case: schemathesis.Case) -> None:
    case.call_and_validate(checks=CHECKS)


@pytest.mark.long
@schema.parametrize()
@settings(FEW, max_examples=10_000 // OPERATIONS, derandomize=False)
def test_ten_thousand_requests(case: schemathesis.Case) -> None:
    SENT.append(case.method)
    case.call_and_validate(checks=CHECKS)
