"""A report as a table. Cells that a spreadsheet would take for a formula are disarmed with an apostrophe."""

from __future__ import annotations

import csv
import io

from .report_view import ReportView

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
HEAD = ("passage", "kind", "score", "start", "end", "counted", "source_number", "source_id", "agency_or_outlet",
        "source_title", "source_published_at", "relation", "text", "source_text")


def cell(value: object) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def passages_csv(view: ReportView) -> str:
    """One row a passage, in the order of the text; RFC 4180, with a byte-order mark for spreadsheets."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(HEAD)
    for note in view.notes:
        source = note.source
        table.writerow([cell(x) for x in (
            note.number, note.kind, f"{note.score:.2f}", note.start, note.end, "yes" if note.counted else "no",
            source.number if source else "", note.article_id, note.name, source.title if source else "",
            source.published.isoformat() if source and source.published else "", source.relation if source else "",
            note.text, note.source_text)])
    return "\ufeff" + out.getvalue()
