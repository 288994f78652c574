"""Starting and stopping: the first time, again, in odd folders, with the right powers."""

import os
import stat
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from tests.embedded.conftest import KINDS, installation, is_running
from townline.embedded import Cluster, ClusterError

Clusters = Callable[[str], Cluster]


def ask(url: str, query: str) -> object:
    with psycopg.connect(url, connect_timeout=5) as connection:
        found = connection.execute(query.encode()).fetchone()
        return found[0] if found else None


def test_a_new_folder_gets_a_database_that_answers(folder: Path, kind: str) -> None:
    with Cluster.open(folder, binaries=kind) as cluster:
        assert cluster.owned
        assert cluster.folder == folder
        assert ask(cluster.url, "SELECT current_user || '@' || current_database()") == "townline@townline"
        assert int(str(ask(cluster.url, "SHOW server_version_num"))) == cluster.server_version_num
        assert cluster.server_version.startswith(("15.", "16.", "17.", "18."))
        assert cluster.server_version_num >= 150_000


def test_what_was_written_is_there_after_a_warm_start_within_five_seconds(folder: Path, kind: str) -> None:
    with Cluster.open(folder, binaries=kind) as cluster, psycopg.connect(cluster.url) as connection:
        connection.execute("CREATE TABLE note AS SELECT 'kept' AS text")
    began = time.monotonic()
    with Cluster.open(folder, binaries=kind) as cluster:
        assert time.monotonic() - began < 5
        assert ask(cluster.url, "SELECT text FROM note") == "kept"


def test_the_role_is_no_superuser_and_makes_no_databases_unless_asked(folder: Path, kind: str) -> None:
    query = "SELECT rolsuper::text || rolcreatedb::text || rolcreaterole::text FROM pg_roles WHERE rolname = current_user"
    with Cluster.open(folder, binaries=kind) as cluster:
        assert ask(cluster.url, query) == "falsefalsefalse"
        assert ask(cluster.admin_url, query) == "truetruetrue"
    with Cluster.open(folder, binaries=kind, createdb=True) as cluster:
        assert ask(cluster.url, query) == "falsetruefalse"


def test_the_role_can_create_the_extensions_townline_needs(folder: Path, kind: str) -> None:
    with Cluster.open(folder, binaries=kind) as cluster, psycopg.connect(cluster.url) as connection:
        for name in ("btree_gist", "pg_trgm", "unaccent"):
            connection.execute(f"CREATE EXTENSION {name}".encode())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("listen_addresses", ""),
        ("data_checksums", "on"),
        ("server_encoding", "UTF8"),
        ("fsync", "on"),
        ("synchronous_commit", "on"),
        ("full_page_writes", "on"),
        ("unix_socket_permissions", "0700"),
        ("max_connections", "100"),
        ("logging_collector", "on"),
    ],
)
@pytest.mark.parametrize("kind", ["system", "wheel"])
def test_the_server_is_set_up_durable_and_closed(
    shared_clusters: Clusters, kind: str, name: str, value: str
) -> None:
    assert ask(shared_clusters(kind).admin_url, f"SHOW {name}") == value


@pytest.mark.parametrize("kind", ["system", "wheel"])
def test_letters_fold_and_sort_as_c_utf8(shared_clusters: Clusters, kind: str) -> None:
    url = shared_clusters(kind).url
    assert ask(url, "SELECT datcollate FROM pg_database WHERE datname = current_database()") == "C.UTF-8"
    assert ask(url, "SELECT upper('é')") == "É"
    assert ask(url, "SELECT 'École' ILIKE 'é%'") is True


def test_the_database_and_its_socket_are_closed_to_other_users(folder: Path, kind: str) -> None:
    with Cluster.open(folder, binaries=kind) as cluster:
        for place in (cluster.home, cluster.home / "data", cluster.home / "run", cluster.home / "log"):
            assert stat.S_IMODE(place.stat().st_mode) == 0o700, place


def test_a_stopped_server_is_gone_and_its_folder_free(folder: Path, kind: str) -> None:
    cluster = Cluster.open(folder, binaries=kind)
    pid = cluster.pid
    assert pid is not None
    assert is_running(pid)
    cluster.stop()
    cluster.stop()
    assert not is_running(pid)
    assert cluster.pid is None
    assert not (cluster.home / "data" / "postmaster.pid").exists()


