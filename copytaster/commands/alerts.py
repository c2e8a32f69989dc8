"""`copytaster alerts`: which rules there are, what rang lately, and whether what they send arrives."""

from __future__ import annotations

import sys

import click

from copytaster.commands.options import Failure, archive_here, settings_here


@click.group(invoke_without_command=True)
@click.pass_context
def alerts(context: click.Context) -> None:
    """The rules of alerts.toml in COPYTASTER_HOME, and what rang lately."""
    from copytaster.alerts import FILE
    from copytaster.moments import stamp
    from workers.alerts.ringer import rules_of

    if context.invoked_subcommand is None:
        home = settings_here().home
        rules = rules_of(home)
        if not rules:
            click.echo(f"There is no rule in {home / FILE}.")
        for rule in rules:
            where = len(rule.to) + bool(rule.to_file)
            click.echo(f"{rule.id}  {rule.label}  {'sent to ' + str(where) if where else 'listed only'}")
        with archive_here() as archive:
            lately = archive.alerts(20)
            if rules and not lately:
                click.echo("Nothing has rung yet.")
            for rung in lately:
                state = "" if rung.error is None else f"  ({rung.error})"
                click.echo(f"{stamp(rung.at, 'seconds')}  {rung.sentence}{state}")


@alerts.command("test")
@click.argument("rule", required=False)
def alerts_test(rule: str | None) -> None:
    """Send a test message to every address of RULE (an id of the list), or of all rules."""
    from copytaster.alerts import FILE
    from workers.alerts import sending
    from workers.alerts.ringer import rules_of

    settings = settings_here()
    chosen = [one for one in rules_of(settings.home) if rule in (None, one.id)]
    if not chosen:
        raise Failure(f"there is {'no' if rule is None else 'no such'} rule in {settings.home / FILE}")
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
