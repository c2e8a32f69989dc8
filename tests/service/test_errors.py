"""Every error says what is wrong: the field, the limit or the id; as a problem in the API, as a page in a browser."""

from __future__ import annotations

import gzip
import json
import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from copytaster.settings import Settings
from service.cleaning.answer import pack, unpack
from service.errors import ID_WORDS
from service.operations import OPERATIONS
from service.state import State
from tests.service.support import article

UNKNOWN = "a" * 32
PAGE = {"Accept": "text/html"}


def problem(response: Any) -> Any:
    assert response.content_type == "application/problem+json", response.text
    return json.loads(response.get_data())


def page(response: Any) -> str:
    assert response.content_type == "text/html; charset=utf-8"
    found = re.search(r'<p class="finding">(.*?)</p>', response.text)
    assert found is not None
    return found[1]


@pytest.mark.parametrize("named", ["xyz", UNKNOWN.upper(), UNKNOWN + "a", "5"])
@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("/articles/{}", "no_article"), ("/articles/{}/report", "no_article"), ("/stories/{}", "no_story"),
        ("/articles/{}/notes", "no_article"), ("/articles/{}/judgements", "no_article"),
        ("/articles/{}/report.csv", "no_article"),
    ],
)  # fmt: skip
def test_what_is_no_id_is_answered_as_what_is_nowhere_and_told_how_an_id_looks(
    client: FlaskClient, address: str, code: str, named: str
) -> None:
    found = problem(client.get("/api/v1" + address.format(named)))
    assert (found["status"], found["code"]) == (404, code)
    assert found["detail"] == f"There is no {code.removeprefix('no_')} {named}. {ID_WORDS}"
    unknown = problem(client.get("/api/v1" + address.format(UNKNOWN)))
    assert (unknown["status"], unknown["code"]) == (404, code)
    assert ID_WORDS not in unknown["detail"]


@pytest.mark.parametrize(
    ("method", "address", "body"),
    [
        ("GET", "/articles?story=xyz", None), ("GET", "/articles?source_id=xyz", None),
        ("GET", "/agencies/AFP/usage?source_id=xyz", None),
        ("POST", f"/articles/{UNKNOWN}/judgements", {"source": "xyz", "ruling": None}),
    ],
)  # fmt: skip
def test_a_parameter_or_field_that_is_no_id_is_told_so_too(
    client: FlaskClient, method: str, address: str, body: Any
) -> None:
    found = problem(client.open("/api/v1" + address, method=method, json=body))
    assert found["status"] == 422
    assert found["detail"].endswith(f": this is no id. {ID_WORDS}")
    assert found["errors"][0]["field"] in {"story", "source_id", "source"}


@pytest.mark.parametrize(
    ("said", "field", "words"),
    [
        ({"published_at": "1500-01-01"}, "published_at", "is before 1900, the first year that it may be in"),
        ({"published_at": "2500-01-01"}, "published_at", "is later than 20"),
        ({"embargoed_until": "2500-01-01"}, "embargoed_until", "the last moment that it may be now"),
        ({"published_at": "yesterday"}, "published_at", "ISO 8601"),
        ({"language": "english"}, "language", "BCP 47"),
        ({"url": "ftp://x"}, "url", "http or https"),
        ({"title": "x" * 2001}, "title", "at most 2000 characters"),
        ({"text": 5}, "text", "this must be a string"),
    ],
)  # fmt: skip
def test_a_field_that_is_wrong_is_named(client: FlaskClient, said: dict[str, Any], field: str, words: str) -> None:
    found = problem(client.post("/api/v1/articles", json=article(0, **said)))
    assert found["status"] == 422
    assert [fault["field"] for fault in found["errors"]] == [field]
    assert words in found["errors"][0]["detail"]
    assert "+00:00" not in found["detail"]


def test_every_refusal_with_422_by_this_process_names_a_field(client: FlaskClient) -> None:
    client.post("/api/v1/articles", json=article(0))
    for address in ("/articles?cursor=foo", "/articles?limit=x", "/agencies/AFP/usage?cursor=x"):
        assert problem(client.get("/api/v1" + address))["errors"], address
    for address, body in (
        (f"/articles/{UNKNOWN}/judgements", {"source": UNKNOWN, "ruling": None}),
        ("/views", {"name": " ", "filters": {}}),
    ):  # fmt: skip
        assert problem(client.post("/api/v1" + address, json=body))["errors"], address


