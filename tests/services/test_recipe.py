"""The recipe for writing a service shows what works."""

import re

from tests.services.files import problems
from tests.shared import ROOT
from townline.services.definition.conditions import parse
from townline.services.definition.load import load
from townline.services.definition.shapes import QUESTION, SERVICE

RECIPE = (ROOT / "docs" / "recipes" / "write-a-service.md").read_text()
EXAMPLE = re.findall(r"```toml\n(.*?)```", RECIPE, re.DOTALL)


def test_the_example_is_a_good_service() -> None:
    assert len(EXAMPLE) == 1
    service = load(EXAMPLE[0], "shopping-cart.toml")
    assert len(service.keywords) >= 6
    assert all(question.phone and question.letter for question in service.questions)


def test_the_conditions_shown_can_be_read() -> None:
    block = RECIPE.split("## Conditions")[1].split("```")[1]
    shown = [text for line in block.strip().split("\n") for text in re.split(r"\s{3,}", line)]
    assert len(shown) >= 14
    assert all(parse(text) for text in shown)


def test_every_key_is_named() -> None:
    missing = [key for key in (*SERVICE, *QUESTION) if not re.search(rf"`?\[*{key}\b", RECIPE)]
    assert missing == []


def test_the_mistakes_shown_are_the_ones_found() -> None:
    spoilt = (
        EXAMPLE[0]
        .replace("required = true\nprivacy", "requird = true\nprivacy")
        .replace('where is "lot"', 'where is "lott"')
    )
    shown = RECIPE.split("## When something is wrong")[1].split("```")[1].strip().split("\n")
    assert [found.replace("pothole.toml", "shopping-cart.toml") for found in problems(spoilt)] == shown
