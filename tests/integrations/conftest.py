"""Imports for the tests of this area."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.world import World
from townline.identity.rules import SYSTEM
from townline.integrations import actions
from townline.integrations.models import ImportRun

Rows = Sequence[dict[str, object]]
Import = Callable[..., ImportRun]


def reported(number: int, **changes: object) -> dict[str, object]:
    """A row of another city's server."""
    row: dict[str, object] = {
        "service_request_id": f"B-{number}",
        "status": "open",
        "service_code": "old-hole",
        "service_name": "Hole (imported)",
        "description": f"Hole number {number}",
        "requested_datetime": f"2019-06-{1 + number % 28:02}T10:00:00-04:00",
        "updated_datetime": f"2019-06-{1 + number % 28:02}T12:00:00-04:00",
        "address": f"{number} Elm Street",
        "lat": 42.7055,
        "long": -72.3610,
    }
    return row | changes


def closed(number: int, **changes: object) -> dict[str, object]:
    """The same, closed."""
    return reported(number, status="closed", status_notes="Case Resolved. Filled.", **changes)


@pytest.fixture
def bring(world: World, tmp_path: Path) -> Import:
    """Import rows, or files, into the world's town."""

    def run(*rows: dict[str, object] | Path, source: str = "Old CRM", **wanted: object) -> ImportRun:
        paths = [one for one in rows if isinstance(one, Path)]
        if not paths:
            paths = [tmp_path / "rows.ndjson"]
            paths[0].write_text("\n".join(json.dumps(row) for row in rows))
        asked = actions.Wanted(SYSTEM, world.town.pk, source, **wanted)  # type: ignore[arg-type]
        return actions.import_file(wanted=asked, paths=paths)

    return run


def balance(run: ImportRun) -> tuple[int, int, int, int, int]:
    """Read, new, updated, unchanged, quarantined."""
    run.refresh_from_db()
    return run.read, run.new, run.updated, run.unchanged, run.quarantined
