"""Where in a TOML file a key stands: the standard reader gives values only, and sentences need lines."""

import re

Path = tuple[str | int, ...]
"""The way to a value: names of keys, and positions within lists, both counted from the top of the file."""

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_SCALAR = re.compile(r"[^,\]}#\n]*")


class Locator:
    """The line of every key and list item in a TOML text that is already known to be well formed."""

    def __init__(self, text: str) -> None:
        self._text = text.replace("\r\n", "\n")
        self._at = 0
        self._line = 1
        self._lists: dict[Path, int] = {}
        self._lines: dict[Path, int] = {(): 1}
        self._scan()

    def line(self, path: Path) -> int:
        """The line (from 1) where `path` is written, or else the nearest part above it."""
        while path not in self._lines:
            path = path[:-1]
        return self._lines[path]

    def _scan(self) -> None:
        table: Path = ()
        while self._skip_blank():
            if self._text.startswith("[", self._at):
                table = self._header()
            else:
                self._pair(table)

    def _header(self) -> Path:
        several = self._text.startswith("[[", self._at)
        self._move(2 if several else 1)
        names = self._key()
        self._move(2 if several else 1)
        path = self._placed(names[:-1])
        path = (*path, names[-1])
        if several:
            self._lists[path] = self._lists.get(path, -1) + 1
            self._lines.setdefault(path, self._line)
            path = (*path, self._lists[path])
        elif path in self._lists:
            path = (*path, self._lists[path])
        self._lines[path] = self._line
        return path

    def _placed(self, names: tuple[str, ...]) -> Path:
        """The path of a table: where a name is a list of tables, its last table is meant."""
        path: Path = ()
        for name in names:
            path = (*path, name)
            if path in self._lists:
                path = (*path, self._lists[path])
        return path

    def _pair(self, table: Path) -> None:
        path = table
        for name in self._key():
            path = (*path, name)
            self._lines.setdefault(path, self._line)
        self._move(1)  # the equals sign
        self._value(path)

    def _key(self) -> tuple[str, ...]:
        """One key with its dots, up to the sign after it."""
        names = []
        while True:
            self._skip_spaces()
            if self._text[self._at] in "\"'":
                names.append(self._string())
            else:
                match = _BARE.match(self._text, self._at)
                names.append(match.group() if match else "")
                self._move(len(names[-1]))
            self._skip_spaces()
            if not self._text.startswith(".", self._at):
                return tuple(names)
            self._move(1)

    def _value(self, path: Path) -> None:
        self._skip_spaces()
        sign = self._text[self._at : self._at + 1]
        if sign in ('"', "'"):
            self._string()
        elif sign == "[":
            self._items(path)
        elif sign == "{":
            self._inline(path)
        else:
            match = _SCALAR.match(self._text, self._at)
            self._move(len(match.group()) if match else 1)

    def _items(self, path: Path) -> None:
        self._move(1)
        position = 0
        while self._skip_blank() and self._text[self._at] != "]":
            self._lines[(*path, position)] = self._line
            self._value((*path, position))
            position += 1
            self._skip_blank()
            if self._text.startswith(",", self._at):
                self._move(1)
        self._move(1)

    def _inline(self, path: Path) -> None:
        self._move(1)
        while self._skip_blank() and self._text[self._at] != "}":
            self._pair(path)
            self._skip_blank()
            if self._text.startswith(",", self._at):
                self._move(1)
        self._move(1)

    def _string(self) -> str:
        """Step over a string of any of the four kinds and return what stands between its quotes."""
        quote = self._text[self._at]
        mark = quote * 3 if self._text.startswith(quote * 3, self._at) else quote
        end = self._at + len(mark)
        while not self._text.startswith(mark, end):
            if end >= len(self._text):
                break
            end += 2 if quote == '"' and self._text[end] == "\\" else 1
        while len(mark) > 1 and self._text.startswith(quote, end + 3):
            end += 1  # up to two quotes may stand before the closing three
        inside = self._text[self._at + len(mark) : end]
        self._move(end + len(mark) - self._at)
        return inside

    def _skip_spaces(self) -> None:
        while self._text[self._at : self._at + 1] in (" ", "\t"):
            self._move(1)

    def _skip_blank(self) -> bool:
        """Step over spaces, line ends and comments; False at the end of the text."""
        while self._at < len(self._text):
            if self._text[self._at] == "#":
                end = self._text.find("\n", self._at)
                self._move((end if end >= 0 else len(self._text)) - self._at)
            elif self._text[self._at].isspace():
                self._move(1)
            else:
                return True
        return False

    def _move(self, count: int) -> None:
        self._line += self._text.count("\n", self._at, self._at + count)
        self._at += count
