"""The list of services and the page of each."""

from tests.portal.conftest import Resident
from tests.world import World
from townline.identity.rules import SYSTEM
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
