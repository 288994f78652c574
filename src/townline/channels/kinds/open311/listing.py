"""The list of requests, written by PostgreSQL as JSON in one statement.

The database joins, masks and formats; what leaves it is what the client reads. Staff's words, answers and
pictures are masked in this statement, so no later step can forget to.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from townline.channels.kinds.open311.moments import SQL_MOMENT
from townline.channels.kinds.open311.wanted import Wanted, Window
from townline.channels.kinds.open311.words import HOLD_NOTES, sql_words
from townline.kit.geo import EARTH_RADIUS_METRES, Point, box_around
from townline.requests.rules import read_number

Parameters = dict[str, object]


@dataclass(frozen=True)
class Statement:
    """SQL with its parameters."""

    sql: str
    parameters: Parameters = field(default_factory=dict)


@dataclass(frozen=True)
class Shown:
    """What the statement must know beside the filters.

    ``jurisdiction`` is its code, or "" where there is only one. ``described`` are ids of definitions whose
    descriptions are public, ``undescribed`` of those whose are not; a definition in neither is looked up in the
    statement. ``files`` is the address before a photo's name.
    """

    jurisdiction: str
    files: str
    described: Sequence[int] = ()
    undescribed: Sequence[int] = ()
    changes_date: bool = False


#: The jurisdiction is found in the statement itself, so that the list stays one round trip.
OF_CODE = "(SELECT j.id FROM identity_jurisdiction j WHERE j.code = %(jurisdiction)s)"
ONLY_ONE = "(SELECT CASE WHEN count(*) = 1 THEN min(j.id) END FROM identity_jurisdiction j)"

OF_SERVICES = (
    "r.service_id IN (SELECT c.id FROM services_service c"
    " WHERE c.jurisdiction_id = {here} AND c.code = ANY(%(codes)s))"
)

_HELD = sql_words("h.reason", HOLD_NOTES)

COLUMNS = f"""
    p.number AS service_request_id,
    CASE p.state WHEN 'closed' THEN 'closed' ELSE 'open' END AS status,
    CASE p.state
        WHEN 'closed' THEN nullif(p.outcome, '')
        WHEN 'held' THEN (SELECT concat_ws(' ', {_HELD}, nullif(h.sentence, '')) FROM requests_hold h
                          WHERE h.service_request_id = p.id AND h.ended_at IS NULL)
    END AS status_notes,
    s.name AS service_name,
    s.code AS service_code,
    CASE WHEN p.definition_id = ANY(%(described)s) THEN nullif(p.description, '')
         WHEN p.definition_id = ANY(%(undescribed)s) THEN NULL
         WHEN (SELECT v.body #>> '{{privacy,description}}' FROM services_definition v
               WHERE v.id = p.definition_id) = 'public' THEN nullif(p.description, '')
    END AS description,
    d.name AS agency_responsible,
    NULL AS service_notice,
    {SQL_MOMENT.format("p.received_at")} AS requested_datetime,
    {SQL_MOMENT.format("{changed}")} AS updated_datetime,
    {SQL_MOMENT.format("p.due_at")} AS expected_datetime,
    nullif(p.address, '') AS address,
    nullif(p.address_reference, '') AS address_id,
    nullif(p.zipcode, '') AS zipcode,
    p.location[1] AS lat,
    p.location[0] AS long,
    (SELECT coalesce(%(files)s || f.name, f.source_url) FROM requests_photo f
     WHERE f.service_request_id = p.id AND f.is_public ORDER BY f.id LIMIT 1) AS media_url
"""  # noqa: S608 - constants of ours only

#: What ``extensions=true`` needs beside; the reader takes these away again.
EXTENDED = f"""
    , p.definition_id AS _definition
    , p.answers AS _answers
    , json_build_object(
        'state', p.state,
        'closing_reason', nullif(p.closing_reason, ''),
        'channel', p.channel,
        'followers', p.followers,
        'duplicate_of', (SELECT o.number FROM requests_servicerequest o
                         WHERE o.id = p.duplicate_of_id AND o.is_public),
        'districts', p.districts,
        'changed_datetime', {SQL_MOMENT.format("p.updated_at")},
        'photos', coalesce((
            SELECT json_agg(json_build_object(
                'media_url', coalesce(%(files)s || f.name, f.source_url),
                'title', NULL,
                'width', nullif(f.width, 0),
                'height', nullif(f.height, 0),
                'orientation', CASE WHEN f.width = 0 THEN NULL
                                    WHEN f.width < f.height THEN 'portrait' ELSE 'landscape' END,
                'created_at', {SQL_MOMENT.format("f.added_at")}) ORDER BY f.id)
            FROM requests_photo f WHERE f.service_request_id = p.id AND f.is_public), '[]'::json)
      ) AS extended_attributes
    , coalesce((
        SELECT json_agg(json_build_object(
            'datetime', {SQL_MOMENT.format("t.at")}, 'description', t.sentence, 'type', t.verb) ORDER BY t.at, t.id)
        FROM requests_timelineentry t WHERE t.service_request_id = p.id AND t.is_public), '[]'::json) AS notes
