"""The pages as they are sent: what every page keeps to, and what the forms do."""

from __future__ import annotations

import base64
import hashlib
import io
import re
from html.parser import HTMLParser

import pytest
from flask.testing import FlaskClient
from markupsafe import Markup

from service.pages.data import EXTENSION
from tests.pages import fake, reports

ARTICLES = sorted(reports.everything())
PAGES = [
    "/",
    "/?q=strike",
    "/?status=failed",
    "/?q=nothing+at+all",
    "/drafts",
    "/queue",
    "/stories/reuters1",
    "/stories/crowd0",
    "/compare/courier1/reuters1",
    "/compare/hostile1/hostile2",
    "/compare/limit1/alone1",
    *(f"/articles/{i}" for i in ARTICLES),
]


@pytest.fixture
def client() -> FlaskClient:
    return fake.make_app().test_client()


class Page(HTMLParser):
    """Everything that a strict Content-Security-Policy or a bad document would trip over."""

    def __init__(self) -> None:
        super().__init__()
        self.inline: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.targets: list[str] = []
        self.outside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if "style" in given or tag == "style" or (tag == "script" and "src" not in given):
            self.inline.append(f"{tag} {given}")
        self.inline += [f"{tag} {name}" for name in given if name.startswith("on")]
        if given.get("id"):
            self.ids.append(str(given["id"]))
        for name in ("src", "href", "action"):
            value = given.get(name)
            if value and value.startswith("#"):
                self.targets.append(value[1:])
            elif (
                value and (tag != "a" or not value.startswith("https://courier.example/")) and not value.startswith("/")
            ):
                self.outside.append(f"{tag} {value}")
        if tag == "a" and given.get("href"):
            self.links.append(str(given["href"]))

    handle_startendtag = handle_starttag


def parsed(text: str) -> Page:
    page = Page()
    page.feed(text)
    page.close()
    return page


