"""A real city's own due dates: 93,821 of them, reproduced from one calendar and a table of service levels."""

import csv
import gzip
from collections import Counter
from datetime import date, datetime, timedelta

import pytest

from tests.servicelevels.towns import NEW_YORK, OFFICE_WEEK
from tests.shared import data
from townline.servicelevels.rules import Calendar, Duration, Unit, due

UNITS = {"business_days": Unit.WORKING_DAYS, "calendar_days": Unit.CALENDAR_DAYS}
QUARTER = timedelta(minutes=15)


def massachusetts() -> Calendar:
    with data("calendars/public_holidays_2008_2030.csv").open(encoding="utf-8", newline="") as file:
        days = {
            date.fromisoformat(row["date"]): row["name"]
            for row in csv.DictReader(file)
            if (row["country"], row["subdivision"]) == ("US", "MA")
        }
    return Calendar.of("America/New_York", OFFICE_WEEK, [(on, name, ()) for on, name in days.items()])


@pytest.mark.slow
def test_boston_s_own_due_dates_come_out_of_its_calendar() -> None:
    calendar = massachusetts()
    read: Counter[str] = Counter()
    right: Counter[str] = Counter()
    with gzip.open(
        data("boston_sla_oracle/sla_oracle_cases.csv.gz"), "rt", encoding="utf-8", newline=""
    ) as file:
        for row in csv.DictReader(file):
            unit = row["unit"]
            opened = datetime.fromisoformat(row["open_local"]).replace(tzinfo=NEW_YORK)
            target = datetime.fromisoformat(row["target_local_actual"]).replace(tzinfo=NEW_YORK)
            found = due(calendar, opened, Duration(int(row["n"]), UNITS[unit]), explain=False).at
            read[unit] += 1
            right[unit] += abs(found - target) <= QUARTER
    shares = {unit: right[unit] / read[unit] for unit in read}
    print({unit: f"{share:.4f} of {read[unit]:,}" for unit, share in shares.items()})  # noqa: T201 - a measured figure
    assert sum(read.values()) == 93_821
    assert shares["business_days"] >= 0.96
    assert shares["calendar_days"] >= 0.95
