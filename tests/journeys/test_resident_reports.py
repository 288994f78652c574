"""A resident finds a service in own words, reports, and follows the report: with script, without it, small, by keyboard."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.world import ANSWERS, World
from townline.requests.models import ServiceRequest

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

Axe = Callable[[Page], None]


@pytest.fixture
def hole(tmp_path: Path) -> Path:
    """A photo as a phone takes it."""
    file = tmp_path / "hole.jpg"
    Image.new("RGB", (1200, 900), "gray").save(file, "JPEG")
    return file


def go_on(page: Page) -> None:
    page.locator("button.govuk-button", has_text="Continue").click()


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1, name=text)).to_be_visible()


def number_on(page: Page) -> str:
    found = re.search(r"TL-\d{4}-\d{4}-\d", page.locator(".tl-sent__number").inner_text())
    assert found
    return found.group()


def find_pothole(page: Page, axe: Axe) -> None:
    """From one's own words to the page of the service, by arrow key."""
    axe(page)
    page.get_by_role("searchbox").press_sequentially("big hole in street")
    page.locator("[data-result]", has_text="Pothole").wait_for()
    axe(page)
    page.get_by_role("searchbox").press("ArrowDown")
    page.keyboard.press("Enter")
    heading(page, "Pothole")
    axe(page)
    page.get_by_role("button", name="Report: Pothole").click()


def say_where(page: Page, axe: Axe) -> None:
    """An address with a slip, the choice of what was meant, and the reports near by."""
    heading(page, "Where is it?")
    page.locator(".leaflet-container").wait_for()
    axe(page)
    page.get_by_label("Address or crossing").fill("14 Elm Stret")
    go_on(page)
    axe(page)
    page.get_by_label("14 Elm Street").check()
    go_on(page)
    heading(page, "Is it one of these?")
    axe(page)
    page.get_by_role("button", name="No, mine is another one").click()


def answer(page: Page, axe: Axe, hole: Path) -> None:
    """The questions: one that stops, one that leads to others; words and a photo."""
    heading(page, "Tell us more")
    page.get_by_label("A numbered highway or a ramp").check()
    expect(page.locator("#stop")).to_contain_text("belong to the state")
    page.get_by_label("A city street, alley or bike lane").check()
    expect(page.locator("#stop")).not_to_contain_text("belong to the state")
    page.get_by_label("Bigger than a dinner plate").check()
    page.get_by_label("How deep is it, roughly?").fill("8")
    page.get_by_label("Is there anything else").fill("By the bus stop.")
    page.locator("input[type=file]").set_input_files(hole)
    axe(page)
    go_on(page)


def send(page: Page, axe: Axe) -> str:
    """Who it is, everything once more, and the number."""
    heading(page, "How can we reach you?")
    axe(page)
    page.get_by_label("E-mail").fill("ida@example.com")
    go_on(page)
    heading(page, "Check your answers")
    for text in ("14 Elm Street", "8 inches", "1 photo"):
        expect(page.locator("main")).to_contain_text(text)
    axe(page)
    page.get_by_role("button", name="Send the report").click()
    heading(page, "We have your report")
    expect(page.locator(".tl-sent")).to_contain_text("We will take care of this by")
    axe(page)
    return number_on(page)


def follow(page: Page, axe: Axe) -> None:
    """One's own page: why this date, and a note."""
    page.get_by_role("link", name="See your report").click()
    page.locator("summary", has_text="Why this date?").click()
    expect(page.locator("main")).to_contain_text("We promise 3 working days")
    expect(page.locator("main img")).to_have_count(1)
    axe(page)
    page.get_by_label("Your note").fill("It is worse now.")
    page.get_by_role("button", name="Add the note").click()
    expect(page.get_by_role("alert")).to_contain_text("Your note is added.")
    axe(page)


def test_a_resident_reports_a_pothole_and_follows_it(
    world: World, live_server: LiveServer, page: Page, axe: Axe, hole: Path
) -> None:
    world.report(answers=ANSWERS["pothole"])
    page.goto(live_server.url)
    find_pothole(page, axe)
    say_where(page, axe)
    answer(page, axe, hole)
    number = send(page, axe)
    follow(page, axe)

    page.goto(f"{live_server.url}/follow/")
    page.get_by_label("Number of the report").fill(number.lower().replace("-", " "))
    page.get_by_role("button", name="Find it").click()
    expect(page).to_have_url(re.compile(f"/requests/{number}/"))
    expect(page.locator("main")).not_to_contain_text("ida@example.com")
    made = ServiceRequest.objects.get(number=number)
    assert made.address_reference == "MF-00014"
    assert made.photos.count() == 1


