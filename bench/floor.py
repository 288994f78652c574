"""The floor: the very SQL that a request issues, by pgbench, without any of us in between.

What a request sends to PostgreSQL is recorded, values and all. Values that must be new every time (ids that a
statement before gave, numbers, tokens, locks) become pgbench variables; everything else is sent as it was.
"""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import psycopg
from django.db import connection
from django.test.utils import CaptureQueriesContext

from townline.embedded.binaries import installations
from townline.kit import sql

#: Sequences are moved this far apart, so that an id in a statement says which table it belongs to.
STEP = 1_000_000_000
SHOWN = bool(os.environ.get("BENCH_SHOW_SQL"))
_LITERAL = re.compile(r"'(?:[^']|'')*'")
_LOCK = re.compile(r"(pg_advisory_xact_lock\()-?\d+")
_RESULT = re.compile(r"tps = ([\d.]+) \(without initial")
_RETURNING = re.compile(r"RETURNING\s+(?:\"?\w+\"?\.)?\"?(\w+)\"?", re.IGNORECASE)


@dataclass(frozen=True)
class Floor:
    """What pgbench reached."""

    rate: float
    statements: int


def recorded(ask: Callable[[], object]) -> list[str]:
    """The statements that ``ask`` sends, with BEGIN and COMMIT, in order."""
    plain = sql._fetch  # noqa: SLF001 - it sends without Django's cursor, so Django cannot record it

    def recording(statement: str, parameters: Mapping[str, object]) -> tuple[Any, ...]:
        row = plain(statement, parameters)
        with psycopg.ClientCursor(connection.connection) as cursor:
            connection.queries_log.append({"sql": cursor.mogrify(statement, parameters), "time": "0"})
        return row

    with mock.patch.object(sql, "_fetch", recording), CaptureQueriesContext(connection) as captured:
        ask()
    return [str(query["sql"]) for query in captured.captured_queries if query["sql"]]


def part_sequences() -> dict[str, int]:
    """Move every id sequence to a range of its own; table → first id."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.relname, pg_get_serial_sequence(quote_ident(t.relname), 'id') FROM pg_class t"
            " JOIN pg_attribute a ON a.attrelid = t.oid AND a.attname = 'id' AND a.atttypid = 'bigint'::regtype"
            " WHERE t.relkind = 'r' AND t.relnamespace = 'public'::regnamespace ORDER BY 1"
        )
        tables = [(table, sequence) for table, sequence in cursor.fetchall() if sequence]
        begins = {}
        for place, (table, sequence) in enumerate(tables, start=1):
            begins[table] = place * STEP
            cursor.execute("SELECT setval(%s, %s)", [sequence, place * STEP])
    return begins


def script(statements: Sequence[str], begins: dict[str, int], fresh: Sequence[str]) -> str:
    """A pgbench script of the statements; each text of ``fresh`` (longest first) becomes new every time."""
    ids = {value: f"id{place}" for place, value in enumerate(sorted(_ids(statements, begins)))}
    lines = [
        "\\set fresh random(1, 1000000000000000)",
        "\\set lock random(-1000000000000000, 1000000000000000)",
    ]
    given: set[str] = set()
    for number, statement in enumerate(statements):
        plain = " ".join(statement.split()) if "'" not in statement else statement.replace("\n", " ")
        for text in sorted(fresh, key=len, reverse=True):
            plain = plain.replace(text, f"{text[:2]}:fresh")
        plain = _LOCK.sub(r"\1:lock", plain)
        for value, name in ids.items():
            if name in given:
                plain = re.sub(rf"\b{value}\b", f":{name}", plain)
        following = statements[number + 1 :]
        new = [
            value
            for value in ids
            if ids[value] not in given and any(str(value) in later for later in following)
        ]
        source = _gives(plain, begins, new)
        if source is None:
            lines.append(f"{plain};")
            continue
        column, value = source
        lines += [f"{plain} \\gset {ids[value]}_", f"\\set {ids[value]} :{ids[value]}_{column}"]
        given.add(ids[value])
    return "\n".join(lines) + "\n"


def _ids(statements: Sequence[str], begins: dict[str, int]) -> set[int]:
    found = {int(text) for statement in statements for text in re.findall(r"\b\d{10,12}\b", statement)}
    return {value for value in found if any(0 <= value - begin < STEP // 10 for begin in begins.values())}


def _gives(statement: str, begins: dict[str, int], wanted: Sequence[int]) -> tuple[str, int] | None:
    """The column and the recorded id that a statement gives, if a later one needs it."""
    for value in wanted:
        table = max((begin, name) for name, begin in begins.items() if begin <= value)[1]
        if f"{table}_id_seq" in statement and statement.startswith("SELECT nextval"):
            return "nextval", value
        returning = _RETURNING.search(statement)
        if returning and (f"{table}_id_seq" in statement or f'INSERT INTO "{table}"' in statement):
            return returning.group(1), value
    return None


def measured(text: str, url: str, folder: Path, *, clients: int, seconds: int, mode: str = "simple") -> Floor:
    """Run the script; ``mode`` is pgbench's protocol. Raises SystemExit with its words when a statement fails."""
    if mode != "simple":
        text = for_prepared(text)
    path = folder / "floor.sql"
    path.write_text(text, encoding="utf-8")
    if SHOWN:
        sys.stderr.write(text)
    command = [
        str(_pgbench()),
        f"--protocol={mode}",
        "--no-vacuum",
        "--client",
        str(clients),
        "--jobs",
        "2",
        "--time",
        str(seconds),
    ]
    done = subprocess.run(
        [*command, "--file", str(path), url],
        capture_output=True,
        text=True,
        check=False,
        timeout=seconds + 120,
    )
    found = _RESULT.search(done.stdout)
    if found is None or "aborted" in done.stderr:
        raise SystemExit(f"pgbench failed:\n{done.stderr[-2000:]}\nThe script is:\n{text[:6000]}")
    statements = sum(not line.startswith("\\set") for line in text.splitlines())
    return Floor(float(found.group(1)), statements)


def for_prepared(text: str) -> str:
    """The script with colons in its literals written in another way: pgbench takes "HH24:MI" for a variable."""
    return _LITERAL.sub(_without_colons, text)


def _without_colons(literal: re.Match[str]) -> str:
    text = literal.group(0)
    return "E" + text.replace("\\", "\\\\").replace(":", "\\x3A") if ":" in text else text


def _pgbench() -> Path:
    for found in installations():
        path = found.program("pgbench")
        if path.exists():
            return path
    raise SystemExit(
        "pgbench is not here: install PostgreSQL from the operating system (package postgresql)."
    )
