"""Health for machines: is the process alive, can it do its work."""

from typing import Any

from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from townline.kit import jobs

#: A job that waits longer than this says that no worker runs. The web server still works, so it stays ready.
LATE_SECONDS = 300
_NEVER_STORED = {"Cache-Control": "no-store"}
_migrated = False


@csrf_exempt
@require_safe
def live(request: HttpRequest) -> JsonResponse:
    """The process answers. Nothing else is asked, the database least of all."""
    del request
    return JsonResponse({"status": "ok"}, headers=_NEVER_STORED)


@csrf_exempt
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """Whether requests can be taken: 503 while the database cannot write or its tables are not up to date."""
    del request
    try:
        found = _look()
    except (DatabaseError, InterfaceError):
        found = {"status": "down", "database": "away or read-only", "migrations": "unknown", "jobs": None}
    return JsonResponse(found, status=503 if found["status"] == "down" else 200, headers=_NEVER_STORED)


def _look() -> dict[str, Any]:
    with connection.cursor() as cursor:
        # Only a server that can write gives a transaction number.
        cursor.execute("SELECT pg_current_xact_id()")
    migrated = _is_migrated()
    waiting = round(jobs.oldest_waiting_seconds()) if migrated else None
    is_late = waiting is not None and waiting > LATE_SECONDS
    status = "down" if not migrated else "late" if is_late else "ok"
    return {
        "status": status,
        "database": "ok",
        "migrations": "ok" if migrated else "missing: run townline db migrate",
        "jobs": {
            "oldest_waiting_seconds": waiting,
            "state": "late: is a worker running?" if is_late else "ok",
        },
    }


def _is_migrated() -> bool:
    """Whether every migration is applied; once true, it stays so for this process."""
    global _migrated  # noqa: PLW0603 - a fact about this process
    if not _migrated:
        executor = MigrationExecutor(connection)
        _migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return _migrated
