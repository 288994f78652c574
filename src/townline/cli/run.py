"""``townline run``: database, web server and worker together, until Ctrl-C."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from types import FrameType

import click
from django.conf import settings

from townline.cli.town import database, plain_failures, set_up_django, tell
from townline.embedded.folders import data_folder

PR_SET_PDEATHSIG = 1
STOP_SECONDS = 15
QUICK_DEATH_SECONDS = 5
MOST_QUICK_DEATHS = 5


@click.command()
@click.option(
    "--port", type=click.IntRange(1, 65535), help="Port of the web server; PORT or 8311 when left out."
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--workers", type=click.IntRange(1, 64), help="Web processes; one for each two cores when left out."
)
@click.option("--demo/--no-demo", default=True, help="Build the demo town when the database is empty.")
def run(port: int | None, host: str, workers: int | None, *, demo: bool) -> None:
    """Run the town: database, web server and worker, until Ctrl-C."""
    with plain_failures(), database():
        set_up_django()
        port = port or settings.PORT
        _prepare(demo=demo)
        _introduce(host, port)
        ending = Supervisor(_children(host, port, workers or max(1, (os.cpu_count() or 2) // 2))).watch()
    sys.exit(ending)


def _prepare(*, demo: bool) -> None:
    """Schema up to date, and something to look at when there is nothing yet."""
    from django.db import connections  # noqa: PLC0415 - Django is set up now

    from townline.cli.town import bring_schema_up_to_date  # noqa: PLC0415

    bring_schema_up_to_date()
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    if demo:
        from townline.demo.actions import build_if_empty  # noqa: PLC0415

        build_if_empty(tell=tell)
    connections.close_all()


def _introduce(host: str, port: int) -> None:
    from townline.demo.actions import logins  # noqa: PLC0415 - Django is set up now

    shown = "localhost" if host in {"127.0.0.1", "0.0.0.0", "::"} else host  # noqa: S104 - only compared
    click.echo(
        f"\n  Townline runs at http://localhost:{port}"
        if shown == "localhost"
        else f"\n  http://{shown}:{port}"
    )
    click.echo(f"  Staff sign in at http://{shown}:{port}/console/")
    for line in logins():
        click.echo(f"    {line}")
    click.echo(f"  Data lies in {data_folder()} (TOWNLINE_DATA). Stop with Ctrl-C.\n")


def _children(host: str, port: int, workers: int) -> list["Child"]:
    web = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)]
    web += ["--workers", str(workers), "--blocking-threads", "4", "--backlog", "1024", "--no-ws"]
    web += ["--log-level", "warning", "--respawn-failed-workers", "townline.wsgi:application"]
    worker = [sys.executable, "-c", "from townline.cli.run import work; work()"]
    return [Child("web server", web), Child("worker", worker)]


def work() -> None:
    """Body of the worker process."""
    set_up_django()
    from townline.kit import jobs  # noqa: PLC0415 - Django is set up now

    jobs.work()


def _die_with_parent() -> None:
    """In the child, before it starts: have Linux end it when we are killed (other systems: it ends by itself)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Child:
    """A process that we keep running."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    quick_deaths: int = 0

    def start(self) -> None:
        """Start it in a process group of its own, so that Ctrl-C reaches only us and we end it in order."""
        self.started = time.monotonic()
        # No thread of ours runs here, so the function before exec is safe; Linux knows no other way to set it.
        self.process = subprocess.Popen(  # noqa: PLW1509
            self.command, start_new_session=True, preexec_fn=_die_with_parent
        )

    def is_gone(self) -> bool:
        """Whether it ended."""
        return self.process is None or self.process.poll() is not None


@dataclass
class Supervisor:
    """Keeps the children running until it is told to stop."""

    children: list[Child]
    stopping: bool = field(default=False, init=False)

    def watch(self) -> int:
        """Start all, start again what ends, stop all at SIGINT or SIGTERM. Returns the exit code."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop)
        for child in self.children:
            child.start()
        failed = None
        while not self.stopping and failed is None:
            time.sleep(0.2)
            failed = next(
                (child for child in self.children if child.is_gone() and not self._again(child)), None
            )
        self._end()
        if failed is not None:
            tell(f"The {failed.name} ends as soon as it starts; its last words stand above.")
            return 1
        return 0

    def _stop(self, number: int, frame: FrameType | None) -> None:
        del number, frame
        self.stopping = True

    def _again(self, child: Child) -> bool:
        """Start a child that ended; False when it does not live for seconds, five times in a row."""
        quick = time.monotonic() - child.started < QUICK_DEATH_SECONDS
        child.quick_deaths = child.quick_deaths + 1 if quick else 0
        if child.quick_deaths >= MOST_QUICK_DEATHS or self.stopping:
            return self.stopping
        tell(f"The {child.name} ended; starting it again.")
        child.start()
        return True

    def _end(self) -> None:
        for child in self.children:
            if child.process is not None and not child.is_gone():
                child.process.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for child in self.children:
            if child.process is None:
                continue
            try:
                child.process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.process.kill()
