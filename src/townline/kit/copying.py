"""Many rows at once: PostgreSQL's COPY, for verbs that write by the thousand."""

from collections.abc import Iterable, Sequence

from django.db import connection, models
from psycopg import sql


def copy_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write ``rows`` into the model's table in the caller's transaction; their ids come from its sequence.

    Defaults are the database's, so every column without one must be named. Raises Django's database errors.
    """
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(model._meta.db_table),  # noqa: SLF001 - Django's documented way to a table's name
        sql.SQL(", ").join(map(sql.Identifier, columns)),
    )
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def reserve_ids(model: type[models.Model], count: int) -> list[int]:
    """``count`` ids that no other row of the model will get."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],  # noqa: SLF001 - as above
        )
        return [int(row[0]) for row in cursor.fetchall()]
