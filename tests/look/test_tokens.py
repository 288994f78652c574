"""Colors are readable in both schemes, computed from the tokens themselves."""

import re
from pathlib import Path

import pytest

from townline.look import assets, brand

SHEET = (assets.STYLES / "_tokens.scss").read_text()
READABLE = 4.5
BODY = 7.0
EDGE = 3.0


def _tokens(block: str) -> dict[str, brand.Color]:
    return {name: brand.parse(value) for name, value in re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block)}


LIGHT_BLOCK, DARK_BLOCK = SHEET.split("@media screen and (prefers-color-scheme: dark)")
SCHEMES = {"light": _tokens(LIGHT_BLOCK), "dark": {**_tokens(LIGHT_BLOCK), **_tokens(DARK_BLOCK)}}
STATES = ("good", "soon", "late", "held", "bridge")
PAIRS = [
    *[(state, ground) for state in STATES for ground in ("paper", f"{state}-wash")],
    *[("ink", f"{state}-wash") for state in STATES],
    *[("muted", ground) for ground in ("paper", "wash")],
    *[(name, ground) for name in ("link", "visited", "brand-text") for ground in ("paper", "wash")],
    ("on-brand", "brand"),
    ("on-brand", "brand-dark"),
    ("on-danger", "danger"),
    ("focus-ink", "focus"),
]


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_can_be_read_on_its_ground(scheme: str, text: str, ground: str) -> None:
    tokens = SCHEMES[scheme]
    assert brand.contrast(tokens[text], tokens[ground]) >= READABLE


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("ground", ["paper", "wash"])
def test_body_text_has_the_higher_contrast(scheme: str, ground: str) -> None:
    tokens = SCHEMES[scheme]
    assert brand.contrast(tokens["ink"], tokens[ground]) >= BODY


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_edges_of_controls_stand_out_from_the_page(scheme: str) -> None:
    tokens = SCHEMES[scheme]
    assert brand.contrast(tokens["edge"], tokens["paper"]) >= EDGE


def test_the_tokens_are_those_of_the_design() -> None:
    wanted = {
        "ink": "#16242c", "muted": "#51616b", "line": "#d3dbe0", "wash": "#f4f7f8", "brand": "#0b5563", "brand-dark": "#073b45",
        "link": "#0b57a4", "visited": "#553c9a", "good": "#1d6f46", "soon": "#8a5a00", "soon-wash": "#fff3d1", "late": "#a8201a",
        "late-wash": "#fdebe9", "held": "#5b3f9c", "held-wash": "#f0ebfb", "bridge": "#44525b", "bridge-wash": "#e8edf0", "focus": "#ffbf47",
    }  # fmt: skip
    assert {name: SCHEMES["light"][name] for name in wanted} == {
        name: brand.parse(value) for name, value in wanted.items()
    }


def test_the_papers_of_the_brand_are_those_of_the_tokens() -> None:
    assert SCHEMES["light"]["paper"] == brand.LIGHT_PAPER
    assert SCHEMES["dark"]["paper"] == brand.DARK_PAPER
    assert SCHEMES["light"]["ink"] == brand.INK


def test_only_the_sizes_of_the_type_scale_are_used() -> None:
    allowed = {"0.875rem", "0.9375rem", "1.125rem", "1.375rem", "1.75rem", "2.25rem", "10.5pt", "9pt"}
    for sheet in Path(assets.STYLES).glob("*.scss"):
        sizes = set(re.findall(r"font-size:\s*([\d.]+(?:rem|px|em|pt))", sheet.read_text()))
        if sheet.name != "_density.scss":
            assert sizes <= allowed, sheet.name
