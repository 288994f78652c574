"""Opening the town's database and Django for the length of a command."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import click
import psycopg
from django.db import Error

from townline.embedded.cluster import Cluster
from townline.embedded.errors import ClusterError
from townline.embedded.folders import data_folder
from townline.kit.env import BadSetting
from townline.kit.errors import Refused


def tell(sentence: str) -> None:
    """Progress goes to standard error, so that output can be piped."""
    click.echo(sentence, err=True)


@contextmanager
def database() -> Iterator[str]:
    """The address of the town's database: ``DATABASE_URL``, else the embedded one, joined or started."""
    named = os.environ.get("DATABASE_URL", "").strip()
    if named:
        yield named
        return
    with Cluster.join_or_start(data_folder(), tell=tell) as cluster:
        os.environ["DATABASE_URL"] = cluster.url
        try:
            yield cluster.url
        finally:
            del os.environ["DATABASE_URL"]


@contextmanager
def plain_failures() -> Iterator[None]:
    """A refusal or a missing database ends the command with one sentence and exit code 1."""
    try:
        yield
    except (Refused, ClusterError) as error:
        raise click.ClickException(error.sentence) from error
    except BadSetting as error:
        raise click.ClickException(str(error)) from error
    except (psycopg.Error, Error) as error:
        raise click.ClickException(f"The database refused: {str(error).strip().splitlines()[0]}") from error


def set_up_django() -> None:
    """Load settings and areas."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "townline.settings")
    import django  # noqa: PLC0415 - settings read DATABASE_URL, which was set just now

    django.setup()


@contextmanager
def town(*, migrate: bool = True) -> Iterator[None]:
    """The town's database and Django, ready for work; the schema is brought up to date first."""
    with plain_failures(), database():
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