"""  # noqa: S608 - constants of ours only


def list_statement(wanted: Wanted, shown: Shown) -> Statement:
    """The statement whose one row is the JSON list as text and how many rows it holds.

    Newest first by request time, or by last change where a window on changes is asked for. Rows that change
    while a client turns pages come twice rather than never.
    """
    conditions, parameters = _conditions(wanted, shown.jurisdiction)
    parameters |= {
        "files": shown.files,
        "described": list(shown.described),
        "undescribed": list(shown.undescribed),
    }
    key = "updated_at" if wanted.updated != (None, None) else "received_at"
    changed = "p.updated_at" if shown.changes_date else "coalesce(p.closed_at, p.updated_at)"
    columns = COLUMNS.replace("{changed}", changed) + (EXTENDED if wanted.extended else "")
    sql = f"""
SELECT coalesce(json_agg(row_to_json(l)), '[]')::text, count(*) FROM (
SELECT {columns}
FROM (SELECT * FROM requests_servicerequest r WHERE {conditions}
      ORDER BY r.{key} DESC, r.id DESC LIMIT {wanted.page.size:d} OFFSET {wanted.page.skipped:d}) p
JOIN services_service s ON s.id = p.service_id
JOIN identity_department d ON d.id = p.department_id
ORDER BY p.{key} DESC, p.id DESC) l
"""  # noqa: S608 - only constants of ours and whole numbers; what the client sent are parameters
    return Statement(sql, parameters)


def count_statement(wanted: Wanted, jurisdiction: str) -> Statement:
    """How many rows the list has over all its pages."""
    conditions, parameters = _conditions(wanted, jurisdiction)
    return Statement(f"SELECT count(*) FROM requests_servicerequest r WHERE {conditions}", parameters)  # noqa: S608


def _conditions(wanted: Wanted, jurisdiction: str) -> tuple[str, Parameters]:
    here = OF_CODE if jurisdiction else ONLY_ONE
    conditions = [f"r.jurisdiction_id = {here}", "r.is_public"]
    parameters: Parameters = {"jurisdiction": jurisdiction} if jurisdiction else {}

    def add(condition: str, **values: object) -> None:
        conditions.append(condition)
        parameters.update(values)

    if wanted.ids:
        _by_id(add, wanted.ids)
        return " AND ".join(conditions), parameters
    if wanted.service_codes:
        add(OF_SERVICES.replace("{here}", here), codes=list(wanted.service_codes))
    if wanted.states:
        add("r.state = ANY(%(states)s)", states=list(wanted.states))
    _between(add, "received_at", wanted.received)
    _between(add, "updated_at", wanted.updated)
    if wanted.box is not None:
        _inside(add, wanted.box, "box")
    if wanted.near is not None:
        _around(add, *wanted.near)
    return " AND ".join(conditions), parameters


def _between(add: Callable[..., None], column: str, window: Window) -> None:
    since, until = window
    if since is not None:
        add(f"r.{column} >= %({column}_from)s", **{f"{column}_from": since})
    if until is not None:
        add(f"r.{column} <= %({column}_to)s", **{f"{column}_to": until})


def _by_id(add: Callable[..., None], ids: Sequence[str]) -> None:
    """Numbers in any spelling, and numbers of old systems: a union, because each half has its own index."""
    add(
        "r.id IN (SELECT n.id FROM requests_servicerequest n WHERE n.number = ANY(%(numbers)s)"
        " UNION SELECT a.service_request_id FROM requests_alias a WHERE a.number = ANY(%(ids)s))",
        numbers=[read_number(text) or text for text in ids],
        ids=[text[:100] for text in ids],
    )


def _inside(add: Callable[..., None], box: tuple[Point, Point], name: str) -> None:
    south_west, north_east = box
    add(
        f"r.location <@ box(point(%({name}_w)s, %({name}_s)s), point(%({name}_e)s, %({name}_n)s))",
        **{
            f"{name}_w": south_west.long,
            f"{name}_s": south_west.lat,
            f"{name}_e": north_east.long,
            f"{name}_n": north_east.lat,
        },
    )


def _around(add: Callable[..., None], centre: Point, metres: float) -> None:
    """Inside the box, which the index finds, and then inside the circle (haversine formula)."""
    _inside(add, box_around(centre, metres), "near")
    add(
        "asin(least(1, sqrt(sind((r.location[1] - %(lat)s) / 2) ^ 2 + cosd(%(lat)s) * cosd(r.location[1])"
        " * sind((r.location[0] - %(long)s) / 2) ^ 2))) <= %(angle)s",
        lat=centre.lat,
        long=centre.long,
        angle=metres / (2 * EARTH_RADIUS_METRES),
    )
