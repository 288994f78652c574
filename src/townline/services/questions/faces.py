"""The shapes of the four faces, as plain data that a template or an API writes out."""

from dataclasses import dataclass
from typing import Literal

from townline.services.definition.model import Question

Control = Literal["input", "textarea", "radios", "checkboxes", "select", "date", "datetime", "place", "photo"]
LetterStyle = Literal["line", "lines", "boxes", "date", "drawing", "attach"]
Datatype = Literal["string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"]

RADIOS_AT_MOST = 8
"""More options than these are shown as a list to choose from."""


@dataclass(frozen=True)
class Choice:
    """One option as it is shown: `value` is sent back, `label` is read."""

    value: str
    label: str


@dataclass(frozen=True)
class WebField:
    """One field of the web form. Lengths are in characters, `minimum` and `maximum` are text."""

    name: str
    control: Control
    label: str
    hint: str = ""
    options: tuple[Choice, ...] = ()
    required: bool = False
    input_mode: str = ""
    suffix: str = ""
    max_length: int | None = None
    minimum: str = ""
    maximum: str = ""
    most: int | None = None


@dataclass(frozen=True)
class ScriptLine:
    """One line of the call script: what the agent says aloud, and how the answer is taken down."""

    name: str
    say: str
    control: Control
    options: tuple[Choice, ...] = ()
    hint: str = ""
    required: bool = False
    askable: bool = True


@dataclass(frozen=True)
class LetterLine:
    """One line of the paper form: the wording, the style of the space to fill, and boxes to tick."""

    name: str
    wording: str
    style: LetterStyle
    boxes: tuple[str, ...] = ()
    note: str = ""
    rows: int = 1


@dataclass(frozen=True)
class Sentence:
    """Why an answer could not be taken, and what to do: the other outcome of `parse`."""

    text: str


def choices(question: Question) -> tuple[Choice, ...]:
    """The options of a question as they are shown."""
    return tuple(Choice(option.code, option.name) for option in question.options)


def attribute(
    question: Question, order: int, datatype: Datatype, about: str = "", values: tuple[Choice, ...] = ()
) -> dict[str, object]:
    """The Open311 attribute of a question; keys and codes are text, `about` tells a client how to answer."""
    shape: dict[str, object] = {
        "variable": True,
        "code": question.code,
        "datatype": datatype,
        "required": question.required and question.show_when is None,
        "datatype_description": about or None,
        "order": order,
        "description": question.web,
    }
    if values:
        shape["values"] = [{"key": choice.value, "name": choice.label} for choice in values]
    return shape
