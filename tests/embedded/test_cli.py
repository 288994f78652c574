"""`townline db …`: what it prints and how it ends."""

import os
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner, Result

from townline.embedded import Cluster
from townline.embedded.cli import db
from townline.embedded.folders import data_folder

Clusters = Callable[[str], Cluster]


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(db, [str(argument) for argument in arguments])


@pytest.fixture
def town(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Cluster:
    """Make a town's cluster with one table, not running until a command starts it."""
    monkeypatch.setenv("TOWNLINE_DATA", str(folder))
    cluster = Cluster.open(folder)
    with psycopg.connect(cluster.url) as connection:
        connection.execute("CREATE TABLE note AS SELECT 'kept' AS text")
    cluster.stop()
    return cluster


def notes(url: str) -> object:
    with psycopg.connect(url) as connection:
        return connection.execute("SELECT string_agg(text, ',') FROM note").fetchone()


def test_the_data_folder_is_the_named_one_or_the_users_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert data_folder() == tmp_path / ".local/share/townline"
    monkeypatch.setenv("TOWNLINE_DATA", "~/town")
    assert data_folder() == tmp_path / "town"


def test_a_backup_starts_the_database_for_as_long_as_it_needs(town: Cluster, tmp_path: Path) -> None:
    ended = run("backup", tmp_path / "town.backup")
    assert ended.exit_code == 0, ended.output
    assert "Backed up 1 rows of 1 tables" in ended.stderr
    assert (tmp_path / "town.backup").is_file()
    assert Cluster.join(town.folder) is None


def test_a_backup_onto_an_existing_file_ends_with_1_and_a_sentence(town: Cluster, tmp_path: Path) -> None:
    (tmp_path / "town.backup").write_text("mine")
    ended = run("backup", tmp_path / "town.backup")
    assert ended.exit_code == 1
    assert "is there already" in ended.stderr
    assert "Traceback" not in ended.output


def test_a_restore_needs_to_be_told_to_replace(town: Cluster, tmp_path: Path) -> None:
    assert run("backup", tmp_path / "town.backup").exit_code == 0
    with town.open(town.folder) as cluster:
        with psycopg.connect(cluster.url) as connection:
            connection.execute("UPDATE note SET text = 'spoiled'")
        refused = run("restore", tmp_path / "town.backup")
        assert refused.exit_code == 1
        assert "--replace" in refused.stderr
        assert notes(cluster.url) == ("spoiled",)
        ended = run("restore", "--replace", tmp_path / "town.backup")
        assert ended.exit_code == 0, ended.output
        assert notes(cluster.url) == ("kept",)


def test_a_damaged_backup_ends_with_1_and_a_sentence(town: Cluster, tmp_path: Path) -> None:
    (tmp_path / "town.backup").write_bytes(b"PGDMP" * 100)
    ended = run("restore", tmp_path / "town.backup")
    assert ended.exit_code == 1
    assert "not a whole Townline backup" in ended.stderr


@pytest.mark.parametrize("arguments", [["backup"], ["restore", "/no/such/file"], ["move"], ["nonsense"]])
def test_wrong_usage_ends_with_2(arguments: list[str]) -> None:
    assert run(*arguments).exit_code == 2


def test_a_move_says_what_to_do_next(town: Cluster, shared_clusters: Clusters) -> None:
    target = shared_clusters("wheel")
    with psycopg.connect(target.url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE moved TEMPLATE template0")
    url = target.url.replace("@/townline?", "@/moved?")
    ended = run("move", url)
    assert ended.exit_code == 0, ended.output
    assert "Set DATABASE_URL to the new address" in ended.stderr
    assert notes(url) == ("kept",)
    with psycopg.connect(target.url, autocommit=True) as connection:
        connection.execute("DROP DATABASE moved")


def test_a_move_to_nowhere_ends_with_1(town: Cluster, tmp_path: Path) -> None:
    ended = run("move", f"postgresql:///x?host={tmp_path}")
    assert ended.exit_code == 1
    assert "does not answer" in ended.stderr


def test_status_says_where_the_database_is_and_starts_nothing(town: Cluster) -> None:
    ended = run("status")
    assert ended.exit_code == 0
    assert str(town.folder) in ended.stdout
    assert "Not running" in ended.stdout
    with Cluster.open(town.folder) as cluster:
        ended = run("status")
        assert f"process {cluster.pid}" in ended.stdout
        assert f"PostgreSQL {cluster.server_version}" in ended.stdout
        assert "role townline" in ended.stdout


def test_database_url_bypasses_the_data_folder(
    shared_clusters: Clusters, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", shared_clusters("system").url)
    monkeypatch.setenv("TOWNLINE_DATA", str(tmp_path / "untouched"))
    ended = run("status")
    assert ended.exit_code == 0
    assert "external" in ended.stdout
    assert run("shell", "-c", "SELECT 1").exit_code == 0
    assert not (tmp_path / "untouched").exists()


def test_the_shell_hands_its_arguments_to_psql(town: Cluster, capfd: pytest.CaptureFixture[str]) -> None:
    ended = run("shell", "-XAtc", "SELECT text FROM note")
    assert ended.exit_code == 0, ended.output
    assert "kept" in capfd.readouterr().out
    assert run("shell", "-XAtc", "SELECT nonsense").exit_code == 1


def test_status_of_a_database_that_is_gone_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"postgresql:///x?host={tmp_path}")
    ended = run("status")
    assert ended.exit_code == 1
    assert "Error: The database refused" in ended.stderr
    assert os.linesep not in ended.stderr.strip()
