"""Which keys a definition file may have, of what type and length. One line a key."""

import re
from dataclasses import dataclass, field
from typing import Literal, get_args

from townline.services.definition.model import Period, PlaceNeed, Privacy, QuestionKind, Result

Type = Literal[
    "line", "text", "code", "flag", "whole", "number", "lines", "condition", "table", "tables", "options"
]

SERVICE_CODE = re.compile(r"[a-z0-9](?:-?[a-z0-9]){0,63}")
ANSWER_CODE = re.compile(r"[a-z](?:_?[a-z0-9]){0,39}")
OPTION_CODE = re.compile(r"[a-z0-9](?:[_-]?[a-z0-9]){0,39}")
LEVEL = re.compile(r"[1-9][0-9]{0,2} (?:working hours?|working days?|calendar days?)")
LINK = re.compile(r"https?://[^\s<>\"]{3,290}")
TELEPHONE = re.compile(r"[0-9+() .-]{2,30}")

SENTENCES: dict[re.Pattern[str], str] = {
    SERVICE_CODE: "small letters, digits and single hyphens, such as street-light-out",
    ANSWER_CODE: "small letters, digits and single underscores, beginning with a letter, such as pole_number",
    OPTION_CODE: "small letters, digits, and single hyphens or underscores between them, such as large",
    LEVEL: 'a number and a unit: "4 working hours", "3 working days" or "10 calendar days"',
    LINK: "a web address that begins with https://",
    TELEPHONE: "a telephone number of digits, spaces and hyphens",
}
"""What each pattern asks for, in words."""


@dataclass(frozen=True)
class Key:
    """One key: its type, whether it must be there, and its limits (characters, or items in a list)."""

    type: Type
    required: bool = False
    limit: int = 200
    items: int = 0
    among: tuple[str, ...] = ()
    pattern: re.Pattern[str] | None = None
    shape: dict[str, "Key"] = field(default_factory=dict)


def code(pattern: re.Pattern[str], *, required: bool = True) -> Key:
    """A key that holds a code."""
    return Key("code", required=required, limit=80, pattern=pattern)


CALL = Key("line", limit=30, pattern=TELEPHONE)
WEB_LINK = Key("line", limit=300, pattern=LINK)

ADVICE: dict[str, Key] = {
    "text": Key("text", required=True, limit=1000),
    "say": Key("text", limit=1000),
    "call": CALL,
    "link": WEB_LINK,
}
STOP: dict[str, Key] = {
    "code": code(ANSWER_CODE),
    "when": Key("condition", required=True),
    **ADVICE,
}
QUESTION: dict[str, Key] = {
    "code": code(ANSWER_CODE),
    "kind": Key("line", required=True, among=get_args(QuestionKind)),
    "web": Key("line", required=True, limit=300),
    "phone": Key("line", limit=500),
    "letter": Key("line", limit=300),
    "help": Key("text", limit=600),
    "required": Key("flag"),
    "privacy": Key("line", among=get_args(Privacy)),
    "show_when": Key("condition"),
    "max_length": Key("whole"),
    "minimum": Key("number"),
    "maximum": Key("number"),
    "decimals": Key("whole"),
    "unit": Key("line", limit=20),
    "max_choices": Key("whole"),
    "max_photos": Key("whole"),
    "period": Key("line", among=get_args(Period)),
    "options": Key("options", items=60, limit=120),
}
LEVEL_SHAPE: dict[str, Key] = {
    "resolve": Key("line", required=True, limit=40, pattern=LEVEL),
    "calendar": code(SERVICE_CODE, required=False),
}
RULE: dict[str, Key] = {
    "team": code(SERVICE_CODE),
    "because": Key("line", required=True, limit=200),
    "when": Key("condition"),
    "districts": Key("lines", items=200, limit=80),
}
ROUTING: dict[str, Key] = {
    "team": code(SERVICE_CODE),
    "rules": Key("tables", items=50, shape=RULE),
}
OUTCOME: dict[str, Key] = {
    "code": code(ANSWER_CODE),
    "name": Key("line", required=True, limit=80),
    "sentence": Key("text", required=True, limit=600),
    "result": Key("line", among=get_args(Result)),
}
SERVICE: dict[str, Key] = {
    "code": code(SERVICE_CODE),
    "name": Key("line", required=True, limit=80),
    "department": code(SERVICE_CODE),
    "group": Key("line", required=True, limit=60),
    "keywords": Key("lines", required=True, items=60, limit=60),
    "description": Key("text", required=True, limit=1000),
    "what_we_do": Key("text", required=True, limit=2000),
    "public": Key("flag"),
    "place": Key("line", among=get_args(PlaceNeed)),
    "place_hint": Key("line", limit=300),
    "service_level": Key("table", required=True, shape=LEVEL_SHAPE),
    "routing": Key("table", required=True, shape=ROUTING),
    "privacy": Key(
        "table",
        shape={
            "description": Key("line", among=get_args(Privacy)),
            "photos": Key("line", among=get_args(Privacy)),
        },
    ),
    "messages": Key("table", required=True, shape={"receipt": Key("text", required=True, limit=1000)}),
    "advice": Key("tables", items=10, shape=ADVICE),
    "questions": Key("tables", items=40, shape=QUESTION),
    "stops": Key("tables", items=20, shape=STOP),
    "outcomes": Key("tables", items=20, shape=OUTCOME),
}
