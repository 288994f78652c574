"""The documentation is true: links lead somewhere, every setting is listed, decisions are dated and short."""

import re
from pathlib import Path

import django.conf
import pytest

from tests.shared import ROOT
from townline.kit import env

PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)(#[^)]*)?\)")
LONGEST_DECISION = 60


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_every_link_leads_to_a_file(page: Path) -> None:
    targets = [match[1] for match in LINK.finditer(page.read_text())]
    assert [target for target in targets if not (page.parent / target).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_no_page_names_a_machine_or_a_registry(page: Path) -> None:
    assert not re.search(r"/(work|root)/|pypi|npmjs", page.read_text())


def test_every_setting_is_described_once_with_its_purpose() -> None:
    assert django.conf.settings.DATABASES
    table = (ROOT / "docs" / "recipes" / "settings.md").read_text()
    described = dict(re.findall(r"^\| `(\w+)` \| [^|]* \| ([^|]+) \|$", table, re.MULTILINE))
    declared = {
        name: setting.purpose
        for name, setting in env.declared().items()
        if not name.startswith("TOWNLINE_TEST")
    }
    assert {name: purpose.strip() for name, purpose in described.items()} == declared


@pytest.mark.parametrize("page", sorted((ROOT / "docs" / "decisions").glob("*.md")), ids=_name)
def test_a_decision_is_dated_and_short(page: Path) -> None:
    assert re.fullmatch(r"\d{4}-\d\d-\d\d-[a-z0-9-]+\.md", page.name)
    assert len(page.read_text().splitlines()) <= LONGEST_DECISION


def test_the_tour_names_functions_that_exist() -> None:
    tour = (ROOT / "docs" / "tour.md").read_text()
    stops = re.findall(r"\[`(\w+)`\]\(\.\./(src/[\w/.]+)\)", tour)
    assert len(stops) >= 10
    missing = [
        f"{name} in {file}"
        for name, file in stops
        if not re.search(rf"\b{name}\b", (ROOT / file).read_text())
    ]
    assert missing == []
