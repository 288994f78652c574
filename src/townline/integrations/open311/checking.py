"""Is a row a service request? Every fault is one sentence; what can be put right is put right and remarked."""

import math
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Literal

from townline.integrations.open311.reported import Reported
from townline.kit.geo import Point
from townline.kit.text import clean_line, clean_text

LONGEST_TEXT = 20_000
LONGEST_ID = 100
LONGEST_CODE = 80
LONGEST_NAME = 80
LONGEST_ADDRESS = 250
LONGEST_URL = 1_000
MOST_MEDIA = 10
FIRST_YEAR = 1980
LAST_YEAR = 2200
#: Servers write the last change in whole minutes, so it can lie seconds before the request itself.
CUT_SECONDS = 60
#: Another system's clock may be this much ahead of ours.
AHEAD = timedelta(hours=1)
#: A place further than this from the town's centre (degrees, some 150 km) is a failed geocoding.
BOX_DEGREES = 1.5

_STATES: dict[str, Literal["open", "closed"]] = {
    **dict.fromkeys(
        (
            "open", "reopened", "reopen", "new", "submitted", "received", "acknowledged", "assigned", "accepted",
            "in progress", "in process", "inprocess", "processing", "pending", "on hold", "investigating", "planned",
            "action scheduled", "referred",
        ),
        "open",
    ),
    **dict.fromkeys(
        (
            "closed", "close", "fixed", "resolved", "completed", "complete", "done", "processed", "archived",
            "duplicate", "rejected", "cancelled", "canceled", "no further action", "not councils responsibility",
        ),
        "closed",
    ),
}  # fmt: skip
_CODE_WASTE = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Town:
    """What checking needs to know of the town: its zone, the present moment, and its centre if that is known."""

    zone: tzinfo
    now: datetime
    centre: Point | None = None


@dataclass
class _Findings:
    faults: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def check(value: object, town: Town) -> Reported | tuple[str, ...]:
    """The request that ``value`` reports, or the sentences that say why it is none."""
    if not isinstance(value, dict):
        return ("The row is not a JSON object.",)
    found = _Findings()
    external_id = _identity(value, "service_request_id", LONGEST_ID, found)
    state = _state(value, found)
    code, name = _service(value, found)
    received_at, updated_at, expected_at = _times(value, town, found)
    if received_at is None or updated_at is None:
        updated_at = received_at = town.now
    elif updated_at < received_at:
        updated_at = _put_right(received_at, updated_at, state, found)
    description = _text(value, "description", "description", found)
    status_notes = _text(value, "status_notes", "status note", found)
    point = _point(value, town, found)
    address = _line(value, "address", LONGEST_ADDRESS, found)
    if found.faults:
        return tuple(found.faults)
    return Reported(
        external_id,
        state,
        code,
        name,
        received_at,
        updated_at,
        updated_at if state == "closed" else None,
        expected_at,
        description,
        status_notes,
        _line(value, "agency_responsible", 200, found),
        address,
        _line(value, "address_id", 60, found),
        _line(value, "zipcode", 12, found),
        point,
        _media(value, found),
        tuple(found.remarks),
    )


def _identity(value: Mapping[str, object], key: str, limit: int, found: _Findings) -> str:
    raw = value.get(key)
    if isinstance(raw, int) and not isinstance(raw, bool):
        raw = str(raw)
    text = clean_line(raw, limit + 1) if isinstance(raw, str) else ""
    if raw is None or raw == "":
        found.faults.append(f"There is no {key}.")
    elif not text:
        found.faults.append(f"The {key} is neither text nor a number.")
    elif len(text) > limit:
        found.faults.append(f"The {key} is longer than {limit} characters.")
    return text


def _state(value: Mapping[str, object], found: _Findings) -> Literal["open", "closed"]:
    raw = value.get("status")
    if raw == "open" or raw == "closed":  # noqa: PLR1714 - a set would hide the two literals from the type checker
        return raw
    if not isinstance(raw, str) or not raw.strip():
        found.faults.append("There is no status.")
        return "open"
    word = raw.strip().lower().replace("_", " ").replace("-", " ")
    state = _STATES.get(word)
    if state is None:
        found.faults.append(f'The status "{clean_line(raw, 40)}" is not known: it must be open or closed.')
        return "open"
    found.remarks.append(f'Its status there was "{word}".')
    return state


def _service(value: Mapping[str, object], found: _Findings) -> tuple[str, str]:
    name = _line(value, "service_name", LONGEST_NAME, found)
    if value.get("service_code") in (None, "") and name:
        found.remarks.append("It had no service code; one was made of the service's name.")
        plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
        return _CODE_WASTE.sub("-", plain).strip("-")[:LONGEST_CODE] or "unnamed", name
    code = _identity(value, "service_code", LONGEST_CODE, found)
    return code, name or code


