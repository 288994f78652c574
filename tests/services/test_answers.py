"""Which questions are asked, what counts as answered, and when a report ends."""

from tests.services.files import GOOD, definition
from townline.services.definition.load import load
from townline.services.questions.answers import check_answers, split_by_privacy, visible

POTHOLE = definition()


def test_a_question_is_shown_when_its_condition_holds() -> None:
    assert [question.code for question in visible(POTHOLE.questions, {})] == ["size"]
    assert [question.code for question in visible(POTHOLE.questions, {"size": "small"})] == ["size"]
    assert [question.code for question in visible(POTHOLE.questions, {"size": "large"})] == ["size", "depth"]


def test_an_answer_to_a_hidden_question_shows_nothing() -> None:
    third = '\n[[questions]]\ncode = "tool"\nkind = "text"\nweb = "Tool?"\nshow_when = "depth is answered"\n'
    longer = load(GOOD + third, "pothole.toml")
    assert [question.code for question in visible(longer.questions, {"size": "small", "depth": 4})] == [
        "size"
    ]
    checked = check_answers(longer, {"size": "small", "depth": "4", "tool": "x"}, "web")
    assert checked.answers == {"size": "small"}
    assert checked.unasked == ("depth", "tool")
    assert checked.good


def test_good_answers_are_read() -> None:
    checked = check_answers(POTHOLE, {"size": "Large", "depth": "12"}, "web")
    assert checked.answers == {"size": "large", "depth": 12}
    assert checked.good


def test_a_required_question_without_an_answer_is_a_problem() -> None:
    checked = check_answers(POTHOLE, {}, "phone")
    assert checked.problems == {"size": "Answer this question: How big is it?"}
    assert checked.missing == ("size",)
    assert not checked.good


def test_a_letter_that_leaves_something_out_is_taken_and_what_is_missing_is_named() -> None:
    checked = check_answers(POTHOLE, {}, "letter")
    assert checked.missing == ("size",)
    assert checked.good


def test_a_required_question_that_is_hidden_is_not_required() -> None:
    strict = definition("minimum = 1", "required = true\nminimum = 1")
    assert check_answers(strict, {"size": "small"}, "web").good
    assert check_answers(strict, {"size": "large"}, "web").missing == ("depth",)


def test_a_wrong_answer_is_a_problem_of_its_question_only() -> None:
    checked = check_answers(POTHOLE, {"size": "large", "depth": "deep"}, "web")
    assert checked.answers == {"size": "large"}
    assert list(checked.problems) == ["depth"]


def test_codes_that_no_question_has_are_named_apart() -> None:
    checked = check_answers(POTHOLE, {"size": "small", "<script>": "x", "Size": "large"}, "open311")
    assert checked.unknown == ("<script>", "Size")
    assert checked.good


def test_a_stop_that_applies_ends_the_report() -> None:
    checked = check_answers(POTHOLE, {"size": "large", "depth": "41"}, "web")
    assert checked.stop is not None
    assert checked.stop.text == "Call 911."
    assert not checked.good


def test_a_stop_that_does_not_apply_ends_nothing() -> None:
    assert check_answers(POTHOLE, {"size": "large", "depth": "40"}, "web").stop is None
    assert check_answers(POTHOLE, {"size": "small", "depth": "50"}, "web").stop is None


def test_no_picture_is_asked_of_those_who_cannot_send_one() -> None:
    text = GOOD + '\n[[questions]]\ncode = "proof"\nkind = "photo"\nweb = "Picture"\nrequired = true\n'
    asked = load(text, "pothole.toml")
    assert check_answers(asked, {"size": "small"}, "phone").good
    assert not check_answers(asked, {"size": "small"}, "web").good


def test_answers_are_parted_by_privacy() -> None:
    mixed = definition('code = "size"\n', 'code = "size"\nprivacy = "public"\n')
    public, staff = split_by_privacy(mixed, {"size": "large", "depth": 3, "other": "x"})
    assert public == {"size": "large"}
    assert staff == {"depth": 3}
