"""No answer to a reader who may not see an article under embargo holds its id: whatever is asked, of whomever."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from copytaster.alerts import Alert
from copytaster.index.memory import MemoryIndex
from copytaster.model import Ruling
from copytaster.runtime import clock
from copytaster.settings import Settings
from service import create_app
from service.access import auth
from service.cleaning.pool import Cleaners
from service.schemas.requests import REPORT_FORMATS
from service.state import EXTENSION, State
from tests.cleaners import cleaners
from tests.service.support import TEXT, check_all
from tests.workers.receiver import SECRET, Receiver
from workers.alerts.ringer import Ringer
from workers.embargoes import Embargoes
from workers.reader import Reader
from workers.webhooks.sender import Teller
from workers.webhooks.targets import targets

__all__ = ["cleaners"]

KILL = "EDITORS: Please kill story slugged Lindholm dockers, sent at 0900 GMT. It is false. Do not use."
ALL = {"limit": 500, "after": 0, "facets": "relation,source_agency", "explain": "1"}
NOT_ASKED = {"pages.static", "login.begin", "login.back"}


class Desk(NamedTuple):
    state: State
    desk: FlaskClient
    reader: FlaskClient
    hidden: dict[str, str]
    """By name, as are those that may be seen."""
    seen: dict[str, str]


@pytest.fixture
def desk(tmp_path: Path, cleaners: Cleaners) -> Iterator[Desk]:
    """A story whose first wire, whose kill and one of whose copies are under embargo, and a lone copy of its own."""
    keys = tmp_path / "keys"
    made = {scope: auth.new_key(keys, scope, ["read", "submit", "judge", scope]) for scope in ("read", "embargo")}
    index = MemoryIndex()
    app = create_app(Settings(home=tmp_path, api_keys=str(keys), key_rate=0), cleaners=cleaners, index=index)
    state: State = app.extensions[EXTENSION]
    allowed, reader = _client(app, made["embargo"]), _client(app, made["read"])
    held = {"embargoed_until": (state.now() + timedelta(days=2)).isoformat()}
    hidden = {
        "first": _post(allowed, TEXT, agency="NTB", external_id="dockers", at=6, **held),
        "kill": _post(allowed, KILL, title="KILL dockers", agency="NTB", external_id="dockers", at=11, **held),
        "copy": _post(allowed, TEXT + "\nSo it was said.", outlet="Quay Daily", at=10, **held),
    }
    seen = {
        "copy": _post(allowed, TEXT + "\nMore follows.", outlet="Lindholm Post", at=9),
        "wire": _post(allowed, TEXT + "\nEnds.", agency="Reuters", at=8),
        "late": _post(allowed, TEXT + "\nA third vote.", outlet="Ferry News", at=12, version_of=hidden["copy"]),
    }
    check_all(state, index)
    for source in ("first", "kill"):
        state.archive.judge(seen["copy"], hidden[source], Ruling.CONFIRMED, "Ida", None, state.now())
    for one, other in ((seen["copy"], hidden["first"]), (hidden["copy"], seen["wire"])):
        state.archive.ring(Alert("r", "used", one, None, other, "NTB", 1.0, "Rang."), "r", True, state.now())
    yield Desk(state, allowed, reader, hidden, seen)
    state._archive.close()


def _client(app: Flask, key: str) -> FlaskClient:
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {key}"
    return client


def _post(client: FlaskClient, text: str, at: int, **said: Any) -> str:
    body = {"text": text, "published_at": f"2026-03-03T{at:02}:00:00Z", **said}
    answer = client.post("/api/v1/articles", json=body)
    assert answer.status_code == 202, answer.text
    return str(json.loads(answer.get_data())["id"])


def _addresses(app: Flask, ids: list[str]) -> list[str]:
    """Every page and every operation that can be read, of each of these articles."""
    found: list[str] = []
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and rule.endpoint not in NOT_ASKED:
            found += _of(rule, ids)
    return found


def _of(rule: Rule, ids: list[str]) -> list[str]:
    said = {"name": ["NTB", "Reuters", "Lindholm Post"], "link": ["x" * 20], "view_id": ["1"], "filename": ["x"]}
    said["suffix"] = list(REPORT_FORMATS)
    addresses = [rule.rule]
    for name in sorted(rule.arguments):
        values = said.get(name, ids)
        mark = next(part for part in rule.rule.split("<")[1:] if part.split(">")[0].split(":")[-1] == name)
        place = "<" + mark.split(">")[0] + ">"
        addresses = [address.replace(place, quote(value)) for address in addresses for value in values]
    return addresses


LISTS = (
    "/api/v1/articles?story={}", "/api/v1/articles?source_id={}", "/api/v1/articles?source_agency=NTB",
    "/api/v1/articles?sort=published&facets=relation,source_agency", "/api/v1/articles?outdated=killed",
    "/?source_agency=NTB", "/?sort=published", "/agencies/NTB?source_id={}", "/api/v1/agencies/NTB/usage?source_id={}",
)  # fmt: skip


def test_no_answer_holds_the_id_of_what_is_under_embargo(desk: Desk) -> None:
    app = desk.reader.application
    addresses = _addresses(app, list(desk.seen.values()))
    addresses += [a.format(i) for a in LISTS for i in (desk.seen.values() if "{}" in a else ("",))]
    assert len(addresses) > 80
    told: set[str] = set()
    for address in addresses:
        for kind in ("application/json", "text/html", "application/ld+json"):
            answer = desk.reader.get(address, headers={"Accept": kind}, query_string=None if "?" in address else ALL)
            if answer.status_code >= 400 and "unknown_parameter" in answer.text:
                answer = desk.reader.get(address, headers={"Accept": kind})
            assert answer.status_code < 500, address
            body = answer.text
            assert not [name for name, i in desk.hidden.items() if i in body], (address, kind)
            told |= {i for i in desk.seen.values() if i in body}
    assert told == set(desk.seen.values())


def test_who_knows_the_id_is_told_no_other(desk: Desk) -> None:
    """An address that holds the id of a hidden article answers of no hidden article, itself included."""
    app = desk.reader.application
    for name, own in desk.hidden.items():
        addresses = [a for a in _addresses(app, [own, desk.seen["copy"]]) if own in a]
        addresses += [a.format(own) for a in LISTS if "{}" in a]
        for address in addresses:
            answer = desk.reader.get(address, headers={"Accept": "text/html" if "/api/" not in address else "*/*"})
            assert answer.status_code < 500, address
            others = {other for key, other in desk.hidden.items() if key != name}
            assert not [i for i in others if i in answer.text], address
            if answer.status_code == 200:
                assert own not in answer.text or "?" in address, address  # a form repeats what was asked


def test_nobody_rules_on_or_writes_to_what_he_may_not_see(desk: Desk) -> None:
    seen, hidden = desk.seen["copy"], desk.hidden["first"]
    pairs = ((seen, hidden), (hidden, seen), (hidden, desk.hidden["copy"]))
    answers = [
        *(desk.reader.post(f"/api/v1/articles/{a}/judgements", json={"source": b, "ruling": "rejected"})
          for a, b in pairs),
        *(desk.reader.post(f"/articles/{a}/judgements", data={"source_id": b, "ruling": "rejected"})
          for a, b in pairs),
        desk.reader.post(f"/api/v1/articles/{hidden}/notes", json={"text": "Seen."}),
        desk.reader.post(f"/articles/{hidden}/notes", data={"text": "Seen."}),
        desk.reader.post(f"/api/v1/articles/{hidden}/retry"),
        desk.reader.post(f"/articles/{hidden}/retry"),
    ]  # fmt: skip
    assert [answer.status_code for answer in answers] == [403] * len(answers)
    assert len(desk.state.archive.judgements(hidden)) == 1  # of the fixture
    assert not desk.state.archive.notes(hidden)


def test_an_outlet_of_which_all_is_under_embargo_is_not_known_to_a_reader(desk: Desk) -> None:
    for client, outlet, status in (
        (desk.reader, "Quay Daily", 404), (desk.desk, "Quay Daily", 200), (desk.reader, "Lindholm Post", 200),
    ):  # fmt: skip
        for address in (f"/outlets/{outlet}", f"/api/v1/outlets/{outlet}/usage"):
            assert client.get(address, headers={"Accept": "text/html"}).status_code == status, address


def test_the_page_of_what_is_under_embargo_says_whom_to_ask(desk: Desk) -> None:
    page = desk.reader.get(f"/articles/{desk.hidden['first']}", headers={"Accept": "text/html"})
    assert (page.status_code, page.mimetype) == (403, "text/html")
    assert "under embargo until" in page.text
    assert "please ask them" in page.text
    assert "scope" not in page.text


def test_a_story_has_one_name_for_a_reader_everywhere(desk: Desk) -> None:
    copy, wire, first = desk.seen["copy"], desk.seen["wire"], desk.hidden["first"]
    archive, now = desk.state.archive, desk.state.now()
    for client, visible_at, name in ((desk.reader, now, wire), (desk.desk, None, first)):
        names = {
            _json(client, f"/articles/{copy}")["story_id"],
            _json(client, f"/articles/{copy}/report")["story_id"],
            *(one["story_id"] for one in _json(client, "/articles")["items"]),
            *(_json(client, f"/stories/{i}")["id"] for i in (*desk.seen.values(), *desk.hidden.values())),
            *(one["story_id"] for one in _json(client, f"/stories/{copy}")["articles"]),
        }
        assert names == {name}
        sizes = archive.story_sizes([*desk.seen.values(), *desk.hidden.values()], visible_at)
        assert set(sizes.values()) == {3 if visible_at else 6}
        assert len(sizes) == 6
        page = client.get("/", headers={"Accept": "text/html"}).text
        assert f"/stories/{name}" in page


def test_list_and_report_name_the_same_source_to_a_reader(desk: Desk) -> None:
    for i in (*desk.seen.values(), *desk.hidden.values()):
        _json(desk.desk, f"/articles/{i}/report")  # what is stale is read anew
    for client in (desk.reader, desk.desk):
        for one in _json(client, "/articles")["items"]:
            report = _json(client, f"/articles/{one['id']}/report")
            may_be = [s for s in report["sources"] if s["direction"] != "to_source" and s["judgement"] != "rejected"]
            best = may_be[0] if may_be else {"article_id": None, "relation": None}
            assert (one["source_id"], one["relation"]) == (best["article_id"], best["relation"]), one["title"]


def test_when_the_embargo_ends_the_story_has_the_name_of_its_anchor(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    end = desk.state.now() + timedelta(days=2, seconds=1)
    monkeypatch.setattr(desk.state, "now", lambda: end)
    assert _json(desk.reader, f"/articles/{desk.seen['copy']}/report")["story_id"] == desk.hidden["first"]
    assert {one["id"] for one in _json(desk.reader, "/articles")["items"]} == {
        *desk.seen.values(),
        *desk.hidden.values(),
    }


def _json(client: FlaskClient, path: str) -> Any:
    answer = client.get(f"/api/v1{path}")
    assert answer.status_code == 200, answer.text
    return json.loads(answer.get_data())


def test_a_draft_rings_nothing_of_what_is_under_embargo(desk: Desk, tmp_path: Path) -> None:
    """Whoever has it checked may see the wire; whoever is told by mail may not, and a mail is not called back."""
    (tmp_path / "alerts.toml").write_text('[[alert]]\nwhen = "draft"\n[[alert]]\nwhen = "draft"\nagency = "NTB"\n')
    archive, at = desk.state.archive, desk.state.now()
    before = len(archive.alerts())
    said = {"text": TEXT, "outlet": "Gull", "published_at": at.isoformat()}
    report = desk.desk.post("/api/v1/check", json=said)
    hidden = desk.hidden.values()
    assert any(source["article_id"] in hidden for source in report.json["sources"])  # type: ignore[index]
    rung = archive.alerts()[: len(archive.alerts()) - before]
    assert not [one for one in rung if one.source_id in hidden or "NTB" in one.sentence]


def test_what_is_told_holds_no_id_before_the_end_and_each_once_after_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A webhook, the alerts and a stream, to the end: whoever told them stood still when the embargo ended."""
    archive = desk.state.archive
    (tmp_path / "alerts.toml").write_text('[[alert]]\nwhen = "used"\nagency = "NTB"\n')
    with Receiver() as plain, Receiver() as trusted:
        settings = Settings(
            home=tmp_path, webhook_urls=f"{plain.url()} {trusted.url('localhost')}",  # type: ignore[arg-type]
            webhook_secret=SECRET, webhook_private_hosts="127.0.0.1 localhost",  # type: ignore[arg-type]
            webhook_embargo_hosts="localhost",  # type: ignore[arg-type]
        )  # fmt: skip
        readers: list[Reader] = [Teller(archive, target, settings) for target in targets(settings)]
        readers.append(Ringer(archive, settings))
        for one in readers:
            one.step(threading.Event())
            assert one._hook is not None
            archive.skip(one._hook, 0, 0)  # from the beginning
            one.leave()
            one.step(threading.Event())
        seen = archive.last_event()
        told = [json.dumps(request.json) for request in plain.requests]
        assert len(told) > 5
        assert not [name for name, i in desk.hidden.items() if any(i in one for one in told)]
        everything = [request.json["data"]["article_id"] for request in trusted.requests]
        assert set(desk.hidden.values()) <= set(everything)
        rung = len(archive.alerts())
        end = desk.state.now() + timedelta(days=3)
        monkeypatch.setattr(desk.state, "now", lambda: end)
        monkeypatch.setattr(clock, "now", lambda: end)
        tell = Embargoes(archive, lambda: end)
        while tell.step() == 0.0:
            pass
        plain.requests.clear()
        for one in readers:
            one.step(threading.Event())
        freed = [(r.json["data"]["kind"], r.json["data"]["article_id"]) for r in plain.requests]
    assert [i for kind, i in freed if kind == "freed"] == [desk.hidden[name] for name in ("first", "kill", "copy")]
    assert ("changed", desk.seen["copy"]) in freed, "its source can be told now"
    assert len(freed) == len(set(freed))
    page = desk.reader.get(f"/api/v1/events?after={seen}", headers={"Accept": "application/json"}).json
    assert [(one["kind"], one["article_id"]) for one in page["items"]] == freed  # type: ignore[index]
    by_id = {one["article_id"]: one["detail"] for one in page["items"]}  # type: ignore[index]
    assert by_id[desk.seen["copy"]]["source_id"] == desk.hidden["first"]
    assert by_id[desk.hidden["copy"]]["derivation"] == "wholly_derived"
    assert len(archive.alerts()) > rung
