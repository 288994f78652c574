"""Bad files are refused with file, line and sentence; good ones are read whole."""

from pathlib import Path

import pytest

from tests.services.files import GOOD, changed, definition, problems
from townline.services.definition.load import LARGEST, load, load_file
from townline.services.definition.problems import DefinitionError


def test_a_good_file_is_read() -> None:
    read = definition()
    assert read.code == "pothole"
    assert [question.code for question in read.questions] == ["size", "depth"]
    assert read.questions[0].option_name("large") == "Large"
    assert read.service_level.calendar == "office"
    assert read.public
    assert read.place == "required"


GOLDEN: tuple[tuple[str, str, str], ...] = (
    (
        "'size is \"large\"'",
        "'colour is \"large\"'",
        'pothole.toml:32: the question "depth" is shown when colour is "large", but no question has that code',
    ),
    (
        "'size is \"large\"'",
        '"sizes is answered"',
        (
            'pothole.toml:32: the question "depth" is shown when "sizes" is answered, but no question has that code '
            '(did you mean "size"?)'
        ),
    ),
    (
        "required = true\n",
        "requird = true\n",
        'pothole.toml:22: "requird" is not known in question 1 (did you mean "required"?)',
    ),
    (
        'code = "depth"',
        'code = "size"',
        'pothole.toml:29: two questions have the code "size"; the first is on line 19',
    ),
    (
        "required = true\n",
        'show_when = "depth more than 3"\n',
        'pothole.toml:22: the question "size" and the question "depth" wait for one another in a circle',
    ),
    (
        "'size is \"large\"'",
        '"depth more than 3"',
        'pothole.toml:32: the question "depth" is shown depending on its own answer',
    ),
    (
        '[questions.options]\nsmall = "Small"\nlarge = "Large"\n',
        "",
        'pothole.toml:18: the question "size" needs options: at least two lines below [questions.options]',
    ),
    (
        "'size is \"large\"'",
        "'size is \"larg\"'",
        'pothole.toml:32: "larg" is not one of the options of "size" (did you mean "large"?)',
    ),
    (
        "depth more than 40",
        "depth is deep",
        'pothole.toml:39: "depth" is a number; compare it with a number, without quotes',
    ),
    ("minimum = 1", 'minimum = "one"', 'pothole.toml:33: "minimum" must be a number, without quotes'),
    ("minimum = 1", "minimum = 100", 'pothole.toml:34: "maximum" (60) is less than "minimum" (100)'),
    (
        'unit = "inches"',
        "max_length = 20",
        'pothole.toml:35: the question "depth" is of kind "number", which has no "max_length"',
    ),
    (
        '"3 working days"',
        '"3 busy days"',
        (
            'pothole.toml:10: "resolve" is "3 busy days", but must be a number and a unit: "4 working hours", '
            '"3 working days" or "10 calendar days"'
        ),
    ),
    (
        'kind = "number"',
        'kind = "numbr"',
        (
            'pothole.toml:30: "kind" is "numbr", but must be one of: text, long_text, choice, choices, number, date, '
            'datetime, yes_no, place, photo (did you mean "number"?)'
        ),
    ),
    ('name = "Pothole"\n', "", 'pothole.toml:1: "name" is missing in a service'),
    (
        'name = "Pothole"',
        "name = Pothole",
        'pothole.toml:2: put quotes around the text after the equals sign: name = "words"',
    ),
    (
        'name = "Pothole"',
        'name = "Pothole',
        "pothole.toml:2: a quotation mark is opened and not closed on this line",
    ),
    (
        'name = "Pothole"',
        "name = \u201cPothole\u201d",
        'pothole.toml:2: there are curly quotation marks on this line; use straight ones: "…"',
    ),
    (
        'name = "Pothole"',
        'name = ""',
        'pothole.toml:2: "name" is empty; write something or leave the line out',
    ),
    ('"Pothole"', f'"{"x" * 81}"', 'pothole.toml:2: "name" has 81 characters; 80 are the most'),
    ('"Pothole"', '"Pot\\u0007hole"', 'pothole.toml:2: "name" has control characters in it; type it again'),
    (
        'keywords = ["hole in the street", "crater"]',
        'keywords = [\n  "crater",\n  "crater",\n]',
        'pothole.toml:7: "crater" stands twice in "keywords"',
    ),
    (
        'large = "Large"\n',
        'large = "Large"\nrequired = true\n',
        'pothole.toml:27: "required" stands among the options; move it above the line [questions.options]',
    ),
    (
        '[routing]\nteam = "streets-repair"',
        '[routing]\nteam = "streets-repair"\n\n[[routing.rules]]\nteam = "x"\nbecause = "why"',
        'pothole.toml:15: the rule number 1 has neither "when" nor "districts"; it would apply to every report',
    ),
    (
        '"depth more than 40"',
        "'depth > 40'",
        'pothole.toml:39: "when": ">" is not understood; write is, is not, less than or more than',
    ),
    (
        "'size is \"large\"'",
        '\'size is "large" and size is "small" or size is answered\'',
        (
            'pothole.toml:32: "show_when": "and" and "or" stand side by side; put brackets around the part that belongs '
            "together"
        ),
    ),
    (
        'code = "size"',
        'code = "not"',
        'pothole.toml:19: "not" is a word of the conditions and cannot be the code of a question',
    ),
)


