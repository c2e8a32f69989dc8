"""The routes of the pages. Each reads what it needs through `data`, builds a view, renders a template."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, redirect, render_template, request, url_for
from markupsafe import Markup, escape
from werkzeug.wrappers import Response as AnyResponse

from copytaster import moments
from copytaster.archive import Rung
from copytaster.clean import SUFFIXES
from copytaster.frozen import names_of
from service.access.auth import caller
from service.counted import Kind
from service.errors import Problem, no_article, no_story, no_view
from service.pages import assets, oddities, wording
from service.pages.data import ALERTS, Entry, Filters, data
from service.pages.desk import audit as audit_view
from service.pages.desk import filters as desk_filters
from service.pages.desk import queue as queue_view
from service.pages.desk import usage as usage_view
from service.pages.desk import view as desk_view
from service.pages.report import compare as compare_view
from service.pages.report import model as report_model
from service.pages.report import use
from service.pages.report import view as report_view
from service.pages.report.recalculation import SHORT_WORDS, Toggles
from service.pages.story import view as story_view

blueprint = Blueprint(
    "pages", __name__, template_folder="../templates", static_folder="../static", static_url_path="/static"
)
DESK_PAGE = 50
FEWEST_LINES, MORE_PAGES = 10, 3
"""Lines that a page of the desk should have, and how often it reads on for them."""
DEEDS = 100

_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""What may stand for an id in an address; what is none is never asked for."""

Answer = str | Response | AnyResponse | tuple[str, int]


def known(article_id: str) -> str:
    if not _ID.fullmatch(article_id):
        raise no_article(article_id)
    return article_id


def _toggles() -> Toggles:
    return Toggles.from_query(
        request.args.getlist("skip"), request.args.getlist("without"), request.args.getlist("count")
    )


@blueprint.get("/articles/<article_id>")
def article(article_id: str) -> Answer:
    view = _report(article_id)
    used = usage_view.used(data().used(article_id)) if view.checked else ""
    return render_template(
        "pages/report.html", r=view, alone=False, short=SHORT_WORDS, used=used, notes=data().notes(article_id)
    )


@blueprint.get("/articles/<article_id>.html")
def article_download(article_id: str) -> Answer:
    """One file with everything in it. Always a download: its style and script are inline, as no page here is."""
    view = _report(article_id)
    page = render_template("pages/report.html", r=view, alone=True, short=SHORT_WORDS)
    response = Response(page, mimetype="text/html")
    response.headers["Content-Disposition"] = f'attachment; filename="report-{view.article_id}.html"'
    return response


def _report(article_id: str) -> report_model.ReportView:
    found = data().report(known(article_id))
    if found is None:
        raise no_article(article_id)
    return report_view.build(found, _toggles(), data().judgements(article_id), None, others(found), data().now())


def others(report: Mapping[str, Any]) -> Mapping[str, Entry]:
    named = [*report_view.not_compared(report), *use.named(report)]
    return data().briefly(named) if named else {}


@blueprint.post("/articles/<article_id>/judgements")
def judge(article_id: str) -> Answer:
    form = request.form
    ruling = form.get("ruling", "")
    if ruling not in {"confirmed", "rejected", ""}:
        raise Problem.wrong("ruling", "confirmed, rejected, or nothing to take it back.")
    source_id = known(form.get("source_id", ""))
    who = " ".join(form.get("who", "").split())[:80]
    note = " ".join(form.get("note", "").split())[:500]
    if not data().judge(known(article_id), source_id, ruling or None, who or "an editor", note):
        raise no_article(article_id)
    return redirect(url_for(".article", article_id=article_id, _anchor=f"s-{source_id}"), 303)


@blueprint.post("/articles/<article_id>/notes")
def note(article_id: str) -> Answer:
    form = request.form
    who = " ".join(form.get("who", "").split())[:80]
    if not data().note(known(article_id), form.get("text", "")[:2000], form.get("assign", "")[:64], who):
        raise no_article(article_id)
    return redirect(url_for(".article", article_id=article_id, _anchor="notes"), 303)


