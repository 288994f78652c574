"""One PostgreSQL cluster for the whole run; loaded before Django's settings are read (see addopts).

Workers of xdist find it in the environment, and have a database each. ``DATABASE_URL`` names another server.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from townline.embedded.cluster import Cluster


def _start() -> None:
    folder = Path(tempfile.mkdtemp(prefix="townline-test-"))
    os.environ["TOWNLINE_DATA"] = str(folder / "data")
    # The server for journeys starts before any test; what it serves lies with the sources, and this stays empty.
    (folder / "data" / "static").mkdir(parents=True, exist_ok=True)
    if "DATABASE_URL" in os.environ:
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        return
    folder.chmod(0o711)
    cluster = Cluster.open(
        folder / "cluster", binaries=os.environ.get("TOWNLINE_POSTGRES_BIN") or None, createdb=True
    )
    os.environ["DATABASE_URL"] = cluster.url

    def end() -> None:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)

    atexit.register(end)


_start()
