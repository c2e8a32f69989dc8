"""`copytaster submit`, `report` and `watch`: a running service from a shell or a pipeline.

Exit status, the same for all: 0 well; 1 refused, failed, or nobody there; 2 wrong arguments; 3 not checked in the time
given; 4 one of the `--fail-on` holds.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from copytaster.commands.options import key_option, url_option

if TYPE_CHECKING:
    from copytaster.client import Client, Event

NOT_YET, FOUND = 3, 4
WORDS = (
    "credited", "partly_credited", "uncredited", "miscredited", "not_applicable",
    "wholly_derived", "partially_derived", "not_derived",
)  # fmt: skip
"""What a report may say of credit and derivation: the words of `copytaster.model`, which `--help` does not load."""
KINDS = ("accepted", "checked", "changed", "failed", "deleted", "judged", "freed")
"""Of events: those of `copytaster.archive`."""
SECONDS = 120.0
FORMATS = ("json", "csv", "jsonld", "annotations", "prov", "ninjs")
"""Of a report, as the API has them."""

json_option = click.option("--json", "as_json", is_flag=True, help="One JSON document a line, as the API gives it.")
fail_option = click.option(
    "--fail-on", "bad", multiple=True, type=click.Choice(WORDS),
    help="Exit with 4 when a report says this; may be repeated.",
)  # fmt: skip


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@click.option("--title", help="The headline, where the file does not say it.")
@click.option("--agency", help="The agency whose wire it is.")
@click.option("--outlet", help="Who published it.")
@click.option("--language", help="Its language.")
@click.option("--draft", is_flag=True, help="Check without storing; at once.")
@click.option("--wait", "seconds", type=click.FloatRange(0), help="Wait so many seconds for the reports, and say them.")
@fail_option
@json_option
@url_option
@key_option
def submit(
    files: tuple[str, ...], draft: bool, seconds: float | None, bad: tuple[str, ...], as_json: bool, url: str,
    key: str | None, **said: str | None,
) -> None:  # fmt: skip
    """Hand FILES in to a running service (- reads text from standard input).

    What a file is, is told by its suffix, as for `check`. With --draft, --wait or --fail-on the reports are said, one
    a file. Exit status: 1 one was refused, 3 one was not checked in time, 4 one is as --fail-on says.
    """
    from copytaster.client import Client, Problem

    wanted = SECONDS if seconds is None and bad else seconds
    status = 0
    with Client(url, key) as service, _progress(files) as names:
        for name in names:
            try:
                found = _handed_in(service, name, draft, {k: v for k, v in said.items() if v})
                status = max(status, _told(service, name, found, wanted, bad, as_json))
            except Problem as problem:
                if problem.status in (401, 403):
                    raise
                click.echo(f"{name}: {problem.detail}", err=True)
                status = max(status, 1)
            except ValueError as error:
                click.echo(f"{name}: not JSON: {error}", err=True)
                status = max(status, 1)
    sys.exit(status)


def _progress(files: tuple[str, ...]) -> Any:
    """The files; of many, with a bar on standard error, where somebody looks at it."""
    return click.progressbar(files, file=sys.stderr, label="Submitting", hidden=len(files) < 4)


def _handed_in(service: Client, name: str, draft: bool, said: Mapping[str, Any]) -> Any:
    """A report of a draft, or an article's id and whether it is new."""
    from copytaster.clean import media_type_of

    body = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    media_type = "text/plain" if name == "-" else media_type_of(name)
    if media_type == "application/json":  # its own fields, or ninjs: what is said beside it belongs into it
        document = json.loads(body)
        body = json.dumps({**document, **said} if isinstance(document, dict) else document).encode()
        said = {}
    if draft:
        return service.check_document(body, media_type, **said)
    return service.submit_document(body, media_type, **said)


