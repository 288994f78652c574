"""From a Definition to the TOML a person would have written; reading it again gives an equal definition."""

from collections.abc import Iterator, Mapping

import msgspec

from townline.services.definition import conditions
from townline.services.definition.model import Definition, PrivacyRules, Question, RoutingRule, Stop

WIDTH = 100
"""Longer lists are written with one entry a line."""


def dump(definition: Definition) -> str:
    """The definition as TOML: plain keys first, then its sections in the order people read them."""
    return "\n".join(_lines(definition)) + "\n"


def _lines(definition: Definition) -> Iterator[str]:
    plain = {
        "code": definition.code,
        "name": definition.name,
        "department": definition.department,
        "group": definition.group,
        "keywords": definition.keywords,
        "description": definition.description,
        "what_we_do": definition.what_we_do,
        "public": definition.public,
        "place": definition.place,
        "place_hint": definition.place_hint,
    }
    yield from _pairs(plain)
    yield from _section("[service_level]", _fields(definition.service_level))
    yield from _section("[routing]", {"team": definition.routing.team})
    for rule in definition.routing.rules:
        yield from _section("[[routing.rules]]", _conditional(rule))
    if definition.privacy != PrivacyRules():
        yield from _section("[privacy]", _fields(definition.privacy))
    yield from _section("[messages]", _fields(definition.messages))
    for advice in definition.advice:
        yield from _section("[[advice]]", _fields(advice))
    for question in definition.questions:
        yield from _question(question)
    for stop in definition.stops:
        yield from _section("[[stops]]", _conditional(stop))
    for outcome in definition.outcomes:
        yield from _section("[[outcomes]]", _fields(outcome))


def _question(question: Question) -> Iterator[str]:
    yield from _section("[[questions]]", _conditional(question, leave_out="options"))
    if question.options:
        yield from _section("[questions.options]", {option.code: option.name for option in question.options})


def _section(header: str, values: Mapping[str, object]) -> Iterator[str]:
    yield ""
    yield header
    yield from _pairs(values)


def _fields(part: msgspec.Struct) -> dict[str, object]:
    return {name: getattr(part, name) for name in part.__struct_fields__}


def _conditional(part: Question | RoutingRule | Stop, leave_out: str = "") -> dict[str, object]:
    """The fields of a part, its condition in words, without fields that stand at their default."""
    values: dict[str, object] = {}
    for name, value in _fields(part).items():
        default = part.__struct_defaults__[_default_at(part, name)] if _default_at(part, name) >= 0 else None
        if name == leave_out or (value == default and type(value) is type(default)):
            continue
        is_condition = isinstance(value, conditions.Comparison | conditions.AllOf | conditions.AnyOf)
        values[name] = conditions.show(value) if is_condition else value  # type: ignore[arg-type]
    return values


def _default_at(part: msgspec.Struct, name: str) -> int:
    fields = part.__struct_fields__
    return fields.index(name) - (len(fields) - len(part.__struct_defaults__))


def _pairs(values: Mapping[str, object]) -> Iterator[str]:
    for name, value in values.items():
        if value not in (None, "", ()):
            yield f"{name} = {_value(value)}"


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, tuple):
        items = [_string(str(item)) for item in value]
        short = f"[{', '.join(items)}]"
        return short if len(short) <= WIDTH else "[\n" + "".join(f"  {item},\n" for item in items) + "]"
    return repr(value)


def _string(text: str) -> str:
    """A quoted string: in single quotes where that saves escapes, in three where it has several lines."""
    if "\n" in text:
        return '"""\n' + _escaped(text).replace("\\n", "\n") + '"""'
    if '"' in text and "'" not in text and text.isprintable():
        return f"'{text}'"
    return f'"{_escaped(text)}"'


def _escaped(text: str) -> str:
    signs = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}
    return "".join(
        signs.get(sign) or (sign if sign >= " " and sign != "\x7f" else f"\\u{ord(sign):04x}")
        for sign in text
    )
