"""The routes of drafts: checking one, and what is kept of it for a day under a link of its own."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask import Response, redirect, render_template, request, url_for

from service.errors import no_article, no_draft
from service.pages import oddities
from service.pages.data import DraftRejected, Given, Kept, data
from service.pages.report import compare as compare_view
from service.pages.report import view as report_view
from service.pages.report.model import ReportView
from service.pages.report.recalculation import SHORT_WORDS
from service.pages.routes import Answer, blueprint, known, others
from service.pages.wording import instant
from service.tables import passages_csv

_LINK = re.compile(r"[A-Za-z0-9_-]{16,64}")
_FIELDS = ("text", "title", "outlet", "agency", "published")


@blueprint.get("/check")
def check() -> Answer:
    """Where the form stood before: old links lead on."""
    return redirect(url_for(".drafts"), 308)


@blueprint.get("/drafts")
def drafts() -> Answer:
    return render_template("pages/check.html", here="check", problem=None, given=Given(), own=_own())


@blueprint.post("/drafts")
def check_draft() -> Answer:
    """Checks a draft. With ``keep`` it is kept for a day, and shown under its link."""
    upload = request.files.get("file")
    said = {name: request.form.get(name, "") for name in _FIELDS}
    given = Given(
        said.pop("text"), **{name: " ".join(value.split()) for name, value in said.items()},
        upload=(upload.filename or "", upload.read()) if upload and upload.filename else _clipped(),
        url=request.form.get("url", "")[:2000],
    )  # fmt: skip
    try:
        report = data().draft(given)
    except DraftRejected as rejected:
        page = render_template("pages/check.html", here="check", problem=rejected.detail, given=given)
        return page, rejected.status
    if request.form.get("keep"):
        return redirect(url_for(".draft", link=data().keep_draft(report)), 303)
    return _page(report, given)


def _clipped() -> tuple[str, bytes] | None:
    """A page that a browser handed over (`service.pages.clip`), as if it were a file."""
    html = request.form.get("html")
    return ("page.html", html.encode("utf-8", "surrogatepass")) if html else None


@blueprint.get("/drafts/<link>")
def draft(link: str) -> Answer:
    kept = _kept(link)
    return _page(kept.report, kept=kept)


@blueprint.post("/drafts/<link>/forget")
def forget_draft(link: str) -> Answer:
    if not _LINK.fullmatch(link) or not data().drop_draft(link):
        raise no_draft()
    return redirect(url_for(".drafts"), 303)


@blueprint.get("/drafts/<link>.html")
def draft_download(link: str) -> Answer:
    page = render_template("pages/report.html", r=_view(_kept(link).report), alone=True, short=SHORT_WORDS, draft=True)
    return _file(page, "text/html", "html")


@blueprint.get("/drafts/<link>.json")
def draft_json(link: str) -> Answer:
    return _file(json.dumps(_kept(link).report, ensure_ascii=False), "application/json", "json")


@blueprint.get("/drafts/<link>.csv")
def draft_csv(link: str) -> Answer:
    report: Any = _kept(link).report
    return _file(passages_csv(report), "text/csv; charset=utf-8; header=present", "csv")


@blueprint.get("/drafts/<link>/compare/<b>")
def draft_compare(link: str, b: str) -> Answer:
    pair = data().draft_pair(_kept(link), known(b))
    if pair is None:
        raise no_article(b)
    return render_template("pages/compare.html", v=compare_view.build(pair), draft=link)


def _own() -> Sequence[Any]:
    """What whoever asks had kept, with titles that can be read."""
    return [draft._replace(title=oddities.legible(draft.title) or "Untitled") for draft in data().kept_drafts()]


def _kept(link: str) -> Kept:
    found = data().kept_draft(link) if _LINK.fullmatch(link) else None
    if found is None:
        raise no_draft()
    return found


def _page(report: Mapping[str, Any], given: Given | None = None, kept: Kept | None = None) -> str:
    article = report["article"]
    said = given or Given(
        title=article["title"] or "", outlet=article["outlet"] or "", agency=article["agency"] or "",
        published=_here(article["published_at"]),
    )  # fmt: skip
    if given is None or given.upload is not None:  # a file is not sent back: what was read from it is
        said = replace(said, text=article["text"], title=said.title or article["title"] or "", upload=None)
    return render_template(
        "pages/report.html", r=_view(report), alone=False, short=SHORT_WORDS, draft=True, here="check", given=said,
        kept=kept,
    )  # fmt: skip


def _here(published: str | None) -> str:
    """A time as a form of a browser has it, where the newsroom is."""
    when = instant(published)
    return f"{when.astimezone(data().zone()):%Y-%m-%dT%H:%M}" if when else ""


def _view(report: Mapping[str, Any]) -> ReportView:
    shown = {**report, "status": "checked", "article": {**report["article"], "id": ""}}
    return report_view.build(shown, others=others(shown), now=data().now())


def _file(body: str, content_type: str, suffix: str) -> Response:
    """A download, as saved reports are."""
    response = Response(body, content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="draft.{suffix}"'
    return response
