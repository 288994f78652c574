"""Import of Boston's 318,891 requests into empty tables, beside PostgreSQL's own COPY of the very rows it makes."""

import os
import subprocess
import sys
import time
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from bench.figures import ROOT, Figure
from bench.processes import seconds_of
from bench.town import House, migrate
from townline.embedded.binaries import choose_tools

NAME = "boston311_open311_json/boston_open311_requests.ndjson.zst"
TABLES = ("identity_*", "services_*", "servicelevels_*", "requests_*", "integrations_*")
TARGET = 4_000


def bench(house: House) -> list[Figure]:
    """Rows a second through the command; nothing where the file is not here."""
    shared = Path(os.environ.get("TOWNLINE_SHARED_DATA", ROOT.parent / "shared" / "data"))
    source = shared / NAME
    if not source.exists():
        sys.stderr.write(
            f"import: {NAME} is not here (TOWNLINE_SHARED_DATA says where), so it is left out.\n"
        )
        return []
    url = _database(house, "bench_import")
    _found(url)
    before, begun = seconds_of(house.cluster.pid or 0), time.monotonic()
    python = _run(url, "from townline.cli import main; main()", "import", "open311", str(source))
    seconds = time.monotonic() - begun
    postgres = seconds_of(house.cluster.pid or 0) - before
    rows = _rows(url)
    floor = rows / _copied(house, url)
    return [
        Figure(
            "Import of the Boston file",
            f"{rows / seconds:,.0f} rows/s",
            rows / seconds,
            "at least",
            TARGET,
            "rows/s",
            floor=f"{floor:,.0f} rows/s (COPY of the same rows)",
            ratio=rows / seconds / floor,
            cpu=f"{1000 * python / rows:.3f} + {1000 * postgres / rows:.3f} PG",
        )
    ]


def _database(house: House, name: str) -> str:
    """A new database with the schema and nothing in it."""
    with psycopg.connect(house.cluster.url, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}"')
        connection.execute(f'CREATE DATABASE "{name}"')
    parts = conninfo_to_dict(house.cluster.url)
    url = f"postgresql://{parts['user']}@/{name}?host={parts['host']}"
    migrate(url)
    return url


_FOUND = """
import django; django.setup()
from townline.identity import actions
from townline.identity.rules import SYSTEM
town = actions.found_jurisdiction(
    actor=SYSTEM, code="boston.example", name="Boston", timezone="America/New_York", number_prefix="TL")
office = actions.add_department(actor=SYSTEM, jurisdiction_id=town.pk, code="office", name="Office")
actions.add_team(actor=SYSTEM, department_id=office.pk, code="triage", name="Triage", is_triage=True)
"""


def _found(url: str) -> None:
    _run(url, _FOUND)


def _run(url: str, code: str, *arguments: str) -> float:
    """Run Python on that database; its processor seconds."""
    before = os.times()
    subprocess.run(
        [sys.executable, "-c", code, *arguments],
        check=True,
        stdout=sys.stderr,
        env={**os.environ, "DATABASE_URL": url},
    )
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def _rows(url: str) -> int:
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT read FROM integrations_importrun").fetchone()
    return int(row[0]) if row else 0


def _copied(house: House, url: str) -> float:
    """Seconds that PostgreSQL alone takes to load the rows the import made, with all their indexes and checks."""
    tools = choose_tools(house.cluster.server_version_num // 10_000)
    dump = house.folder / "import.sql"
    wanted = [f"--table=public.{pattern}" for pattern in TABLES]
    with dump.open("wb") as out:
        subprocess.run([str(tools.program("pg_dump")), "--data-only", *wanted, url], check=True, stdout=out)
    target = _database(house, "bench_floor")
    psql = tools.program("psql")
    command = [
        str(psql) if psql.exists() else "psql",
        "--quiet",
        "--no-psqlrc",
        "-v",
        "ON_ERROR_STOP=1",
        "-1",
    ]
    begun = time.monotonic()
    subprocess.run([*command, "-f", str(dump), make_conninfo(target)], check=True, stdout=subprocess.DEVNULL)
    seconds = time.monotonic() - begun
    dump.unlink()
    return seconds
