"""The processes below ``townline run``: the web server and the worker. Neither outlives the one that started it."""

import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

from townline.cli.town import set_up_django

LOOK_SECONDS = 0.5
GRACE_SECONDS = 5
THREADS = 4
#: Longer than any page may take; then the web server ends its own processes the hard way.
STOP_SECONDS = 10


def command(role: str, *arguments: object) -> list[str]:
    """How to start the ``web`` server or the ``worker`` as a child of this process."""
    # -P: what lies in the folder it was started from is not imported by accident.
    body = "import sys; from townline.cli.serving import main; main(sys.argv[1:])"
    return [sys.executable, "-P", "-c", body, role, *map(str, (os.getpid(), *arguments))]


def end_with(parent: int) -> None:
    """End this process soon after its parent has died, also where the parent was killed and could not say so.

    Watched by a thread, because that works on every Unix: asked to stop first, ended after some seconds.
    """

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(LOOK_SECONDS)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(GRACE_SECONDS)
        os._exit(1)

    threading.Thread(target=watch, name="townline-parent", daemon=True).start()


def application(*_arguments: object) -> Callable[..., Any]:
    """Load the application in one process of the web server."""
    server = multiprocessing.parent_process()
    if server is not None and server.pid is not None:
        end_with(server.pid)
    from townline.wsgi import application as wsgi  # noqa: PLC0415 - loading it sets Django up

    return wsgi


def web(host: str, port: int, workers: int) -> None:
    """Body of the web server."""
    from granian.constants import Interfaces  # noqa: PLC0415 - no other command needs granian
    from granian.log import LogLevels  # noqa: PLC0415
    from granian.server import Server  # noqa: PLC0415

    server = Server(
        "townline.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        backlog=1024,
        websockets=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_SECONDS,
    )
    server.serve(target_loader=application, wrap_loader=False)


def work() -> None:
    """Body of the worker."""
    set_up_django()
    from townline.kit import jobs  # noqa: PLC0415 - Django is set up now

    jobs.work()


def main(arguments: list[str]) -> None:
    """``web PARENT HOST PORT WORKERS`` or ``worker PARENT``."""
    role, parent, *rest = arguments
    end_with(int(parent))
    if role == "web":
        host, port, workers = rest
        web(host, int(port), int(workers))
    else:
        work()
