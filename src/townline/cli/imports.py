"""``townline import``: bring data of other systems in, and take it out again."""

import click


@click.group(name="import")
def import_group() -> None:
    """Bring requests of another system in; each run can be undone."""
