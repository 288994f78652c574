"""An import that is killed in the middle, and two at once; with processes and connections of their own."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from django.db import OperationalError, connection, connections

from tests.integrations.conftest import balance, reported
from tests.world import build_world
from townline.identity.rules import SYSTEM
from townline.integrations import actions
from townline.integrations.actions import importing, runs
from townline.integrations.errors import ImportRefused
from townline.integrations.models import ImportedRow, ImportRun
from townline.requests.models import Alias, ServiceRequest

ROWS = 6_000

_SCRIPT = """
import sys
from pathlib import Path
import django
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
django.setup()
from townline.identity.rules import SYSTEM
from townline.integrations import actions
from townline.integrations.actions import importing
importing.BATCH = 200
wanted = actions.Wanted(SYSTEM, int(sys.argv[3]), "Old CRM")
actions.import_file(wanted=wanted, paths=[Path(sys.argv[2])])
"""


@pytest.mark.django_db(transaction=True)
def test_killed_in_the_middle_and_run_again_it_balances_without_duplicates(tmp_path: Path) -> None:
    world = build_world()
    path = tmp_path / "rows.ndjson"
    path.write_text("\n".join(json.dumps(reported(number)) for number in range(ROWS)))
    name = str(connection.settings_dict["NAME"])
    command = [sys.executable, "-c", _SCRIPT, name, str(path), str(world.town.pk)]
    process = subprocess.Popen(command, env=os.environ)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and ServiceRequest.objects.count() < 1_000:
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    killed = ImportRun.objects.get()
    assert killed.state == "running"
    assert 1_000 <= killed.new < ROWS
    _until_free()
    again = actions.import_file(wanted=actions.Wanted(SYSTEM, world.town.pk, "Old CRM"), paths=[path])
    assert balance(again) == (ROWS, ROWS - killed.new, 0, killed.new, 0)
    assert ServiceRequest.objects.count() == Alias.objects.count() == ImportedRow.objects.count() == ROWS
    killed.refresh_from_db()
    assert killed.state == "failed"
    removed = [actions.undo_import(actor=SYSTEM, run_id=run.pk).removed for run in (killed, again)]
    assert sum(removed) == ROWS
    assert not ServiceRequest.objects.exists()


def _until_free() -> None:
    """Wait until the server has noticed that the killed process is gone."""
    for _ in range(100):
        try:
            with runs.only_one("Old CRM"):
                return
        except ImportRefused:
            time.sleep(0.05)


@pytest.mark.django_db(transaction=True)
def test_a_source_is_imported_by_one_at_a_time() -> None:
    refused: list[str] = []

    def other() -> None:
        try:
            with runs.only_one("Old CRM"):
                pass
        except ImportRefused as error:
            refused.append(error.code)
        finally:
            connections.close_all()

    with runs.only_one("Old CRM"):
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
    assert refused == ["busy"]
    with runs.only_one("Old CRM"):
        pass


@pytest.mark.django_db(transaction=True)
def test_a_database_that_goes_away_leaves_a_balance_and_the_next_run_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = build_world()
    path = tmp_path / "rows.ndjson"
    path.write_text("\n".join(json.dumps(reported(number)) for number in range(30)))
    monkeypatch.setattr(importing, "BATCH", 10)
    wanted = actions.Wanted(SYSTEM, world.town.pk, "Old CRM")
    batches: list[int] = []

    def away(run: ImportRun, done: int, total: int) -> None:
        batches.append(run.read)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    with pytest.raises(OperationalError):
        actions.import_file(wanted=wanted, paths=[path], tell=away)
    assert batches == [10]
    first = ImportRun.objects.get()
    assert balance(first) == (10, 10, 0, 0, 0)
    assert first.state == "failed"
    assert balance(actions.import_file(wanted=wanted, paths=[path])) == (30, 20, 0, 10, 0)
