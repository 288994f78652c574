"""The running server: started, watched while it recovers, stopped; and what a killed one left behind."""

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from townline.embedded import conf
from townline.embedded.binaries import Binaries
from townline.embedded.errors import ClusterError
from townline.embedded.folders import SOCKET_NAME, Layout, make_private, write_file
from townline.embedded.leftovers import processes_in, retire_pid_file, status_of
from townline.embedded.processes import Account, Tell, clean_environment, run

# What a server says that cannot start yet, because the processes of a killed one are still leaving.
PASSING = ("pre-existing shared memory block", 'lock file "postmaster.pid" already exists')
NUDGE_AFTER_SECONDS = 1.0
GIVE_UP_AFTER_SECONDS = 120.0
MESSAGE_EVERY_SECONDS = 3.0


class Patience:
    """Says every few seconds what is being waited for; how long it has been, in seconds, is `elapsed`."""

    def __init__(self, tell: Tell, every: float = MESSAGE_EVERY_SECONDS) -> None:
        """Begin to wait now."""
        self._tell, self._every, self._began = tell, every, time.monotonic()
        self._next = every

    @property
    def elapsed(self) -> float:
        """Seconds since the waiting began."""
        return time.monotonic() - self._began

    def wait(self, what: str, seconds: float = 0.02) -> None:
        """Sleep a moment; tell when it is time to."""
        if self.elapsed >= self._next:
            self._next += self._every
            self._tell(f"{what} ({self.elapsed:.0f} s so far)")
        time.sleep(seconds)


class Keeper(threading.Thread):
    """The thread that starts the server and lives as long as it.

    Linux sends the parent-death signal when the *thread* that forked ends, so the caller's thread, which may
    be short-lived, must not be the one. When the process dies, this thread dies with it and the server stops.
    """

    def __init__(self, start: Callable[[], "subprocess.Popen[bytes]"]) -> None:
        """Keep the way to start; nothing runs yet."""
        super().__init__(name="townline-postgresql", daemon=True)
        self._start, self._ready = start, threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._failure: OSError | None = None

    def run(self) -> None:
        """Start the server, then wait for its end and take its exit status."""
        try:
            self._process = self._start()
        except OSError as error:
            self._failure = error
            return
        finally:
            self._ready.set()
        self._process.wait()

    def launched(self) -> "subprocess.Popen[bytes]":
        """Start the thread and return the server's process."""
        self.start()
        self._ready.wait()
        if self._process is None:
            raise ClusterError("start", f"PostgreSQL could not be executed: {self._failure}.")
        return self._process