@pytest.mark.parametrize(("old", "new", "message"), GOLDEN, ids=[message[13:60] for _, _, message in GOLDEN])
def test_a_mistake_is_named_with_its_line(old: str, new: str, message: str) -> None:
    assert message in problems(changed(old, new))


def test_several_mistakes_are_named_at_once_in_the_order_of_lines() -> None:
    text = (
        changed('name = "Pothole"', "name = 5")
        .replace("minimum = 1", 'minimum = "a"')
        .replace("more than", "is")
    )
    text = text.replace('group = "Streets"', 'grupp = "Streets"')
    found = problems(text)
    assert [int(problem.split(":")[1]) for problem in found] == sorted(
        int(problem.split(":")[1]) for problem in found
    )
    assert len(found) == 4
    assert found[0] == 'pothole.toml:1: "group" is missing in a service'


def test_a_question_that_waits_for_a_later_one_is_told_to_move() -> None:
    text = changed("required = true\n", 'show_when = "late is answered"\n')
    text += '\n[[questions]]\ncode = "late"\nkind = "text"\nweb = "Anything else?"\n'
    assert problems(text) == [
        'pothole.toml:22: the question "size" is shown depending on "late", which is asked later; move it up'
    ]


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (GOOD.encode("utf-16"), "pothole.toml:1: the file is saved as UTF-16; save it as UTF-8"),
        (
            GOOD.replace("We fill it", "Señal").encode("latin-1"),
            "pothole.toml:7: there is a character that is not UTF-8; save the file as UTF-8",
        ),
        (b"\x00\x01\x02", "pothole.toml:1: this is not a text file; save it as plain text in UTF-8"),
        (
            "#" * (LARGEST + 1),
            f"pothole.toml:1: the file has {LARGEST + 1} bytes; {LARGEST} are the most for one service",
        ),
        ("a = " + "[" * 5000, "pothole.toml:1: brackets are nested too deeply"),
    ],
    ids=["utf-16", "latin-1", "binary", "huge", "deep"],
)
def test_what_is_no_text_of_ours_is_refused_with_one_sentence(source: str | bytes, message: str) -> None:
    assert problems(source) == [message]


def test_an_empty_file_is_told_everything_that_is_missing() -> None:
    assert len(problems("")) == 10


def test_a_byte_order_mark_and_windows_line_ends_are_no_mistake() -> None:
    assert load(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode(), "pothole.toml") == definition()


def test_a_wrapped_paragraph_is_one_paragraph_and_a_list_stays_a_list() -> None:
    text = '"""\nWe fill\n  it.\n\nWe bring:\n- sand\n- a\n  shovel\n"""'
    assert definition('"We fill it."', text).what_we_do == "We fill it.\n\nWe bring:\n- sand\n- a shovel"


def test_a_file_is_read_from_disk_and_a_missing_one_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "pothole.toml"
    file.write_text(GOOD)
    assert load_file(file) == definition()
    with pytest.raises(DefinitionError, match=r"gone\.toml:1: the file cannot be read"):
        load_file(tmp_path / "gone.toml")
