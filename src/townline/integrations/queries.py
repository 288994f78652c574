"""Reads of the integrations area."""

import json
from collections.abc import Iterator

from townline.integrations.errors import ImportRefused
from townline.integrations.models import ImportRun, QuarantinedRow

FETCHED_AT_ONCE = 500


def runs() -> list[ImportRun]:
    """All import runs, the latest first."""
    return list(ImportRun.objects.select_related("jurisdiction").order_by("-pk"))


def run(run_id: int) -> ImportRun:
    """The run with this number. Raises ImportRefused."""
    found = ImportRun.objects.select_related("jurisdiction").filter(pk=run_id).first()
    if found is None:
        raise ImportRefused("no_such_run", f"There is no import {run_id}. `townline import list` shows them.")
    return found


def quarantine(run_id: int) -> Iterator[str]:
    """The quarantined rows of a run as lines of NDJSON, in order, to be corrected and imported again.

    A row that was a JSON object keeps its fields and gains ``_reason`` and ``_position``, which an import leaves
    out; any other text stands in ``_original``.
    """
    rows = QuarantinedRow.objects.filter(run_id=run(run_id).pk).order_by("position")
    for row in rows.iterator(chunk_size=FETCHED_AT_ONCE):
        try:
            original = json.loads(row.original)
        except (ValueError, RecursionError):
            original = None
        shown = original if isinstance(original, dict) else {"_original": row.original}
        yield json.dumps({**shown, "_reason": row.reason, "_position": row.position}, ensure_ascii=False)
