"""Conditions: what they mean, and what cannot be read."""

import pytest

from townline.services.definition.conditions import (
    AllOf,
    AnswerValue,
    AnyOf,
    Comparison,
    ConditionError,
    holds,
    parse,
    references,
    show,
)


def test_a_condition_is_read_into_a_tree() -> None:
    assert parse('size is "large" and lanes more than 2') == AllOf(
        (Comparison("size", "is", "large"), Comparison("lanes", "more than", 2))
    )


def test_one_word_needs_no_quotes_and_case_does_not_matter() -> None:
    assert parse("size IS large OR hurt is Yes") == AnyOf(
        (Comparison("size", "is", "large"), Comparison("hurt", "is", True))
    )


def test_brackets_say_what_belongs_together() -> None:
    condition = parse("(a is 1 or b is 2.5) and c is not answered")
    assert show(condition) == "(a is 1 or b is 2.5) and c is not answered"
    assert references(condition) == ("a", "b", "c")


ANSWERS: dict[str, AnswerValue] = {
    "size": "large",
    "lanes": 3,
    "hurt": False,
    "items": ("sofa", "lamp"),
    "day": "2026-11-24",
    "moment": "2026-11-24T15:30",
    "empty": "",
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("size is large", True),
        ('size is "LARGE"', True),
        ("size is not large", False),
        ("lanes more than 2", True),
        ("lanes more than 3", False),
        ("lanes at least 3 and lanes at most 3", True),
        ("lanes less than 3.5", True),
        ("hurt is no", True),
        ("hurt is yes", False),
        ("items includes sofa", True),
        ("items does not include sofa", False),
        ("items is lamp", True),
        ("day less than 2026-12-01", True),
        ("day more than 2026-11-24", False),
        ("moment at least 2026-11-24", True),
        ("moment more than 2026-11-24T15:29", True),
        ("size is answered", True),
        ("empty is answered", False),
        ("gone is not answered", True),
        ("gone is large", False),
        ("gone is not large", False),
        ("gone does not include x", False),
        ("size more than 3", False),
        ("(size is small or lanes is 3) and hurt is no", True),
    ],
)
def test_a_condition_holds_or_not(*, text: str, expected: bool) -> None:
    assert holds(parse(text), ANSWERS) is expected


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "I expected the code of a question, but found the end"),
        ("size", 'after "size" I expected one of:'),
        ("size is", 'after "size is" I expected a value, but found the end'),
        ("size is large and", "I expected the code of a question, but found the end"),
        (
            "size is large lanes is 2",
            'after a complete condition I expected "and" or "or", but found "lanes"',
        ),
        ("size == large", '"==" is not understood'),
        ('size is "large', "a quotation mark is opened and not closed"),
        ("(size is large", "a bracket is opened and not closed"),
        ("is is large", 'I expected the code of a question, but found "is"'),
        ("a is 1 and b is 2 or c is 3", "put brackets around the part that belongs together"),
        ("(" * 20 + "a is 1" + ")" * 20, "more than 8 brackets inside one another"),
        ("a is " + "x" * 1000, "longer than 1000 characters"),
        ("__import__('os').system('ls')", "put values between double quotation marks"),
        ("size is {7*7}", 'I cannot read the condition from "{7*7}" on'),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(ConditionError) as refused:
        parse(text)
    assert sentence in str(refused.value)
