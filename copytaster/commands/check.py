"""`copytaster check`: files compared with each other."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from copytaster.commands.options import settings_here


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="The full reports, as the API gives them.")
def check(files: tuple[Path, ...], as_json: bool) -> None:
    """Compare FILES with each other. Nothing is stored, no service is needed.

    What a file is, is told by its suffix: .txt, .html, .json (ninjs, or the fields of the API), .xml (NewsML-G2, NITF,
    RSS, Atom). Exit status 1 when one of them was refused.
    """
    from copytaster import standalone

    reports = standalone.check({str(file): standalone.read(file) for file in files}, settings_here())
    if as_json:
        click.echo(json.dumps(reports, ensure_ascii=False, indent=2, default=str))
    else:
        for name, report in reports.items():
            click.echo(summary(name, report))
    sys.exit(1 if any("error" in report for report in reports.values()) else 0)


def summary(name: str, report: Mapping[str, Any]) -> str:
    """A report in a few lines; its sources have the names under which they were handed in."""
    if "error" in report:
        return f"{name}: {report['error']}"
    lines = [f"{name}: {report['derivation']} ({report['confidence']:.2f}), {_credit(report['credit'])}"]
    for source in report["sources"]:
        what = f"{source['relation']} {source['score']:.2f} {source['direction']}"
        share = f", {source['share']:.0%} of this article" if source["share"] else ""
        lines.append(f"    {what}: {source['name']}{share}")
    return "\n".join(lines)


def _credit(credit: Mapping[str, Any]) -> str:
    stated = sorted({evidence["agency"] for evidence in credit["stated"]})
    return str(credit["status"]) + (f", names {', '.join(stated)}" if stated else "")
