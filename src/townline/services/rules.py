"""The pure front of the area: reading, checking and asking a definition; no database, no clock."""

from townline.services.definition.conditions import AnswerValue, Condition, ConditionError, holds, references
from townline.services.definition.conditions import parse as parse_condition
from townline.services.definition.conditions import show as show_condition
from townline.services.definition.dump import dump
from townline.services.definition.load import load, load_file
from townline.services.definition.model import Definition, Question, Stop, digest, from_json, to_json
from townline.services.definition.problems import DefinitionError, Problem
from townline.services.questions.answers import (
    Answers,
    Channel,
    Checked,
    applying_stop,
    check_answers,
    split_by_privacy,
    visible,
)
from townline.services.questions.faces import Choice, LetterLine, ScriptLine, Sentence, WebField
from townline.services.questions.kinds import (
    letter_line,
    open311_attribute,
    parse,
    script_line,
    show,
    web_field,
)

__all__ = [
    "AnswerValue",
    "Answers",
    "Channel",
    "Checked",
    "Choice",
    "Condition",
    "ConditionError",
    "Definition",
    "DefinitionError",
    "LetterLine",
    "Problem",
    "Question",
    "ScriptLine",
    "Sentence",
    "Stop",
    "WebField",
    "applying_stop",
    "check_answers",
    "digest",
    "dump",
    "from_json",
    "holds",
    "letter_line",
    "load",
    "load_file",
    "open311_attribute",
    "parse",
    "parse_condition",
    "references",
    "script_line",
    "show",
    "show_condition",
    "split_by_privacy",
    "to_json",
    "visible",
    "web_field",
]
