"""Undoing an import: as if it had never come, but for what somebody worked on."""

import pytest

from tests.integrations.conftest import Import, balance, closed, reported
from tests.world import World
from townline.identity.errors import NotAllowed
from townline.identity.rules import SYSTEM
from townline.integrations import actions
from townline.integrations.errors import ImportRefused
from townline.integrations.models import ImportedRow, ImportRun, QuarantinedRow
from townline.requests import actions as requests
from townline.requests.models import Alias, ServiceRequest, TimelineEntry
from townline.requests.queries import timeline
from townline.services.models import Service


def undo(run: ImportRun) -> actions.Undone:
    return actions.undo_import(actor=SYSTEM, run_id=run.pk)


def test_nothing_is_left_of_an_import_that_was_undone(bring: Import) -> None:
    run = bring(reported(1), closed(2), reported(3, status="zombie"))
    undone = undo(run)
    assert (undone.removed, undone.reverted, undone.kept) == (2, 0, [])
    for model in (ServiceRequest, TimelineEntry, Alias, ImportedRow, QuarantinedRow):
        assert not model.objects.exists(), model
    run.refresh_from_db()
    assert run.state == "undone"
    assert Service.objects.get(code="old-hole").state == "retired"


def test_what_staff_worked_on_stays_and_is_named(world: World, bring: Import) -> None:
    run = bring(reported(1), reported(2))
    touched = ServiceRequest.objects.get(aliases__number="B-1")
    requests.comment(
        actor=world.administrator, service_request_id=touched.pk, text="Looked.", is_public=False
    )
    undone = undo(run)
    assert (undone.removed, undone.kept) == (1, [touched.number])
    assert ServiceRequest.objects.get() == touched
    assert Service.objects.get(code="old-hole").state == "published"


def test_after_undoing_the_same_can_be_imported_again(bring: Import) -> None:
    undo(bring(reported(1), closed(2)))
    assert balance(bring(reported(1), closed(2))) == (2, 2, 0, 0, 0)
    assert Service.objects.get(code="old-hole").definition is not None


def test_changes_of_a_run_are_taken_back_and_can_come_again(bring: Import) -> None:
    bring(reported(1), reported(2))
    changed = closed(1, updated_datetime="2019-06-09T12:00:00Z", description="Other words")
    run = bring(changed, reported(3))
    undone = undo(run)
    assert (undone.removed, undone.reverted) == (1, 1)
    service_request = ServiceRequest.objects.get(aliases__number="B-1")
    assert (service_request.state, service_request.description) == ("open", "Hole number 1")
    assert [entry.verb for entry in timeline(service_request.pk)][-1] == "reopen"
    assert balance(bring(changed)) == (1, 0, 1, 0, 0)


def test_undoing_the_first_run_removes_what_a_later_one_changed_as_well(bring: Import) -> None:
    first = bring(reported(1))
    bring(closed(1, updated_datetime="2019-06-09T12:00:00Z"))
    assert undo(first).removed == 1
    assert not ServiceRequest.objects.exists()


def test_a_run_is_undone_once_and_one_that_is_not_there_is_refused(bring: Import) -> None:
    run = bring(reported(1))
    undo(run)
    with pytest.raises(ImportRefused, match="undone before"):
        undo(run)
    with pytest.raises(ImportRefused, match="There is no import 999999"):
        actions.undo_import(actor=SYSTEM, run_id=999_999)


def test_only_who_may_import_data_may_undo(world: World, bring: Import) -> None:
    run = bring(reported(1))
    with pytest.raises(NotAllowed):
        actions.undo_import(actor=world.roads_manager, run_id=run.pk)