def test_an_interrupted_first_start_begins_again(folder: Path, kind: str) -> None:
    with Cluster.open(folder, binaries=kind) as cluster:
        home = cluster.home
    (home / "data").rename(home / "data.new")
    (home / "data.new" / "PG_VERSION").unlink()
    with Cluster.open(folder, binaries=kind) as cluster:
        assert ask(cluster.url, "SELECT 1") == 1
    assert not (home / "data.new").exists()


def test_a_first_start_cut_short_before_the_role_was_made_is_mended(folder: Path, kind: str) -> None:
    with (
        Cluster.open(folder, binaries=kind) as cluster,
        psycopg.connect(cluster.admin_url, autocommit=True) as admin,
    ):
        admin.execute("DROP DATABASE townline")
        admin.execute("DROP ROLE townline")
    with Cluster.open(folder, binaries=kind) as cluster:
        assert ask(cluster.url, "SELECT current_user") == "townline"


def test_a_towns_own_settings_outlive_a_start_but_cannot_open_tcp(folder: Path, kind: str) -> None:
    with Cluster.open(folder, binaries=kind) as cluster:
        local = cluster.home / "local.conf"
        with local.open("a") as file:
            file.write("work_mem = '33MB'\nlisten_addresses = '*'\n")
    with Cluster.open(folder, binaries=kind) as cluster:
        assert ask(cluster.url, "SHOW work_mem") == "33MB"
        assert ask(cluster.admin_url, "SHOW listen_addresses") == ""


@pytest.mark.parametrize(
    "name",
    [
        "with a space",
        "Müllabfuhr & Straßen",
        "a,comma",
        "per%cent",
        'quote\'d "twice"',
        "n" * 150,
        "ü" * 100,
        "-dash",
    ],
)
def test_any_folder_name_will_do(folder: Path, name: str) -> None:
    kind = KINDS[len(name) % 2]  # the path is ours, the programs differ little
    place = folder / name
    with Cluster.open(place, binaries=kind) as cluster:
        assert ask(cluster.url, "SELECT 1") == 1
        sockets = Path(str(ask(cluster.admin_url, "SHOW unix_socket_directories")).strip('"'))
        assert stat.S_IMODE(sockets.stat().st_mode) == 0o700
        assert len(os.fsencode(sockets / ".s.PGSQL.5432")) <= 107
        tool = subprocess.run(
            [installation(kind).program("psql"), "-XAtc", "SELECT 2", cluster.url],
            capture_output=True,
            text=True,
            check=True,
        )
        assert tool.stdout.strip() == "2"
    with Cluster.open(place, binaries=kind) as cluster:
        assert cluster.folder == place
        assert ask(cluster.url, "SELECT 1") == 1


def test_a_remembered_socket_folder_that_is_open_to_others_is_not_used_again(folder: Path) -> None:
    place = folder / ("long" * 40)
    with Cluster.open(place) as cluster:
        note = cluster.home / "socket-folder"
        first = Path(note.read_text().strip())
        assert first.is_dir()
    assert not first.exists(), "nothing is left behind"
    first.mkdir()
    first.chmod(0o777)
    try:
        with Cluster.open(place):
            assert Path(note.read_text().strip()) != first
    finally:
        first.rmdir()


def test_a_folder_that_cannot_be_made_is_refused_with_a_sentence(folder: Path) -> None:
    folder.parent.joinpath("file").write_text("in the way")
    with pytest.raises(ClusterError, match=r"cannot be made.*TOWNLINE_DATA"):
        Cluster.open(folder.parent / "file" / "data")


def test_a_read_only_folder_is_refused_with_a_sentence() -> None:
    with pytest.raises(ClusterError, match=r"cannot be (made|written).*TOWNLINE_DATA"):
        Cluster.open("/proc/townline")


def test_a_folder_of_files_without_a_version_is_not_taken_for_a_database(folder: Path) -> None:
    with Cluster.open(folder) as cluster:
        home = cluster.home
    (home / "data" / "PG_VERSION").unlink()
    with pytest.raises(ClusterError, match="holds files but no PG_VERSION"):
        Cluster.open(folder)
    assert (home / "data" / "base").is_dir()


def test_a_server_that_cannot_start_says_why_and_where_its_log_is(folder: Path, kind: str) -> None:
    with Cluster.open(folder, binaries=kind) as cluster:
        local = cluster.home / "local.conf"
    local.write_text("max_connections = 'many'\n")
    with pytest.raises(ClusterError, match=r"did not start: .*max_connections.* log is in"):
        Cluster.open(folder, binaries=kind)
    local.write_text("")
    Cluster.open(folder, binaries=kind).stop()
