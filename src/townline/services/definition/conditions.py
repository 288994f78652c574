"""The closed grammar of conditions: `<answer> <operator> <value>`, joined by and/or.

Written by people who do not program, for instance `size is "large" and lanes more than 2`. Read into a small
tree, never evaluated as code. `and` and `or` in one condition need brackets, so that nobody has to know which
binds first.

Operators: is, is not, includes, does not include, less than, more than, at least, at most, is answered,
is not answered. Values: "text", a number, yes or no, a date (2026-11-24). One word needs no quotes.
"""

import re
from typing import Literal

import msgspec

Value = str | int | float | bool
"""What a condition can compare with."""
AnswerValue = Value | tuple[str, ...] | dict[str, object] | None
"""What an answer can be: text, number, yes/no, several codes, a place."""
Operator = Literal[
    "is",
    "is not",
    "includes",
    "does not include",
    "less than",
    "more than",
    "at least",
    "at most",
    "is answered",
    "is not answered",
]
OPERATORS: tuple[Operator, ...] = (
    "is not answered",
    "is answered",
    "does not include",
    "is not",
    "is",
    "includes",
    "less than",
    "more than",
    "at least",
    "at most",
)
"""All operators, those with more words first, so that `is not` is never read as `is`."""
WITHOUT_VALUE: frozenset[str] = frozenset({"is answered", "is not answered"})
COMPARING: frozenset[str] = frozenset({"less than", "more than", "at least", "at most"})
RESERVED: frozenset[str] = frozenset(
    {
        "and",
        "or",
        "not",
        "is",
        "includes",
        "include",
        "does",
        "less",
        "more",
        "than",
        "at",
        "least",
        "most",
        "answered",
    }
)
"""Words of the grammar itself: no question may have them as its code."""
LIMIT = 1000
"""Characters in one condition."""
DEPTH = 8
"""Brackets within brackets."""


class Comparison(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="comparison"):
    """One answer, one operator, one value (None where the operator takes none)."""

    answer: str
    operator: Operator
    value: Value | None = None


class AllOf(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="all"):
    """True when every part is."""

    parts: tuple["Comparison | AllOf | AnyOf", ...]


class AnyOf(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="any"):
    """True when at least one part is."""

    parts: tuple["Comparison | AllOf | AnyOf", ...]


Condition = Comparison | AllOf | AnyOf


class ConditionError(ValueError):
    """A condition that cannot be read; the message is a sentence for the person who wrote it."""


_TOKEN = re.compile(
    r"""\s*(?:
    (?P<string>"(?:[^"\\]|\\["\\])*")
  | (?P<date>\d{4}-\d\d-\d\d(?:T\d\d:\d\d)?)(?![\w-])
  | (?P<number>-?\d{1,15}(?:\.\d{1,6})?)(?![\w.-])
  | (?P<bracket>[()])
  | (?P<word>\w[\w-]*)
    )""",
    re.VERBOSE,
)


def parse(text: str) -> Condition:
    """Read a condition. Raises ConditionError with a sentence that says what is wrong and where."""
    if len(text) > LIMIT:
        raise ConditionError(f"the condition is longer than {LIMIT} characters")
    reader = _Reader(_tokens(text))
    condition = reader.joined(0)
    if reader.peek() is not None:
        raise ConditionError(
            f'after a complete condition I expected "and" or "or", but found {reader.here()}'
        )
    return condition


def show(condition: Condition) -> str:
    """The condition in words; reading it again gives the same condition."""
    return _show(condition, nested=False)


def holds(condition: Condition, answers: dict[str, AnswerValue]) -> bool:
    """Whether the condition is true for these answers.

    Nothing follows from an answer that is not there: every comparison with it is false, `is not` too;
    only `is not answered` is true.
    """
    if isinstance(condition, AllOf):
        return all(holds(part, answers) for part in condition.parts)
    if isinstance(condition, AnyOf):
        return any(holds(part, answers) for part in condition.parts)
    return _holds(condition, answers.get(condition.answer))


def references(condition: Condition) -> tuple[str, ...]:
    """The codes of the answers the condition looks at, each once, in the order they are written."""
    return tuple(dict.fromkeys(comparison.answer for comparison in comparisons(condition)))


def comparisons(condition: Condition) -> tuple[Comparison, ...]:
    """Every single comparison in the condition, in the order they are written."""
    if isinstance(condition, Comparison):
        return (condition,)
    return tuple(found for part in condition.parts for found in comparisons(part))


def _holds(comparison: Comparison, answer: AnswerValue) -> bool:
    answered = answer is not None and answer not in ("", ())
    if comparison.operator in WITHOUT_VALUE:
        return answered == (comparison.operator == "is answered")
    if not answered:
        return False
    match comparison.operator:
        case "is" | "includes":
            return _matches(answer, comparison.value)
        case "is not" | "does not include":
            return not _matches(answer, comparison.value)
    return _in_order(comparison.operator, answer, comparison.value)