def _told(service: Client, name: str, found: Any, seconds: float | None, bad: tuple[str, ...], as_json: bool) -> int:
    """Says what became of one file. Returns the exit status that it asks for."""
    from copytaster.client import Accepted, CheckFailed, NotYet

    if isinstance(found, Accepted):
        if seconds is None:
            word = "accepted" if found.created else "known already"
            said = {"file": name, "id": found.id, "status": found.status, "created": found.created}
            click.echo(json.dumps(said, ensure_ascii=False) if as_json else f"{name}: {word}, {found.id}")
            return 0
        try:
            found = service.wait(found.id, seconds)
        except (CheckFailed, NotYet) as error:
            click.echo(f"{name}: {error}", err=True)
            return NOT_YET if isinstance(error, NotYet) else 1
    _say(name, found, as_json)
    return FOUND if bad and {found["derivation"], found["credit"]["status"]} & set(bad) else 0


def _say(name: str, report: Mapping[str, Any], as_json: bool) -> None:
    from copytaster.commands.check import summary

    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False))
        return
    sources = [{**source, "name": _name(source)} for source in report["sources"]]
    click.echo(summary(name, {**report, "sources": sources}))


def _name(source: Mapping[str, Any]) -> str:
    publisher = source["agency"] or source["outlet"]
    return ": ".join(part for part in (publisher, source["title"]) if part) or source["article_id"]


@click.command()
@click.argument("article_id")
@click.option(
    "--wait", "seconds", type=click.FloatRange(0), default=0.0, help="Wait so many seconds until there is one."
)
@click.option("--format", "form", type=click.Choice(FORMATS), help="The report as the API gives it, in this format.")
@fail_option
@url_option
@key_option
def report(article_id: str, seconds: float, form: str | None, bad: tuple[str, ...], url: str, key: str | None) -> None:
    """Say what was found of an article.

    Exit status: 1 there is none or its check failed, 3 it is not checked so far, 4 it is as --fail-on says.
    """
    from copytaster.client import CheckFailed, Client, NotYet

    with Client(url, key) as service:
        try:
            found = service.wait(article_id, seconds)
        except NotYet as error:
            click.echo(str(error), err=True)
            sys.exit(NOT_YET)
        except CheckFailed as error:
            raise click.ClickException(str(error)) from error
        if form is None:
            _say(article_id, found, False)
        else:
            click.echo(service.export(article_id, form).decode("utf-8"), nl=False)
    sys.exit(FOUND if {found["derivation"], found["credit"]["status"]} & set(bad) else 0)


@click.command()
@click.option(
    "--kind", "kinds", multiple=True, type=click.Choice(KINDS), help="Only events of this kind; may be repeated."
)  # fmt: skip
@click.option("--after", type=int, help="Begin behind the event with this number; 0: at the beginning.")
@click.option("--past", is_flag=True, help="End with what is there, instead of waiting for more.")
@json_option
@url_option
@key_option
def watch(kinds: tuple[str, ...], after: int | None, past: bool, as_json: bool, url: str, key: str | None) -> None:
    """Say what happens to articles, as it happens, one line an event; Ctrl-C ends it.

    A connection that breaks is made anew, and nothing is missed.
    """
    from copytaster.client import Client

    with Client(url, key) as service:
        try:
            for event in service.events(after, forever=not past):
                if not kinds or event.kind in kinds:
                    click.echo(_line(event, as_json))
                    sys.stdout.flush()
        except KeyboardInterrupt:
            return


def _line(event: Event, as_json: bool) -> str:
    if as_json:
        said = {"id": event.id, "kind": event.kind, "article_id": event.article_id, "at": event.at}
        return json.dumps({**said, "detail": event.detail}, ensure_ascii=False)
    told = [
        str(event.detail[name]) for name in ("derivation", "credit_status", "ruling", "why") if event.detail.get(name)
    ]
    shares = [f"{a['agency']} {a['share']:.0%}" for a in event.detail.get("agencies") or ()]
    more = ", ".join([*told, *shares])
    return f"{event.at} {event.kind:<8} {event.article_id}" + (f" {more}" if more else "")
