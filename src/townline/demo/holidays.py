"""Days on which the offices of Marlow Falls are closed; a town's own list, entered once and then its own to edit."""

from datetime import date, timedelta

MONDAY, THURSDAY = 0, 3


def _nth(year: int, month: int, weekday: int, nth: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))


def _observed(day: date) -> date:
    """A holiday on Saturday is kept on Friday, one on Sunday on Monday."""
    return day + timedelta(days={5: -1, 6: 1}.get(day.weekday(), 0))


def between(first_year: int, last_year: int) -> list[tuple[date, str]]:
    """The closed days of these years, both included, each once."""
    found: dict[date, str] = {}
    for year in range(first_year, last_year + 1):
        memorial = date(year, 5, 31)
        memorial -= timedelta(days=memorial.weekday())
        thanks = _nth(year, 11, THURSDAY, 4)
        for day, name in (
            (_observed(date(year, 1, 1)), "New Year's Day"),
            (_nth(year, 1, MONDAY, 3), "Martin Luther King Jr. Day"),
            (_nth(year, 2, MONDAY, 3), "Presidents' Day"),
            (memorial, "Memorial Day"),
            (_observed(date(year, 6, 19)), "Juneteenth"),
            (_observed(date(year, 7, 4)), "Independence Day"),
            (_nth(year, 9, MONDAY, 1), "Labor Day"),
            (_observed(date(year, 11, 11)), "Veterans Day"),
            (thanks, "Thanksgiving Day"),
            (thanks + timedelta(days=1), "Day after Thanksgiving"),
            (_observed(date(year, 12, 25)), "Christmas Day"),
        ):
            found.setdefault(day, name)
    return sorted(found.items())
