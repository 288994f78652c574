"""``servicerequestupdates``: what happened to requests, as FixMyStreet reads it, in one statement."""

from dataclasses import dataclass
from datetime import datetime

from townline.channels.kinds.open311.listing import Parameters, Statement
from townline.channels.kinds.open311.moments import SQL_MOMENT
from townline.channels.kinds.open311.wanted import Page
from townline.channels.kinds.open311.words import CLOSED_AS, VERB_WORDS, sql_words

#: Lines that say nothing new to whoever made the request, or to somebody else.
NOT_UPDATES = ("submit", "me_too")
SENT_BY = "open311:{}"

_WORD = f"""CASE {{alias}}.verb
    WHEN 'close' THEN coalesce({sql_words("{alias}.facts ->> 'reason'", CLOSED_AS)}, 'CLOSED')
    ELSE {sql_words("{alias}.verb", VERB_WORDS)} END"""
_STEERING = "('close', " + ", ".join(f"'{verb}'" for verb in VERB_WORDS) + ")"

COLUMNS = f"""
    t.id::text AS update_id,
    r.number AS service_request_id,
    (SELECT {_WORD.replace("{alias}", "b")} FROM requests_timelineentry b
     WHERE b.service_request_id = t.service_request_id AND (b.at, b.id) <= (t.at, t.id) AND b.verb IN {_STEERING}
     ORDER BY b.at DESC, b.id DESC LIMIT 1) AS status,
    t.sentence AS description,
    NULL AS media_url,
    {SQL_MOMENT.format("t.recorded_at")} AS updated_datetime,
    CASE WHEN t.verb IN ('close', 'hold') THEN t.facts ->> 'reason' END AS external_status_code
"""  # noqa: S608 - constants of ours only


@dataclass(frozen=True)
class Feed:
    """Which updates: in a window whose ends are included, or the newest; ``key_id`` adds what that key sent."""

    jurisdiction_id: int
    since: datetime | None
    until: datetime | None
    page: Page
    key_id: int | None = None


def feed_statement(feed: Feed) -> Statement:
    """The statement whose one row is the JSON list as text, oldest first, and how many rows it holds."""
    found, parameters = _found(feed)
    # Without a window the newest are wanted; with one, turning pages must go forward in time.
    direction = "" if feed.since else "DESC"
    sql = f"""
SELECT coalesce(json_agg(row_to_json(l)), '[]')::text, count(*) FROM (
SELECT {COLUMNS}
FROM (SELECT t.* {found}
      ORDER BY t.recorded_at {direction}, t.id {direction} LIMIT {feed.page.size:d} OFFSET {feed.page.skipped:d}) t
JOIN requests_servicerequest r ON r.id = t.service_request_id
ORDER BY t.recorded_at, t.id) l
"""  # noqa: S608 - only constants of ours and whole numbers; what the client sent are parameters
    return Statement(sql, parameters)


def feed_count_statement(feed: Feed) -> Statement:
    """How many updates there are over all pages."""
    found, parameters = _found(feed)
    return Statement(f"SELECT count(*) {found}", parameters)


def _found(feed: Feed) -> tuple[str, Parameters]:
    parameters: Parameters = {"jurisdiction": feed.jurisdiction_id, "silent": list(NOT_UPDATES)}
    conditions = ["t.is_public", "r.jurisdiction_id = %(jurisdiction)s", "t.verb <> ALL(%(silent)s)"]
    if feed.key_id is None:
        conditions.append("r.is_public")
    else:
        conditions.append(
            "(r.is_public OR EXISTS (SELECT FROM requests_submission m"
            " WHERE m.service_request_id = r.id AND split_part(m.scope, '/', 1) = %(scope)s))"
        )
        parameters["scope"] = SENT_BY.format(feed.key_id)
    for sign, name, moment in ((">=", "since", feed.since), ("<=", "until", feed.until)):
        if moment is not None:
            conditions.append(f"t.recorded_at {sign} %({name})s")
            parameters[name] = moment
    tables = "FROM requests_timelineentry t JOIN requests_servicerequest r ON r.id = t.service_request_id"
    return f"{tables} WHERE {' AND '.join(conditions)}", parameters
