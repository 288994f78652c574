"""What lies in a database, as far as a backup is concerned: its tables, their rows, whether it is empty."""

import time

import psycopg
from psycopg import sql

LOCK_WAIT = "15s"
LEAVING_ATTEMPTS, LEAVING_SECONDS = 20, 0.1
# As in a new database: owned by whoever owns the database, where this role is that owner.
PUBLIC_AS_NEW = """CREATE SCHEMA public;
GRANT USAGE ON SCHEMA public TO PUBLIC;
DO $$ BEGIN ALTER SCHEMA public OWNER TO pg_database_owner;
EXCEPTION WHEN insufficient_privilege THEN NULL; END $$;"""
Connection = psycopg.Connection[tuple[object, ...]]

# A thing is ours when it lies in no system schema and belongs to no extension.
OURS = """n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_%'
       AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.deptype = 'e'
                          AND d.classid = 'pg_catalog.{catalog}'::regclass AND d.objid = {alias}.oid)"""
TABLES = (
    "FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'r' "
    "AND c.relpersistence <> 't' AND " + OURS.format(catalog="pg_class", alias="c")
)
RELATIONS = (
    "FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relpersistence <> 't' AND "
    + OURS.format(catalog="pg_class", alias="c")
)
ROUTINES = "FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE " + OURS.format(
    catalog="pg_proc", alias="p"
)
TYPES = (
    "FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE t.typtype IN ('d', 'e', 'r') AND "
    + OURS.format(catalog="pg_type", alias="t")
)
SCHEMAS = "FROM pg_namespace n WHERE " + OURS.format(catalog="pg_namespace", alias="n")
OTHER_CLIENTS = (
    "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
    "AND backend_type = 'client backend'"
)


def _count(connection: Connection, rest: str) -> int:
    found = connection.execute(b"SELECT count(*) " + rest.encode()).fetchone()
    return int(str(found[0])) if found else 0


def row_counts(connection: Connection) -> dict[str, int]:
    """Count the rows of every table of ours, by quoted name, as this connection's snapshot sees them."""
    counts = {}
    query = f"SELECT n.nspname, c.relname {TABLES} ORDER BY 1, 2"
    for schema, table in connection.execute(query.encode()).fetchall():
        name = sql.Identifier(str(schema), str(table)).as_string(connection)
        counts[name] = _count(connection, f"FROM ONLY {name}")
    return counts


def is_empty(connection: Connection) -> bool:
    """Say whether the database holds nothing but what PostgreSQL and its extensions put there."""
    schemas = f"{SCHEMAS} AND n.nspname <> 'public'"
    return not any(_count(connection, rest) for rest in (RELATIONS, ROUTINES, TYPES, schemas))


def other_connections(connection: Connection) -> int:
    """Count the other clients connected to this database; those just closing are given a moment."""
    for _attempt in range(LEAVING_ATTEMPTS):
        if not (others := _count(connection, OTHER_CLIENTS)):
            break
        time.sleep(LEAVING_SECONDS)
    return others


def clearing_script(connection: Connection) -> str:
    """Return SQL that removes everything of ours; it runs in the restore's own transaction."""
    statements = [f"SET LOCAL lock_timeout = '{LOCK_WAIT}';"]
    for (schema,) in connection.execute(f"SELECT n.nspname {SCHEMAS} ORDER BY 1".encode()).fetchall():
        name = sql.Identifier(str(schema)).as_string(connection)
        statements.append(f"DROP SCHEMA {name} CASCADE;")
        if schema == "public":
            statements.append(PUBLIC_AS_NEW)
    return "\n".join(statements) + "\n"


def checking_script(rows: dict[str, int]) -> str:
    """Return SQL that fails, and so undoes the restore, unless these tables hold exactly these rows."""
    lines = ["DO $townline$ DECLARE n bigint; BEGIN"]
    for table, count in rows.items():
        name = sql.Literal(table).as_string(None)
        lines += [
            f"SELECT count(*) INTO n FROM ONLY {table}; IF n <> {count:d} THEN",  # noqa: S608 -- quoted names
            f"RAISE EXCEPTION 'TOWNLINE % holds % rows instead of {count:d}', {name}, n; END IF;",
        ]
    lines += [
        f"SELECT count(*) INTO n {TABLES}; IF n <> {len(rows)} THEN",
        f"RAISE EXCEPTION 'TOWNLINE there are % tables instead of {len(rows)}', n; END IF;",
        "END $townline$;\n",
    ]
    return "\n".join(lines)