@blueprint.post("/articles/<article_id>/retry")
def retry(article_id: str) -> Answer:
    if not data().retry(known(article_id)):
        raise no_article(article_id)
    return redirect(url_for(".article", article_id=article_id), 303)


@blueprint.get("/")
def desk() -> Answer:
    filters = desk_filters.read(request.args)
    cursor = request.args.get("cursor") or None
    entries, following = _page(filters, cursor)
    stories = list(dict.fromkeys(e.story_id for e in entries if e.story_id))
    sizes = data().story_sizes(stories)
    here = {e.article_id for e in entries}
    named = data().briefly([*(s for s in stories if s not in here), *(e.source_id for e in entries if e.source_id)])
    anchors = {s: replace(named[s], story_id=s) for s in stories if s in named and s not in here}
    listed = desk_view.Listed(
        entries, following, anchors, sizes, {i: desk_view.name_of(e) for i, e in named.items()},
        data().parts([*here, *(e.article_id for e in anchors.values())]), data().has([*here, *anchors]),
    )  # fmt: skip
    view = desk_view.build(listed, filters, cursor, data().facets(filters), data().views(), _people())
    owners = {name: desk_view.owner_label(name) for name in data().owners()}
    return render_template("pages/desk.html", v=view, here="desk", owners=owners)


def _page(filters: Filters, cursor: str | None) -> tuple[list[Entry], str | None]:
    """The articles of a page of the desk. Where one story fills it, more of them: it is folded to one line there."""
    found, following = data().entries(filters, cursor, DESK_PAGE)
    entries = list(found)
    for _ in range(MORE_PAGES if not filters else 0):
        if following is None or len({e.story_id or e.article_id for e in entries}) >= FEWEST_LINES:
            break
        found, following = data().entries(filters, following, DESK_PAGE)
        entries += found
    return entries, following


def _people() -> Mapping[str, str]:
    """Those who may have an article, whoever asks first, as `me`."""
    asking = caller()
    me = asking.person if asking is not None else None
    others = {i: name for i, name in data().people().items() if i != me}
    return ({"me": "you"} if me else {}) | others


@blueprint.post("/views")
def keep_view() -> Answer:
    """Keeps the filters that a form names, under a name."""
    name = " ".join(request.form.get("name", "").split())[:80]
    filters = desk_filters.read({field: value for field, value in request.form.items() if field in names_of(Filters)})
    query = filters.query()
    if not name or not query:
        raise Problem.wrong("name, filters", "a view has a name and narrows the desk to something.")
    data().keep_view(name, urlencode(query), request.form.get("owner", "me"))
    return redirect(f"{url_for('.desk')}?{urlencode(query)}", 303)


@blueprint.post("/views/<int:view_id>/forget")
def forget_view(view_id: int) -> Answer:
    if not data().drop_view(view_id):
        raise no_view(view_id)
    return redirect(url_for(".desk"), 303)


@blueprint.get("/queue")
def queue() -> Answer:
    return render_template("pages/queue.html", v=queue_view.build(data().queue(), data().now()), here="queue")


@blueprint.get("/alerts")
def alerts_page() -> Answer:
    return render_template("pages/alerts.html", **alerts_in(data().alerts()))


@blueprint.get("/alerts.atom")
def alerts_feed() -> Answer:
    """What rang, for feed readers (RFC 4287)."""
    page = render_template("pages/alerts.xml", **alerts_in(data().alerts()))
    return Response(page, mimetype="application/atom+xml")


def alerts_in(rung: Sequence[Rung]) -> dict[str, Any]:
    """What page and feed show of what rang."""
    updated = moments.stamp(rung[0].at if rung else datetime.fromtimestamp(0, UTC))
    return {
        "alerts": rung, "most": ALERTS, "kinds": wording.ALERT_LABELS, "here": "alerts", "updated": updated,
        "stamp": moments.stamp, "legible": oddities.legible,
    }  # fmt: skip


