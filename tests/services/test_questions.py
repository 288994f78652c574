"""Each kind of question in its four faces, and how an answer is read and shown."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from townline.services.definition.conditions import parse
from townline.services.definition.model import Option, Question
from townline.services.questions import kinds
from townline.services.questions.faces import Choice, LetterLine, ScriptLine, Sentence, WebField

TODAY = date(2026, 11, 24)
COLORS = (
    Option(code="red", name="Red"),
    Option(code="navy", name="Navy blue"),
    Option(code="none", name="None"),
)


def question(kind: Any, **more: Any) -> Question:
    if kind in ("choice", "choices"):
        more.setdefault("options", COLORS)
    return Question(code="q", kind=kind, web="Which?", phone="Which one is it?", letter="Which one", **more)


EVERY = [question(kind) for kind in kinds.KINDS]


@pytest.mark.parametrize("asked", EVERY, ids=lambda asked: asked.kind)
def test_every_kind_has_four_faces_with_its_own_wording(asked: Question) -> None:
    web, script, letter = kinds.web_field(asked), kinds.script_line(asked), kinds.letter_line(asked)
    assert isinstance(web, WebField)
    assert isinstance(script, ScriptLine)
    assert isinstance(letter, LetterLine)
    assert (web.label, script.say, letter.wording) == ("Which?", "Which one is it?", "Which one")
    assert web.name == script.name == letter.name == "q"


@pytest.mark.parametrize("asked", EVERY, ids=lambda asked: asked.kind)
def test_every_kind_is_an_open311_attribute_of_exactly_the_standard_keys(asked: Question) -> None:
    attribute = kinds.open311_attribute(asked, 4)
    keys = ["variable", "code", "datatype", "required", "datatype_description", "order", "description"]
    assert list(attribute)[:7] == keys
    assert set(attribute) - set(keys) <= {"values"}
    assert attribute["datatype"] in (
        "string",
        "number",
        "datetime",
        "text",
        "singlevaluelist",
        "multivaluelist",
    )
    assert attribute["order"] == 4
    assert ("values" in attribute) == attribute["datatype"].endswith("valuelist")


def test_an_open311_list_has_keys_and_names_as_text() -> None:
    values = kinds.open311_attribute(question("choice"), 1)["values"]
    assert values == [
        {"key": "red", "name": "Red"},
        {"key": "navy", "name": "Navy blue"},
        {"key": "none", "name": "None"},
    ]


def test_a_question_that_is_not_always_shown_is_never_required_of_open311() -> None:
    always = question("text", required=True)
    sometimes = question("text", required=True, show_when=parse("other is yes"))
    assert kinds.open311_attribute(always, 1)["required"] is True
    assert kinds.open311_attribute(sometimes, 1)["required"] is False


def test_wording_that_was_not_written_falls_back_on_the_web_wording() -> None:
    bare = Question(code="q", kind="text", web="Which?")
    assert kinds.script_line(bare).say == "Which?"
    assert kinds.letter_line(bare).wording == "Which?"


def test_few_options_are_buttons_and_many_are_a_list() -> None:
    many = tuple(Option(code=f"o{n}", name=f"Option {n}") for n in range(9))
    assert kinds.web_field(question("choice")).control == "radios"
    assert kinds.web_field(question("choice", options=many)).control == "select"
    assert kinds.web_field(question("yes_no")).options == (Choice("yes", "Yes"), Choice("no", "No"))


GOOD: tuple[tuple[Question, object, object, str], ...] = (
    (question("text"), "  two \n words ", "two words", "two words"),
    (question("text"), "<b>bold</b>", "<b>bold</b>", "<b>bold</b>"),
    (question("text"), "a\x00b\x07", "ab", "ab"),
    (question("text"), "", None, ""),
    (question("long_text"), "one\r\n\r\n\r\n\r\ntwo", "one\n\ntwo", "one\n\ntwo"),
    (question("choice"), "navy", "navy", "Navy blue"),
    (question("choice"), "Navy Blue", "navy", "Navy blue"),
    (question("choice"), ["red"], "red", "Red"),
    (question("choices"), ["none", "red", "red"], ("red", "none"), "Red, None"),
    (question("choices"), "navy, red", ("red", "navy"), "Red, Navy blue"),
    (question("choices"), [], None, ""),
    (question("number"), "1,200", 1200, "1200"),
    (question("number", unit="inches"), "5 inches", 5, "5 inches"),
    (question("number", decimals=2), "2.50", 2.5, "2.5"),
    (question("number"), 7, 7, "7"),
    (question("date"), "11/24/2026", "2026-11-24", "Tue 24 Nov 2026"),
    (question("date"), "2026-11-24T10:00:00Z", "2026-11-24", "Tue 24 Nov 2026"),
    (question("date"), {"year": "2026", "month": "2", "day": "3"}, "2026-02-03", "Tue 3 Feb 2026"),
    (question("date"), {"year": "", "month": "", "day": ""}, None, ""),
    (question("datetime"), "11/24/2026 3:30 pm", "2026-11-24T15:30", "Tue 24 Nov 2026, 15:30"),
    (question("datetime"), "2026-11-24T15:30:00.123-05:00", "2026-11-24T15:30", "Tue 24 Nov 2026, 15:30"),
    (question("datetime"), "11/24/2026 12 am", "2026-11-24T00:00", "Tue 24 Nov 2026, 00:00"),
    (
        question("datetime"),
        {"year": "2026", "month": "11", "day": "24", "time": "3 pm"},
        "2026-11-24T15:00",
        "Tue 24 Nov 2026, 15:00",
    ),
    (question("yes_no"), "Yes", True, "Yes"),
    (question("yes_no"), "0", False, "No"),
    (question("yes_no"), False, False, "No"),
    (question("place"), "12 Elm Street", {"text": "12 Elm Street"}, "12 Elm Street"),
    (
        question("place"),
        "42.36, -71.05",
        {"text": "42.36, -71.05", "lat": 42.36, "long": -71.05},
        "42.36, -71.05",
    ),
    (
        question("place"),
        {"text": "", "lat": "42.36", "long": "-71.05"},
        {"text": "", "lat": 42.36, "long": -71.05},
        "42.36, -71.05",
    ),
    (question("photo"), ["a1", "a1", "b2"], ("a1", "b2"), "2 pictures"),
    (question("photo"), "", None, ""),
)


@pytest.mark.parametrize(("asked", "raw", "value", "shown"), GOOD)
def test_an_answer_is_read_and_shown(asked: Question, raw: object, value: object, shown: str) -> None:
    read = kinds.parse(asked, raw, TODAY)
    assert read == value
    assert type(read) is type(value)
    assert kinds.show(asked, read) == shown


BAD: tuple[tuple[Question, object, str], ...] = (
    (question("text", max_length=5), "too long", "This has 8 characters. Shorten it to 5 or fewer"),
    (question("text"), "x" * 1_000_000, "This has 1000000 characters"),
    (question("text"), ["a"], "Answer with words."),
    (question("choice"), "green", "Choose one of these: Red; Navy blue; None."),
    (question("choice"), {"a": 1}, "Choose one of these"),
    (question("choices"), ["red", "green"], "Choose from these: Red; Navy blue; None."),
    (question("choices", max_choices=1), ["red", "navy"], "You chose 2. Choose 1 or fewer."),
    (question("number"), "five", "Write a number in digits, such as 3."),
    (question("number"), "1e9", "Write a number in digits"),
    (question("number"), "nan", "Write a number in digits"),
    (question("number"), "9" * 50, "Write a number in digits"),
    (question("number"), "2.5", "Write a whole number"),
    (question("number", decimals=1), "2.55", "Write at most 1 digits after the point"),
    (question("number", minimum=1, maximum=60, unit="inches"), "61", "A number from 1 to 60 inches."),
    (question("number", minimum=0, maximum=5), "-1", "A number from 0 to 5."),
    (question("date"), "soon", "Write the date as month/day/year"),
    (question("date"), "2026-02-30", "Write the date as month/day/year"),
    (question("date"), "0001-01-01", "Write the date as month/day/year"),
    (question("date", period="past"), "2026-11-25", "This day is still to come."),
    (question("date", period="future"), "2026-11-23", "This day is past."),
    (question("datetime"), "2026-11-24", "Write the date and time"),
    (question("datetime"), "2026-11-24 25:00", "Write the date and time"),
    (question("datetime", period="past"), "2026-12-24 10:00", "This day is still to come."),
    (question("yes_no"), "maybe", "Choose yes or no."),
    (question("yes_no"), ["yes", "no"], "Choose yes or no."),
    (question("place"), "95.0, 10.0", "Write an address or a corner"),
    (question("place"), {"text": ["x"]}, "Write an address or a corner"),
    (question("photo"), ["../../etc/passwd"], "One of the pictures did not arrive."),
    (question("photo", max_photos=1), ["a", "b"], "These are 2 pictures. Keep the 1"),
)


@pytest.mark.parametrize(("asked", "raw", "sentence"), BAD)
def test_a_wrong_answer_gets_a_sentence(asked: Question, raw: object, sentence: str) -> None:
    read = kinds.parse(asked, raw, TODAY)
    assert isinstance(read, Sentence)
    assert read.text.startswith(sentence)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(ANYTHING)
def test_whatever_is_sent_no_kind_breaks_and_what_it_keeps_reads_back_the_same(raw: object) -> None:
    for asked in EVERY:
        read = kinds.parse(asked, raw, TODAY)
        if not isinstance(read, Sentence):
            assert kinds.parse(asked, read, TODAY) == read
            assert isinstance(kinds.show(asked, read), str)
