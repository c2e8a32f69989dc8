"""Usage of the articles of an agency or an outlet: who made what of them, and whether it says so."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from flask import Response
from flask.typing import ResponseReturnValue

from copytaster.archive.usage import Asked
from copytaster.moments import stamp
from service import usage
from service.access import embargo
from service.api.render import links, reply, tagged
from service.counted import Credited, Kind
from service.errors import Problem
from service.operations import Reply, operation
from service.schemas.answers import UsageDocument, UsageItem
from service.schemas.requests import UsageParameters
from service.state import state
from service.tables import cell

HEAD = (
    "article_id", "title", "outlet", "agency", "at", "source_id", "source_title", "source_outlet", "source_agency",
    "source_at", "relation", "share", "characters", "credited", "credit_status",
)  # fmt: skip
REPLIES = {
    200: Reply(
        "The uses, the latest first, and what they add up to.",
        {"application/json": UsageDocument, "text/csv": {"type": "string"}},
    )
}


@operation(
    "GET", "/agencies/<path:name>/usage", scope="read", parameters=UsageParameters, replies=REPLIES,
    problems=(404, 422, 503),
)  # fmt: skip
def read_agency_usage(name: str, parameters: UsageParameters) -> ResponseReturnValue:
    """Which articles were made from the wires of an agency, how much of each, and whether they credit it.

    A use is an article and one source that its report derives it from; `characters` are those of the passages that the
    report attributes to that source. With `side=taken`: what the agency made of others' articles.
    """
    return _answer("agency", name, parameters)


@operation(
    "GET", "/outlets/<path:name>/usage", scope="read", parameters=UsageParameters, replies=REPLIES,
    problems=(404, 422, 503),
)  # fmt: skip
def read_outlet_usage(name: str, parameters: UsageParameters) -> ResponseReturnValue:
    """Which articles were made from those of an outlet. With `side=taken`: what the outlet made of wires and others."""
    return _answer("outlet", name, parameters)


def _answer(kind: Kind, name: str, parameters: UsageParameters) -> ResponseReturnValue:
    s = state()
    visible_at = embargo.visible_at(s)
    usage.require_known(s, kind, name, visible_at)
    asked: Asked = usage.asked_of(kind, name, parameters.side)._replace(
        since=parameters.since, until=parameters.until, source_id=parameters.source_id,
        visible_at=visible_at,
    )  # fmt: skip
    found = usage.usage(s, asked, parameters.side)
    if parameters.format == "csv":
        response = Response(table(found.uses), content_type="text/csv; charset=utf-8; header=present")
        response.headers["Content-Disposition"] = 'attachment; filename="usage.csv"'
        return tagged(response)
    start = _start(parameters.cursor)
    end = start + parameters.limit
    document: UsageDocument = {
        "name": name,
        "kind": kind,
        "side": parameters.side,
        "totals": found.totals,
        "by_outlet": list(found.by_outlet),
        "by_day": list(found.by_day),
        "uses": [item(one) for one in found.uses[start:end]],
        "next": str(end) if end < len(found.uses) else None,
        "stale": found.stale,
        "cut": found.cut,
    }
    return tagged(reply(document))


def _start(cursor: str | None) -> int:
    if cursor is None:
        return 0
    if not (cursor.isascii() and cursor.isdigit()):
        raise Problem.wrong("cursor", "this is not one that a list of uses ended with.", "parameter")
    return int(cursor)


def item(one: Credited) -> UsageItem:
    """A use as JSON."""
    use = one.use
    return {
        "article_id": use.article_id,
        "title": use.title,
        "outlet": use.outlet,
        "agency": use.agency,
        "at": stamp(use.known_at),
        "source_id": use.source_id,
        "source_title": use.source_title,
        "source_outlet": use.source_outlet,
        "source_agency": use.source_agency,
        "source_at": stamp(use.source_known_at),
        "relation": use.relation,
        "share": use.share,
        "characters": use.characters,
        "credited": one.credited,
        "credit_status": use.credit_status,
        "links": links(use.article_id),
    }


def table(uses: Sequence[Credited]) -> str:
    """One line a use, RFC 4180."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEAD)
    for one in uses:
        row = item(one)
        said = {True: "yes", False: "no", None: ""}[row["credited"]]
        writer.writerow(cell(said if name == "credited" else row[name]) for name in HEAD)  # type: ignore[literal-required]
    return out.getvalue()
