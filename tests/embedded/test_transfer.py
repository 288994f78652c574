"""Backing up, restoring and moving: between versions both ways, whole or not at all, counted."""

import json
import shutil
import stat
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from tests.embedded.conftest import KINDS, installation
from townline.embedded import Cluster, ClusterError, archive, transfer
from townline.embedded.tools import password_of, without_password

Clusters = Callable[[str], Cluster]
BOTH_WAYS = [(one, other) for one in KINDS for other in KINDS]

TOWN = """
CREATE EXTENSION pg_trgm; CREATE EXTENSION unaccent; CREATE EXTENSION btree_gist;
CREATE SCHEMA history;
CREATE TYPE state AS ENUM ('open', 'held', 'closed');
CREATE TABLE request (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, state state NOT NULL, text text NOT NULL, at point,
    during tstzrange, extra jsonb, search tsvector GENERATED ALWAYS AS (to_tsvector('simple', text)) STORED,
    EXCLUDE USING gist (id WITH =, during WITH &&));
CREATE INDEX request_at ON request USING gist (at);
CREATE INDEX request_text ON request USING gin (text gin_trgm_ops);
CREATE INDEX request_search ON request USING gin (search);
CREATE TABLE "Straße & ""mehr"" hier" (id int PRIMARY KEY, request_id bigint NOT NULL REFERENCES request DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE history.entry (request_id bigint, text text) PARTITION BY RANGE (request_id);
CREATE TABLE history.entry_low PARTITION OF history.entry FOR VALUES FROM (0) TO (1000);
CREATE TABLE history.entry_high PARTITION OF history.entry FOR VALUES FROM (1000) TO (1000000);
CREATE TABLE nothing_yet (id uuid PRIMARY KEY DEFAULT gen_random_uuid());
CREATE VIEW open_request AS SELECT id FROM request WHERE state = 'open';
CREATE FUNCTION shout(text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT upper($1)';
INSERT INTO request (state, text, at, during, extra)
    SELECT 'open', 'SET transaction_timeout = 0;' || chr(10) || '\\. \\restrict é' || i, point(i, i),
           tstzrange('2026-01-01', NULL), '{"a": "\\\\"}' FROM generate_series(1, 3000) i;
INSERT INTO "Straße & ""mehr"" hier" SELECT i, i FROM generate_series(1, 700) i;
INSERT INTO history.entry SELECT i, 'x' FROM generate_series(1, 1500) i;
"""
ROWS = {
    '"history"."entry_high"': 501,
    '"history"."entry_low"': 999,
    '"public"."Straße & ""mehr"" hier"': 700,
    '"public"."nothing_yet"': 0,
    '"public"."request"': 3000,
}
SUMMARY = """
    SELECT (SELECT md5(string_agg(r::text, '|' ORDER BY id)) FROM request r), (SELECT count(*) FROM history.entry),
           (SELECT count(*) FROM open_request), (SELECT count(*) FROM "Straße & ""mehr"" hier"), shout('é'),
           (SELECT count(*) FROM pg_indexes WHERE schemaname IN ('public', 'history')),
           (SELECT count(*) FROM pg_constraint WHERE contype IN ('f', 'x', 'p')),
           (SELECT last_value FROM request_id_seq)"""


