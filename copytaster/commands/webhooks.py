"""`copytaster webhooks`: how far each target was told, and what to do about one that was not."""

from __future__ import annotations

import sys

import click

from copytaster.commands.options import Failure, archive_here, settings_here


@click.group(invoke_without_command=True)
@click.pass_context
def webhooks(context: click.Context) -> None:
    """How far each target of COPYTASTER_WEBHOOK_URLS was told what happens, and what went wrong."""
    from workers.webhooks import desk

    if context.invoked_subcommand is None:
        with archive_here() as archive:
            for line in list(desk.lines(archive, settings_here())) or ["COPYTASTER_WEBHOOK_URLS names no target."]:
                click.echo(line)


@webhooks.command("test")
@click.argument("target", required=False)
def webhooks_test(target: str | None) -> None:
    """Send one signed `webhook.ping` to TARGET (an id of the list), or to all."""
    from workers.webhooks import desk
    from workers.webhooks.targets import targets

    settings, failed = settings_here(), False
    found = [t for t in targets(settings) if target in (None, t.id)]
    if not found:
        raise Failure(f"there is {'no' if target is None else 'no such'} target in COPYTASTER_WEBHOOK_URLS")
    for one in found:
        wrong = desk.send_ping(settings, one)
        failed |= bool(wrong)
        click.echo(f"{one.id}  {one.label}  {wrong or 'arrived'}")
    sys.exit(1 if failed else 0)


@webhooks.command("skip")
@click.argument("target")
@click.option("--all", "everything", is_flag=True, help="Everything that happened until now.")
def webhooks_skip(target: str, everything: bool) -> None:
    """Never tell TARGET the event that comes next; the relay goes on behind it within half a minute."""
    from workers.webhooks import desk

    try:
        with archive_here() as archive:
            click.echo(f"{desk.skip(archive, settings_here(), target, everything)} skipped")
    except KeyError:
        raise Failure(f"there is no target {target}") from None
    except ValueError as error:
        raise Failure(str(error)) from error


@webhooks.command("forget")
@click.argument("target")
def webhooks_forget(target: str) -> None:
    """Forget how far TARGET was told. One that is still set begins anew with what happens from then on."""
    from workers.webhooks import desk

    try:
        with archive_here() as archive:
            desk.forget(archive, target)
    except KeyError:
        raise Failure(f"there is no target {target}") from None
