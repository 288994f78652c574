"""From a TOML file to a Definition, or to sentences that say what to mend."""

import re
import tomllib
from pathlib import Path
from typing import Any, cast

from townline.services.definition.check import Table, check, tables
from townline.services.definition.locate import Locator
from townline.services.definition.model import (
    Advice,
    Definition,
    Messages,
    Option,
    Outcome,
    PrivacyRules,
    Question,
    Routing,
    RoutingRule,
    ServiceLevel,
    Stop,
)
from townline.services.definition.problems import DefinitionError, Problem
from townline.services.definition.reading import Reader
from townline.services.definition.shapes import SERVICE

LARGEST = 200_000
"""Bytes in one file."""
_AT_LINE = re.compile(r"^(?P<what>.*?)\s*\(at (?:line (?P<line>\d+), column \d+|end of document)\)$")
_CURLY = re.compile("[\u201c\u201d\u201e\u2018\u2019\u00ab\u00bb]")
_ASSIGNED = re.compile(r"^\s*[\w.-]+\s*=\s*(?P<value>\S.*)$")


def load(source: str | bytes, filename: str) -> Definition:
    """Read a definition. Raises DefinitionError with every problem found: file, line and sentence."""
    text = _decoded(source, filename)
    data = _parsed(text, filename)
    reader = Reader(filename, Locator(text))
    values = reader.table(data, SERVICE)
    check(reader, values)
    if reader.problems:
        raise DefinitionError(reader.problems)
    return build(values)


def load_file(path: Path) -> Definition:
    """Read the definition in a file. Raises DefinitionError also where the file cannot be read."""
    try:
        if path.stat().st_size > LARGEST:
            raise DefinitionError([_too_large(path.name, path.stat().st_size)])
        source = path.read_bytes()
    except OSError as error:
        raise DefinitionError(
            [Problem(path.name, 1, f"the file cannot be read: {error.strerror}")]
        ) from error
    return load(source, path.name)


def build(values: Table) -> Definition:
    """The definition with these values, which are known to be right."""
    parts = cast("dict[str, Any]", dict(values))
    routing = cast("dict[str, Any]", dict(parts["routing"]))
    routing["rules"] = tuple(RoutingRule(**_plain(rule)) for rule in tables(routing, "rules"))
    parts |= {
        "routing": Routing(**routing),
        "service_level": ServiceLevel(**parts["service_level"]),
        "privacy": PrivacyRules(**parts.get("privacy", {})),
        "messages": Messages(**parts["messages"]),
        "advice": tuple(Advice(**_plain(item)) for item in tables(values, "advice")),
        "questions": tuple(_question(item) for item in tables(values, "questions")),
        "stops": tuple(Stop(**_plain(item)) for item in tables(values, "stops")),
        "outcomes": tuple(Outcome(**_plain(item)) for item in tables(values, "outcomes")),
    }
    return Definition(**parts)


def _plain(table: Table) -> dict[str, Any]:
    return {name: value for name, value in table.items() if name != "at"}


def _question(table: Table) -> Question:
    parts = _plain(table)
    parts["options"] = tuple(Option(code=code, name=name) for code, name in parts.get("options", ()))
    return Question(**parts)


def _decoded(source: str | bytes, filename: str) -> str:
    if len(source) > LARGEST:
        raise DefinitionError([_too_large(filename, len(source))])
    if isinstance(source, bytes):
        source = _from_bytes(source, filename)
    text = source.removeprefix("\ufeff").replace("\r\n", "\n")
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        raise DefinitionError(
            [Problem(filename, line, "this is not a text file; save it as plain text in UTF-8")]
        )
    return text


def _from_bytes(source: bytes, filename: str) -> str:
    if source.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise DefinitionError([Problem(filename, 1, "the file is saved as UTF-16; save it as UTF-8")])
    try:
        return source.decode("utf-8")
    except UnicodeDecodeError as error:
        line = source.count(b"\n", 0, error.start) + 1
        sentence = "there is a character that is not UTF-8; save the file as UTF-8"
        raise DefinitionError([Problem(filename, line, sentence)]) from error


def _parsed(text: str, filename: str) -> dict[str, object]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DefinitionError([_unparsable(str(error), text, filename)]) from error
    except RecursionError as error:
        raise DefinitionError([Problem(filename, 1, "brackets are nested too deeply")]) from error


def _unparsable(message: str, text: str, filename: str) -> Problem:
    """The complaint of the TOML reader as a sentence, with the usual mistakes named."""
    match = _AT_LINE.match(message)
    lines = text.split("\n")
    number = int(match["line"]) if match and match["line"] else max(len(text.rstrip().split("\n")), 1)
    line = lines[number - 1] if number <= len(lines) else ""
    assigned = _ASSIGNED.match(line)
    if _CURLY.search(line):
        hint = 'there are curly quotation marks on this line; use straight ones: "…"'
    elif assigned and line.count('"') == 1:
        hint = "a quotation mark is opened and not closed on this line"
    elif assigned and assigned["value"][0].isalpha() and not assigned["value"].startswith(("true", "false")):
        hint = 'put quotes around the text after the equals sign: name = "words"'
    else:
        what = (match["what"] if match else message).strip()
        hint = f"this line cannot be read ({what[:1].lower()}{what[1:]})"
    return Problem(filename, number, hint)


def _too_large(filename: str, size: int) -> Problem:
    return Problem(filename, 1, f"the file has {size} bytes; {LARGEST} are the most for one service")