@contextmanager
def database(cluster: Cluster, name: str, template: str = "template0") -> Iterator[str]:
    """Make a database of its own in a running cluster."""
    with psycopg.connect(cluster.url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'.encode())
        try:
            yield cluster.url.replace("@/townline?", f"@/{name}?")
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


@contextmanager
def town_in(cluster: Cluster, name: str) -> Iterator[str]:
    """Make a copy of the example town; the town itself is built once in each cluster."""
    with psycopg.connect(cluster.url, autocommit=True) as connection:
        built = connection.execute("SELECT 1 FROM pg_database WHERE datname = 'example'").fetchone()
        if not built:
            connection.execute("CREATE DATABASE example TEMPLATE template0")
    if not built:
        with psycopg.connect(cluster.url.replace("@/townline?", "@/example?")) as connection:
            connection.execute(TOWN.encode())
    with database(cluster, name, "example") as url:
        yield url


def summary(url: str) -> object:
    with psycopg.connect(url) as connection:
        return connection.execute(SUMMARY.encode()).fetchone()


@pytest.fixture
def town(shared_clusters: Clusters, kind: str) -> Iterator[str]:
    with town_in(shared_clusters(kind), "town") as url:
        yield url


@pytest.fixture
def empty(shared_clusters: Clusters, kind: str) -> Iterator[str]:
    with database(shared_clusters(kind), "empty") as url:
        yield url


@pytest.mark.parametrize(("source_kind", "target_kind"), BOTH_WAYS)
def test_a_backup_restores_on_either_version_with_every_row(
    shared_clusters: Clusters, tmp_path: Path, source_kind: str, target_kind: str
) -> None:
    told: list[str] = []
    with (
        town_in(shared_clusters(source_kind), "source") as source,
        database(shared_clusters(target_kind), "target") as target,
    ):
        manifest = transfer.backup(source, tmp_path / "town.backup", tell=told.append)
        assert manifest.rows == ROWS
        assert manifest.total_rows == 5_200
        assert transfer.restore(tmp_path / "town.backup", target, tell=told.append) == manifest
        assert summary(target) == summary(source)
    assert any("public.request: 3,000 rows" in sentence for sentence in told), (
        "progress is told table by table"
    )


@pytest.mark.parametrize(("source_kind", "target_kind"), BOTH_WAYS)
def test_a_move_carries_everything_and_leaves_the_source(
    shared_clusters: Clusters, source_kind: str, target_kind: str
) -> None:
    with (
        town_in(shared_clusters(source_kind), "source") as source,
        database(shared_clusters(target_kind), "target") as target,
    ):
        transfer.move(source, target)
        assert summary(target) == summary(source)


def test_a_move_is_refused_while_others_write_unless_they_are_left_behind(town: str, empty: str) -> None:
    with psycopg.connect(town):
        with pytest.raises(ClusterError, match=r"1 other connection\(s\).*stop Townline first") as refusal:
            transfer.move(town, empty)
        assert refusal.value.code == "in_use"
        transfer.move(town, empty, while_in_use=True)
    assert summary(empty) == summary(town)


def test_a_connection_that_is_just_closing_does_not_prevent_a_move(town: str, empty: str) -> None:
    leaving = psycopg.connect(town)
    threading.Timer(0.5, leaving.close).start()
    transfer.move(town, empty)
    assert summary(empty) == summary(town)


def test_a_move_onto_itself_is_refused(town: str) -> None:
    with pytest.raises(ClusterError, match="the same database"):
        transfer.move(town, town, replace=True)


def test_a_backup_is_of_one_moment_while_writing_goes_on(town: str, empty: str, tmp_path: Path) -> None:
    def tell(sentence: str) -> None:
        if sentence.startswith("Backing up"):  # the rows are counted, pg_dump has not begun
            with psycopg.connect(town) as connection:
                connection.execute(
                    "INSERT INTO request (state, text) SELECT 'open', 'late' FROM generate_series(1, 50)"
                )

    manifest = transfer.backup(town, tmp_path / "town.backup", tell=tell)
    assert manifest.rows['"public"."request"'] == 3000
    transfer.restore(tmp_path / "town.backup", empty)
    with psycopg.connect(town) as connection:
        assert connection.execute("SELECT count(*) FROM request").fetchone() == (3050,)


def test_a_database_that_is_not_empty_is_only_replaced_on_request(
    town: str, empty: str, tmp_path: Path
) -> None:
    transfer.backup(town, tmp_path / "town.backup")
    with psycopg.connect(empty) as connection:
        connection.execute(
            "CREATE SCHEMA old; CREATE TABLE old.note (text text); CREATE TABLE request (other int)"
        )
    with pytest.raises(ClusterError, match=r"not empty.*--replace") as refusal:
        transfer.restore(tmp_path / "town.backup", empty)
    assert refusal.value.code == "not_empty"
    transfer.restore(tmp_path / "town.backup", empty, replace=True)
    assert summary(empty) == summary(town)
    with psycopg.connect(empty) as connection:
        assert connection.execute("SELECT to_regnamespace('old')").fetchone() == (None,)


def test_a_replaced_database_is_like_a_new_one_to_the_next_backup(
    shared_clusters: Clusters, town: str, tmp_path: Path, kind: str
) -> None:
    transfer.backup(town, tmp_path / "first.backup")
    transfer.restore(tmp_path / "first.backup", town, replace=True)
    transfer.backup(town, tmp_path / "second.backup")
    with database(shared_clusters(kind), "new") as new, psycopg.connect(new) as connection:
        query = "SELECT nspowner::regrole::text, nspacl::text FROM pg_namespace WHERE nspname = 'public'"
        fresh = connection.execute(query).fetchone()
        connection.rollback()
        with psycopg.connect(town) as replaced:
            assert replaced.execute(query).fetchone() == fresh
        transfer.restore(tmp_path / "second.backup", new)
        assert summary(new) == summary(town)


def test_a_listener_that_fails_does_not_hold_up_the_restore(town: str, empty: str, tmp_path: Path) -> None:
    transfer.backup(town, tmp_path / "town.backup")
    caught: list[object] = []

    def tell(sentence: str) -> None:
        if "request" in sentence:
            raise OSError(sentence)  # the terminal is gone

    before, threading.excepthook = threading.excepthook, caught.append
    try:
        transfer.restore(tmp_path / "town.backup", empty, tell=tell)
    finally:
        threading.excepthook = before
    assert len(caught) == 1
    assert summary(empty) == summary(town)


@pytest.mark.parametrize(
    "made",
    [
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE TYPE t AS ENUM ('a')",
        "CREATE SCHEMA s",
        "CREATE SEQUENCE s",
    ],
)
def test_anything_of_the_towns_makes_a_database_not_empty(
    town: str, empty: str, tmp_path: Path, made: str
) -> None:
    transfer.backup(town, tmp_path / "town.backup")
    with psycopg.connect(empty) as connection:
        connection.execute(made.encode())
    with pytest.raises(ClusterError, match="not empty"):
        transfer.restore(tmp_path / "town.backup", empty)


def test_extensions_alone_leave_a_database_empty(town: str, empty: str, tmp_path: Path) -> None:
    transfer.backup(town, tmp_path / "town.backup")
    with psycopg.connect(empty) as connection:
        connection.execute("CREATE EXTENSION pg_trgm")
    transfer.restore(tmp_path / "town.backup", empty)
    assert summary(empty) == summary(town)


def rewritten(place: Path, **changes: object) -> None:
    """Change a backup's promise, its form kept right."""
    manifest = archive.read_manifest(place)
    with place.open("r+b") as file:
        file.truncate(manifest.dump_bytes)
        file.seek(0, 2)
        found = {"format": "townline-backup-1", **manifest.__dict__, **changes}
        text = json.dumps(found).encode()
        file.write(text + f"{len(text):08d}".encode() + archive.MAGIC)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ({**ROWS, '"public"."request"': 3001}, r'"public"."request" holds 3000 rows instead of 3001'),
        ({name: n for name, n in ROWS.items() if "request" not in name}, "there are 5 tables instead of 4"),
        ({**ROWS, '"public"."lost"': 1}, 'relation "public.lost" does not exist'),
    ],
)
def test_a_restore_that_does_not_match_its_count_leaves_what_was_there(
    town: str, empty: str, tmp_path: Path, rows: dict[str, int], said: str
) -> None:
    place = tmp_path / "town.backup"
    transfer.backup(town, place)
    rewritten(place, rows=rows)
    with psycopg.connect(empty) as connection:
        connection.execute("CREATE TABLE precious AS SELECT 'still here' AS text")
    with pytest.raises(ClusterError, match=f"nothing was changed: {said}"):
        transfer.restore(place, empty, replace=True)
    with psycopg.connect(empty) as connection:
        assert connection.execute("SELECT text FROM precious").fetchone() == ("still here",)
        assert connection.execute("SELECT to_regclass('request')").fetchone() == (None,)


