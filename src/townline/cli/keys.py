"""``townline apikey``: keys of other systems and apps."""

import click

from townline.cli.town import town
from townline.kit.errors import Refused


@click.group()
def apikey() -> None:
    """Give out and withdraw the keys with which apps may post requests."""


@apikey.command()
@click.argument("name")
@click.option("--jurisdiction", help="Code of the jurisdiction; the first one when left out.")
def create(name: str, jurisdiction: str | None) -> None:
    """Make a key for the app or system NAME and print it, this once."""
    with town():
        from townline.identity.actions import create_api_key  # noqa: PLC0415 - Django is set up now
        from townline.identity.queries import jurisdiction as find  # noqa: PLC0415
        from townline.identity.rules import SYSTEM  # noqa: PLC0415

        found = find(jurisdiction)
        if found is None:
            raise Refused("no_jurisdiction", "There is no such jurisdiction yet. Start `townline run` first.")
        _, secret = create_api_key(actor=SYSTEM, jurisdiction_id=found.pk, name=name)
        click.echo(secret)
        click.echo("Keep it safe: it cannot be shown again.", err=True)


@apikey.command(name="list")
def list_keys() -> None:
    """List the keys: number, start of the key, name, and the day it was last used."""
    with town():
        from townline.identity.models import ApiKey  # noqa: PLC0415 - Django is set up now

        for key in ApiKey.objects.order_by("pk"):
            used = key.last_used_on.isoformat() if key.last_used_on else "never used"
            state = used if key.is_active else "withdrawn"
            click.echo(f"{key.pk}\t{key.prefix}…\t{key.name}\t{state}")


@apikey.command()
@click.argument("number", type=int)
def withdraw(number: int) -> None:
    """Make the key with this NUMBER (see ``apikey list``) worthless at once."""
    with town():
        from townline.identity.actions import withdraw_api_key  # noqa: PLC0415 - Django is set up now
        from townline.identity.rules import SYSTEM  # noqa: PLC0415

        withdraw_api_key(actor=SYSTEM, key_id=number)
