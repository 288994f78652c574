"""``townline run``: what it says, how fast it starts, how it ends, what it survives."""

import os
import re
import signal
import socket
from pathlib import Path

import pytest

from tests.cli.conftest import Town, is_running, program, townline, wait_until

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("run")]

SECOND_START_SECONDS = 20  # 5 on an idle machine; this one may be busy with the other tests
ORPHAN_SECONDS = 15


def test_a_town_runs_says_where_and_ends_at_ctrl_c_leaving_nothing_behind(town: Town) -> None:
    town.start("--no-demo")
    said = town.output()
    assert f"Townline runs at http://localhost:{town.port}" in said
    assert f"/console/\n  Data lies in {town.folder} (TOWNLINE_DATA)" in said, "no logins without the demo"
    assert "Warning" not in said
    assert "Traceback" not in said
    assert town.ask("/health/live")[0] == 200
    assert town.ask("/health/ready")[0] == 200
    everything = town.everything()
    assert {"web", "worker"} <= {word for pid in everything for word in program(pid).split()}
    assert any("postgres" in program(pid) for pid in everything)
    _styles_are_named_after_their_contents_and_kept(town)

    # A terminal sends Ctrl-C to its whole foreground group.
    os.killpg(town.pid, signal.SIGINT)
    assert town.process is not None
    assert town.process.wait(30) == 0
    assert not [pid for pid in everything if is_running(pid)]
    assert "Traceback" not in town.output()

    assert town.start("--no-demo") < SECOND_START_SECONDS
    everything = town.everything()
    assert town.end(signal.SIGINT) == 0, "the parent alone"
    assert not [pid for pid in everything if is_running(pid)]

    town.start("--no-demo")
    everything = town.everything()
    assert town.end(signal.SIGTERM) == 0
    assert not [pid for pid in everything if is_running(pid)]


def _styles_are_named_after_their_contents_and_kept(town: Town) -> None:
    page = town.ask("/console/")[2].decode() + town.ask("/accounts/login/")[2].decode()
    addresses = set(re.findall(r'"(/static/[^"]+)"', page))
    assert any(address.endswith(".css") for address in addresses)
    for address in addresses:
        status, headers, body = town.ask(address, **{"Accept-Encoding": "gzip"})
        assert status == 200, address
        assert re.search(r"\.[0-9a-f]{12}\.\w+$", address), address
        assert "immutable" in headers["cache-control"], address
        if len(body) > 2000:
            assert headers["content-encoding"] == "gzip", address
    (script,) = (address for address in addresses if "/townline." in address)
    text = town.ask(script)[2].decode()
    imported = re.findall(r"""["']\./([\w.]+\.js)["']""", text)
    assert len(imported) >= 2
    for name in imported:
        status, headers, _ = town.ask(script.rpartition("/")[0] + "/" + name)
        assert (status, "immutable" in headers["cache-control"]) == (200, True), name


def test_nothing_outlives_a_parent_that_was_killed_and_the_folder_starts_again(town: Town) -> None:
    town.start("--no-demo")
    everything = town.everything()
    town.end(signal.SIGKILL)
    wait_until(
        lambda: not [pid for pid in everything if is_running(pid)],
        f"all of {[program(pid) for pid in everything if is_running(pid)]} are gone",
        ORPHAN_SECONDS,
    )
    town.start("--no-demo")
    everything = [*town.everything(), town.pid]
    for pid in everything:
        os.kill(pid, signal.SIGKILL)
    assert town.process is not None
    town.process.wait()
    town.start("--no-demo")
    assert town.end() == 0


def test_what_dies_below_a_running_town_is_started_again(town: Town) -> None:
    town.start("--no-demo")
    postgres = next(pid for pid in town.everything() if Path(f"/proc/{pid}/comm").read_text() == "postgres\n")
    os.kill(postgres, signal.SIGKILL)
    wait_until(lambda: not is_running(postgres), "it is dead")
    wait_until(town.is_ready, "ready after the database was killed")
    assert "The database ended; starting it again." in town.output()

    for words in ("main(sys.argv[1:]) web ", "main(sys.argv[1:]) worker "):  # PostgreSQL 18 has workers too
        victim = town.one(words)
        below = [pid for pid in town.everything() if pid != victim and words in program(pid)]
        os.kill(victim, signal.SIGKILL)
        wait_until(lambda gone=[victim, *below]: not any(map(is_running, gone)), f"all of {words} is gone")  # type: ignore[misc]
        wait_until(lambda w=words: any(w in program(pid) for pid in town.everything()), f"{words} is back")  # type: ignore[misc]
        wait_until(town.is_ready, f"ready after {words} was killed")
    assert "The web server ended; starting it again" in town.output()
    assert "The worker ended; starting it again" in town.output()
    assert town.end() == 0


def test_commands_join_a_running_town_and_a_town_takes_the_database_over(town: Town) -> None:
    town.start("--no-demo")
    assert townline(town.folder, "doctor").returncode == 0
    assert "Running as process" in townline(town.folder, "db", "status").stdout
    second = Town(town.folder)
    try:
        second.start("--no-demo")
        assert town.end() == 0
        wait_until(lambda: "The database ended" in second.output(), "the second notices")
        wait_until(second.is_ready, "the second goes on with the database")
        assert second.end() == 0
    finally:
        second.clear()
    assert "Not running" in townline(town.folder, "db", "status").stdout


def test_a_port_in_use_is_refused_with_a_sentence_before_anything_starts(folder: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        for ended in (townline(folder, "run", "--port", port), townline(folder, "run", PORT=port)):
            assert ended.returncode == 1
            assert ended.stderr.startswith(f"Error: Port {port} is in use")
            assert len(ended.stderr.splitlines()) == 1
    assert not (folder / "postgres").exists()


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("PORT", "http", "PORT is 'http'; it must be a whole number."),
        ("TOWNLINE_TLS", "perhaps", "TOWNLINE_TLS is 'perhaps'; it must be yes or no."),
        ("DATABASE_URL", "mysql://localhost/town", "DATABASE_URL must start with postgresql://"),
        ("DATABASE_URL", "postgresql://localhost:door/town", "DATABASE_URL cannot be understood"),
        ("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/town", "The database refused:"),
        ("TOWNLINE_DATA", "/dev/null/town", "The data folder /dev/null/town cannot be used"),
    ],
)
def test_a_bad_setting_is_refused_with_a_sentence(folder: Path, name: str, text: str, says: str) -> None:
    ended = townline(folder, "apikey", "list", **{name: text})
    assert ended.returncode == 1
    assert says in ended.stderr
    assert "Traceback" not in ended.stderr
