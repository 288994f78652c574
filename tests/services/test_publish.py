"""Publishing: a new immutable version, or a sentence and nothing written."""

import re
from datetime import UTC, datetime

import msgspec
import pytest
from django.db import IntegrityError, connection, transaction

from tests.services.files import GOOD, definition
from townline.audit.models import Entry
from townline.identity.errors import NotAllowed
from townline.identity.models import Jurisdiction
from townline.identity.rules import RESIDENT, SYSTEM, Actor
from townline.kit import clock, eventbus
from townline.kit.appendonly import erasing
from townline.servicelevels.models import Policy
from townline.servicelevels.queries import level_for
from townline.services import models, queries
from townline.services.actions import publish
from townline.services.definition.model import ServiceLevel
from townline.services.errors import FilesRefused, ServiceRefused
from townline.services.events import ServicePublished
from townline.services.models import Service

NOON = datetime(2026, 11, 24, 17, tzinfo=UTC)


def test_a_definition_becomes_the_version_residents_are_asked_by(
    town: Jurisdiction, roads_manager: Actor
) -> None:
    with clock.frozen(NOON):
        done = publish(jurisdiction_id=town.pk, definition=GOOD, actor=roads_manager)
    assert (done.version, done.changed) == (1, True)
    found = queries.published_version(town.pk, "pothole")
    assert found is not None
    assert found.definition == definition()
    row = models.Definition.objects.get(pk=done.definition_id)
    assert (row.published_by, row.published_at) == ("R. Roads", NOON)
    assert Entry.objects.filter(verb="publish", subject_id=str(done.service_id)).count() == 1


def test_publishing_tells_who_listens(town: Jurisdiction, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[object] = []
    monkeypatch.setattr("townline.services.actions.announce", heard.append)
    done = publish(jurisdiction_id=town.pk, definition=GOOD, actor=SYSTEM)
    assert heard == [ServicePublished(done.service_id, done.definition_id)]
    assert eventbus.reactions() is not None


def test_publishing_the_same_again_changes_nothing(town: Jurisdiction) -> None:
    first = publish(jurisdiction_id=town.pk, definition=GOOD, actor=SYSTEM)
    before = queries.catalogue_version(town.pk)
    again = publish(jurisdiction_id=town.pk, definition=f"# a comment\n{GOOD}", actor=SYSTEM)
    assert again.definition_id == first.definition_id
    assert not again.changed
    assert queries.catalogue_version(town.pk) == before
    assert Entry.objects.filter(verb="publish").count() == 1


def test_a_change_is_a_new_version_and_the_old_one_stays(town: Jurisdiction) -> None:
    first = publish(jurisdiction_id=town.pk, definition=GOOD, actor=SYSTEM)
    second = publish(jurisdiction_id=town.pk, definition=definition("Pothole", "Hole"), actor=SYSTEM)
    assert (second.service_id, second.version) == (first.service_id, 2)
    assert queries.definition(first.definition_id).name == "Pothole"
    assert queries.definition(second.definition_id).name == "Hole"
    assert Service.objects.get(pk=first.service_id).name == "Hole"
    assert queries.catalogue_version(town.pk).number == 2


def test_the_service_level_is_promised(town: Jurisdiction) -> None:
    publish(jurisdiction_id=town.pk, definition=GOOD, actor=SYSTEM)
    policy = Policy.objects.get(jurisdiction=town, code="pothole")
    assert (policy.amount, policy.unit) == (3, "working_days")


def test_a_calendar_nobody_made_is_refused(town: Jurisdiction) -> None:
    text = GOOD.replace('resolve = "3 working days"', 'resolve = "3 working days"\ncalendar = "moon"')
    with pytest.raises(ServiceRefused, match="moon"):
        publish(jurisdiction_id=town.pk, definition=text, actor=SYSTEM)
    assert not Service.objects.exists()


def test_a_bad_file_is_refused_with_its_lines(town: Jurisdiction) -> None:
    with pytest.raises(FilesRefused) as refused:
        publish(
            jurisdiction_id=town.pk, definition=GOOD.replace("= 1", "= true"), actor=SYSTEM, filename="p.toml"
        )
    assert refused.value.sentence == 'p.toml:33: "minimum" must be a number, without quotes'
    assert refused.value.problems[0].line == 33
    assert not Service.objects.exists()


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('department = "streets"', 'department = "magic"', "department_unknown"),
        ('team = "streets-repair"', 'team = "streets-magic"', "team_unknown"),
    ],
)
def test_a_department_or_team_nobody_knows_is_refused(
    town: Jurisdiction, old: str, new: str, code: str
) -> None:
    with pytest.raises(ServiceRefused) as refused:
        publish(jurisdiction_id=town.pk, definition=definition(old, new), actor=SYSTEM)
    assert refused.value.code == code
    assert re.search("magic", refused.value.sentence)
    assert not Service.objects.exists()


def test_who_may_not_write_the_departments_services_is_refused(
    town: Jurisdiction, parks_manager: Actor, roads_manager: Actor
) -> None:
    for nobody in (RESIDENT, parks_manager):
        with pytest.raises(NotAllowed):
            publish(jurisdiction_id=town.pk, definition=GOOD, actor=nobody)
    moved = publish(jurisdiction_id=town.pk, definition=GOOD, actor=roads_manager)
    with pytest.raises(NotAllowed):
        publish(
            jurisdiction_id=town.pk,
            definition=definition('department = "streets"', 'department = "parks"'),
            actor=parks_manager,
        )
    assert queries.published(town.pk)[0].definition_id == moved.definition_id


@pytest.mark.parametrize(
    "change", ["UPDATE services_definition SET version = 9", "DELETE FROM services_definition"]
)
def test_a_published_version_can_neither_be_changed_nor_removed(town: Jurisdiction, change: str) -> None:
    publish(jurisdiction_id=town.pk, definition=GOOD, actor=SYSTEM)
    with pytest.raises(IntegrityError, match="only ever added"), transaction.atomic():
        connection.cursor().execute(change)


def test_what_is_lawfully_erased_may_be_changed(town: Jurisdiction) -> None:
    done = publish(jurisdiction_id=town.pk, definition=GOOD, actor=SYSTEM)
    with transaction.atomic(), erasing():
        models.Definition.objects.filter(pk=done.definition_id).update(published_by="")
    assert models.Definition.objects.get(pk=done.definition_id).published_by == ""


def test_a_definition_is_read_from_the_database_once(
    town: Jurisdiction, django_assert_num_queries: object
) -> None:
    done = publish(jurisdiction_id=town.pk, definition=GOOD, actor=SYSTEM)
    queries.definition(done.definition_id)
    with django_assert_num_queries(0):  # type: ignore[operator]
        queries.definition(done.definition_id)
    with pytest.raises(models.Definition.DoesNotExist):
        queries.definition(0)


def test_a_version_that_promises_nothing_ends_the_promise(town: Jurisdiction) -> None:
    with clock.frozen(NOON):
        publish(jurisdiction_id=town.pk, definition=GOOD, actor=SYSTEM)
    silent = msgspec.structs.replace(definition(), service_level=ServiceLevel(resolve=""))
    with clock.frozen(NOON.replace(day=25)):
        publish(jurisdiction_id=town.pk, definition=silent, actor=SYSTEM)
    assert level_for(jurisdiction_id=town.pk, code="pothole", at=NOON) is not None
    assert level_for(jurisdiction_id=town.pk, code="pothole", at=NOON.replace(day=26)) is None
