"""``townline doctor``: whether everything is as it should be."""

import importlib.metadata
import os
import platform
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

import click
import psycopg
from django.db.utils import Error as DjangoDatabaseError

from townline import __version__
from townline.cli.town import check_settings, database, plain_failures, refusal, set_up_django
from townline.embedded.errors import ClusterError
from townline.embedded.folders import data_folder
from townline.kit import env

#: Newest minor release of each PostgreSQL major when this version of Townline was made, with its day.
NEWEST = {15: 20, 16: 16, 17: 12, 18: 7}
NEWEST_ON = "2026-11-12"
OLDEST_MAJOR = 15
SMALLEST_DISK = 2 * 1024**3
CLOCKS_APART_SECONDS = 2
LIBRARIES = ("django", "psycopg", "granian", "procrastinate", "pillow")
#: Settings whose text would give something away.
SECRET = {"DATABASE_URL", "TOWNLINE_SECRET_KEY"}

State = Literal["ok", "look", "bad"]
MARKS: dict[State, str] = {"ok": "ok  ", "look": "LOOK", "bad": "BAD "}


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    state: State
    what: str
    sentence: str


@click.command()
def doctor() -> None:
    """Look at versions, PostgreSQL's security level, settings, disk and clock.

    Exit code 1 when something is BAD; LOOK is advice.
    """
    is_bad = False
    with plain_failures():
        check_settings()
        for finding in _findings():
            click.echo(f"{MARKS[finding.state]} {finding.what}: {finding.sentence}")
            is_bad = is_bad or finding.state == "bad"
    sys.exit(1 if is_bad else 0)


def _findings() -> Iterator[Finding]:
    yield from _programs()
    yield disk(shutil.disk_usage(_existing_data_folder()).free)
    yield from settings_set(dict(os.environ))
    try:
        with database():
            set_up_django()
            yield from _in_the_database()
    except ClusterError as error:
        yield Finding("bad", "Database", error.sentence)
    except (psycopg.Error, DjangoDatabaseError) as error:
        yield Finding("bad", "Database", refusal(error))


def _in_the_database() -> Iterator[Finding]:
    from django.db import connections  # noqa: PLC0415 - Django is set up now

    try:
        yield from _postgresql()
        yield from _schema()
    finally:
        connections.close_all()


def _programs() -> Iterator[Finding]:
    yield Finding("ok", "Townline", __version__)
    yield Finding("ok", "Python", platform.python_version())
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in LIBRARIES)
    yield Finding("ok", "Libraries", versions)


def _existing_data_folder() -> str:
    folder = data_folder()
    folder.mkdir(parents=True, exist_ok=True)
    return str(folder)


def disk(free: int) -> Finding:
    """Room for the data, in bytes: a full disk stops the database."""
    state: State = "ok" if free >= SMALLEST_DISK else "bad"
    return Finding(
        state, "Disk", f"{free / 1024**3:.1f} GiB free in {data_folder()} (at least 2 are needed)."
    )


def settings_set(environment: dict[str, str]) -> Iterator[Finding]:
    """Every setting of ours that is set, secrets without their text; and what must not be set in production."""
    for name in sorted(env.declared()):
        if text := environment.get(name, "").strip():
            yield Finding("ok", "Setting", f"{name} is {'set' if name in SECRET else text}.")
    unknown = sorted(
        name
        for name in environment
        if name.startswith("TOWNLINE_")
        and not name.startswith("TOWNLINE_TEST")
        and name not in env.declared()
    )
    for name in unknown:
        yield Finding("look", "Setting", f"{name} means nothing to Townline; see docs/recipes/settings.md.")
    if environment.get("TOWNLINE_DEBUG", "").strip().lower() in {"1", "yes", "true", "on"}:
        sentence = "TOWNLINE_DEBUG shows details of errors to everybody. Unset it in production."
        yield Finding("bad", "Setting", sentence)


def _postgresql() -> Iterator[Finding]:
    from django.db import connection  # noqa: PLC0415 - Django is set up now

    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT current_setting('server_version_num')::int,
                   (SELECT rolsuper FROM pg_roles WHERE rolname = current_user),
                   current_setting('data_checksums') = 'on', current_setting('fsync') = 'on', clock_timestamp()
            """
        )
        version, is_super, has_checksums, has_fsync, there = cursor.fetchone()
    here = datetime.now(tz=UTC)
    yield release(*divmod(version, 10_000))
    yield role(is_super=is_super)
    if not has_checksums:
        sentence = "The server does not check its pages (initdb --data-checksums)."
        yield Finding("look", "Checksums", sentence)
    if not has_fsync:
        sentence = "fsync is off: a power failure can destroy the database. Set it to on."
        yield Finding("bad", "Disk writes", sentence)
    yield clocks(here, there)


def release(major: int, minor: int) -> Finding:
    """PostgreSQL's security level, by what was released when this Townline was made."""
    if major < OLDEST_MAJOR:
        return Finding("bad", "PostgreSQL", f"{major}.{minor} is too old: {OLDEST_MAJOR} or newer is needed.")
    newest = NEWEST.get(major)
    if newest is None or minor >= newest:
        return Finding("ok", "PostgreSQL", f"{major}.{minor}, no newer release known on {NEWEST_ON}.")
    sentence = (
        f"{major}.{minor} lacks the security fixes of {major}.{newest} ({NEWEST_ON}). "
        "In production install PostgreSQL from the operating system, which keeps it patched; "
        "see docs/recipes/database.md."
    )
    return Finding("look", "PostgreSQL", sentence)


def role(*, is_super: bool) -> Finding:
    """Whom we are in the database: a superuser could read files and run programs there."""
    if is_super:
        sentence = "Townline connects as a superuser. Give it a role of its own."
        return Finding("bad", "Database role", sentence)
    return Finding("ok", "Database role", "no superuser.")


def clocks(here: datetime, there: datetime) -> Finding:
    """This machine's clock beside the database's: due dates are reckoned with both."""
    apart = abs((there - here).total_seconds())
    state: State = "ok" if apart <= CLOCKS_APART_SECONDS else "bad"
    return Finding(state, "Clock", f"{here:%Y-%m-%d %H:%M} UTC, {apart:.1f} s from the database's.")


def _schema() -> Iterator[Finding]:
    from django.db import connection  # noqa: PLC0415 - Django is set up now
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

    executor = MigrationExecutor(connection)
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if missing:
        yield Finding("look", "Schema", f"{missing} migrations are missing; `townline run` applies them.")
    else:
        yield Finding("ok", "Schema", "up to date.")
