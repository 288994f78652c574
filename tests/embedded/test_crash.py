"""Killed without warning: the server alone, and server and owner together under load."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from tests.embedded.conftest import wait_until
from townline.embedded import Cluster
from townline.embedded.leftovers import processes_in

Child = Callable[..., "subprocess.Popen[str]"]
WRITERS = 6

OWN = """
import sys
from townline.embedded import Cluster
cluster = Cluster.open(sys.argv[1], binaries=sys.argv[2])
print(cluster.pid, cluster.url, flush=True)
sys.stdin.readline()
"""


def write_until_it_breaks(url: str, writer: int, acknowledged: list[tuple[int, int]]) -> None:
    """Insert numbered rows, one transaction each; note a number only when its COMMIT has returned."""
    number = 0
    try:
        with psycopg.connect(url, autocommit=True) as connection:
            while True:
                number += 1
                connection.execute(
                    "INSERT INTO report (writer, number, text) VALUES (%s, %s, %s)",
                    [writer, number, "x" * 200],
                )
                acknowledged.append((writer, number))
    except psycopg.OperationalError:
        return


def test_no_acknowledged_row_is_lost_when_owner_and_server_are_killed_under_load(
    folder: Path, kind: str, child: Child
) -> None:
    with Cluster.open(folder, binaries=kind) as cluster, psycopg.connect(cluster.url) as connection:
        connection.execute(
            "CREATE TABLE report (writer int, number int, text text, PRIMARY KEY (writer, number))"
        )
    for round_ in range(2):
        owner = child(OWN, folder, kind)
        assert owner.stdout is not None
        pid, url = owner.stdout.readline().split()
        acknowledged: list[tuple[int, int]] = []
        writers = [
            threading.Thread(target=write_until_it_breaks, args=(url, round_ * WRITERS + one, acknowledged))
            for one in range(WRITERS)
        ]
        for writer in writers:
            writer.start()
        wait_until(lambda rows=acknowledged: len(rows) > 2_000, 60, "2,000 acknowledged rows")  # type: ignore[misc]
        for victim in ((int(pid), owner.pid), (owner.pid, int(pid)))[round_]:
            os.kill(victim, signal.SIGKILL)
        for writer in writers:
            writer.join()
        owner.wait()
        with Cluster.open(folder, binaries=kind) as cluster, psycopg.connect(cluster.url) as connection:
            there = set(connection.execute("SELECT writer, number FROM report").fetchall())
        missing = set(acknowledged) - there
        assert not missing, (
            f"round {round_}: {len(missing)} of {len(acknowledged)} acknowledged rows are lost"
        )


def test_a_killed_server_is_started_again_by_its_owner(folder: Path, kind: str) -> None:
    with Cluster.open(folder, binaries=kind) as cluster:
        with psycopg.connect(cluster.url) as connection:
            connection.execute("CREATE TABLE note AS SELECT 'kept' AS text")
        assert not cluster.revive(), "nothing to do while it runs"
        first = cluster.pid
        assert first is not None
        os.kill(first, signal.SIGKILL)
        wait_until(lambda: cluster.pid is None, 5, "the owner notices")
        assert cluster.revive()
        assert cluster.pid != first
        with psycopg.connect(cluster.url) as connection:
            assert connection.execute("SELECT text FROM note").fetchone() == ("kept",)


def test_a_backend_busy_for_minutes_does_not_hold_up_the_restart(folder: Path, kind: str) -> None:
    """It notices its postmaster's death only when its query ends, and holds the shared memory until then."""
    with Cluster.open(folder, binaries=kind) as cluster:
        ends: list[str] = []
        thread = threading.Thread(target=_ask_for_minutes, args=(cluster.url, ends))
        thread.start()
        with psycopg.connect(cluster.url, autocommit=True) as connection:
            busy = "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%generate_series%'"
            wait_until(lambda: connection.execute(busy).fetchone() == (2,), 10, "the long query runs")
        assert cluster.pid is not None
        os.kill(cluster.pid, signal.SIGKILL)
        wait_until(lambda: cluster.pid is None, 5, "the owner notices")
        began = time.monotonic()
        assert cluster.revive()
        assert cluster.answers()
        assert time.monotonic() - began < 30
        thread.join()
        assert ends == ["AdminShutdown"], "it was asked to go"


def _ask_for_minutes(url: str, ends: list[str]) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        try:
            connection.execute("SELECT sum(i) FROM generate_series(1, 2000000000) i")
        except psycopg.OperationalError as error:
            ends.append(type(error).__name__)


def test_stopping_after_the_server_was_killed_frees_the_folder(folder: Path, kind: str) -> None:
    cluster = Cluster.open(folder, binaries=kind)
    assert cluster.pid is not None
    os.kill(cluster.pid, signal.SIGKILL)
    wait_until(lambda: cluster.pid is None, 5, "the owner notices")
    cluster.stop()
    Cluster.open(folder, binaries=kind).stop()


def test_a_pid_file_that_names_a_strangers_process_does_not_prevent_the_start(
    folder: Path, kind: str, child: Child
) -> None:
    """After a reboot, or in a fresh container, the old server's pid may belong to anyone."""
    with Cluster.open(folder, binaries=kind) as cluster:
        data = cluster.home / "data"
        lines = (data / "postmaster.pid").read_text().splitlines()
        owner = (data / "postmaster.pid").stat()
    options = {"user": owner.st_uid} if os.geteuid() == 0 else {}
    stranger = subprocess.Popen(["/bin/sleep", "60"], cwd="/", **options)  # type: ignore[call-overload]
    try:
        (data / "postmaster.pid").write_text("\n".join([str(stranger.pid), *lines[1:7], "ready"]) + "\n")
        os.chown(data / "postmaster.pid", owner.st_uid, owner.st_gid)
        assert Cluster.join(folder) is None
        with Cluster.open(folder, binaries=kind) as cluster:
            assert cluster.answers()
        assert stranger.poll() is None, "the stranger was left alone"
    finally:
        stranger.kill()
        stranger.wait()


def test_a_long_recovery_is_waited_for_and_told(
    folder: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Cluster.open(folder, binaries=kind) as cluster, psycopg.connect(cluster.url) as connection:
        connection.execute(
            "CREATE TABLE bulk AS SELECT i, repeat('x', 100) AS t FROM generate_series(1, 300000) i"
        )
        connection.commit()
        assert cluster.pid is not None
        os.kill(cluster.pid, signal.SIGKILL)
        wait_until(lambda: cluster.pid is None, 5, "the owner notices")
    wait_until(
        lambda: not list(processes_in(folder.resolve() / "postgres" / "data")), 10, "its processes are gone"
    )
    told: list[str] = []
    monkeypatch.setattr("townline.embedded.server.Patience.__init__.__defaults__", (0.01,))
    with (
        Cluster.open(folder, binaries=kind, tell=told.append) as cluster,
        psycopg.connect(cluster.url) as connection,
    ):
        assert connection.execute("SELECT count(*) FROM bulk").fetchone() == (300_000,)
    assert any("recovering" in sentence for sentence in told)
