"""The town that is measured: a cluster of its own with fsync on, a web server as ``townline run`` starts it."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError

from bench.processes import Spent, seconds_of
from townline.embedded.cluster import Cluster

PATIENCE_SECONDS = 60


@dataclass(frozen=True)
class Town:
    """What the benches need to know of it."""

    jurisdiction_id: int
    api_key: str
    user_id: int


@dataclass
class House:
    """A running cluster and, once :meth:`serving`, a web server on it."""

    cluster: Cluster
    folder: Path
    base: str = ""
    server: int = 0

    def spent(self) -> Spent:
        """Processor time so far."""
        return Spent(seconds_of(self.server) if self.server else 0.0, seconds_of(self.cluster.pid or 0))

    @contextmanager
    def serving(self) -> Iterator[None]:
        """Have the web server answer while the block lasts."""
        from townline.cli.run import _children  # noqa: PLC0415 - it reads settings

        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        command = _children("127.0.0.1", port, max(1, (os.cpu_count() or 2) // 2))[0].command
        process = subprocess.Popen(command, start_new_session=True)
        self.base, self.server = f"http://127.0.0.1:{port}", process.pid
        try:
            self._await_answer(process)
            yield
        finally:
            process.terminate()
            process.wait(20)
            self.server = 0

    def _await_answer(self, process: "subprocess.Popen[bytes]") -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline and process.poll() is None:
            try:
                with urllib.request.urlopen(f"{self.base}/health/live", timeout=2):  # noqa: S310 - our own server
                    return
            except (URLError, OSError):
                time.sleep(0.1)
        raise SystemExit("The web server does not start; its last words stand above.")


@contextmanager
def opened() -> Iterator[House]:
    """A cluster in a temporary folder, with an empty schema, known to Django; nothing is left of it afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="townline-bench-"))
    folder.chmod(0o711)
    (folder / "data" / "static").mkdir(parents=True)
    os.environ["TOWNLINE_DATA"] = str(folder / "data")
    os.environ["TOWNLINE_API_PER_MINUTE"] = "0"
    os.environ["DJANGO_SETTINGS_MODULE"] = "townline.settings"
    try:
        with Cluster.open(folder / "cluster", createdb=True) as cluster:
            os.environ["DATABASE_URL"] = cluster.url
            import django  # noqa: PLC0415 - settings read DATABASE_URL, which was set just now

            django.setup()
            migrate(cluster.url)
            yield House(cluster, folder)
            from django.db import connections  # noqa: PLC0415 - Django is set up now

            connections.close_all()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def migrate(url: str) -> None:
    """Bring the schema of a database up to date."""
    command = [sys.executable, "-m", "django", "migrate", "--verbosity", "0"]
    subprocess.run(command, check=True, env={**os.environ, "DATABASE_URL": url})
