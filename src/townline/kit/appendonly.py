"""Rows that are only ever added: a trigger refuses changes, except while something is lawfully erased."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, migrations

_FUNCTION = """
CREATE OR REPLACE FUNCTION townline_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('townline.erasing', true) = 'on' THEN
        RETURN COALESCE(NEW, OLD);
    END IF;
    RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$
"""


def append_only(table: str) -> migrations.RunSQL:
    """The migration step that makes ``table`` append-only."""
    return migrations.RunSQL(
        sql=[
            _FUNCTION,
            (
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION townline_append_only()"
            ),
        ],
        reverse_sql=[f"DROP TRIGGER {table}_append_only ON {table}"],
    )


@contextmanager
def erasing() -> Iterator[None]:
    """Let this transaction change append-only rows: to forget a person or to undo an import, and for nothing else."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL townline.erasing = 'on'")
        try:
            yield
        finally:
            if not connection.needs_rollback:
                cursor.execute("SET LOCAL townline.erasing = 'off'")
