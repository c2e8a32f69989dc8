"""Reports as tables for spreadsheets.

Promise: no cell is read as a formula, whatever the article says.
"""

from __future__ import annotations

import csv
import io
from typing import Any

import regex

from copytaster.shapes import Report

HEAD = (
    "start", "end", "kind", "score", "text", "source_article_id", "source_agency", "source_outlet", "relation",
    "source_start", "source_end", "source_text",
)  # fmt: skip


_FORMULA = regex.compile(r"[\s\p{Default_Ignorable_Code_Point}\ufeff]*[=+\-@＝＋－＠−]")
"""What begins a formula: wide signs are read as the usual ones where East Asian text is written, and signs that nobody
sees in front are dropped by some programs."""


def cell(value: Any) -> Any:
    """A value that a spreadsheet shows and never computes."""
    return "'" + value if isinstance(value, str) and _FORMULA.match(value) else value


def passages_csv(report: Report) -> str:
    """One line a passage, RFC 4180."""
    sources: dict[str, Any] = {s["article_id"]: s for s in report["sources"]}
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEAD)
    for passage in report["passages"]:
        source = passage["source"]
        about = sources.get(source["article_id"], {})
        writer.writerow(
            cell(value)
            for value in (
                passage["start"], passage["end"], passage["kind"], passage["score"], passage["text"],
                source["article_id"], source["agency"], about.get("outlet"), about.get("relation"),
                source["start"], source["end"], source["text"],
            )
        )  # fmt: skip
    return out.getvalue()
