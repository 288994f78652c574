"""The list of services and the page of each."""

import pytest

from tests.portal.conftest import Resident
from tests.world import World
from townline.identity.rules import SYSTEM
from townline.requests import actions
from townline.requests.models import ServiceRequest
from townline.services import actions as services


def test_services_stand_by_subject_with_everything_else_last(resident: Resident) -> None:
    page = resident.text(resident.client.get("/services/"))
    assert page.index("Streets and sidewalks") < page.index("Everything else")


def test_services_stand_by_letter(resident: Resident) -> None:
    page = resident.text(resident.client.get("/services/", {"by": "letter"}))
    assert 'id="section-1">F<' in page


def test_a_service_says_what_we_do_and_promises(resident: Resident) -> None:
    page = resident.text(resident.client.get("/services/pothole/"))
    assert "A crew looks at every report" in page
    assert "3 working days" in page
    assert "Report it now, and we take care of it by" in page
    assert 'href="tel:911"' in page


def test_a_retired_service_is_not_offered(resident: Resident, world: World) -> None:
    services.retire(
        jurisdiction_id=world.town.pk, code="pothole", actor=SYSTEM, reason="The state took over."
    )
    for address in ("/services/pothole/", "/services/pothole/report/", "/services/pothole/report/new/place/"):
        answer = resident.client.get(address)
        assert answer.status_code == 404
        assert "This service is not here" in answer.content.decode()


def test_reporting_starts_at_the_first_step_and_writes_nothing(resident: Resident) -> None:
    assert resident.client.get("/services/pothole/report/")["Location"].endswith("/new/place/")
    assert "sessionid" not in resident.client.cookies


@pytest.mark.parametrize("step", ["", "report/", "report/new/place/", "report/new/questions/"])
def test_a_service_for_staff_only_is_like_none(resident: Resident, world: World, step: str) -> None:
    text = (services.STARTER / "pothole.toml").read_text()
    hidden = text.replace('code = "pothole"', 'code = "pothole"\npublic = false', 1)
    services.publish(jurisdiction_id=world.town.pk, definition=hidden, actor=SYSTEM)
    answer = resident.client.get(f"/services/pothole/{step}")
    assert answer.status_code == 404
    assert "This service is not here" in answer.content.decode()


def test_a_report_about_a_service_for_staff_only_offers_no_way_to_report_it_anew(
    resident: Resident, world: World
) -> None:
    made = world.report()
    actions.close(
        actor=world.roads_officer, service_request_id=made.pk, reason="done", outcome="We filled the hole."
    )
    assert "/services/pothole/" in resident.text(resident.client.get(f"/follow/{made.token}/"))
    text = (services.STARTER / "pothole.toml").read_text()
    hidden = text.replace('code = "pothole"', 'code = "pothole"\npublic = false', 1)
    version = services.publish(jurisdiction_id=world.town.pk, definition=hidden, actor=SYSTEM)
    ServiceRequest.objects.update(definition_id=version.definition_id)
    assert "/services/pothole/" not in resident.text(resident.client.get(f"/follow/{made.token}/"))
