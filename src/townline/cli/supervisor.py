"""Keeping the town's processes and its database running until told to stop."""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import FrameType

from townline.cli.town import tell
from townline.embedded.cluster import Cluster
from townline.embedded.folders import data_folder

LOOK_SECONDS = 0.2
STOP_SECONDS = 15
QUICK_DEATH_SECONDS = 5
MOST_QUICK_DEATHS = 5
LONGEST_WAIT_SECONDS = 30


@dataclass
class Child:
    """A process that we keep running."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    has_lived: bool = False
    quick_deaths: int = 0

    def start(self) -> None:
        """Start it in a session of its own, so that Ctrl-C reaches only us and we end it in order."""
        self.started = time.monotonic()
        self.process = subprocess.Popen(self.command, start_new_session=True)

    @property
    def is_gone(self) -> bool:
        """Whether it ended."""
        return self.process is None or self.process.poll() is not None

    def note_death(self) -> None:
        """Count a life of a few seconds; a longer one shows that it can run and that something else went wrong."""
        quick = time.monotonic() - self.started < QUICK_DEATH_SECONDS
        self.has_lived = self.has_lived or not quick
        self.quick_deaths = self.quick_deaths + 1 if quick else 0

    @property
    def is_hopeless(self) -> bool:
        """Whether it never lived for more than seconds, five times in a row: trying on is of no use."""
        return not self.has_lived and self.quick_deaths >= MOST_QUICK_DEATHS

    @property
    def wait_seconds(self) -> float:
        """How long to wait before the next start: nothing after a long life, then longer and longer."""
        return min(LONGEST_WAIT_SECONDS, 2.0**self.quick_deaths - 1)


class Database:
    """The embedded database below a running town, owned or joined."""

    def __init__(self) -> None:
        """Start the server of the data folder, or join the one that another process runs there."""
        self._cluster = Cluster.join_or_start(data_folder(), tell=tell)

    @property
    def url(self) -> str:
        """Where it is reached; another one after :meth:`keep` only where the data folder's name is very long."""
        return self._cluster.url

    def keep(self) -> None:
        """Start the server again where it ended: it was killed, or the process we had joined stopped it."""
        if self._cluster.pid is not None:
            return
        tell("The database ended; starting it again.")
        if self._cluster.owned:
            self._cluster.revive()
        else:
            self._cluster = Cluster.join_or_start(data_folder(), tell=tell)

    def stop(self) -> None:
        """Stop it, if it was us who started it."""
        self._cluster.stop()


@dataclass
class Supervisor:
    """Keeps the children, and the database below them, running until it is told to stop."""

    children: list[Child]
    database: Database | None
    is_answering: Callable[[], bool]
    introduce: Callable[[], None]
    stopping: bool = field(default=False, init=False)

    def watch(self) -> int:
        """Start all, start again what ends, stop all at SIGINT or SIGTERM. Returns the exit code."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop)
        failed = None
        introduced = False
        try:
            for child in self.children:
                child.start()
            while not self.stopping and failed is None:
                time.sleep(LOOK_SECONDS)
                self._keep_database()
                failed = next((child for child in self.children if not self._kept(child)), None)
                if not introduced and not self.stopping and self.is_answering():
                    self.introduce()
                    introduced = True
        finally:
            self._end()
        if failed is not None:
            tell(f"The {failed.name} ends as soon as it starts; its last words stand above.")
            return 1
        return 0

    def _stop(self, number: int, frame: FrameType | None) -> None:
        del number, frame
        self.stopping = True

    def _keep_database(self) -> None:
        if self.database is None or self.stopping:
            return
        before = self.database.url
        self.database.keep()
        if self.database.url != before:
            os.environ["DATABASE_URL"] = self.database.url
            for child in self.children:
                if child.process is not None:
                    child.process.terminate()

    def _kept(self, child: Child) -> bool:
        """Start a child that ended, when it is time to; False when there is no hope for it."""
        if not child.is_gone or self.stopping:
            return True
        if child.process is not None:
            child.process = None
            child.note_death()
            if child.is_hopeless:
                return False
            wait = child.wait_seconds
            tell(f"The {child.name} ended; starting it again{f' in {wait:.0f} s' if wait else ''}.")
            child.started = time.monotonic() + wait
        if time.monotonic() >= child.started:
            child.start()
        return True

    def _end(self) -> None:
        """Ask each to stop, the web server first, and wait; what does not listen is ended the hard way."""
        running = [child.process for child in self.children if child.process is not None]
        for process in running:
            process.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for process in running:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
