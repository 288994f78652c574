"""A real browser for the journeys: ``page`` at a desk's width, ``open_page`` for any other, ``axe`` for accessibility."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
PATIENCE_MILLISECONDS = 15_000


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens a page of its own visitor: ``open_page(viewport={...}, java_script_enabled=False, color_scheme="dark")``."""
    contexts = []

    def make(**options: Any) -> Page:
        options.setdefault("viewport", {"width": 1280, "height": 900})
        context = browser.new_context(locale="en-US", timezone_id="America/New_York", **options)
        context.set_default_timeout(PATIENCE_MILLISECONDS)
        contexts.append(context)
        return context.new_page()

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    """A page at a desk's width."""
    return open_page()


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], None]:
    """``axe(page)`` fails with the rule and the places when axe-core finds something serious or critical."""
    if not AXE.exists():
        pytest.skip("axe-core is not installed. Run `make setup`.")
    script = AXE.read_text(encoding="utf-8")

    def check(page: Page) -> None:
        page.evaluate(script)
        found = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
        bad = [one for one in found["violations"] if one["impact"] in {"serious", "critical"}]
        said = [f"{one['id']}: {one['help']}: {[node['html'][:160] for node in one['nodes']]}" for one in bad]
        assert not said, f"{page.url}\n" + "\n".join(said)

    return check
