"""The gallery in a real browser: axe-core finds nothing serious, nothing reaches past a narrow screen, script helps."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from townline.look import assets, gallery

AXE = assets.ROOT / "node_modules" / "axe-core" / "axe.min.js"
pytestmark = pytest.mark.journey
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    assets.build()
    with gallery.server(0) as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{running.server_address[1]}"
        running.shutdown()
        thread.join()


@pytest.fixture
def faults() -> list[str]:
    return []


@pytest.fixture
def open_page(browser: Any, address: str, faults: list[str]) -> Iterator[Any]:
    opened = []

    def open_it(path: str, width: int = 1280, **options: Any) -> Any:
        page = browser.new_page(viewport={"width": width, "height": 900}, **options)
        opened.append(page)
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
        page.goto(f"{address}{path}")
        page.wait_for_load_state("networkidle")
        return page

    yield open_it
    for page in opened:
        page.close()


def _past_the_edge(page: Any) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@pytest.mark.parametrize("density", gallery.DENSITIES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(open_page: Any, faults: list[str], density: str, scheme: str) -> None:
    page = open_page(f"/{density}", color_scheme=scheme)
    page.evaluate(Path(AXE).read_text())
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)["violations"]
    assert [(each["id"], each["impact"], [node["target"] for node in each["nodes"]]) for each in found] == []
    assert faults == []


@pytest.mark.parametrize("density", gallery.DENSITIES)
@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_nothing_reaches_past_a_screen_of_320_pixels(open_page: Any, density: str, direction: str) -> None:
    assert _past_the_edge(open_page(f"/{density}?dir={direction}", width=320)) <= 0


@pytest.mark.parametrize(("density", "least"), [("portal", 44), ("console", 32)])
def test_targets_are_large_enough_for_their_density(open_page: Any, density: str, least: int) -> None:
    page = open_page(f"/{density}")
    small = page.evaluate(
        """least => [...document.querySelectorAll('main .govuk-button, main .govuk-input, main select, main summary')]
        .filter(each => each.checkVisibility() && each.getBoundingClientRect().height < least)
        .map(each => each.outerHTML.slice(0, 80))""",
        least,
    )
    assert small == []


@pytest.mark.parametrize("density", gallery.DENSITIES)
@pytest.mark.parametrize("width", [320, 1280])
def test_short_answers_stand_beside_one_another_on_a_line_each(
    open_page: Any, density: str, width: int
) -> None:
    page = open_page(f"/{density}", width=width)
    heights = page.evaluate(
        """() => [...document.querySelectorAll('.govuk-radios--inline label')]
        .map(each => each.getBoundingClientRect().height)"""
    )
    assert heights
    assert max(heights) <= 48


def test_without_script_everything_is_still_there(open_page: Any) -> None:
    page = open_page("/portal", java_script_enabled=False)
    assert page.get_by_role("list", name="Reported near by, as a list").is_visible()
    assert page.get_by_label("Where is it?").is_visible()
    assert page.get_by_role("button", name="Report a problem").first.is_visible()


def test_a_question_mark_shows_the_keys_but_not_while_typing(open_page: Any) -> None:
    page = open_page("/console")
    page.get_by_label("Words").press("?")
    assert not page.get_by_role("dialog").is_visible()
    page.get_by_label("Words").evaluate("field => field.blur()")
    page.keyboard.press("?")
    assert page.get_by_role("dialog").is_visible()
    page.keyboard.press("Escape")
    assert not page.get_by_role("dialog").is_visible()


def test_arrow_keys_walk_the_answers_and_escape_returns(open_page: Any) -> None:
    page = open_page("/portal")
    field = page.get_by_label("What do you need?")
    field.press("ArrowDown")
    assert "Pothole" in page.evaluate("document.activeElement.textContent")
    page.keyboard.press("ArrowDown")
    assert "Road works" in page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "answer"


def test_the_bulk_bar_appears_with_the_first_tick_and_counts(open_page: Any) -> None:
    page = open_page("/console")
    bar = page.get_by_role("group", name="With the chosen rows")
    assert not bar.is_visible()
    page.get_by_label("TL-2611-0042-0").check()
    page.get_by_label("TL-2611-0043-1").check()
    assert bar.is_visible()
    assert "2 chosen" in bar.inner_text()


def test_a_place_can_be_picked_by_click_by_keyboard_and_taken_back(open_page: Any) -> None:
    page = open_page("/portal")
    lat = page.locator("[data-place-lat]")
    page.get_by_role("button", name="Take the pin away").click()
    assert lat.input_value() == ""
    page.get_by_role("button", name="Use the center of the map").press("Enter")
    center = lat.input_value()
    assert center
    page.locator("#map-place").click(position={"x": 240, "y": 60})
    assert lat.input_value() != center


def test_what_is_fetched_into_the_page_comes_alive(open_page: Any, faults: list[str]) -> None:
    page = open_page("/portal")
    env = gallery.gallery_environment("/static/")
    source = '{% from "look/components/forms.html" import field %}<div>{{ field(question) }}</div>'
    question = {"name": "late", "control": "textarea", "label": "Late arrival", "max_length": 40, "value": ""}
    body = env.from_string(source).render(question=question)
    page.route("**/fragment", lambda route: route.fulfill(body=body, content_type="text/html"))
    page.evaluate("htmx.ajax('GET', '/fragment', {target: 'main', swap: 'beforeend'})")
    page.get_by_label("Late arrival").fill("four")
    page.get_by_text("You have 36 characters remaining").first.wait_for(state="attached")
    assert faults == []
