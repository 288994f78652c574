"""A small good definition file, and ways to spoil it."""

from townline.services.definition.load import load
from townline.services.definition.model import Definition
from townline.services.definition.problems import DefinitionError

GOOD = """\
code = "pothole"
name = "Pothole"
department = "streets"
group = "Streets"
keywords = ["hole in the street", "crater"]
description = "A hole in the street."
what_we_do = "We fill it."

[service_level]
resolve = "3 working days"

[routing]
team = "streets-repair"

[messages]
receipt = "Thank you."

[[questions]]
code = "size"
kind = "choice"
web = "How big is it?"
required = true

[questions.options]
small = "Small"
large = "Large"

[[questions]]
code = "depth"
kind = "number"
web = "How deep is it?"
show_when = 'size is "large"'
minimum = 1
maximum = 60
unit = "inches"

[[stops]]
code = "deep"
when = "depth more than 40"
text = "Call 911."
"""


def changed(old: str, new: str) -> str:
    """The good file with one piece replaced."""
    assert old in GOOD
    return GOOD.replace(old, new, 1)


def definition(old: str = "", new: str = "") -> Definition:
    """The definition in the good file, with one piece replaced."""
    return load(changed(old, new) if old else GOOD, "pothole.toml")


def problems(source: str | bytes) -> list[str]:
    """What is wrong with a file, as printed."""
    try:
        load(source, "pothole.toml")
    except DefinitionError as error:
        return [str(problem) for problem in error.problems]
    return []
