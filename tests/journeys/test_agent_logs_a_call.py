"""An agent on the phone: signs in, finds the service in the caller's words, follows the script, reads the promise."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.world import PASSWORD, World
from townline.requests.models import ServiceRequest

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
Axe = Callable[[Page], None]


def _sign_in(page: Page, live_server: Any, login: str) -> None:
    page.goto(f"{live_server.url}/console/")
    page.get_by_label("E-mail").fill(f"{login}@marlowfalls.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("navigation", name="Queues")).to_be_visible()


def test_an_agent_logs_a_call_by_keyboard_alone(page: Page, live_server: Any, axe: Axe, world: World) -> None:
    page.goto(f"{live_server.url}/console/")
    axe(page)
    _sign_in(page, live_server, "agent")
    axe(page)
    keys = page.keyboard

    keys.press("Alt+2")
    expect(page.get_by_role("searchbox", name="What is it about?")).to_be_focused()
    keys.type("big hole in street")
    expect(page.locator("#service-results [data-result]").first).to_contain_text("Pothole")
    axe(page)
    keys.press("ArrowDown")
    keys.press("Enter")

    expect(page.get_by_role("textbox", name="In the caller's words")).to_be_focused()
    axe(page)
    keys.type("It ate my hubcap.")
    size = page.locator("[data-question=size]")
    expect(size).to_be_hidden()
    keys.press("Tab")
    keys.press("Space")
    expect(size).to_be_visible()
    keys.press("Tab")
    keys.press("Space")
    keys.press("Alt+w")
    keys.type("12 Elm Street")
    keys.press("Alt+n")
    keys.type("Rosa Resident")
    keys.press("Tab")
    keys.type("413 555 0142")
    axe(page)
    keys.press("Enter")

    expect(page.get_by_role("heading", name="Read this to the caller")).to_be_visible()
    made = ServiceRequest.objects.get()
    expect(page.get_by_text(made.number, exact=True)).to_be_visible()
    expect(page.get_by_text("We will have dealt with this by")).to_be_visible()
    axe(page)
    assert made.answers == {"owner": "street", "size": "small"}
    assert made.location is not None
    assert made.customer is not None
    keys.press("Enter")
    expect(page.get_by_role("searchbox", name="What is it about?")).to_be_focused()


def test_a_stop_is_said_while_the_caller_speaks(page: Page, live_server: Any, axe: Axe, world: World) -> None:
    _sign_in(page, live_server, "agent")
    page.goto(f"{live_server.url}/console/calls/new/pothole/")
    page.get_by_label("A numbered highway or a ramp").check()
    expect(page.get_by_text("Stop here: this is not logged")).to_be_visible()
    axe(page)


def test_what_is_typed_stays_while_the_script_changes(page: Page, live_server: Any, world: World) -> None:
    _sign_in(page, live_server, "agent")
    page.goto(f"{live_server.url}/console/calls/new/pothole/")
    page.get_by_label("A city street, alley or bike lane").check()
    name = page.get_by_label("Name (optional)")
    name.press_sequentially("Rosa Resident", delay=20)
    expect(page.locator("[data-question=size]")).to_be_visible()
    expect(name).to_have_value("Rosa Resident")


def test_a_call_is_logged_without_script(open_page: Any, live_server: Any, world: World) -> None:
    page = open_page(java_script_enabled=False)
    _sign_in(page, live_server, "agent")
    page.get_by_role("link", name="Log a call").click()
    page.get_by_role("searchbox", name="What is it about?").fill("big hole")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name="Pothole").first.click()
    page.get_by_label("A city street, alley or bike lane").check()
    page.get_by_role("button", name="Ask what follows").click()
    page.get_by_label("Smaller than a dinner plate").check()
    page.get_by_label("Address, corner or place").fill("12 Elm Stret")
    page.get_by_role("button", name="Log this call").click()
    page.get_by_label("12 Elm Street", exact=True).check()
    page.get_by_role("button", name="Log this call").click()
    expect(page.get_by_role("heading", name="Read this to the caller")).to_be_visible()


def test_a_call_fits_a_narrow_screen(open_page: Any, live_server: Any, axe: Axe, world: World) -> None:
    page = open_page(viewport={"width": 320, "height": 700}, color_scheme="dark")
    _sign_in(page, live_server, "agent")
    for path in ("/console/", "/console/calls/new/", "/console/calls/new/pothole/", "/console/account/"):
        page.goto(live_server.url + path)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
