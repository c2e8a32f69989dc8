"""The routes of the pages. Each reads what it needs through `data`, builds a view, renders a template."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from . import assets, exports, report_view, wording
from .data import data
from .figures import SHORT_WORDS, Toggles

blueprint = Blueprint("pages", __name__, template_folder="../templates", static_folder="../static",
                      static_url_path="/static")
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")

Answer = str | Response | AnyResponse | tuple[str, int]


def _known(article_id: str) -> str:
    if not _ID.fullmatch(article_id):
        abort(404)
    return article_id


def _toggles() -> Toggles:
    return Toggles.from_query(request.args.getlist("skip"), request.args.getlist("without"),
                              request.args.getlist("count"))


@blueprint.get("/articles/<article_id>")
def article(article_id: str) -> Answer:
    view = _report(article_id)
    return render_template("pages/report.html", r=view, alone=False, short=SHORT_WORDS)


@blueprint.get("/articles/<article_id>.html")
def article_download(article_id: str) -> Answer:
    view = _report(article_id)
    page = render_template("pages/report.html", r=view, alone=True, short=SHORT_WORDS)
    response = Response(page, mimetype="text/html")
    response.headers["Content-Security-Policy"] = assets.alone_policy()
    if request.args.get("download"):
        response.headers["Content-Disposition"] = f'attachment; filename="report-{view.article_id}.html"'
    return response


@blueprint.get("/articles/<article_id>.csv")
def article_csv(article_id: str) -> Answer:
    view = _report(article_id)
    response = Response(exports.passages_csv(view), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="report-{view.article_id}.csv"'
    return response


def _report(article_id: str) -> report_view.ReportView:
    found = data().report(_known(article_id))
    if found is None:
        abort(404)
    return report_view.build(found, _toggles(), data().judgements(article_id))


@blueprint.post("/articles/<article_id>/judgements")
def judge(article_id: str) -> Answer:
    form = request.form
    ruling = form.get("ruling", "")
    if ruling not in {"confirmed", "rejected", ""}:
        abort(422)
    source_id = _known(form.get("source_id", ""))
    who = " ".join(form.get("who", "").split())[:80]
    note = " ".join(form.get("note", "").split())[:500]
    if not data().judge(_known(article_id), source_id, ruling or None, who or "an editor", note):
        abort(404)
    return redirect(url_for(".article", article_id=article_id, _anchor=f"s-{source_id}"), 303)


@blueprint.post("/articles/<article_id>/retry")
def retry(article_id: str) -> Answer:
    if not data().retry(_known(article_id)):
        abort(404)
    return redirect(url_for(".article", article_id=article_id), 303)


@blueprint.get("/")
def desk() -> Answer:
    abort(404)


@blueprint.get("/check")
def check() -> Answer:
    abort(404)


@blueprint.get("/queue")
def queue() -> Answer:
    abort(404)


@blueprint.get("/stories/<story_id>")
def story(story_id: str) -> Answer:
    abort(404)


@blueprint.get("/compare/<a>/<b>")
def compare(a: str, b: str) -> Answer:
    abort(404)


@blueprint.app_template_filter("time")
def time_element(value: datetime | str | None, relative: bool = True) -> Markup:
    """``<time>`` with the hour in UTC and how long ago; the browser puts it in the reader's zone."""
    when = wording.instant(value)
    if when is None:
        return Markup('<span class="unknown">time unknown</span>')
    stamp = when.isoformat().replace("+00:00", "Z")
    element = Markup('<time datetime="{}">{}</time>').format(stamp, wording.long_time(when))
    if relative:
        element += Markup(' <span class="ago" data-ago="{}">({})</span>').format(stamp, wording.ago(when, data().now()))
    return element


@blueprint.context_processor
def _words() -> dict[str, Any]:
    return {"w": wording, "asset": assets.address, "inline": assets.inline, "alone_policy": assets.alone_policy}