def _times(
    value: Mapping[str, object], town: Town, found: _Findings
) -> tuple[datetime | None, datetime | None, datetime | None]:
    received_at = _moment(value, "requested_datetime", town, found)
    if received_at is None and not value.get("requested_datetime"):
        found.faults.append("There is no requested_datetime.")
    updated_at = _moment(value, "updated_datetime", town, found) or received_at
    expected_at = _moment(value, "expected_datetime", town, found, may_lie_ahead=True)
    return received_at, updated_at, expected_at


def _moment(
    value: Mapping[str, object], key: str, town: Town, found: _Findings, *, may_lie_ahead: bool = False
) -> datetime | None:
    raw = value.get(key)
    if raw is None or raw == "":
        return None
    try:
        moment = datetime.fromisoformat(raw.strip() if isinstance(raw, str) else "")
    except ValueError:
        found.faults.append(f'The {key} "{clean_line(str(raw), 40)}" is not a date and time.')
        return None
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        found.faults.append(f"The {key} lies in the year {moment.year}.")
        return None
    if moment.tzinfo is None:
        found.remarks.append(f"The {key} had no time zone; the town's was taken.")
        moment = moment.replace(tzinfo=town.zone)
    moment = moment.astimezone(UTC)
    if not may_lie_ahead and moment > town.now + AHEAD:
        found.faults.append(f"The {key} {moment:%Y-%m-%d %H:%M} UTC lies in the future.")
        return None
    return moment


def _put_right(received_at: datetime, updated_at: datetime, state: str, found: _Findings) -> datetime:
    """The last change of a row that was changed before it was received: seconds are rounding, more is impossible."""
    seconds = (received_at - updated_at).total_seconds()
    if seconds <= CUT_SECONDS:
        found.remarks.append("Its last change lay seconds before its receipt (cut to minutes there).")
    elif state == "closed":
        minutes = math.ceil(seconds / 60)
        found.faults.append(f"It was closed {minutes:,} minutes before it was received.")
    else:
        found.remarks.append("Its last change lay before its receipt; the time of receipt was taken.")
    return received_at


def _text(value: Mapping[str, object], key: str, words: str, found: _Findings) -> str:
    raw = value.get(key)
    if raw is None:
        return ""
    if not isinstance(raw, str):
        found.faults.append(f"The {words} is not text.")
        return ""
    if len(raw) > LONGEST_TEXT:
        found.faults.append(f"The {words} has {len(raw):,} characters; at most {LONGEST_TEXT:,} are taken.")
        return ""
    return clean_text(raw, LONGEST_TEXT)


def _line(value: Mapping[str, object], key: str, limit: int, found: _Findings) -> str:
    raw = value.get(key)
    if raw is None:
        return ""
    if isinstance(raw, (dict, list, bool)):
        found.remarks.append(f"The {key} was not text and was left out.")
        return ""
    line = clean_line(str(raw), LONGEST_TEXT)
    if len(line) > limit:
        found.remarks.append(f"The {key} was cut to {limit} characters.")
    return line[:limit]


def _point(value: Mapping[str, object], town: Town, found: _Findings) -> Point | None:
    raw_lat, raw_long = value.get("lat"), value.get("long", value.get("lon"))
    if raw_lat in (None, "") and raw_long in (None, ""):
        return None
    try:
        point = Point(float(raw_lat), float(raw_long))  # type: ignore[arg-type]  # what is no number is refused here
    except (TypeError, ValueError, OverflowError):
        found.remarks.append("Its latitude and longitude are not numbers; the point was left out.")
        return None
    why = _no_place(point, town.centre)
    if why:
        found.remarks.append(f"{why}; the point was left out.")
        return None
    return point


def _no_place(point: Point, centre: Point | None) -> str:
    """Why a point is no place in the town; empty if it is one."""
    if point.is_null_island():
        return "It lay at 0, 0, which servers write for an unknown place"
    if not (math.isfinite(point.lat) and math.isfinite(point.long) and point.is_on_earth()):
        return "Its point is not on the map"
    if centre is None or _near(point, centre):
        return ""
    if _near(Point(point.long, point.lat), centre):
        return "Its latitude and longitude are swapped"
    return "Its point lies far outside the town"


def _near(point: Point, centre: Point) -> bool:
    return abs(point.lat - centre.lat) <= BOX_DEGREES and abs(point.long - centre.long) <= BOX_DEGREES


def _media(value: Mapping[str, object], found: _Findings) -> tuple[str, ...]:
    raw = value.get("media_url")
    if not raw:
        raw = value.get("media_urls")
    if not raw:
        return ()
    several = raw if isinstance(raw, list) else [raw]
    good = tuple(
        clean_line(url, LONGEST_URL)
        for url in several
        if isinstance(url, str) and url.startswith(("https://", "http://")) and len(url) <= LONGEST_URL
    )[:MOST_MEDIA]
    if len(good) < len(several):
        found.remarks.append("A media_url is no web address and was left out.")
    return good
