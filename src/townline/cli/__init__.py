"""The command ``townline``: run the town, look after its database, bring data in, give out keys."""

import click

from townline import __version__
from townline.cli.doctor import doctor
from townline.cli.imports import import_group
from townline.cli.keys import apikey
from townline.cli.manage import manage
from townline.cli.run import run
from townline.embedded.cli import db


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="Townline %(version)s")
def main() -> None:
    """Townline: one front door for residents, one case across departments.

    Exit codes: 0 done, 1 refused or failed (the sentence says why), 2 wrong usage.
    """


for _command in (run, db, import_group, apikey, doctor, manage):
    main.add_command(_command)
