"""What lies in a database, as far as a backup is concerned: its tables, their rows, whether it is empty."""

import psycopg
from psycopg import sql

Connection = psycopg.Connection[tuple[object, ...]]

NOT_SYSTEM = "n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_%%'"


def _not_of_an_extension(catalog: str, alias: str) -> str:
    return (
        f"NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_catalog.{catalog}'::regclass "
        f"AND d.objid = {alias}.oid AND d.deptype = 'e')"
    )


TABLES = f"""
    SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind = 'r' AND c.relpersistence <> 't' AND {NOT_SYSTEM}
       AND {_not_of_an_extension("pg_class", "c")}
     ORDER BY 1, 2"""  # noqa: S608 -- constants of this file

ANYTHING = f"""
    SELECT (SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE {NOT_SYSTEM} AND c.relpersistence <> 't' AND {_not_of_an_extension("pg_class", "c")})
         + (SELECT count(*) FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
             WHERE {NOT_SYSTEM} AND {_not_of_an_extension("pg_proc", "p")})
         + (SELECT count(*) FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
             WHERE {NOT_SYSTEM} AND t.typrelid = 0 AND {_not_of_an_extension("pg_type", "t")})
         + (SELECT count(*) FROM pg_namespace n
             WHERE {NOT_SYSTEM} AND n.nspname <> 'public' AND {_not_of_an_extension("pg_namespace", "n")})
    """  # noqa: S608 -- constants of this file

SCHEMAS = f"""
    SELECT n.nspname FROM pg_namespace n
     WHERE {NOT_SYSTEM} AND {_not_of_an_extension("pg_namespace", "n")}
     ORDER BY 1"""  # noqa: S608 -- constants of this file

OTHERS = """
    SELECT count(*) FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"""


def row_counts(connection: Connection) -> dict[str, int]:
    """Rows of every table of ours, by quoted name, as this connection's snapshot sees them."""
    counts = {}
    for schema, table in connection.execute(TABLES.replace("%%", "%")).fetchall():
        name = sql.Identifier(str(schema), str(table))
        found = connection.execute(sql.SQL("SELECT count(*) FROM ONLY {}").format(name)).fetchone()
        counts[name.as_string(connection)] = int(str(found[0])) if found else 0
    return counts


def _number(connection: Connection, query: str) -> int:
    found = connection.execute(query.replace("%%", "%")).fetchone()
    return int(str(found[0])) if found else 0


def is_empty(connection: Connection) -> bool:
    """Whether the database holds nothing but what PostgreSQL and its extensions put there."""
    return _number(connection, ANYTHING) == 0


def other_connections(connection: Connection) -> int:
    """How many other clients are connected to this database."""
    return _number(connection, OTHERS)


def clearing_script(connection: Connection) -> str:
    """SQL that removes everything of ours from the database, to be run in the restore's own transaction."""
    statements = ["SET LOCAL lock_timeout = '15s';"]
    for (schema,) in connection.execute(SCHEMAS.replace("%%", "%")).fetchall():
        name = sql.Identifier(str(schema)).as_string(connection)
        statements.append(f"DROP SCHEMA {name} CASCADE;")
        if schema == "public":
            statements.append("CREATE SCHEMA public;")
    return "\n".join(statements) + "\n"


def checking_script(rows: dict[str, int]) -> str:
    """SQL that fails, and so undoes the restore, unless exactly these tables are there with exactly these rows."""
    checks = "\n".join(
        f"  SELECT count(*) INTO n FROM ONLY {table};\n"
        f"  IF n <> {int(count)} THEN RAISE EXCEPTION 'TOWNLINE % holds % rows instead of {int(count)}', {_literal(table)}, n; END IF;"
        for table, count in rows.items()
    )
    total = TABLES.replace("%%", "%").replace("SELECT n.nspname, c.relname", "SELECT count(*) INTO n").replace("ORDER BY 1, 2", "")
    return (
        f"DO $townline$ DECLARE n bigint; BEGIN\n{checks}\n{total};\n"
        f"  IF n <> {len(rows)} THEN RAISE EXCEPTION 'TOWNLINE there are % tables instead of {len(rows)}', n; END IF;\n"
        "END $townline$;\n"
    )


def _literal(text: str) -> str:
    return sql.Literal(text).as_string(None)