def without_script(page: Page, address: str, hole: Path) -> None:
    """The whole way with plain pages."""
    page.goto(address)
    page.get_by_role("searchbox").fill("big hole in street")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name="Pothole").first.click()
    page.locator("a.govuk-button").click()
    page.get_by_label("Address or crossing").fill("14 Elm Stret")
    go_on(page)
    page.get_by_label("14 Elm Street").check()
    go_on(page)
    page.get_by_label("A city street, alley or bike lane").check()
    page.locator("input[type=file]").set_input_files(hole)
    go_on(page)
    expect(page.locator("main")).to_contain_text("a few more questions")
    page.get_by_label("Smaller than a dinner plate").check()
    go_on(page)
    go_on(page)
    heading(page, "Check your answers")
    expect(page.locator("main img")).to_have_count(1)
    page.get_by_role("button", name="Send the report").click()
    heading(page, "We have your report")
    page.get_by_role("link", name="See your report").click()
    expect(page.locator("main")).to_contain_text("We will take care of this by")


def test_it_works_without_script(
    world: World, live_server: LiveServer, open_page: Callable[..., Page], hole: Path
) -> None:
    page = open_page(java_script_enabled=False)
    without_script(page, live_server.url, hole)
    assert ServiceRequest.objects.get().answers == {"owner": "street", "size": "small"}


def test_going_back_keeps_everything(world: World, live_server: LiveServer, page: Page) -> None:
    page.goto(f"{live_server.url}/services/pothole/report/")
    page.get_by_label("Address or crossing").fill("14 Elm Street")
    go_on(page)
    page.get_by_label("A city street, alley or bike lane").check()
    page.get_by_label("Smaller than a dinner plate").check()
    page.get_by_label("Is there anything else").fill("By the bus stop.")
    go_on(page)
    heading(page, "How can we reach you?")
    page.go_back()
    heading(page, "Tell us more")
    expect(page.get_by_label("Smaller than a dinner plate")).to_be_checked()
    expect(page.get_by_label("Is there anything else")).to_have_value("By the bus stop.")
    page.go_back()
    expect(page.get_by_label("Address or crossing")).to_have_value("14 Elm Street")


def test_a_mark_on_the_map_is_enough(world: World, live_server: LiveServer, page: Page) -> None:
    page.goto(f"{live_server.url}/services/pothole/report/")
    page.locator(".leaflet-container").wait_for()
    page.get_by_role("button", name="Mark the center of the map").click()
    expect(page.locator("[data-place-says]")).to_contain_text("Marked on the map")
    go_on(page)
    heading(page, "Tell us more")


PAGES = (
    "/",
    "/find/?q=big+hole",
    "/find/?q=qwxyz",
    "/services/",
    "/services/?by=letter",
    "/services/pothole/",
)
MORE = (
    "/services/pothole/report/new/place/?check=1",
    "/follow/",
    "/requests/",
    "/requests/?show=closed",
    "/nothing/",
)


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_fit_and_can_be_read(
    world: World, live_server: LiveServer, open_page: Callable[..., Page], axe: Axe, width: int, scheme: str
) -> None:
    made = world.report()
    page = open_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    for address in (
        *PAGES,
        *MORE,
        f"/requests/{made.number}/",
        f"/follow/{made.token}/",
        f"/follow/{made.token}/sent/",
    ):
        page.goto(f"{live_server.url}{address}")
        axe(page)
        wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wider <= 0, f"{address} is {wider} px wider than {width} px"


def test_it_works_at_320_pixels(
    world: World, live_server: LiveServer, open_page: Callable[..., Page], hole: Path
) -> None:
    page = open_page(viewport={"width": 320, "height": 640}, java_script_enabled=False)
    without_script(page, live_server.url, hole)
    assert ServiceRequest.objects.count() == 1


def test_it_works_by_keyboard_alone(world: World, live_server: LiveServer, page: Page) -> None:
    page.goto(live_server.url)
    tab_to(page, "input[type=search]")
    page.keyboard.type("big hole in street")
    enter(page)
    tab_to(page, "[data-result]")
    enter(page)
    tab_to(page, "main a.govuk-button")
    enter(page)
    tab_to(page, "#q-address")
    page.keyboard.type("14 Elm Street")
    enter(page)
    tab_to(page, "[name=answer-owner]")
    page.keyboard.press("Space")
    page.get_by_label("Smaller than a dinner plate").wait_for()
    tab_to(page, "[name=answer-size]")
    page.keyboard.press("Space")
    tab_to(page, "main form .tl-actions button")
    enter(page)
    tab_to(page, "[name=email]")
    page.keyboard.type("ida@example.com")
    enter(page)
    tab_to(page, "main form button")
    enter(page)
    heading(page, "We have your report")


def enter(page: Page) -> None:
    """Press Enter and wait for where it leads."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is there, as somebody without a mouse does; the focus can always be seen."""
    page.wait_for_load_state("load")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("(wanted) => document.activeElement.matches(wanted)", selector):
            return
    raise AssertionError(f"{selector} cannot be reached by keyboard on {page.url}")