class Server:
    """One `postgres` process in one data folder; the caller holds the folder's lock."""

    def __init__(
        self, layout: Layout, binaries: Binaries, account: Account, sockets: Path, tell: Tell
    ) -> None:
        """Keep what is needed to start; nothing runs yet."""
        self.layout, self.binaries, self.account, self.sockets, self._tell = (
            layout,
            binaries,
            account,
            sockets,
            tell,
        )
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """The postmaster's process id while it runs."""
        return self._process.pid if self._process is not None and self._process.poll() is None else None

    def initialise(self) -> None:
        """Make the data directory beside its place and rename it when whole; nothing where there is one."""
        shutil.rmtree(self.layout.fresh, ignore_errors=True)
        if self.layout.major is not None:
            return
        make_private(self.layout.fresh, self.account)
        command: list[str | os.PathLike[str]] = [
            self.binaries.program("initdb"),
            *("-D", self.layout.fresh, "-U", "postgres", "--auth=trust", "--data-checksums"),
            *("--encoding=UTF8", "--locale=C.UTF-8"),
        ]
        answer = run(command, account=self.account, cwd=self.layout.home)
        if answer.returncode:
            why = (answer.stderr.strip() or answer.stdout.strip() or "no reason given").splitlines()
            raise ClusterError("initdb", f"A new database could not be made in {self.layout.home}: {why[0]}")
        settings = self.layout.fresh / "postgresql.conf"
        write_file(settings, settings.read_text("utf-8") + conf.INCLUDES, self.account)
        if self.layout.data.is_dir():  # empty, or `major` would have refused it
            self.layout.data.rmdir()
        self.layout.fresh.rename(self.layout.data)
        _flush_folder(self.layout.home)

    def start(self) -> None:
        """Start and wait until connections are accepted, however long the recovery takes."""
        self._end_earlier_server()
        write_file(self.layout.home / "townline.conf", conf.townline_conf(conf.memory_bytes()), self.account)
        write_file(self.layout.data / "pg_hba.conf", conf.HBA, self.account)
        if not (self.layout.home / "local.conf").exists():
            write_file(self.layout.home / "local.conf", conf.LOCAL, self.account)
        patience = Patience(self._tell)
        while (said := self._attempt()) is not None:
            if not any(phrase in said for phrase in PASSING) or patience.elapsed > GIVE_UP_AFTER_SECONDS:
                raise ClusterError("start", self._why_not(said))
            patience.wait("Waiting for the processes of a killed server to leave", 0.2)
            if patience.elapsed > NUDGE_AFTER_SECONDS:
                for pid in processes_in(self.layout.data):
                    with suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGTERM)

    def _attempt(self) -> str | None:
        """Start once: None when the server is ready, else what it said before it ended."""
        begin = self.layout.log / "start.log"
        write_file(begin, "", self.account)
        self._process = Keeper(lambda: self._launch(begin)).launched()
        patience = Patience(self._tell)
        while self._process.poll() is None:
            if status_of(self.layout.data, self._process.pid) == "ready":
                return None
            patience.wait("PostgreSQL is recovering the last changes; this can take minutes after a crash")
        said = begin.read_text("utf-8", "replace")
        return said or f"it ended with status {self._process.returncode}"

    def _launch(self, output: Path) -> "subprocess.Popen[bytes]":
        account = self.account
        command = [
            *(sys.executable, "-I", "-S", str(Path(__file__).with_name("launch.py"))),
            *(str(os.getpid()), str(account.uid), str(account.gid)),
            *(str(self.binaries.program("postgres")), "-D", str(self.layout.data)),
            *("-c", "listen_addresses=", "-c", f"unix_socket_directories={self.sockets}"),
            *("-c", "unix_socket_permissions=0700", "-c", "port=5432"),
        ]
        handle = os.open(output, os.O_WRONLY | os.O_APPEND | os.O_NOFOLLOW)
        with os.fdopen(handle, "ab") as log:
            return subprocess.Popen(
                command,
                cwd=self.layout.home,
                env=clean_environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C at our terminal is not for the server
            )

    def _why_not(self, said: str) -> str:
        everything = said + self._today()
        causes = re.findall(r"LOG:\s+((?:invalid|unrecognized|syntax error|could not).*)", everything)
        ends = re.findall(r"(?:FATAL|PANIC):\s+(.*)", everything)
        reason = "; ".join([*causes[:1], *ends[:1]]) or said.strip().splitlines()[-1]
        why = reason.strip().rstrip(".")
        return f"PostgreSQL {self.binaries.version} did not start: {why}. Its log is in {self.layout.log}."

    def _today(self) -> str:
        logs = sorted(self.layout.log.glob("postgresql-*.log"), key=lambda file: file.stat().st_mtime)
        return "\n".join(logs[-1].read_text("utf-8", "replace").splitlines()[-20:]) if logs else ""

    def _end_earlier_server(self) -> None:
        """Stop what still runs in this folder: we hold the lock, so it has lost its owner."""
        patience = Patience(self._tell)
        asked = False
        while (orphan := retire_pid_file(self.layout.data, self.account)) is not None:
            if not asked:
                with suppress(ProcessLookupError):
                    os.kill(orphan, signal.SIGINT)
                asked = True
            patience.wait("Waiting for an earlier server in this folder to stop")
        for name in (SOCKET_NAME, f"{SOCKET_NAME}.lock"):
            (self.sockets / name).unlink(missing_ok=True)

    def stop(self) -> None:
        """Fast shutdown: roll back what is open, write a checkpoint, end. Waits until it is done."""
        process = self._process
        if process is None:
            return
        with suppress(ProcessLookupError):
            process.send_signal(signal.SIGINT)
        patience = Patience(self._tell)
        while process.poll() is None:
            patience.wait("Waiting for PostgreSQL to write its last pages and stop")
        if not self.sockets.is_relative_to(self.layout.home):
            with suppress(OSError):
                self.sockets.rmdir()  # a short folder of ours; the next start makes another


def _flush_folder(folder: Path) -> None:
    """Make a rename in this folder outlive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
