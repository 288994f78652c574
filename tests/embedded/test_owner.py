"""Who owns the folder: one process; others join; and what happens when the owner dies or forks."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from tests.embedded.conftest import is_running, wait_until
from townline.embedded import Cluster, ClusterError, launch

Child = Callable[..., "subprocess.Popen[str]"]

OWN = """
import sys
from townline.embedded import Cluster
with Cluster.open(sys.argv[1], binaries=sys.argv[2]) as cluster:
    print(cluster.pid, flush=True)
    sys.stdin.readline()
"""


def test_a_second_owner_is_refused_and_told_who_has_the_folder(folder: Path, kind: str) -> None:
    with Cluster.open(folder, binaries=kind):
        with pytest.raises(ClusterError, match=f"in use by process {os.getpid()}") as refusal:
            Cluster.open(folder, binaries=kind)
        assert refusal.value.code == "in_use"
    Cluster.open(folder, binaries=kind).stop()


def test_another_process_is_joined_and_left_running(folder: Path, kind: str, child: Child) -> None:
    owner = child(OWN, folder, kind)
    assert owner.stdout is not None
    pid = int(owner.stdout.readline())
    with Cluster.join_or_start(folder) as joined:
        assert not joined.owned
        assert joined.pid == pid
        with psycopg.connect(joined.url) as connection:
            assert connection.execute("SELECT current_user").fetchone() == ("townline",)
    assert is_running(pid)
    owner.communicate("\n", timeout=30)
    assert not is_running(pid)


def test_a_folder_nobody_serves_cannot_be_joined_but_can_be_started(folder: Path, kind: str) -> None:
    assert Cluster.join(folder) is None
    with Cluster.join_or_start(folder, binaries=kind) as cluster:
        assert cluster.owned
    assert Cluster.join(folder) is None


def test_two_that_come_at_once_share_one_server(folder: Path, kind: str) -> None:
    found: list[Cluster] = []
    threads = [
        threading.Thread(target=lambda: found.append(Cluster.join_or_start(folder, binaries=kind)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    try:
        assert sorted(one.owned for one in found) == [False, False, False, True]
        assert len({one.pid for one in found}) == 1
    finally:
        for one in found:
            one.stop()


def test_a_server_started_in_a_thread_outlives_that_thread(folder: Path, kind: str) -> None:
    found: list[Cluster] = []
    thread = threading.Thread(target=lambda: found.append(Cluster.open(folder, binaries=kind)))
    thread.start()
    thread.join()
    time.sleep(0.5)
    try:
        assert found[0].answers()
    finally:
        found[0].stop()


def test_control_c_reaches_the_owner_but_not_the_server(folder: Path, kind: str, child: Child) -> None:
    program = """
import os, signal, sys, time
from townline.embedded import Cluster
with Cluster.open(sys.argv[1], binaries=sys.argv[2]) as cluster:
    caught = []
    signal.signal(signal.SIGINT, lambda *_: caught.append(1))
    print(cluster.pid, flush=True)
    sys.stdin.readline()
    time.sleep(0.5)
    print(len(caught), cluster.pid, cluster.answers(), flush=True)
"""
    owner = child(program, folder, kind, process_group=0)
    assert owner.stdout is not None
    pid = int(owner.stdout.readline())
    assert os.getpgid(pid) != owner.pid
    assert os.getsid(pid) != os.getsid(0)
    os.killpg(owner.pid, signal.SIGINT)  # what a terminal does on Ctrl-C
    said, _ = owner.communicate("\n", timeout=30)
    assert said.split() == ["1", str(pid), "True"]
    assert not is_running(pid)


@pytest.mark.parametrize("blow", [signal.SIGKILL, signal.SIGTERM])
def test_the_server_shuts_down_by_itself_when_its_owner_is_killed(
    folder: Path, kind: str, child: Child, blow: signal.Signals
) -> None:
    owner = child(OWN, folder, kind)
    assert owner.stdout is not None
    pid = int(owner.stdout.readline())
    owner.send_signal(blow)
    wait_until(lambda: not is_running(pid), 10, "the server is gone")
    logs = "".join(file.read_text() for file in (folder / "postgres" / "log").glob("postgresql-*.log"))
    assert "database system is shut down" in logs
    with Cluster.open(folder, binaries=kind) as cluster:
        assert cluster.answers()
    later = "".join(file.read_text() for file in (folder / "postgres" / "log").glob("postgresql-*.log"))
    assert "was interrupted" not in later, "the shutdown was a clean one"


def test_a_new_owner_waits_for_a_server_that_is_still_stopping(folder: Path, kind: str, child: Child) -> None:
    owner = child(OWN, folder, kind)
    assert owner.stdout is not None
    pid = int(owner.stdout.readline())
    owner.kill()
    owner.wait()
    with Cluster.open(folder, binaries=kind) as cluster:
        assert cluster.pid != pid
        assert cluster.answers()


def test_an_orphan_that_was_never_told_is_stopped_by_the_next_owner(
    folder: Path, kind: str, child: Child
) -> None:
    """As on systems without a parent-death signal, where the server stays behind."""
    owner = child(OWN, folder, kind)
    assert owner.stdout is not None
    pid = int(owner.stdout.readline())
    os.kill(pid, signal.SIGSTOP)  # it cannot react to its owner's death
    owner.kill()
    owner.wait()
    told: list[str] = []
    threading.Timer(4, os.kill, (pid, signal.SIGCONT)).start()
    with Cluster.open(folder, binaries=kind, tell=told.append) as cluster:
        assert cluster.answers()
    assert not is_running(pid)
    assert any("earlier server" in sentence for sentence in told)


def test_a_forked_child_neither_stops_the_server_nor_keeps_the_folder(
    folder: Path, kind: str, child: Child
) -> None:
    program = """
import os, sys, time
from townline.embedded import Cluster
cluster = Cluster.open(sys.argv[1], binaries=sys.argv[2])
worker = os.fork()
if worker == 0:
    cluster.stop()
    os.close(1)
    time.sleep(60)
    os._exit(0)
print(cluster.pid, worker, cluster.answers(), flush=True)
sys.stdin.readline()
"""
    owner = child(program, folder, kind)
    assert owner.stdout is not None
    _pid, worker, answers = owner.stdout.readline().split()
    try:
        assert answers == "True"
        owner.kill()
        owner.wait()
        assert is_running(int(worker))
        with Cluster.open(folder, binaries=kind) as cluster:
            assert cluster.answers()
    finally:
        os.kill(int(worker), signal.SIGKILL)


def test_an_owner_that_dies_before_the_server_is_told_leaves_none() -> None:
    """The launcher asks who its parent is after it has asked for the signal, so the gap between the two is closed."""
    source = Path(launch.__file__)
    wrong_parent = str(os.getpid() + 1)
    command = [
        sys.executable,
        "-I",
        "-S",
        str(source),
        wrong_parent,
        str(os.geteuid()),
        str(os.getegid()),
        "/bin/echo",
        "ran",
    ]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == launch.OWNER_IS_GONE
    assert ended.stdout == ""
