"""Opening the town's database and Django for the length of a command."""

import importlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click
import psycopg
from django.db.utils import Error as DjangoDatabaseError

from townline.embedded.cli import database_url
from townline.embedded.errors import ClusterError
from townline.embedded.folders import data_folder
from townline.kit.env import BadSetting
from townline.kit.errors import Refused


def tell(sentence: str) -> None:
    """Progress goes to standard error, so that output can be piped."""
    click.echo(sentence, err=True)


@contextmanager
def database() -> Iterator[str]:
    """Name the town's database in ``DATABASE_URL`` for the block: the one named there, else the embedded one."""
    with database_url() as url, named(url):
        yield url


@contextmanager
def named(url: str) -> Iterator[None]:
    """Let this process and its children find the database at ``url``."""
    before = os.environ.get("DATABASE_URL")
    os.environ["DATABASE_URL"] = url
    try:
        yield
    finally:
        if before is None:
            del os.environ["DATABASE_URL"]
        else:
            os.environ["DATABASE_URL"] = before


@contextmanager
def plain_failures() -> Iterator[None]:
    """A refusal or a missing database ends the command with one sentence and exit code 1."""
    try:
        yield
    except (Refused, ClusterError) as error:
        raise click.ClickException(error.sentence) from error
    except BadSetting as error:
        raise click.ClickException(str(error)) from error
    except (psycopg.Error, DjangoDatabaseError) as error:
        raise click.ClickException(refusal(error)) from error


def refusal(error: Exception) -> str:
    """What the database said, in one line."""
    said = str(error).strip().splitlines() or [type(error).__name__]
    return f"The database refused: {said[0]}"


def check_settings() -> int:
    """Read all settings before anything starts, so that a bad one is told at once; returns the port of ``PORT``.

    They are read again when Django is set up, because only then is the database's address known.
    """
    try:
        settings = importlib.import_module("townline.settings")
    except OSError as error:
        sentence = f"The data folder {data_folder()} cannot be used ({error.strerror}): {error.filename}."
        raise Refused("folder", sentence) from error
    except ValueError as error:  # only addresses are taken apart without a check of their own
        raise Refused("setting", f"DATABASE_URL cannot be understood: {error}.") from error
    del sys.modules["townline.settings"]
    port: int = settings.PORT
    return port


def set_up_django() -> None:
    """Load settings and areas."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "townline.settings")
    import django  # noqa: PLC0415 - settings read DATABASE_URL, which was set just now

    django.setup()


@contextmanager
def town(*, migrate: bool = True) -> Iterator[None]:
    """The town's database and Django, ready for work; the schema is brought up to date first."""
    with plain_failures():
        check_settings()
        with database():
            set_up_django()
            from django.db import connections  # noqa: PLC0415 - as above

            if migrate:
                bring_schema_up_to_date()
            try:
                yield
            finally:
                connections.close_all()


def bring_schema_up_to_date() -> None:
    """Apply the migrations that are missing; says so only when there are any."""
    from django.core.management import call_command  # noqa: PLC0415 - Django is set up by now
    from django.db import connection  # noqa: PLC0415
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        tell(f"Bringing the database up to date: {len(missing)} steps.")
        with connection.cursor() as cursor:
            # Two processes may start at once; the second waits here and then finds nothing left to do.
            cursor.execute("SELECT pg_advisory_lock(hashtext('townline.migrate'))")
            try:
                call_command("migrate", interactive=False, verbosity=0)
            finally:
                cursor.execute("SELECT pg_advisory_unlock(hashtext('townline.migrate'))")
