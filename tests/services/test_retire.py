"""Retiring: off the list, and back by publishing."""

import pytest

from tests.services.files import GOOD
from townline.identity.errors import NotAllowed
from townline.identity.models import Jurisdiction
from townline.identity.rules import SYSTEM, Actor
from townline.services import queries
from townline.services.actions import publish, retire
from townline.services.errors import ServiceRefused


def test_a_retired_service_is_off_the_list_and_publishing_brings_it_back(town: Jurisdiction) -> None:
    first = publish(jurisdiction_id=town.pk, definition=GOOD, actor=SYSTEM)
    retire(jurisdiction_id=town.pk, code="pothole", actor=SYSTEM, reason="The county does it now.")
    assert queries.published(town.pk, unlisted=True) == []
    assert queries.published_version(town.pk, "pothole") is None
    assert queries.search(town.pk, "pothole") == []
    assert queries.catalogue_version(town.pk).number == 2
    assert queries.definition(first.definition_id).code == "pothole"
    back = publish(jurisdiction_id=town.pk, definition=GOOD, actor=SYSTEM)
    assert back.changed
    assert back.version == 2
    assert [found.definition.code for found in queries.published(town.pk)] == ["pothole"]


@pytest.mark.parametrize(
    ("code", "reason", "refusal"),
    [("nothing", "why", "service_unknown"), ("pothole", " ", "reason_missing")],
)
def test_what_is_not_there_or_has_no_reason_is_refused(
    town: Jurisdiction, code: str, reason: str, refusal: str
) -> None:
    publish(jurisdiction_id=town.pk, definition=GOOD, actor=SYSTEM)
    with pytest.raises(ServiceRefused) as refused:
        retire(jurisdiction_id=town.pk, code=code, actor=SYSTEM, reason=reason)
    assert refused.value.code == refusal
    assert queries.catalogue_version(town.pk).number == 1


def test_nobody_retires_twice_nor_what_belongs_to_others(town: Jurisdiction, parks_manager: Actor) -> None:
    publish(jurisdiction_id=town.pk, definition=GOOD, actor=SYSTEM)
    with pytest.raises(NotAllowed):
        retire(jurisdiction_id=town.pk, code="pothole", actor=parks_manager, reason="why")
    retire(jurisdiction_id=town.pk, code="pothole", actor=SYSTEM, reason="why")
    with pytest.raises(ServiceRefused, match="retired before"):
        retire(jurisdiction_id=town.pk, code="pothole", actor=SYSTEM, reason="why")