def test_a_table_in_use_makes_a_restore_give_up_instead_of_hanging(
    town: str, empty: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    transfer.backup(town, tmp_path / "town.backup")
    monkeypatch.setattr("townline.embedded.tables.LOCK_WAIT", "200ms")
    with psycopg.connect(empty) as connection:
        connection.execute("CREATE TABLE busy (id int)")
        connection.commit()
        connection.execute("SELECT * FROM busy")
        with pytest.raises(
            ClusterError, match="nothing was changed: canceling statement due to lock timeout"
        ):
            transfer.restore(tmp_path / "town.backup", empty, replace=True)


@pytest.mark.parametrize(
    "damage", ["cut", "flipped early", "flipped late", "tail", "empty", "text", "plain dump", "manifest"]
)
def test_a_damaged_backup_is_refused_before_anything_is_touched(
    town: str, tmp_path: Path, damage: str
) -> None:
    place = tmp_path / "town.backup"
    size = transfer.backup(town, place).dump_bytes
    content = bytearray(place.read_bytes())
    if damage == "cut":
        content = content[: len(content) // 2]
    elif damage.startswith("flipped"):
        content[200 if damage.endswith("early") else size - 50] ^= 0x01
    elif damage == "tail":
        content += b"\n"
    elif damage == "plain dump":
        content = content[:size]
    elif damage == "manifest":
        content[size + 5] = 0
    else:
        content = bytearray(b"" if damage == "empty" else b"CREATE TABLE a (b int);\n" * 10)
    place.write_bytes(content)
    before = summary(town)
    with pytest.raises(ClusterError, match=r"is damaged|is not a whole Townline backup") as refusal:
        transfer.restore(place, town, replace=True)
    assert refusal.value.code == "file"
    assert summary(town) == before


def test_a_backup_is_readable_to_its_owner_only_and_never_overwrites(town: str, tmp_path: Path) -> None:
    place = tmp_path / "town.backup"
    transfer.backup(town, place)
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    before = place.read_bytes()
    with pytest.raises(ClusterError, match="is there already"):
        transfer.backup(town, place)
    assert place.read_bytes() == before


def test_a_failed_backup_leaves_no_file_of_any_name(town: str, tmp_path: Path) -> None:
    def tell(sentence: str) -> None:
        if "public.request" in sentence:
            msg = "the power failed"
            raise RuntimeError(msg)

    with pytest.raises(RuntimeError):
        transfer.backup(town, tmp_path / "town.backup", tell=tell)
    assert list(tmp_path.iterdir()) == []


def test_a_backup_into_a_missing_folder_is_refused(town: str, tmp_path: Path) -> None:
    with pytest.raises(ClusterError, match="cannot be written"):
        transfer.backup(town, tmp_path / "missing" / "town.backup")


def test_an_unreachable_database_is_refused_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ClusterError, match="does not answer"):
        transfer.backup(f"postgresql:///town?host={tmp_path}", tmp_path / "town.backup")
    with pytest.raises(ClusterError, match="does not answer"):
        transfer.backup("no address", tmp_path / "town.backup")


def test_postgresqls_own_tools_read_a_backup_as_it_is(
    town: str, empty: str, tmp_path: Path, kind: str
) -> None:
    place = tmp_path / "town.backup"
    transfer.backup(town, place)
    tool = installation(kind).program("pg_restore")
    subprocess.run(
        [tool, "--no-owner", "--exit-on-error", "--jobs=2", f"--dbname={empty}", place], check=True
    )
    assert summary(empty) == summary(town)


def test_an_older_pg_restore_is_not_used_for_a_newer_dump(
    town: str, empty: str, tmp_path: Path, kind: str
) -> None:
    place = tmp_path / "town.backup"
    transfer.backup(town, place)
    rewritten(place, tools_major=99)
    with pytest.raises(ClusterError, match="needs pg_dump, pg_restore and psql of PostgreSQL 99"):
        transfer.restore(place, empty)


def test_passwords_stay_off_the_command_line() -> None:
    url = "postgresql://clerk:s3cret%20word@db.example.org:5433/town?sslmode=require"
    assert "s3cret" not in without_password(url)
    assert password_of(url) == {"PGPASSWORD": "s3cret word"}
    assert conninfo_to_dict(without_password(url))["sslmode"] == "require"
    assert password_of(make_conninfo("", host="x")) == {}


def test_no_scratch_is_left_behind_after_a_move(town: str, empty: str, tmp_path: Path) -> None:
    transfer.move(town, empty, scratch=tmp_path)
    assert list(tmp_path.iterdir()) == []
    assert shutil.which("psql") is None or summary(empty) == summary(town)
