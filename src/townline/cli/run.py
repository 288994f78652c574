"""``townline run``: database, web server and worker together, until Ctrl-C."""

import errno
import http.client
import os
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from townline.cli.serving import command
from townline.cli.supervisor import Child, Database, Supervisor
from townline.cli.town import (
    bring_schema_up_to_date,
    check_settings,
    named,
    plain_failures,
    set_up_django,
    tell,
)
from townline.embedded.folders import data_folder
from townline.kit.errors import Refused

LARGEST_PORT = 65_535
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - only compared
ANSWER_SECONDS = 2


@click.command()
@click.option(
    "--port", type=click.IntRange(1, LARGEST_PORT), help="Port of the web server; PORT or 8311 when left out."
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--workers", type=click.IntRange(1, 64), help="Web processes; one for each two cores when left out."
)
@click.option("--demo/--no-demo", default=True, help="Build the demo town when the database is empty.")
def run(port: int | None, host: str, workers: int | None, *, demo: bool) -> None:
    """Run the town: database, web server and worker, until Ctrl-C."""
    with plain_failures():
        _let_a_stop_clean_up()
        port = port or check_settings()
        _refuse_port_in_use(host, port)
        with _database() as database:
            set_up_django()
            _prepare(demo=demo)
            children = _children(host, port, workers or max(1, (os.cpu_count() or 2) // 2))
            supervisor = Supervisor(
                children,
                database,
                is_answering=lambda: _is_answering(host, port),
                introduce=lambda: _introduce(host, port),
            )
            ending = supervisor.watch()
    sys.exit(ending)


def _let_a_stop_clean_up() -> None:
    """Before the supervisor takes over, SIGTERM ends us as Ctrl-C does: what was started is stopped."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)


def _refuse_port_in_use(host: str, port: int) -> None:
    """Say so before anything is started where nobody can listen on this port."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise Refused("port", _why_not(host, port, error)) from error


def _why_not(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} is in use; perhaps Townline runs already. "
            f"Stop what uses it, or choose another port: --port {port % LARGEST_PORT + 1}, or PORT."
        )
    if error.errno == errno.EACCES:
        return f"This user may not use port {port}: choose one from 1024 on with --port or PORT."
    return f"{host} is not an address of this machine: leave --host out, or give one of its own."


@contextmanager
def _database() -> Iterator[Database | None]:
    """The database while the town runs; None for the block where ``DATABASE_URL`` names another server."""
    if os.environ.get("DATABASE_URL", "").strip():
        yield None
        return
    database = Database()
    try:
        with named(database.url):
            yield database
    finally:
        database.stop()


def _prepare(*, demo: bool) -> None:
    """Schema up to date, styles where the web server finds them, and something to look at when there is nothing."""
    from django.db import connections  # noqa: PLC0415 - Django is set up now

    from townline.look.publishing import publish  # noqa: PLC0415

    bring_schema_up_to_date()
    publish()
    if demo:
        from townline.demo.actions import build_if_empty  # noqa: PLC0415

        build_if_empty(tell=tell)
    connections.close_all()


def _is_answering(host: str, port: int) -> bool:
    """Whether the web server answers by now."""
    asked = http.client.HTTPConnection(EVERYWHERE.get(host, host), port, timeout=ANSWER_SECONDS)
    try:
        asked.request("GET", "/health/live")
        asked.getresponse().read()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        asked.close()
    return True


def _introduce(host: str, port: int) -> None:
    from townline.demo.actions import logins  # noqa: PLC0415 - Django is set up now

    shown = "localhost" if host in {"127.0.0.1", *EVERYWHERE} else f"[{host}]" if ":" in host else host
    click.echo(f"\n  Townline runs at http://{shown}:{port}")
    click.echo(f"  Staff sign in at http://{shown}:{port}/console/")
    for line in logins():
        click.echo(f"    {line}")
    click.echo(f"  Data lies in {data_folder()} (TOWNLINE_DATA). Stop with Ctrl-C.\n")
    sys.stdout.flush()


def _children(host: str, port: int, workers: int) -> list[Child]:
    return [
        Child("web server", command("web", host, port, workers)),
        Child("worker", command("worker")),
    ]
