"""What must fit together in a definition: codes, conditions and what they refer to, limits and kinds."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from townline.services.definition import conditions
from townline.services.definition.locate import Path
from townline.services.definition.model import QuestionKind
from townline.services.definition.problems import nearest
from townline.services.definition.reading import Reader
from townline.services.questions.kinds import KINDS

Table = dict[str, object]

LIMIT_KEYS: tuple[str, ...] = (
    "max_length",
    "minimum",
    "maximum",
    "decimals",
    "unit",
    "max_choices",
    "max_photos",
    "period",
    "options",
)
HIGHEST: dict[str, int] = {"max_length": 4000, "decimals": 6, "max_choices": 60, "max_photos": 10}
LOWEST: dict[str, int] = {"max_length": 1, "decimals": 0, "max_choices": 1, "max_photos": 1}
FEWEST_OPTIONS = 2
TEXTS = frozenset({"text", "long_text"})
LISTS = frozenset({"choice", "choices"})
DATES = frozenset({"date", "datetime"})


@dataclass(frozen=True)
class Asked:
    """A question as conditions see it: its code, where it comes in the order, its kind and options."""

    code: str
    position: int
    kind: str
    options: frozenset[str]
    waits_for: tuple[str, ...] = ()


def check(reader: Reader, values: Table) -> None:
    """Report everything in `values` that does not fit together."""
    questions = tables(values, "questions")
    asked = [_asked(question) for question in questions]
    for name in ("questions", "stops", "outcomes"):
        _check_codes(reader, name, tables(values, name))
    for question in questions:
        _check_question(reader, question)
        _check_order(reader, question, asked)
    for stop in tables(values, "stops"):
        _check_condition(
            reader, ("stops", position(stop), "when"), stop.get("when"), asked, f"the stop {_quoted(stop)}"
        )
    _check_rules(reader, cast("Table", values.get("routing") or {}), asked)
    if not values.get("keywords", True):
        reader.report(("keywords",), "there are no keywords; write the words residents use, six or more")


def tables(values: Table, name: str) -> tuple[Table, ...]:
    """The sections of that name, as far as they could be read."""
    return cast("tuple[Table, ...]", values.get(name) or ())


def position(table: Table) -> int:
    """Which one of its kind in the file a section is, from 0."""
    return cast("int", table["at"])


def _asked(question: Table) -> Asked:
    condition = cast("conditions.Condition | None", question.get("show_when"))
    options = cast("tuple[tuple[str, str], ...]", question.get("options") or ())
    return Asked(
        code=str(question.get("code", "")),
        position=position(question),
        kind=str(question.get("kind", "")),
        options=frozenset(code for code, _ in options),
        waits_for=conditions.references(condition) if condition is not None else (),
    )


def _quoted(table: Table) -> str:
    return f'"{table["code"]}"' if "code" in table else f"number {position(table) + 1}"


def _check_codes(reader: Reader, name: str, items: tuple[Table, ...]) -> None:
    lines: dict[object, int] = {}
    for item in items:
        path: Path = (name, position(item), "code")
        code = item.get("code")
        if code is None:
            continue
        if code in lines:
            first = f"the first is on line {lines[code]}"
            reader.report(path, f'two {name} have the code "{code}"; {first}')
        elif name == "questions" and code in conditions.RESERVED:
            reader.report(path, f'"{code}" is a word of the conditions and cannot be the code of a question')
        lines.setdefault(code, reader.where.line(path))


def _check_question(reader: Reader, question: Table) -> None:
    path: Path = ("questions", position(question))
    kind = question.get("kind")
    if kind is None:
        return
    allowed = KINDS[cast("QuestionKind", kind)].LIMITS
    for name in LIMIT_KEYS:
        if name in question and name not in allowed:
            reader.report(
                (*path, name), f'the question {_quoted(question)} is of kind "{kind}", which has no "{name}"'
            )
    if "options" in allowed:
        _check_options(reader, path, question)
    _check_limits(reader, path, question)


def _check_options(reader: Reader, path: Path, question: Table) -> None:
    options = cast("tuple[tuple[str, str], ...] | None", question.get("options"))
    if options is None or len(options) < FEWEST_OPTIONS:
        sentence = (
            f"the question {_quoted(question)} needs options: at least two lines below [questions.options]"
        )
        reader.report((*path, "options"), sentence)
        return
    names: dict[str, str] = {}
    for code, name in options:
        other = names.setdefault(name.casefold(), code)
        if other != code:
            reader.report((*path, "options", code), f'the options "{other}" and "{code}" have the same words')


def _check_limits(reader: Reader, path: Path, question: Table) -> None:
    for name, highest in HIGHEST.items():
        value = question.get(name)
        if isinstance(value, int) and not LOWEST[name] <= value <= highest:
            reader.report((*path, name), f'"{name}" must be from {LOWEST[name]} to {highest}')
    low, high = question.get("minimum"), question.get("maximum")
    if isinstance(low, int | float) and isinstance(high, int | float) and low > high:
        reader.report((*path, "maximum"), f'"maximum" ({high}) is less than "minimum" ({low})')
    most, options = question.get("max_choices"), cast("tuple[object, ...]", question.get("options") or ())
    if isinstance(most, int) and options and most > len(options):
        reader.report(
            (*path, "max_choices"), f'"max_choices" is {most}, but there are only {len(options)} options'
        )


def _check_order(reader: Reader, question: Table, asked: list[Asked]) -> None:
    """A question may only wait for questions before it; so no two can wait for one another."""
    path: Path = ("questions", position(question), "show_when")
    subject = f"the question {_quoted(question)}"
    earlier = [other for other in asked if other.position < position(question)]
    later = {other.code: other for other in asked if other.position >= position(question)}
    condition = cast("conditions.Condition | None", question.get("show_when"))
    for code in conditions.references(condition) if condition is not None else ():
        if code not in later or any(other.code == code for other in earlier):
            continue
        if code == question.get("code"):
            reader.report(path, f"{subject} is shown depending on its own answer")
        elif _waits(code, str(question.get("code")), asked):
            reader.report(path, f'{subject} and the question "{code}" wait for one another in a circle')
        else:
            reader.report(path, f'{subject} is shown depending on "{code}", which is asked later; move it up')
    known = [other for other in asked if other.code != question.get("code")]
    _check_condition(reader, path, condition, known, subject, own=str(question.get("code", "")))


def _waits(code: str, target: str, asked: list[Asked]) -> bool:
    """Whether the question `code` waits for `target`, directly or through others."""
    waits_for = {other.code: other.waits_for for other in asked}
    to_visit, seen = [code], set[str]()
    while to_visit:
        for name in waits_for.get(to_visit.pop(), ()):
            if name == target:
                return True
            if name not in seen:
                seen.add(name)
                to_visit.append(name)
    return False


def _check_condition(
    reader: Reader, path: Path, condition: object, asked: list[Asked], subject: str, *, own: str = ""
) -> None:
    if condition is None:
        return
    by_code = {other.code: other for other in asked if other.code}
    for comparison in conditions.comparisons(cast("conditions.Condition", condition)):
        if comparison.answer == own:
            continue
        question = by_code.get(comparison.answer)
        if question is None:
            reader.report(path, _unknown(subject, comparison, by_code))
        elif sentence := misfit(comparison, question):
            reader.report(path, sentence)


def _unknown(subject: str, comparison: conditions.Comparison, by_code: dict[str, Asked]) -> str:
    verb = {"q": "is shown", "s": "applies", "r": "applies"}[subject[4]]
    how = "answered" if comparison.operator in conditions.WITHOUT_VALUE else conditions.show(comparison)
    when = f'"{comparison.answer}" is answered' if how == "answered" else how
    return f"{subject} {verb} when {when}, but no question has that code{nearest(comparison.answer, by_code)}"


def misfit(comparison: conditions.Comparison, question: Asked) -> str:
    """Why a comparison makes no sense for a question of this kind; empty if it does."""
    code, operator, value, kind = question.code, comparison.operator, comparison.value, question.kind
    if operator in conditions.WITHOUT_VALUE or not kind:
        return ""
    if operator in conditions.COMPARING and kind != "number" and kind not in DATES:
        return f'"{code}" is of kind "{kind}"; "{operator}" only works with numbers and dates'
    if operator in ("includes", "does not include") and kind != "choices":
        return f'"{code}" is of kind "{kind}"; write "is" instead of "{operator}"'
    return _misfit_value(code, kind, value, question)


def _misfit_value(code: str, kind: str, value: object, question: Asked) -> str:
    if kind in ("place", "photo"):
        return f'"{code}" is of kind "{kind}"; a condition can only ask whether it is answered'
    if kind == "yes_no" and not isinstance(value, bool):
        return f'"{code}" is a yes/no question; compare it with yes or no, without quotes'
    if kind == "number" and (isinstance(value, bool) or not isinstance(value, int | float)):
        return f'"{code}" is a number; compare it with a number, without quotes'
    if kind in (TEXTS | LISTS | DATES) and not isinstance(value, str):
        word = {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value
        return f'put quotes around the value: {code} is "{word}"'
    if kind in LISTS and question.options and value not in question.options:
        return f'"{value}" is not one of the options of "{code}"{nearest(str(value), question.options)}'
    if kind in DATES and not _is_moment(str(value)):
        return f'"{code}" is a date; compare it with a date such as 2026-11-24'
    return ""


def _is_moment(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _check_rules(reader: Reader, routing: Table, asked: list[Asked]) -> None:
    for rule in tables(routing, "rules"):
        path: Path = ("routing", "rules", position(rule))
        subject = f"the rule number {position(rule) + 1}"
        if "when" not in rule and not rule.get("districts"):
            reader.report(
                path, f'{subject} has neither "when" nor "districts"; it would apply to every report'
            )
        _check_condition(reader, (*path, "when"), rule.get("when"), asked, subject)