@blueprint.get("/audit")
def audit() -> Answer:
    """Who did what, the latest first."""
    asked = audit_view.read(request.args)
    found, more = data().deeds(asked.who, asked.what, DEEDS, asked.before)
    narrowed = {name: said for name, said in (("who", asked.who), ("what", asked.what)) if said}
    return render_template(
        "pages/audit.html", v=audit_view.build(found), asked=asked, narrowed=narrowed, kinds=audit_view.SAID,
        following=found[-1]["id"] if more else None, here="audit",
    )  # fmt: skip


@blueprint.get("/agencies/<path:name>")
def agency(name: str) -> Answer:
    return _usage("agency", name)


@blueprint.get("/outlets/<path:name>")
def outlet(name: str) -> Answer:
    return _usage("outlet", name)


def _usage(kind: Kind, name: str) -> Answer:
    since, until = desk_filters.days(request.args)
    source_id = request.args.get("source_id") or None
    if source_id is not None:
        known(source_id)
    given = data().usage(kind, name, "given", since, until, source_id)
    taken = data().usage(kind, name, "taken", since, until, None) if source_id is None else given
    bare = usage_view.bare(given, taken)
    beginnings = {i: desk_view.title_of(entry) for i, entry in data().briefly(bare).items()} if bare else {}
    view = usage_view.build(kind, name, given, taken, since, until, source_id, beginnings)
    agencies = {
        "given": {one.use.agency for one in given.uses},
        "taken": {one.use.source_agency for one in taken.uses},
    }
    return render_template("pages/usage.html", v=view, agencies=agencies)


@blueprint.get("/stories/<story_id>")
def story(story_id: str) -> Answer:
    found = data().story(story_id) if _ID.fullmatch(story_id) else None
    if found is None:
        raise no_story(story_id)
    return render_template("pages/story.html", v=story_view.build(found, found.size))


@blueprint.get("/compare/<a>/<b>")
def compare(a: str, b: str) -> Answer:
    if known(a) == known(b):
        return redirect(url_for(".article", article_id=a), 303)
    pair = data().pair(a, b)
    if pair is None:
        raise no_article(a if a not in data().briefly([a]) else b)
    return render_template("pages/compare.html", v=compare_view.build(pair))


@blueprint.after_request
def _keep_stamped(response: Response) -> Response:
    """A stamped static file never changes; a page is asked for again each time."""
    if request.endpoint == "pages.static" and request.args.get("v") and response.status_code == 200:
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    elif request.endpoint != "pages.static":
        response.headers.setdefault("Cache-Control", "private, no-cache")
    return response


@blueprint.app_template_filter("time")
def time_element(value: datetime | str | None, relative: bool = True) -> Markup:
    """``<time>`` with the hour in UTC and how long ago; the browser puts it in the reader's zone."""
    when = wording.instant(value)
    if when is None:
        return Markup('<span class="unknown">time unknown</span>')
    # A time is digits and words of ours: nothing in it needs escaping, and pages hold hundreds.
    at = moments.stamp(when)
    element = f'<time datetime="{at}">{wording.long_time(when)}</time>'
    if relative:
        element += f' <span class="ago" data-ago="{at}">({wording.ago(when, data().now())})</span>'
    return Markup(element)


@blueprint.app_template_filter("age")
def age_element(value: datetime | str | None, what: str = "") -> Markup:
    """``<time>`` that says how long ago; when it was, and what, is in its title."""
    when = wording.instant(value)
    if when is None:
        return Markup('<span class="unknown">time unknown</span>')
    title = escape(f"{what} {wording.long_time(when)}".strip())
    ago = wording.ago(when, data().now())
    return Markup(f'<time datetime="{moments.stamp(when)}" data-age title="{title}">{ago}</time>')


@blueprint.app_context_processor
def _words() -> dict[str, Any]:
    return {
        "w": wording,
        "asset": assets.address,
        "inline": assets.inline,
        "alone_policy": assets.alone_policy,
        "suffixes": SUFFIXES,
    }
