"""`copytaster alerts`: which rules there are, what rang lately, and whether what they send arrives."""

from __future__ import annotations

import sys

import click

from copytaster.commands.options import Failure, archive_here, settings_here


@click.group(invoke_without_command=True)
@click.pass_context
def alerts(context: click.Context) -> None:
    """The rules of alerts.toml in COPYTASTER_HOME, and what rang lately."""
    from copytaster.moments import stamp
    from workers.alerts.ringer import rules_of

    if context.invoked_subcommand is None:
        for rule in rules_of(settings_here().home):
            where = len(rule.to) + bool(rule.to_file)
            click.echo(f"{rule.id}  {rule.label}  {'sent to ' + str(where) if where else 'listed only'}")
        with archive_here() as archive:
            for rung in archive.alerts(20):
                state = "" if rung.error is None else f"  ({rung.error})"
                click.echo(f"{stamp(rung.at, 'seconds')}  {rung.sentence}{state}")


@alerts.command("test")
@click.argument("rule", required=False)
def alerts_test(rule: str | None) -> None:
    """Send a test message to every address of RULE (an id of the list), or of all rules."""
    from workers.alerts import sending
    from workers.alerts.ringer import rules_of

    settings = settings_here()
    chosen = [one for one in rules_of(settings.home) if rule in (None, one.id)]
    if not chosen:
        raise Failure(f"there is no such rule in {settings.home / 'alerts.toml'}")
    failed = False
    for one in chosen:
        found = sending.addresses(one, settings)
        if not found:
            click.echo(f"{one.id}  {one.label}  listed only")
        for address in found:
            body = "This is a test of Copytaster: alerts of this rule arrive here."
            wrong = sending.send(address, f"Copytaster: {one.label}", body)
            failed |= bool(wrong)
            click.echo(f"{one.id}  {one.label}  {wrong or sending.kind(address) + ': arrived'}")
    sys.exit(1 if failed else 0)
