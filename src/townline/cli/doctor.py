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

from townline import __version__
from townline.cli.town import town
from townline.embedded.folders import data_folder
from townline.kit import env

#: Newest minor release of each PostgreSQL major when this version of Townline was made, with its day.
NEWEST = {15: 20, 16: 16, 17: 12, 18: 7}
NEWEST_ON = "2026-11-12"
SMALLEST_DISK = 2 * 1024**3
CLOCKS_APART_SECONDS = 2


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    state: Literal["ok", "look", "bad"]
    what: str
    sentence: str


@click.command()
def doctor() -> None:
    """Look at versions, PostgreSQL's security level, settings, disk and clock. Exit code 1 when something is bad."""
    findings = [*_programs(), *_disk(), *_settings()]
    with town(migrate=False):
        findings += [*_postgresql(), *_schema()]
    marks = {"ok": "ok  ", "look": "LOOK", "bad": "BAD "}
    for finding in findings:
        click.echo(f"{marks[finding.state]} {finding.what}: {finding.sentence}")
    sys.exit(1 if any(finding.state == "bad" for finding in findings) else 0)


def _programs() -> Iterator[Finding]:
    yield Finding("ok", "Townline", __version__)
    yield Finding("ok", "Python", platform.python_version())
    names = ("django", "psycopg", "granian", "procrastinate", "pillow")
    yield Finding(
        "ok", "Libraries", ", ".join(f"{name} {importlib.metadata.version(name)}" for name in names)
    )


def _disk() -> Iterator[Finding]:
    folder = data_folder()
    folder.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(folder).free
    state: Literal["ok", "bad"] = "ok" if free >= SMALLEST_DISK else "bad"
    yield Finding(state, "Disk", f"{free / 1024**3:.1f} GiB free in {folder} (at least 2 are needed).")


def _settings() -> Iterator[Finding]:
    for setting in env.declared().values():
        if setting.name in os.environ and setting.name != "TOWNLINE_SECRET_KEY":
            yield Finding("ok", "Setting", f"{setting.name} is set.")
    if os.environ.get("TOWNLINE_DEBUG", "").lower() in {"1", "yes", "true", "on"}:
        yield Finding(
            "bad", "Setting", "TOWNLINE_DEBUG shows details of errors to everybody. Unset it in production."
        )


def _postgresql() -> Iterator[Finding]:
    from django.db import connection  # noqa: PLC0415 - Django is set up now

    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        major, minor = divmod(int(cursor.fetchone()[0]), 10_000)
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        is_super = bool(cursor.fetchone()[0])
        cursor.execute("SHOW data_checksums")
        checksums = cursor.fetchone()[0] == "on"
        cursor.execute("SELECT now()")
        apart = abs((cursor.fetchone()[0] - datetime.now(tz=UTC)).total_seconds())
    yield _release(major, minor)
    if is_super:
        yield Finding("bad", "Database role", "Townline connects as a superuser. Give it a role of its own.")
    if not checksums:
        yield Finding("look", "Checksums", "The server does not check its pages (initdb --data-checksums).")
    state: Literal["ok", "bad"] = "ok" if apart <= CLOCKS_APART_SECONDS else "bad"
    yield Finding(
        state, "Clock", f"{datetime.now(tz=UTC):%Y-%m-%d %H:%M} UTC, {apart:.1f} s from the database's."
    )


def _release(major: int, minor: int) -> Finding:
    newest = NEWEST.get(major)
    if newest is None or minor >= newest:
        return Finding("ok", "PostgreSQL", f"{major}.{minor}, no newer release known on {NEWEST_ON}.")
    sentence = (
        f"{major}.{minor} lacks the security fixes of {major}.{newest} ({NEWEST_ON}). "
        "In production install PostgreSQL from the operating system, which keeps it patched; "
        "see docs/recipes/database.md."
    )
    return Finding("look", "PostgreSQL", sentence)


def _schema() -> Iterator[Finding]:
    from django.db import connection  # noqa: PLC0415 - Django is set up now
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

    executor = MigrationExecutor(connection)
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if missing:
        yield Finding("look", "Schema", f"{missing} migrations are missing; `townline run` applies them.")
    else:
        yield Finding("ok", "Schema", "up to date.")
