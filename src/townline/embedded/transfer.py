"""Backing up, restoring and moving a town's database, between any servers from PostgreSQL 15 on, up or down.

A restore is one transaction: what was there is replaced only if every table arrives with the rows it had.
"""

import os
import re
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import psycopg

from townline.embedded import archive, tables
from townline.embedded.archive import Manifest
from townline.embedded.binaries import Binaries, choose_tools
from townline.embedded.errors import ClusterError
from townline.embedded.processes import Tell, silent
from townline.embedded.tools import CONNECT_SECONDS, Tool

CHUNK = 1024 * 1024
# Settings that newer tools write and older servers do not know; nothing else is ever left out of a restore.
SETTING_SINCE = {"transaction_timeout": 17}
PREAMBLE = re.compile(rb"(--.*|\\restrict .*|SET .*;|SELECT pg_catalog\.set_config\(.*\);|)\s*\Z")


def backup(url: str, file: Path | str, *, tell: Tell = silent, tools: str | None = None) -> Manifest:
    """Write the database into one file; the name appears only when the file is whole and on the disk.

    Refused with code `file` where the name is taken. The file holds personal data: its owner alone reads it.
    """
    place = Path(file).expanduser().absolute()
    if place.exists():
        raise ClusterError("file", f"{place} is there already: choose another name.")
    with _partial(place) as partial:
        manifest = _dump(url, partial, tell, tools)
        partial.replace(place)
        _flush_folder(place.parent)
    tell(f"Backed up {manifest.total_rows:,} rows of {len(manifest.rows)} tables to {place}.")
    return manifest


def restore(
    file: Path | str, url: str, *, replace: bool = False, tell: Tell = silent, tools: str | None = None
) -> Manifest:
    """Put a backup into a database and check every table's rows before anything becomes visible.

    Refused with code `not_empty` where the database holds anything and `replace` is not given, and with code
    `file` for a damaged backup.
    """
    place = Path(file).expanduser().absolute()
    manifest = archive.verify(place)
    with _connected(url) as connection:
        target_major = connection.info.server_version // 10_000
        empty = tables.is_empty(connection)
        if not empty and not replace:
            raise ClusterError(
                "not_empty", "The database is not empty; to replace all that is in it, say so with --replace."
            )
        clearing = "" if empty else tables.clearing_script(connection)
    chosen = choose_tools(max(manifest.tools_major, target_major), tools)
    tell(
        f"Restoring {manifest.total_rows:,} rows of {len(manifest.rows)} tables "
        f"into PostgreSQL {target_major}."
    )
    _Restore(place, url, manifest, chosen, target_major, tell).run(clearing)
    with _connected(url) as connection:
        connection.execute("ANALYZE")
    tell(f"Restored and counted: {manifest.total_rows:,} rows, each table as in the backup.")
    return manifest


def move(
    source_url: str,
    target_url: str,
    *,
    replace: bool = False,
    while_in_use: bool = False,
    tell: Tell = silent,
    tools: str | None = None,
    scratch: Path | None = None,
) -> Manifest:
    """Copy the database to another server and check it there; the source stays as it is.

    Refused with code `in_use` while others are connected to the source: what they write would stay behind.
    `scratch` is a folder with room for the compressed dump; by default the system's temporary one.
    """
    if _same_database(source_url, target_url):
        raise ClusterError("same", "Source and target are the same database.")
    with _connected(source_url) as connection:
        others = tables.other_connections(connection)
    if others and not while_in_use:
        raise ClusterError(
            "in_use",
            f"{others} other connection(s) are using the database: stop Townline first, "
            "or what they write stays behind.",
        )
    with tempfile.TemporaryDirectory(prefix="townline-move-", dir=scratch) as folder:
        place = Path(folder) / "move.backup"
        backup(source_url, place, tell=tell, tools=tools)
        return restore(place, target_url, replace=replace, tell=tell, tools=tools)


@contextmanager
def _partial(place: Path) -> Iterator[Path]:
    """Make a side file in the same folder, closed to others, removed unless it was renamed."""
    try:
        handle, name = tempfile.mkstemp(prefix=f".{place.name[:60]}.", suffix=".partial", dir=place.parent)
    except OSError as error:
        raise ClusterError("file", f"{place.parent} cannot be written: {error.strerror}.") from error
    os.close(handle)
    try:
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)


