"""From a question of a service to the parameters of a form control."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from townline.look import filters

# A few short options stand beside one another; more, or longer, stand below.
INLINE_OPTIONS = 2
INLINE_LENGTH = 20
SHORT_TEXT = 20


def params(question: Any, *, heading: bool = False) -> dict[str, Any]:
    """Make the parameters of the control that shows ``question``, a mapping or object as in the recipe.

    ``heading`` makes the label the page's own heading, for pages that ask one thing.
    """
    control = _part(question, "control", "text")
    made = _common(question, control, heading=heading)
    made.update(_BUILDERS.get(control, _text)(question))
    return made


def _part(thing: Any, name: str, default: Any = None) -> Any:
    found = thing.get(name) if isinstance(thing, Mapping) else getattr(thing, name, None)
    return default if found is None else found


def _common(question: Any, control: str, *, heading: bool) -> dict[str, Any]:
    name = _part(question, "name", "")
    label = _part(question, "label", "")
    if not _part(question, "required", default=True):
        label = f"{label} (optional)"
    size = "govuk-fieldset__legend--l" if heading else "govuk-fieldset__legend--s"
    grouped = control in {"radios", "checkboxes", "date", "datetime"}
    made: dict[str, Any] = {"name": name, "id": f"q-{name}", "idPrefix": f"q-{name}"}
    if grouped:
        made["fieldset"] = {"legend": {"text": label, "classes": size, "isPageHeading": heading}}
    else:
        classes = "govuk-label--l" if heading else "govuk-label--s"
        made["label"] = {"text": label, "classes": classes, "isPageHeading": heading}
    if hint := _part(question, "hint", ""):
        made["hint"] = {"text": hint}
    if error := _part(question, "error", ""):
        made["errorMessage"] = {"text": error, "visuallyHiddenText": "Error"}
    return made


def _text(question: Any) -> dict[str, Any]:
    limit = _part(question, "max_length")
    made = {
        "value": str(_part(question, "value", "")),
        "inputmode": _part(question, "inputmode"),
        "autocomplete": _part(question, "autocomplete"),
        "type": _part(question, "type", "text"),
        "attributes": {"maxlength": str(limit)} if limit else {},
    }
    if limit and limit <= SHORT_TEXT:
        made["classes"] = "govuk-input--width-20"
    return made


def _number(question: Any) -> dict[str, Any]:
    made = _text(question)
    made["inputmode"] = _part(question, "inputmode", "numeric")
    made["classes"] = "govuk-input--width-5"
    made["spellcheck"] = False
    if unit := _part(question, "unit", ""):
        made["suffix"] = {"text": unit}
    return made


def _textarea(question: Any) -> dict[str, Any]:
    made = {"value": str(_part(question, "value", "")), "rows": str(_part(question, "rows", 5))}
    if limit := _part(question, "max_length"):
        made["maxlength"] = str(limit)
    return made


def _options(question: Any, chosen: set[str]) -> list[dict[str, Any]]:
    made = []
    for option in _part(question, "options", ()):
        value = str(_part(option, "value", ""))
        item: dict[str, Any] = {
            "value": value,
            "text": _part(option, "text", value),
            "checked": value in chosen,
        }
        if hint := _part(option, "hint", ""):
            item["hint"] = {"text": hint}
        made.append(item)
    return made


def _radios(question: Any) -> dict[str, Any]:
    items = _options(question, {str(_part(question, "value", ""))} - {""})
    short = len(items) <= INLINE_OPTIONS and all(len(item["text"]) <= INLINE_LENGTH for item in items)
    return {"items": items, "classes": "govuk-radios--inline" if short else ""}


def _checkboxes(question: Any) -> dict[str, Any]:
    value = _part(question, "value", ())
    chosen = {value} if isinstance(value, str) else {str(each) for each in value}
    return {"items": _options(question, chosen - {""})}


def _select(question: Any) -> dict[str, Any]:
    items = _options(question, {str(_part(question, "value", ""))} - {""})
    for item in items:
        item["selected"] = item.pop("checked")
    return {"items": [{"value": "", "text": _part(question, "blank", "Choose…")}, *items]}


def date_parts(value: Any) -> dict[str, str]:
    """Day, month, year and time as text, from a date, a moment in any zone, ISO text, or what somebody typed."""
    if isinstance(value, datetime):
        local = filters.local(value)
        return {**date_parts(local.date()), "time": f"{local.hour:02}:{local.minute:02}"}
    if isinstance(value, str):
        return _written_parts(value)
    if isinstance(value, date):
        return {"day": str(value.day), "month": str(value.month), "year": str(value.year), "time": ""}
    return {part: str(_part(value, part, "")) for part in ("day", "month", "year", "time")}


def _written_parts(text: str) -> dict[str, str]:
    """Take an answer as it is kept apart: 2026-11-24 or 2026-11-24T15:30, in the town's own time."""
    day, _, time = text.partition("T")
    year, month, rest = [*day.split("-", 2), "", "", ""][:3]
    return {"day": rest.lstrip("0"), "month": month.lstrip("0"), "year": year, "time": time[:5]}


def _date(question: Any) -> dict[str, Any]:
    parts = date_parts(_part(question, "value", {}))
    name = _part(question, "name", "")
    faulty = " govuk-input--error" if _part(question, "error", "") else ""
    items = [
        {
            "name": f"{name}_{part}",
            "id": f"q-{name}" if index == 0 else f"q-{name}-{part}",
            "label": part.capitalize(),
            "value": parts[part],
            "classes": f"govuk-input--width-{4 if part == 'year' else 2}{faulty}",
        }
        for index, part in enumerate(_date_order(question))
    ]
    return {"items": items, "id": f"q-{name}-group"}


def _date_order(question: Any) -> tuple[str, ...]:
    order: tuple[str, ...] = tuple(_part(question, "date_order", ("month", "day", "year")))
    return order


def _datetime(question: Any) -> dict[str, Any]:
    made = _date(question)
    name = _part(question, "name", "")
    faulty = " govuk-input--error" if _part(question, "error", "") else ""
    made["items"].append(
        {
            "name": f"{name}_time",
            "id": f"q-{name}-time",
            "label": "Time, such as 15:00",
            "value": date_parts(_part(question, "value", {}))["time"],
            "classes": f"govuk-input--width-4 tl-time{faulty}",
            "inputmode": "text",
        }
    )
    return made


def _file(question: Any) -> dict[str, Any]:
    attributes = {}
    if accept := _part(question, "accept", ""):
        attributes["accept"] = accept
    if _part(question, "multiple", default=False):
        attributes["multiple"] = "multiple"
    return {"attributes": attributes}


_BUILDERS = {
    "text": _text,
    "textarea": _textarea,
    "number": _number,
    "radios": _radios,
    "checkboxes": _checkboxes,
    "select": _select,
    "date": _date,
    "datetime": _datetime,
    "file": _file,
    "place": _text,
}
