"""The definition of a service as immutable data.

The same structs are read from TOML, stored as JSON in a version row and read back unchanged. Every field is
written out when stored, so that a later change of a default never changes what was once published.
"""

import hashlib
from typing import Literal

import msgspec

from townline.services.definition.conditions import Condition

QuestionKind = Literal[
    "text", "long_text", "choice", "choices", "number", "date", "datetime", "yes_no", "place", "photo"
]
Privacy = Literal["public", "staff"]
PlaceNeed = Literal["required", "optional", "none"]
Period = Literal["any", "past", "future"]
Result = Literal["done", "answered", "not_found", "not_ours", "declined", "duplicate", "withdrawn"]


class _Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What all parts of a definition share: immutable, keyword only, nothing unknown."""


class Option(_Part, frozen=True):
    """One answer a resident may choose; `code` is stored and is the key in Open311, `name` is read."""

    code: str
    name: str


class Question(_Part, frozen=True):
    """One question, asked in every channel: `web` is read, `phone` is said aloud, `letter` is printed.

    Lengths are in characters; `minimum` and `maximum` are in `unit`. Limits a kind has no use for stay None.
    """

    code: str
    kind: QuestionKind
    web: str
    phone: str = ""
    letter: str = ""
    help: str = ""
    required: bool = False
    privacy: Privacy = "staff"
    show_when: Condition | None = None
    options: tuple[Option, ...] = ()
    max_length: int | None = None
    minimum: int | float | None = None
    maximum: int | float | None = None
    decimals: int | None = None
    unit: str = ""
    max_choices: int | None = None
    max_photos: int | None = None
    period: Period = "any"

    @property
    def said(self) -> str:
        """What the agent says aloud; the web wording where no other was written."""
        return self.phone or self.web

    @property
    def printed(self) -> str:
        """What stands on paper; the web wording where no other was written."""
        return self.letter or self.web

    def option_name(self, code: str) -> str:
        """The name residents read for an option code; the code itself if the option is not known."""
        return next((option.name for option in self.options if option.code == code), code)


class Advice(_Part, frozen=True):
    """Something to know before reporting; the report goes on. `call` is a telephone number."""

    text: str
    say: str = ""
    call: str = ""
    link: str = ""


class Stop(_Part, frozen=True):
    """Answers with which the report ends here, and what to do instead."""

    code: str
    when: Condition
    text: str
    say: str = ""
    call: str = ""
    link: str = ""


class ServiceLevel(_Part, frozen=True):
    """The promise: `resolve` in words such as "3 working days", counted on the calendar of that code.

    A file must promise something. A service that an import brings along promises nothing: its `resolve` is empty.
    """

    resolve: str
    calendar: str = "office"


class RoutingRule(_Part, frozen=True):
    """An exception to the usual team: for some districts, for some answers, or for both together."""

    team: str
    because: str
    when: Condition | None = None
    districts: tuple[str, ...] = ()


class Routing(_Part, frozen=True):
    """Who gets it: the first rule that applies, otherwise `team`."""

    team: str
    rules: tuple[RoutingRule, ...] = ()


class PrivacyRules(_Part, frozen=True):
    """Who may read the resident's own words and pictures; each answer carries its own privacy."""

    description: Privacy = "staff"
    photos: Privacy = "staff"


class Outcome(_Part, frozen=True):
    """A way to close, suggested to staff: `name` is what they pick, `sentence` what the resident reads."""

    code: str
    name: str
    sentence: str
    result: Result = "done"


class Messages(_Part, frozen=True):
    """What the resident reads at receipt, below the number and the promised date."""

    receipt: str


class Definition(_Part, frozen=True):
    """A whole service, for every channel."""

    code: str
    name: str
    department: str
    group: str
    description: str
    what_we_do: str
    keywords: tuple[str, ...]
    service_level: ServiceLevel
    routing: Routing
    messages: Messages
    public: bool = True
    place: PlaceNeed = "required"
    place_hint: str = ""
    privacy: PrivacyRules = PrivacyRules()
    advice: tuple[Advice, ...] = ()
    questions: tuple[Question, ...] = ()
    stops: tuple[Stop, ...] = ()
    outcomes: tuple[Outcome, ...] = ()

    def question(self, code: str) -> Question | None:
        """The question with that code, if there is one."""
        return next((question for question in self.questions if question.code == code), None)

    def teams(self) -> tuple[str, ...]:
        """Every team code the routing can answer with, each once."""
        return tuple(dict.fromkeys((self.routing.team, *(rule.team for rule in self.routing.rules))))


def to_json(definition: Definition) -> dict[str, object]:
    """The definition as plain JSON data, every field written out."""
    body: dict[str, object] = msgspec.to_builtins(definition)
    return body


def from_json(body: object) -> Definition:
    """The definition stored as `body`. Raises msgspec.ValidationError if it is none."""
    return msgspec.convert(body, Definition)


def digest(definition: Definition) -> str:
    """A fingerprint (SHA-256, hex) of the content: equal for equal definitions, however their files look."""
    return hashlib.sha256(msgspec.json.encode(definition, order="sorted")).hexdigest()