@pytest.mark.parametrize("address", PAGES)
def test_every_page_keeps_to_the_policy_and_its_own_links(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200
    page = parsed(answer.text)
    assert page.inline == []
    assert page.outside == []
    assert len(page.ids) == len(set(page.ids))
    assert set(page.targets) <= set(page.ids)


@pytest.mark.parametrize("address", [p for p in PAGES if "huge" not in p and "crowd" not in p])
def test_pages_are_small(client: FlaskClient, address: str) -> None:
    assert len(client.get(address).data) < 100_000


def test_five_hundred_sources_do_not_make_a_report_of_megabytes(client: FlaskClient) -> None:
    assert len(client.get("/articles/crowd0").data) < 400_000


@pytest.mark.parametrize(
    "address",
    [
        "/articles/nope",
        "/articles/..%2f..",
        "/articles/" + "a" * 65,
        "/stories/nope",
        "/compare/courier1/nope",
        "/articles/nope.html",
    ],
)
def test_what_is_not_there_is_a_404(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 404


def test_words_of_a_hostile_article_are_all_shown_and_never_markup(client: FlaskClient) -> None:
    page = client.get("/articles/hostile1").text
    assert "<script>document" not in page
    assert not re.search(r"<(img|iframe|svg onload|b on|i>|u>)", page)
    assert "javascript:" in page  # as text
    assert not [link for link in parsed(page).links if link.lower().startswith("javascript")]
    assert "\u202e" not in page


def test_what_was_not_compared_is_named_with_links_near_the_sources(client: FlaskClient) -> None:
    one = client.get("/articles/limit2").text.partition('id="sources-h"')[2].partition("</section>")[0]
    said = " ".join(Markup(one.partition('id="limits"')[2].partition("</div>")[0]).striptags().split())
    assert "1 article that seems to share text with this one was not compared with it" in said
    assert "The lighthouse keeper’s last ledger" in said
    assert 'href="/articles/alone1"' in one
    many = client.get("/articles/limit1").text
    for other in ("hostile1", "arabic1", "reuters1", "alone1", "twin1", "longtitle1"):
        assert many.count(f'href="/articles/{other}"') == 1
    assert "6 articles that seem to share text with this one were not compared with it" in many
    assert "Nothing in the archive shares" not in many  # nobody knows
    assert "no passage of it stands in any other article" not in many
    assert 'id="limits"' not in client.get("/articles/courier1").text
    alone = client.get("/articles/limit1.html").text
    assert "6 articles that seem" in alone
    assert not [x for x in parsed(alone).links if x.startswith("/")]


def test_that_many_more_carry_the_text_is_said_near_the_sources(client: FlaskClient) -> None:
    page = client.get("/articles/carried1").text
    said = " ".join(Markup(page.partition('id="copies"')[2].partition("</p>")[0]).striptags().split())
    assert "At least 385 more articles carry the same text" in said
    assert 'href="/stories/' in page.partition('id="copies"')[2].partition("</p>")[0]
    assert 'id="limits"' not in page
    assert 'id="copies"' not in client.get("/articles/courier1").text
    assert "1,200 more names, figures or quotations were not all looked for" in page


def test_two_that_were_not_compared_are_not_said_to_have_nothing_in_common(client: FlaskClient) -> None:
    page = client.get("/compare/limit1/alone1").text
    assert "These two were not compared" in page
    assert "no passage in common" not in page
    assert "aligned passage" not in page.partition('class="panes"')[0].partition('class="finding"')[2]


def test_toggles_work_without_javascript(client: FlaskClient) -> None:
    def quotation(address: str) -> str:
        found = re.search(r'data-cover="quote" value="([\d.]+)"', client.get(address).text)
        assert found
        return found.group(1)

    assert float(quotation("/articles/courier1")) > 0
    assert quotation("/articles/courier1?skip=quote") == "0.0000"
    page = client.get("/articles/courier1?skip=quote&without=afp1&count=boilerplate").text
    assert re.findall(r'value="([\w]+)"[^>]* checked', page) == ["quote", "boilerplate", "afp1"]


def test_judging_by_form_shows_who_and_when_and_can_be_undone(client: FlaskClient) -> None:
    form = {"source_id": "afp1", "ruling": "rejected", "who": "Ana Pruitt", "note": "our own <b>reporter</b>"}
    answer = client.post("/articles/courier1/judgements", data=form)
    assert (answer.status_code, answer.location) == (303, "/articles/courier1#s-afp1")
    page = client.get("/articles/courier1").text
    assert "<b>Rejected</b> by <bdi>Ana Pruitt</bdi>" in page
    assert "our own &lt;b&gt;reporter" in page
    client.post("/articles/courier1/judgements", data={"source_id": "afp1", "ruling": ""})
    assert "Rejected" not in client.get("/articles/courier1").text


@pytest.mark.parametrize(
    ("form", "status"), [({"source_id": "afp1", "ruling": "maybe"}, 422), ({"ruling": "confirmed"}, 404)]
)
def test_a_judgement_that_makes_no_sense_is_refused(client: FlaskClient, form: dict[str, str], status: int) -> None:
    assert client.post("/articles/courier1/judgements", data=form).status_code == status


def test_a_failed_article_can_be_checked_again(client: FlaskClient) -> None:
    assert "more than 30 CPU seconds" in client.get("/articles/failed1").text
    assert client.post("/articles/failed1/retry").status_code == 303
    assert "Waiting to be checked" in client.get("/articles/failed1").text


def test_a_draft_is_checked_by_form_and_by_file(client: FlaskClient) -> None:
    page = client.post("/drafts", data={"text": "Six words are quite enough here.", "title": "A draft"}).text
    assert "Draft, not stored" in page
    assert "/judgements" not in page
    upload = {"file": (io.BytesIO(b"Six words are quite enough here."), "draft.txt")}
    assert "Draft, not stored" in client.post("/drafts", data=upload, content_type="multipart/form-data").text


def test_a_draft_is_edited_and_checked_again(client: FlaskClient) -> None:
    form = {"text": "Six words are quite enough <here>.", "outlet": "Quay", "published": "2026-11-25T14:05"}
    page = client.post("/drafts", data=form).text
    assert ">Six words are quite enough &lt;here&gt;.</textarea>" in page
    assert 'name="outlet" maxlength="500" value="Quay"' in page
    assert 'type="datetime-local" value="2026-11-25T14:05"' in page
    assert "/compare/" not in page
    alone = client.post("/drafts", data={"text": "The lighthouse keeper wrote it all."}).text
    assert "it will appear here" not in alone


def test_a_draft_that_is_kept_has_a_link_compares_and_is_saved(client: FlaskClient) -> None:
    answer = client.post("/drafts", data={"text": "Six words are quite enough here.", "keep": "day"})
    assert answer.status_code == 303
    link = answer.location
    page = client.get(link).text
    assert "is kept until" in page
    assert "Draft, not stored" not in page
    compare = re.search(rf'href="({link}/compare/[a-z0-9]+)"', page)
    assert compare
    side = client.get(compare.group(1))
    assert side.status_code == 200
    assert f'<a href="{link}">' in side.text
    assert client.get(f"{link}.json").get_json()["derivation"]
    assert client.get(f"{link}.csv").text.startswith("start,end,kind")
    assert "filename=\"draft.html\"" in client.get(f"{link}.html").headers["Content-Disposition"]
    assert parsed(page).outside == []
    for address in ("/drafts/nobody-knows-this-one", "/drafts/x", f"{link}/compare/nope", "/drafts/..%2f..", link[:-1]):
        assert client.get(address).status_code == 404


def test_a_draft_that_cannot_be_checked_says_why_and_is_not_lost(client: FlaskClient) -> None:
    answer = client.post("/drafts", data={"text": "Two words", "title": "Keep <me>"})
    assert answer.status_code == 422
    assert "at least 5 are needed (min_words)" in answer.text
    assert ">Two words</textarea>" in answer.text
    assert 'value="Keep &lt;me&gt;"' in answer.text


def test_the_download_needs_nothing_else_and_says_so(client: FlaskClient) -> None:
    answer = client.get("/articles/courier1.html?download=1")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="report-courier1.html"'
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', answer.text)
    assert policy
    for tag in ("style", "script"):
        body = re.search(rf"<{tag}>(.*?)</{tag}>", answer.text, re.S)
        assert body
        digest = base64.b64encode(hashlib.sha256(body.group(1).encode()).digest()).decode()
        assert f"{tag}-src &#39;sha256-{digest}&#39;" in policy.group(1)
    page = parsed(answer.text)
    assert not [x for x in page.outside if not x.startswith("a ")]
    assert not [x for x in page.links if x.startswith("/")]


def test_static_files_carry_their_stamp(client: FlaskClient) -> None:
    for address in re.findall(r'(?:href|src)="(/static/[^"]+)"', client.get("/").text):
        assert "?v=" in address
        with client.get(address) as answer:
            assert answer.status_code == 200
            assert "immutable" in answer.headers["Cache-Control"]
    assert client.get("/").headers["Cache-Control"] == "private, no-cache"


def test_the_data_of_the_app_is_the_one_that_was_put_there() -> None:
    app = fake.make_app()
    app.extensions[EXTENSION].reports.clear()
    assert app.test_client().get("/articles/courier1").status_code == 404
