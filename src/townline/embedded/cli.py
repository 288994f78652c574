"""`townline db`: look at the town's database, back it up, restore it, move it to another server."""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import psycopg

from townline.embedded import transfer
from townline.embedded.binaries import choose_tools
from townline.embedded.cluster import Cluster
from townline.embedded.errors import ClusterError
from townline.embedded.folders import data_folder
from townline.embedded.processes import clean_environment
from townline.embedded.tools import password_of, without_password


@contextmanager
def database_url() -> Iterator[str]:
    """Give the address of the town's database.

    `DATABASE_URL`, else the cluster in the data folder, joined or started for the block.
    """
    if named := os.environ.get("DATABASE_URL", "").strip():
        yield named
        return
    with Cluster.join_or_start(data_folder(), tell=tell) as cluster:
        yield cluster.url


def tell(sentence: str) -> None:
    """Progress goes to standard error, so that output can be piped."""
    click.echo(sentence, err=True)


@contextmanager
def _plain_failures() -> Iterator[None]:
    """Turn a refusal into one sentence and exit code 1, never a traceback."""
    try:
        yield
    except ClusterError as error:
        raise click.ClickException(error.sentence) from error
    except psycopg.Error as error:
        raise click.ClickException(f"The database refused: {str(error).strip().splitlines()[0]}") from error


@click.group(name="db")
def db() -> None:
    """Look after the town's database."""


@db.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def backup(file: Path) -> None:
    """Write the whole database into FILE, while Townline may go on working.

    The file holds personal data: keep it where only those may read it who may read the database.
    """
    with _plain_failures(), database_url() as url:
        transfer.backup(url, file, tell=tell)


@db.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--replace", is_flag=True, help="Replace all that is in the database now.")
def restore(file: Path, *, replace: bool) -> None:
    """Put the backup FILE into the database and check it table by table.

    All or nothing: when anything is wrong the database stays as it was.
    """
    with _plain_failures(), database_url() as url:
        transfer.restore(file, url, replace=replace, tell=tell)


@db.command()
@click.argument("url")
@click.option("--replace", is_flag=True, help="Replace all that is in the target database now.")
@click.option(
    "--while-in-use",
    is_flag=True,
    help="Move although Townline is running: what is written meanwhile stays behind.",
)
def move(url: str, *, replace: bool, while_in_use: bool) -> None:
    """Copy the database to the server at URL (postgresql://user@host/database) and check it there."""
    with _plain_failures(), database_url() as source:
        scratch = data_folder() if data_folder().is_dir() else None  # /tmp may be small
        transfer.move(source, url, replace=replace, while_in_use=while_in_use, tell=tell, scratch=scratch)
    tell("The old database is unchanged. Set DATABASE_URL to the new address and start Townline again.")


@db.command(context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def shell(arguments: tuple[str, ...]) -> None:
    """Open psql on the database; ARGUMENTS go to psql."""
    with _plain_failures(), database_url() as url:
        with psycopg.connect(url) as connection:
            tools = choose_tools(connection.info.server_version // 10_000)
        kept = {name: os.environ[name] for name in ("LANG", "LC_CTYPE") if name in os.environ}
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C belongs to psql
        try:
            command = [str(tools.program("psql")), *arguments, without_password(url)]
            ended = subprocess.run(command, env=clean_environment(**kept, **password_of(url)), check=False)
        finally:
            signal.signal(signal.SIGINT, before)
    raise SystemExit(1 if ended.returncode else 0)


@db.command()
def status() -> None:
    """Say which database is used, where it lies and how large it is; starts nothing."""
    with _plain_failures():
        if named := os.environ.get("DATABASE_URL", "").strip():
            click.echo("Database: external (DATABASE_URL)")
            click.echo(_facts(named))
            return
        folder = data_folder()
        running = Cluster.join(folder)
        click.echo(f"Database: in the data folder {folder}")
        if running is None:
            click.echo("Not running.")
            return
        click.echo(f"Running as process {running.pid}, files in {running.home}")
        click.echo(_facts(running.url))


def _facts(url: str) -> str:
    query = """
        SELECT current_setting('server_version'), current_user,
               pg_size_pretty(pg_database_size(current_database())),
               (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database())"""
    with psycopg.connect(url, connect_timeout=10) as connection:
        version, role, size, connections = connection.execute(query).fetchone() or ("?", "?", "?", 0)
    return f"PostgreSQL {version}, role {role}, {size}, {connections} connections"
