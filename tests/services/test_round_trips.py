"""A definition is the same after storing it and after writing it as TOML; a condition after showing it."""

import json

import pytest
from hypothesis import given, settings

from tests.services.strategies import CONDITIONS, definitions
from townline.services.actions import STARTER
from townline.services.definition import conditions
from townline.services.definition.dump import dump
from townline.services.definition.load import load, load_file
from townline.services.definition.model import Definition, digest, from_json, to_json


@given(CONDITIONS)
@settings(max_examples=300, deadline=None)
def test_a_condition_that_is_shown_and_read_is_the_same(condition: conditions.Condition) -> None:
    shown = conditions.show(condition)
    if len(shown) <= conditions.LIMIT:
        assert conditions.parse(shown) == condition


@given(definitions())
@settings(max_examples=100, deadline=None)
def test_a_definition_that_is_stored_and_read_is_the_same(definition: Definition) -> None:
    stored = json.loads(json.dumps(to_json(definition), sort_keys=True))
    assert from_json(stored) == definition
    assert digest(from_json(stored)) == digest(definition)


@given(definitions())
@settings(max_examples=100, deadline=None)
def test_a_definition_that_is_written_as_toml_and_read_is_the_same(definition: Definition) -> None:
    assert load(dump(definition), "service.toml") == definition


@pytest.mark.parametrize("file", sorted(STARTER.glob("*.toml")), ids=lambda file: file.stem)
def test_a_starter_file_keeps_its_meaning_through_both(file: object) -> None:
    definition = load_file(file)  # type: ignore[arg-type]
    assert load(dump(definition), "again.toml") == definition
    assert from_json(to_json(definition)) == definition
