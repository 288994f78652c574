"""Files, functions, views and templates stay small enough to be read in one go."""

import ast
from pathlib import Path

import pytest

from tests.shared import ROOT

SOURCE = ROOT / "src" / "townline"
DOORS = ("console", "portal", "api", "backstage")
LONGEST_FILE = 400
LONGEST_FUNCTION = 70
LONGEST_VIEW = 25
LONGEST_TEMPLATE = 150

PYTHON = sorted(path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts)
TEMPLATES = sorted(path for path in SOURCE.rglob("jinja2/**/*.html"))


def _name(path: Path) -> str:
    return str(path.relative_to(SOURCE))


def _lines(path: Path) -> int:
    return len(path.read_text().splitlines())


def _functions(path: Path) -> list[tuple[str, int]]:
    tree = ast.parse(path.read_text())
    return [
        (node.name, (node.end_lineno or 0) - node.lineno + 1)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


@pytest.mark.parametrize("path", PYTHON, ids=_name)
def test_a_file_is_no_longer_than_its_budget(path: Path) -> None:
    assert _lines(path) <= LONGEST_FILE


@pytest.mark.parametrize("path", PYTHON, ids=_name)
def test_no_function_is_longer_than_its_budget(path: Path) -> None:
    is_view = path.relative_to(SOURCE).parts[0] in DOORS and "views" in str(path)
    limit = LONGEST_VIEW if is_view else LONGEST_FUNCTION
    assert [found for found in _functions(path) if found[1] > limit] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=_name)
def test_a_template_is_no_longer_than_its_budget(path: Path) -> None:
    assert _lines(path) <= LONGEST_TEMPLATE