def _matches(answer: AnswerValue, value: Value | None) -> bool:
    if isinstance(answer, tuple):
        return value in answer
    if isinstance(answer, bool) or isinstance(value, bool):
        return answer is value
    if isinstance(answer, str) and isinstance(value, str):
        return answer.casefold() == value.casefold()
    return answer == value


def _in_order(operator: str, answer: AnswerValue, value: Value | None) -> bool:
    """Compare numbers with numbers and dates (ISO text, to the precision of the value) with dates."""
    left: float | str
    right: float | str
    if isinstance(answer, str) and isinstance(value, str):
        left, right = answer[: len(value)], value
        return _ordered(operator, (left > right) - (left < right))
    if isinstance(answer, int | float) and isinstance(value, int | float):
        return _ordered(operator, (answer > value) - (answer < value))
    return False


def _ordered(operator: str, sign: int) -> bool:
    return {"less than": sign < 0, "more than": sign > 0, "at least": sign >= 0, "at most": sign <= 0}[
        operator
    ]


def _show(condition: Condition, *, nested: bool) -> str:
    if isinstance(condition, Comparison):
        value = "" if condition.value is None else f" {_show_value(condition.value)}"
        return f"{condition.answer} {condition.operator}{value}"
    word = " and " if isinstance(condition, AllOf) else " or "
    text = word.join(_show(part, nested=True) for part in condition.parts)
    return f"({text})" if nested else text


def _show_value(value: Value) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    return f"{value:.6f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def _tokens(text: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    at = 0
    end = len(text.rstrip())
    while at < end:
        match = _TOKEN.match(text, at)
        if match is None or match.lastgroup is None:
            raise ConditionError(_unreadable(text[at:].strip()))
        found.append((match.lastgroup, match.group(match.lastgroup)))
        at = match.end()
    return found


def _unreadable(rest: str) -> str:
    if rest.startswith(("=", "<", ">", "!")):
        return f'"{rest[:2].strip()}" is not understood; write is, is not, less than or more than'
    if rest.startswith('"'):
        return "a quotation mark is opened and not closed"
    if rest.startswith("'"):
        return 'put values between double quotation marks: "…"'
    return f'I cannot read the condition from "{rest[:20]}" on'


class _Reader:
    """Walks over the tokens once, from left to right."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self._tokens = tokens
        self._at = 0

    def peek(self) -> tuple[str, str] | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def here(self) -> str:
        """What stands here, for a sentence."""
        token = self.peek()
        if token is None:
            return "the end"
        return token[1] if token[0] == "string" else f'"{token[1]}"'

    def take_words(self, words: str) -> bool:
        """Step over these words if they come next."""
        wanted = words.split()
        coming = self._tokens[self._at : self._at + len(wanted)]
        if [text.lower() for kind, text in coming if kind == "word"] != wanted:
            return False
        self._at += len(wanted)
        return True

    def joined(self, depth: int) -> Condition:
        if depth > DEPTH:
            raise ConditionError(f"there are more than {DEPTH} brackets inside one another")
        parts = [self.one(depth)]
        joint = ""
        while self._joint() in ("and", "or"):
            word = self._joint()
            if joint and word != joint:
                raise ConditionError(
                    '"and" and "or" stand side by side; put brackets around the part that belongs together'
                )
            joint = word
            self._at += 1
            parts.append(self.one(depth))
        if len(parts) == 1:
            return parts[0]
        return AllOf(tuple(parts)) if joint == "and" else AnyOf(tuple(parts))

    def _joint(self) -> str:
        token = self.peek()
        return token[1].lower() if token is not None and token[0] == "word" else ""

    def one(self, depth: int) -> Condition:
        if self.peek() == ("bracket", "("):
            self._at += 1
            inside = self.joined(depth + 1)
            if self.peek() != ("bracket", ")"):
                raise ConditionError(f"a bracket is opened and not closed; I found {self.here()} instead")
            self._at += 1
            return inside
        token = self.peek()
        if token is None or token[0] != "word" or token[1].lower() in RESERVED:
            raise ConditionError(f"I expected the code of a question, but found {self.here()}")
        self._at += 1
        operator = self.operator(token[1])
        value = None if operator in WITHOUT_VALUE else self.value(token[1], operator)
        return Comparison(token[1], operator, value)

    def operator(self, answer: str) -> Operator:
        for operator in OPERATORS:
            if self.take_words(operator):
                return operator
        choices = ", ".join(sorted(OPERATORS))
        raise ConditionError(f'after "{answer}" I expected one of: {choices}; but found {self.here()}')

    def value(self, answer: str, operator: str) -> Value:
        token = self.peek()
        if token is None or token[0] == "bracket" or (token[0] == "word" and token[1].lower() in RESERVED):
            raise ConditionError(f'after "{answer} {operator}" I expected a value, but found {self.here()}')
        self._at += 1
        kind, text = token
        if kind == "string":
            return re.sub(r"\\(.)", r"\1", text[1:-1])
        if kind == "number":
            number = float(text)
            return int(number) if number.is_integer() else number
        if kind == "word" and text.lower() in ("yes", "no"):
            return text.lower() == "yes"
        return text
