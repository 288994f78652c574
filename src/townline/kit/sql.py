"""One prepared statement, one row: for the few addresses that are asked so often that the ORM's share shows."""

from collections.abc import Mapping
from typing import Any

import psycopg
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection

PREPARED_AFTER = 3


def fetch_row(statement: str, parameters: Mapping[str, object]) -> tuple[Any, ...]:
    """The first row of a statement that only reads. Values are bound by the server, which keeps the plan.

    A connection that died since its last use is replaced once; within a transaction the error goes on.
    """
    try:
        return _fetch(statement, parameters)
    except (OperationalError, InterfaceError):
        if connection.in_atomic_block or connection.is_usable():
            raise
        connection.close()
        return _fetch(statement, parameters)


def _fetch(statement: str, parameters: Mapping[str, object]) -> tuple[Any, ...]:
    connection.ensure_connection()
    raw = connection.connection
    # PgBouncer in transaction mode gives each statement another server, which knows no prepared ones.
    bouncing = settings.DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"]
    raw.prepare_threshold = None if bouncing else PREPARED_AFTER
    with connection.wrap_database_errors, psycopg.Cursor(raw) as cursor:
        row: tuple[Any, ...] | None = cursor.execute(statement, parameters).fetchone()
    if row is None:
        raise LookupError(statement)
    return row
