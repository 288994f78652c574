"""An officer: finds the case, holds it, lets it go on, closes it; the resident reads why, each time."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.test_agent_logs_a_call import _sign_in
from tests.world import World
from townline.contacts.rules import Reach
from townline.kit import clock
from townline.requests import actions
from townline.requests.models import ServiceRequest

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
Axe = Callable[[Page], None]


@pytest.fixture
def case(world: World) -> ServiceRequest:
    """A pothole that is late, and others around it."""
    with clock.frozen(clock.now() - timedelta(days=20)):
        made = world.report(reach=Reach("Rosa Resident", "rosa@example.com", "413 555 0142"))
    world.report(description="Another one.")
    world.report("tree-damage")
    return made


def test_an_officer_holds_releases_and_closes_and_the_resident_reads_why(
    page: Page, open_page: Any, live_server: Any, axe: Axe, case: ServiceRequest
) -> None:
    resident = open_page()
    follow = f"{live_server.url}/follow/{case.token}/"
    _sign_in(page, live_server, "roads")

    page.get_by_label("Due").select_option("Late")
    page.get_by_role("button", name="Show").click()
    expect(page).to_have_url(f"{live_server.url}/console/?due=late")
    expect(page.get_by_text("1 request", exact=True)).to_be_visible()
    axe(page)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Pothole, 12 Elm Street")).to_be_visible()
    axe(page)

    page.keyboard.press("p")
    expect(page.get_by_text("Rosa Resident")).to_be_visible()

    page.keyboard.press("h")
    page.get_by_label("The weather does not allow the work").check()
    page.get_by_label("What should the resident know or do?").fill("The asphalt plant opens after the frost.")
    axe(page)
    page.get_by_role("button", name="Hold", exact=True).click()
    expect(page.get_by_text("The clock stands still").first).to_be_visible()
    resident.goto(follow)
    expect(resident.get_by_text("The asphalt plant opens after the frost.").first).to_be_visible()

    page.keyboard.press("g")
    page.get_by_role("button", name="Go on", exact=True).click()
    expect(page.get_by_text("Work goes on, with a new date")).to_be_visible()

    page.keyboard.press("c")
    page.get_by_label("Patched").check()
    expect(page.get_by_label("What the resident reads")).to_have_value(
        "We filled the hole. If it opens again, tell us: a second repair is done at no wait."
    )
    page.get_by_label("What the resident reads").fill(
        "We filled the hole with hot asphalt. Thank you for waiting."
    )
    axe(page)
    page.get_by_role("button", name="Close", exact=True).last.click()
    expect(page.get_by_text("Closed. The resident can read how it ended on the follow page.")).to_be_visible()
    axe(page)
    resident.goto(follow)
    expect(resident.get_by_text("We filled the hole with hot asphalt.").first).to_be_visible()


COLUMNS = """() => {
  const list = document.querySelector('.tl-queue__scroll');
  const row = list.querySelector('tbody tr');
  return {
    hidden: list.scrollWidth - list.clientWidth,
    height: row.getBoundingClientRect().height,
    widths: [...row.children].map((cell) => cell.getBoundingClientRect().width),
    widest: row.querySelector('.tl-queue__what').getBoundingClientRect().width,
  };
}"""


def test_at_a_desk_every_column_is_seen_and_what_and_where_has_most_room(
    page: Page, live_server: Any, world: World, case: ServiceRequest
) -> None:
    ServiceRequest.objects.filter(pk=case.pk).update(due_at=datetime(2024, 12, 16, 20, tzinfo=UTC))
    _sign_in(page, live_server, "admin")
    expect(page.get_by_text("16 Dec 2024")).to_be_visible()
    found = page.evaluate(COLUMNS)
    assert found["hidden"] == 0
    assert len(found["widths"]) == 7
    assert max(found["widths"]) == found["widest"] >= 300
    assert found["height"] <= 41


def test_who_comes_second_is_told_what_the_first_did(
    page: Page, live_server: Any, axe: Axe, world: World, case: ServiceRequest
) -> None:
    _sign_in(page, live_server, "roads")
    page.goto(f"{live_server.url}/console/requests/{case.number}/")
    page.keyboard.press("c")
    page.get_by_label("Patched").check()
    actions.comment(
        actor=world.roads_manager, service_request_id=case.pk, text="The state repairs this.", is_public=False
    )
    page.get_by_role("button", name="Close", exact=True).last.click()
    expect(page.get_by_text("This request changed while you were writing")).to_be_visible()
    expect(page.get_by_text("The state repairs this.")).to_be_visible()
    expect(page.get_by_label("Patched")).to_be_checked()
    axe(page)


def test_an_officer_closes_without_script(open_page: Any, live_server: Any, case: ServiceRequest) -> None:
    page = open_page(java_script_enabled=False)
    _sign_in(page, live_server, "roads")
    page.get_by_role("link", name=case.number).click()
    page.get_by_role("button", name="Close…").click()
    page.get_by_label("Nothing found").check()
    page.get_by_role("button", name="Close", exact=True).click()
    expect(page.get_by_text("Our crew searched the block").first).to_be_visible()


def test_a_kept_queue_and_the_keys(page: Page, live_server: Any, axe: Axe, case: ServiceRequest) -> None:
    _sign_in(page, live_server, "roads")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    axe(page)
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.keyboard.type("another")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{live_server.url}/console/?q=another")
    page.get_by_label("Keep these filters as a tab").fill("Others")
    page.get_by_role("button", name="Keep").click()
    expect(page.get_by_role("navigation", name="Queues").get_by_role("link", name="Others 1")).to_be_visible()
    axe(page)


def test_a_case_prints_as_a_work_sheet(page: Page, live_server: Any, case: ServiceRequest) -> None:
    _sign_in(page, live_server, "roads")
    page.goto(f"{live_server.url}/console/requests/{case.number}/")
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="Pothole, 12 Elm Street")).to_be_visible()
    expect(page.get_by_role("button", name="Close…")).to_be_hidden()
    assert page.pdf(format="Letter").startswith(b"%PDF")
