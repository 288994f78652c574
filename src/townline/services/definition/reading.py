"""Reads the tables of a definition file against its shape and collects every problem with its line."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field

from townline.services.definition import conditions
from townline.services.definition.locate import Locator, Path
from townline.services.definition.problems import Problem, nearest
from townline.services.definition.shapes import OPTION_CODE, QUESTION, SENTENCES, Key, Type

TITLES: dict[str, str] = {"questions": "question", "stops": "stop", "outcomes": "outcome"}
"""What an item of a list is called in a sentence."""
LARGEST_WHOLE = 1_000_000
LARGEST_NUMBER = 1e12


@dataclass
class Reader:
    """Reads one file; what cannot be read is left out and reported, so that the rest is still checked."""

    filename: str
    where: Locator
    problems: list[Problem] = field(default_factory=list)

    def report(self, path: Path, sentence: str) -> None:
        """Remember a problem at the line of `path`."""
        self.problems.append(Problem(self.filename, self.where.line(path), sentence))

    def table(self, data: dict[str, object], shape: dict[str, Key], path: Path = ()) -> dict[str, object]:
        """The values of a table that are right; unknown, missing and wrong keys are reported."""
        for name in data.keys() - shape.keys():
            self.report((*path, name), f'"{name}" is not known {_within(path)}{nearest(name, shape)}')
        values: dict[str, object] = {}
        for name, key in shape.items():
            if name not in data:
                if key.required:
                    self.report(path, f'"{name}" is missing {_within(path)}')
                continue
            value = self.value(data[name], key, (*path, name))
            if value is not None:
                values[name] = value
        return values

    def value(self, raw: object, key: Key, path: Path) -> object:
        """The value read as its key asks, or None with a problem reported."""
        return _READERS[key.type](self, raw, key, path)

    def line(self, raw: object, key: Key, path: Path) -> str | None:
        """One line of text: white space is evened out."""
        return self._words(raw, key, path, lambda text: " ".join(text.split()))

    def text(self, raw: object, key: Key, path: Path) -> str | None:
        """Text of several paragraphs: lines of a paragraph are joined, an empty line begins another."""
        return self._words(raw, key, path, tidy)

    def flag(self, raw: object, _key: Key, path: Path) -> bool | None:
        """True or false."""
        if not isinstance(raw, bool):
            self.report(path, f"{_name(path)} must be true or false, without quotes")
            return None
        return raw

    def whole(self, raw: object, _key: Key, path: Path) -> int | None:
        """A whole number that is not negative."""
        if isinstance(raw, bool) or not isinstance(raw, int) or not 0 <= raw <= LARGEST_WHOLE:
            self.report(
                path, f"{_name(path)} must be a whole number from 0 to {LARGEST_WHOLE}, without quotes"
            )
            return None
        return raw

    def number(self, raw: object, _key: Key, path: Path) -> int | float | None:
        """A number, whole or with decimals."""
        if isinstance(raw, bool) or not isinstance(raw, int | float) or not abs(raw) <= LARGEST_NUMBER:
            self.report(path, f"{_name(path)} must be a number, without quotes")
            return None
        return int(raw) if float(raw).is_integer() else raw

    def lines(self, raw: object, key: Key, path: Path) -> tuple[str, ...] | None:
        """A list of short texts, each once."""
        if not isinstance(raw, list):
            self.report(path, f'{_name(path)} must be a list in square brackets: ["one", "two"]')
            return None
        if len(raw) > key.items:
            self.report(path, f"{_name(path)} has {len(raw)} entries; {key.items} are the most")
            return None
        found = [self.line(item, key, (*path, position)) for position, item in enumerate(raw)]
        kept = [item for item in found if item is not None]
        for position, item in enumerate(found):
            if item is not None and item in found[:position]:
                self.report((*path, position), f'"{item}" stands twice in {_name(path)}')
        return tuple(kept)

    def condition(self, raw: object, _key: Key, path: Path) -> conditions.Condition | None:
        """A condition in the closed grammar."""
        if not isinstance(raw, str):
            self.report(path, f"""{_name(path)} must be a condition in quotes, such as 'size is "large"'""")
            return None
        try:
            return conditions.parse(raw)
        except conditions.ConditionError as error:
            self.report(path, f"{_name(path)}: {error}")
            return None

    def one_table(self, raw: object, key: Key, path: Path) -> dict[str, object] | None:
        """A table of its own: `[name]`."""
        if not isinstance(raw, dict):
            self.report(path, f"{_name(path)} must be a section: a line [{path[-1]}] with its keys below")
            return None
        return self.table(raw, key.shape, path)

    def tables(self, raw: object, key: Key, path: Path) -> tuple[dict[str, object], ...] | None:
        """A list of tables: `[[name]]`, each with its position in the file under the key `at`."""
        if not isinstance(raw, list) or not all(isinstance(item, dict) for item in raw):
            header = ".".join(str(part) for part in path if isinstance(part, str))
            self.report(path, f"{_name(path)} must be sections, each below its own line [[{header}]]")
            return None
        if len(raw) > key.items:
            self.report(path, f"there are {len(raw)} sections of {_name(path)}; {key.items} are the most")
            return None
        return tuple(
            {"at": position, **self.table(item, key.shape, (*path, position))}
            for position, item in enumerate(raw)
        )

    def options(self, raw: object, key: Key, path: Path) -> tuple[tuple[str, str], ...] | None:
        """The options of a question: a code and the words residents read, a line each."""
        if not isinstance(raw, dict):
            self.report(path, 'options must stand below a line [questions.options], each as code = "words"')
            return None
        if len(raw) > key.items:
            self.report(path, f"there are {len(raw)} options; {key.items} are the most")
            return None
        found = [self._option(code, name, key, (*path, code)) for code, name in raw.items()]
        return tuple(option for option in found if option is not None)

    def _option(self, code: str, name: object, key: Key, path: Path) -> tuple[str, str] | None:
        if code in QUESTION and not isinstance(name, str):
            self.report(
                path, f'"{code}" stands among the options; move it above the line [questions.options]'
            )
            return None
        if not OPTION_CODE.fullmatch(code):
            self.report(path, f'the option "{code}" needs a code of {SENTENCES[OPTION_CODE]}')
            return None
        words = self.line(name, key, path)
        return None if words is None else (code, words)

    def _words(self, raw: object, key: Key, path: Path, even: Callable[[str], str]) -> str | None:
        if not isinstance(raw, str):
            self.report(path, f"{_name(path)} must be text in quotes")
            return None
        text = even(unicodedata.normalize("NFC", raw))
        sentence = _fault(text, key)
        if sentence:
            self.report(path, f"{_name(path)} {sentence}")
            return None
        return text


def _fault(text: str, key: Key) -> str:
    """What is wrong with a text, as the end of a sentence; empty if nothing is."""
    if not text:
        return "is empty; write something or leave the line out"
    if len(text) > key.limit:
        return f"has {len(text)} characters; {key.limit} are the most"
    if any(unicodedata.category(sign) in ("Cc", "Cs") and sign != "\n" for sign in text):
        return "has control characters in it; type it again"
    if key.among and text not in key.among:
        return f'is "{text}", but must be one of: {", ".join(key.among)}{nearest(text, key.among)}'
    if key.pattern is not None and not key.pattern.fullmatch(text):
        return f'is "{text}", but must be {SENTENCES[key.pattern]}'
    return ""


def tidy(text: str) -> str:
    """Paragraphs with their lines joined; a line that begins with "- " stays a line of its own."""
    paragraphs: list[list[str]] = [[]]
    for line in (" ".join(raw.split()) for raw in text.split("\n")):
        lines = paragraphs[-1]
        if not line:
            paragraphs.append([])
        elif lines and not line.startswith("- "):
            lines[-1] = f"{lines[-1]} {line}"
        else:
            lines.append(line)
    return "\n\n".join("\n".join(lines) for lines in paragraphs if lines)


def _name(path: Path) -> str:
    """How a sentence names what stands at `path`."""
    if isinstance(path[-1], int):
        return f'entry {path[-1] + 1} of "{path[-2]}"'
    return f'"{path[-1]}"'


def _within(path: Path) -> str:
    """Where a key stands, for the end of a sentence."""
    names = [part for part in path if isinstance(part, str)]
    if not names:
        return "in a service"
    if isinstance(path[-1], int):
        return f"in {TITLES.get(names[-1], names[-1].removesuffix('s'))} {path[-1] + 1}"
    return f"in [{'.'.join(names)}]"


_READERS: dict[Type, Callable[[Reader, object, Key, Path], object]] = {
    "line": Reader.line,
    "code": Reader.line,
    "text": Reader.text,
    "flag": Reader.flag,
    "whole": Reader.whole,
    "number": Reader.number,
    "lines": Reader.lines,
    "condition": Reader.condition,
    "table": Reader.one_table,
    "tables": Reader.tables,
    "options": Reader.options,
}
