"""What a list of requests is asked for, read from the query. Pure."""

import math
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from townline.channels.kinds.open311.faults import bad
from townline.channels.kinds.open311.moments import Zone, read_moment
from townline.channels.kinds.open311.pairs import Pairs
from townline.channels.kinds.open311.words import STATES
from townline.kit.geo import Point

WINDOW = timedelta(days=90)
MOST_ROWS = 1_000
DEEPEST_ROW = 100_000
MOST_LISTED = 1_000
NEAR_METRES = 750.0
FARTHEST_METRES = 20_000.0
_WHOLE = re.compile(r"\d{1,9}", re.ASCII)
YES = frozenset({"true", "1", "yes", "t"})

Window = tuple[datetime | None, datetime | None]


@dataclass(frozen=True)
class Page:
    """Which rows of the list: ``number`` counts from 1, ``size`` is in rows."""

    number: int = 1
    size: int = MOST_ROWS
    is_asked: bool = False

    @property
    def skipped(self) -> int:
        """Rows before this page."""
        return (self.number - 1) * self.size


@dataclass(frozen=True)
class Wanted:
    """The filters of a list. ``ids`` overrides all others; a window's end is included."""

    ids: tuple[str, ...] = ()
    service_codes: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    received: Window = (None, None)
    updated: Window = (None, None)
    box: tuple[Point, Point] | None = None
    near: tuple[Point, float] | None = None
    page: Page = Page()
    extended: bool = False


def read_wanted(query: Pairs, now: datetime, zone: Zone, *, window_is_change: bool = False) -> Wanted:
    """The filters in a query; parameters we do not know are ignored.

    ``window_is_change`` reads ``start_date`` and ``end_date`` as a window on the last change, as FixMyStreet
    means them; the standard means the time of the request.
    """
    ids = query.listed("service_request_id")
    extended = is_extended(query)
    page = read_page(query)
    if ids:
        return Wanted(ids=_limited("service_request_id", ids), page=page, extended=extended)
    updated = _pair(query, zone, "updated_after", "updated_before")
    received = _pair(query, zone, "start_date", "end_date")
    if window_is_change and received != (None, None):
        updated, received = received, (None, None)
    elif updated == (None, None) or received != (None, None):
        received = _within_90_days(received, now)
    return Wanted(
        service_codes=_limited("service_code", query.listed("service_code")),
        states=_states(query.listed("status")),
        received=received,
        updated=updated,
        box=_box(query.one("bbox")),
        near=_near(query),
        page=page,
        extended=extended,
    )


def is_extended(query: Pairs) -> bool:
    """Whether what is not in the standard is wanted too."""
    return query.one("extensions").lower() in YES


def read_page(query: Pairs) -> Page:
    """``page`` and ``page_size``; a size above 1,000 is 1,000."""
    number, size = query.one("page"), query.one("page_size")
    for name, text in (("page", number), ("page_size", size)):
        if text and (not _WHOLE.fullmatch(text) or int(text) < 1):
            raise bad(f"{name} must be a whole number from 1.")
    page = Page(int(number or 1), min(int(size or MOST_ROWS), MOST_ROWS), is_asked=bool(number))
    if page.skipped + page.size > DEEPEST_ROW:
        raise bad(f"Pages end at row {DEEPEST_ROW:,}. Ask for a shorter time to get the rest.")
    return page


def _limited(name: str, found: list[str]) -> tuple[str, ...]:
    if len(found) > MOST_LISTED:
        raise bad(f"{name} lists more than {MOST_LISTED:,}. Ask in several calls.")
    return tuple(found)


def _states(words: list[str]) -> tuple[str, ...]:
    unknown = [word for word in words if word.lower() not in STATES]
    if unknown:
        raise bad(f"status must be open, closed or open,closed; {unknown[0][:40]} is neither.")
    return tuple(dict.fromkeys(state for word in words for state in STATES[word.lower()]))


def _pair(query: Pairs, zone: Zone, start: str, end: str) -> Window:
    first, last = query.one(start), query.one(end)
    since = read_moment(start, first, zone) if first else None
    until = read_moment(end, last, zone, is_end=True) if last else None
    if since is not None and until is not None and since > until:
        raise bad(f"{start} is later than {end}. Exchange them.")
    return since, until


def _within_90_days(received: Window, now: datetime) -> Window:
    """A window of at most 90 days: the last 90 days, or 90 days from its start or to its end."""
    since, until = received
    try:
        if since is None:
            return (until or now) - WINDOW, until
        if until is None:
            return since, since + WINDOW if since + WINDOW < now else None
    except OverflowError as error:
        raise bad("The dates are out of range.") from error
    # A window from midnight to the last moment of the 90th day, or over a change of the clock, is meant as 90 days.
    if until - since > WINDOW + timedelta(days=1):
        raise bad("start_date and end_date may lie at most 90 days apart. Ask in several calls.")
    return since, until


def _degrees(name: str, text: str, most: float) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not -most <= number <= most:
        raise bad(f"{name} must be a number of degrees from -{most:g} to {most:g}.")
    return number


def read_point(lat: str, long: str) -> Point | None:
    """The point of ``lat`` and ``long``; None where neither was sent. Refuses one without the other."""
    if not lat and not long:
        return None
    if not lat or not long:
        raise bad("lat and long belong together. Send both.")
    return Point(_degrees("lat", lat, 90), _degrees("long", long, 180))


def _box(text: str) -> tuple[Point, Point] | None:
    if not text:
        return None
    parts = [part.strip() for part in text.split(",")]
    if len(parts) != 4:  # noqa: PLR2004 - a box has four sides
        raise bad("bbox is west,south,east,north in degrees, parted by commas.")
    west, south, east, north = (
        _degrees("bbox", part, most) for part, most in zip(parts, (180, 90, 180, 90), strict=True)
    )
    if west > east or south > north:
        raise bad("bbox is west,south,east,north: west must be less than east, south less than north.")
    return Point(south, west), Point(north, east)


def _near(query: Pairs) -> tuple[Point, float] | None:
    point = read_point(query.one("lat"), query.one("long", "lon", "lng"))
    if point is None:
        return None
    text = query.one("radius")
    try:
        metres = float(text or NEAR_METRES)
    except ValueError:
        metres = math.nan
    if not 0 < metres <= FARTHEST_METRES:
        raise bad(f"radius is in metres, more than 0 and at most {FARTHEST_METRES:,.0f}.")
    return point, metres