def test_a_batch_that_is_broken_off_says_what_became_of_the_lines_before(client: FlaskClient, state: State) -> None:
    most = state.settings.max_batch_lines
    lines = [json.dumps(article(0)).encode(), b"{", *[json.dumps(article(1)).encode()] * most]
    response = client.post("/api/v1/articles/batch", data=b"\n".join(lines), content_type="application/x-ndjson")
    found = problem(response)
    assert (found["code"], found["limit"], found["maximum"]) == ("too_many_lines", "max_batch_lines", most)
    assert [line["line"] for line in found["lines"]] == list(range(1, most + 1))
    assert [line["status_code"] for line in found["lines"]][:2] == [202, 400]
    assert client.get(found["lines"][0]["links"]["self"]).status_code == 200


def test_no_operation_reads_a_body_that_is_packed(client: FlaskClient) -> None:
    taking = [o for o in OPERATIONS if o.body]
    assert len(taking) > 5
    for one in taking:
        address = one.path.replace("<id:article_id>", UNKNOWN)
        response = client.open(
            address, method=one.method, data=gzip.compress(b"{}"), content_type=next(iter(one.body)),
            headers={"Content-Encoding": "gzip"},
        )  # fmt: skip
        found = problem(response)
        assert (found["code"], found["value"]) == ("content_encoding", "gzip"), address
    packed = client.post("/api/v1/articles", data=gzip.compress(b"Some text."), content_type="text/plain")
    assert problem(packed)["detail"] == "this is packed by gzip; send it as it is, unpacked"


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/articles/xyz", f"There is no article xyz. {ID_WORDS}"),
        ("/articles/xyz.html", f"There is no article xyz. {ID_WORDS}"),
        (f"/articles/{UNKNOWN}", f"There is no article {UNKNOWN}. It may have been deleted."),
        (f"/articles/{UNKNOWN}.html", f"There is no article {UNKNOWN}. It may have been deleted."),
        (f"/compare/{UNKNOWN}/{'b' * 32}", f"There is no article {UNKNOWN}. It may have been deleted."),
        (f"/stories/{UNKNOWN}", f"There is no story {UNKNOWN}. It may have been deleted."),
        ("/stories/xyz", f"There is no story xyz. {ID_WORDS}"),
        ("/drafts/xyz", "There is no such draft, or no longer."),
        ("/nothing", "Nothing is at /nothing."),
    ],
)
def test_a_page_says_what_is_not_there(client: FlaskClient, address: str, said: str) -> None:
    response = client.get(address, headers=PAGE)
    assert response.status_code == 404
    assert page(response) == said


def test_a_form_that_is_wrong_names_what(client: FlaskClient) -> None:
    for address, form, status, said in (
        ("/views", {}, 422, "name, filters: a view has a name and narrows the desk to something."),
        ("/views/7/forget", {}, 404, "There is no view 7."),
        (f"/articles/{UNKNOWN}/judgements", {"ruling": "maybe"}, 422, "ruling: confirmed, rejected, or nothing"),
        (f"/articles/{UNKNOWN}/judgements", {"ruling": "", "source_id": "b" * 32}, 404, "There is no article"),
        (f"/articles/{UNKNOWN}/notes", {"text": "Call."}, 404, f"There is no article {UNKNOWN}"),
        (f"/articles/{UNKNOWN}/retry", {}, 404, f"There is no article {UNKNOWN}"),
    ):
        response = client.post(address, data=form, headers=PAGE)
        assert response.status_code == status, address
        assert page(response).startswith(said), address


def test_a_body_that_is_too_large_is_told_how_large_it_may_be(client: FlaskClient, settings: Settings) -> None:
    response = client.post("/drafts", data={"text": "x" * (settings.max_body_bytes + 1)}, headers=PAGE)
    assert response.status_code == 413
    assert page(response) == f"The body is larger than {settings.max_body_bytes:,} bytes."


def test_a_refusal_crosses_the_line_between_processes_with_its_field() -> None:
    from copytaster.clean import Rejected

    sent = Rejected(422, "unreadable_url", "url is none", value="x", field="url")
    came = unpack(pack(sent))
    assert isinstance(came, Rejected)
    assert came.__dict__ == sent.__dict__