def _dump(url: str, partial: Path, tell: Tell, wish: str | None) -> Manifest:
    with _connected(url) as connection:
        connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        connection.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        connection.execute("SET LOCAL statement_timeout = 0")
        found = connection.execute("SELECT pg_export_snapshot(), now() AT TIME ZONE 'UTC'").fetchone()
        snapshot, made_at = found or ("", "")
        version = connection.info.server_version
        tools = choose_tools(version // 10_000, wish)
        rows = tables.row_counts(connection)
        tell(f"Backing up PostgreSQL {version // 10_000} with the tools of {tools.version}.")
        arguments = [
            "--format=custom",
            "--verbose",
            "--lock-wait-timeout=60s",
            f"--snapshot={snapshot}",
            f"--file={partial}",
        ]
        dump = Tool(tools, "pg_dump", arguments, url)
        with dump.started(stdout=subprocess.DEVNULL) as process:
            dump.follow(process, tell, rows)
            process.wait()
    if process.returncode:
        raise ClusterError("pg_dump", f"The backup failed: {dump.reason()}")
    return archive.seal(partial, f"{made_at}Z".replace(" ", "T"), version, tools.major, rows)


@dataclass
class _Restore:
    """pg_restore turns the dump into SQL; psql runs it and the check of the rows in one transaction."""

    place: Path
    url: str
    manifest: Manifest
    tools: Binaries
    target_major: int
    tell: Tell

    def run(self, clearing: str) -> None:
        """Clear, restore, check, commit; or fail with the first reason and leave the database as it was."""
        with tempfile.NamedTemporaryFile(
            "w", prefix="townline-", suffix=".list", encoding="utf-8"
        ) as contents:
            contents.write(self._contents())
            contents.flush()
            options = [
                "--no-owner",
                "--no-privileges",
                "--verbose",
                f"--use-list={contents.name}",
                "--file=-",
            ]
            reader = Tool(self.tools, "pg_restore", [*options, str(self.place)])
            once = ["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", "--file=-"]
            writer = Tool(self.tools, "psql", once, self.url)
            with (
                writer.started(stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as psql,
                reader.started(stdout=subprocess.PIPE) as pg_restore,
            ):
                self._pump(reader, writer, pg_restore, psql, clearing)

    def _pump(
        self,
        reader: Tool,
        writer: Tool,
        pg_restore: "subprocess.Popen[bytes]",
        psql: "subprocess.Popen[bytes]",
        clearing: str,
    ) -> None:
        sql_in, sql_out = psql.stdin, pg_restore.stdout
        if sql_in is None or sql_out is None:
            raise ClusterError("pg_restore", "The restore could not be connected.")
        listeners = [
            threading.Thread(target=reader.listen, args=(pg_restore, self.tell, self.manifest.rows)),
            threading.Thread(target=writer.listen, args=(psql, silent, {})),
        ]
        for listener in listeners:
            listener.start()
        broken = False
        try:
            sql_in.write(clearing.encode())
            self._copy(sql_out, sql_in)
            if pg_restore.wait() == 0:
                sql_in.write(tables.checking_script(self.manifest.rows).encode())
                sql_in.close()  # the end of the input is what commits
            else:
                psql.kill()
        except BrokenPipeError:
            broken = True
            pg_restore.kill()
        psql.wait()
        pg_restore.wait()
        for listener in listeners:
            listener.join()
        if psql.returncode or pg_restore.returncode or broken:
            guilty = reader if pg_restore.returncode > 0 else writer
            raise ClusterError("restore", f"The restore failed and nothing was changed: {guilty.reason()}")

    def _contents(self) -> str:
        """List the dump's contents, without comments on extensions, which only their owner may write."""
        listing = Tool(self.tools, "pg_restore", ["--list", str(self.place)])
        with listing.started(stdout=subprocess.PIPE) as process:
            text = process.stdout.read().decode("utf-8", "replace") if process.stdout else ""
            listing.follow(process, silent, {})
            process.wait()
        if process.returncode:
            raise ClusterError("file", f"{self.place} cannot be read by pg_restore: {listing.reason()}")
        return "".join(line for line in text.splitlines(keepends=True) if " COMMENT - EXTENSION " not in line)

    def _copy(self, source: IO[bytes], target: IO[bytes]) -> None:
        """Copy the SQL, leaving out of its first settings those the server is too old to know."""
        unknown = [name.encode() for name, since in SETTING_SINCE.items() if since > self.target_major]
        for line in source:
            if not any(re.match(rb"SET %s = \w+;" % name, line) for name in unknown):
                target.write(line)
            if not PREAMBLE.match(line):
                break
        while chunk := source.read(CHUNK):
            target.write(chunk)


def _same_database(one: str, other: str) -> bool:
    """Whether two addresses lead to the same database of the same server."""
    query = "SELECT system_identifier, current_database() FROM pg_control_system()"
    with _connected(one) as first, _connected(other) as second:
        return first.execute(query).fetchone() == second.execute(query).fetchone()


def _connected(url: str) -> tables.Connection:
    try:
        return psycopg.connect(url, autocommit=True, connect_timeout=CONNECT_SECONDS)
    except (psycopg.OperationalError, psycopg.ProgrammingError) as error:
        raise ClusterError(
            "connect", f"The database does not answer: {str(error).strip().splitlines()[-1]}"
        ) from error


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
