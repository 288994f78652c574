"""``townline manage``: Django's own commands, on the town's database."""

import click

from townline.cli.town import town


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Run one of Django's own commands (for developers), such as ``townline manage shell``."""
    with town(migrate=False):
        from django.core.management import execute_from_command_line  # noqa: PLC0415 - Django is set up now

        execute_from_command_line(["townline manage", *arguments])
