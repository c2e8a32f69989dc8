"""`copytaster keys`: who may come in."""

from __future__ import annotations

import click

from copytaster.commands.options import Failure, key_file, note, settings_here


@click.group()
def keys() -> None:
    """API keys: who may submit, read, judge, administer."""


@keys.command("add")
@click.argument("name")
@click.option(
    "--scope", "scopes", multiple=True, required=True,
    help="submit, read, judge, embargo or admin, or a role: reader, editor; may be repeated.",
)  # fmt: skip
def keys_add(name: str, scopes: tuple[str, ...]) -> None:
    """Make a key called NAME and print it; it cannot be shown again."""
    from service.access import auth

    settings = settings_here()
    try:
        made = auth.new_key(key_file(settings), name, scopes)
    except ValueError as error:
        raise Failure(str(error)) from error
    note(settings, "key-added", key=made.split("_")[1], name=name, scopes=list(scopes))
    click.echo(made)


@keys.command("revoke")
@click.argument("key_id")
def keys_revoke(key_id: str) -> None:
    """Take the key with this id out of the file. A running service notices."""
    from service.access import auth

    settings = settings_here()
    if not auth.revoke_key(key_file(settings), key_id):
        raise Failure(f"there is no key {key_id}")
    note(settings, "key-revoked", key=key_id)
