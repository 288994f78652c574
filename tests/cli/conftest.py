"""Real towns in folders of their own: started as a person would, ended by their process ids."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.shared import ROOT

PATIENCE_SECONDS = 90
#: As the installed command, but of this copy of the source.
COMMAND = (sys.executable, "-c", "from townline.cli import main; main(prog_name='townline')")


def environment(folder: Path, **more: str) -> dict[str, str]:
    """What a person's shell has, without what the test run itself set."""
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "PORT"}}
    kept = {name: value for name, value in kept.items() if not name.startswith(("TOWNLINE_", "DJANGO_"))}
    if binaries := os.environ.get("TOWNLINE_POSTGRES_BIN"):
        kept["TOWNLINE_POSTGRES_BIN"] = binaries
    return {**kept, "PYTHONPATH": str(ROOT / "src"), "TOWNLINE_DATA": str(folder), **more}


def townline(folder: Path, *arguments: str, **more: str) -> "subprocess.CompletedProcess[str]":
    """Run a command to its end."""
    return subprocess.run(
        [*COMMAND, *arguments],
        env=environment(folder, **more),
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
        cwd="/",
    )


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until(condition: Callable[[], bool], what: str, seconds: float = PATIENCE_SECONDS) -> None:
    """Wait for something to become true, or fail with its name."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            pytest.fail(f"not within {seconds} s: {what}")
        time.sleep(0.05)


def is_running(pid: int) -> bool:
    """Whether a process lives; a zombie that nobody has buried does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def children_of(pid: int) -> list[int]:
    """The processes below a process, nearest first."""
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        direct = [int(one) for task in tasks for one in (task / "children").read_text().split()]
    except OSError:
        return []
    return [*direct, *(below for one in direct for below in children_of(one))]


def program(pid: int) -> str:
    """The command line of a process."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    except OSError:
        return ""


@dataclass
class Town:
    """A ``townline run`` that the test started."""

    folder: Path
    port: int = field(default_factory=free_port)
    process: "subprocess.Popen[str] | None" = None
    said: str = ""
    seen: set[int] = field(default_factory=set)

    def start(self, *arguments: str, **more: str) -> float:
        """Start it and wait until it is ready; the seconds it took."""
        begun = time.monotonic()
        with (self.folder.parent / "said").open("w") as said:
            self.process = subprocess.Popen(
                [*COMMAND, "run", "--port", str(self.port), *arguments],
                env=environment(self.folder, **more),
                stdout=said,
                stderr=said,
                text=True,
                start_new_session=True,
                cwd="/",
            )
        wait_until(lambda: self.is_ready() or not is_running(self.pid), "the town is ready")
        took = time.monotonic() - begun
        wait_until(
            lambda: "Stop with Ctrl-C" in self.output() or not is_running(self.pid), "it introduces itself"
        )
        assert is_running(self.pid), self.output()
        self.everything()
        return took

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    def output(self) -> str:
        return (self.folder.parent / "said").read_text()

    def ask(self, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body; status 0 when nobody answers."""
        asked = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers=headers)
        try:
            with urllib.request.urlopen(asked, timeout=10) as answer:  # noqa: S310 - our own server
                return answer.status, {k.lower(): v for k, v in answer.headers.items()}, answer.read()
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, {}, refused.read()
        except OSError:
            return 0, {}, b""

    def is_ready(self) -> bool:
        return self.ask("/health/ready")[0] == 200

    def everything(self) -> list[int]:
        """All processes below it, remembered so that none is left at the end."""
        found = children_of(self.pid)
        self.seen.update(found)
        return found

    def one(self, words: str) -> int:
        """The first process below it whose command line holds these words."""
        return next(pid for pid in self.everything() if words in program(pid))

    def end(self, number: int = signal.SIGTERM) -> int:
        """Send it a signal; its exit code."""
        assert self.process is not None
        self.process.send_signal(number)
        return self.process.wait(PATIENCE_SECONDS)

    def clear(self) -> None:
        """Whatever happened, leave no process behind."""
        if self.process is not None:
            for pid in [*self.everything(), self.pid] if self.process.poll() is None else []:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            self.process.wait()
        for pid in self.seen:
            if is_running(pid) and ("townline" in program(pid) or "postgres" in program(pid)):
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A data folder with a space in its name, in a place others may pass through."""
    with tempfile.TemporaryDirectory(prefix="townline-test-", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o755)
        yield Path(name) / "our town"


@pytest.fixture(scope="session")
def prepared() -> Iterator[Path]:
    """A data folder with the schema in it, made once and copied for each town."""
    with tempfile.TemporaryDirectory(prefix="townline-test-", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o755)
        made = townline(Path(name) / "town", "apikey", "list")
        assert made.returncode == 0, made.stderr
        yield Path(name) / "town"


@pytest.fixture
def town(folder: Path, prepared: Path) -> Iterator[Town]:
    """A town without anything in it that is not started yet."""
    subprocess.run(["cp", "-a", str(prepared), str(folder)], check=True)
    made = Town(folder)
    yield made
    made.clear()
