"""The bench's own town with the starter pack, and any number of requests written by SQL."""

from datetime import date

from django.db import connection

from bench.town import Town
from townline.identity import actions as identity
from townline.identity.models import Jurisdiction, Team
from townline.identity.rules import SYSTEM
from townline.servicelevels import actions as servicelevels
from townline.services import actions as services
from townline.services.actions import STARTER, read_folder

PASSWORD = "a passphrase of the bench"  # noqa: S105 - of a town that lives for minutes
CENTRE = (42.7055, -72.3610)


def build() -> Town:
    """Found a town with the starter pack's departments, teams and services, one key and one administrator."""
    town = identity.found_jurisdiction(
        actor=SYSTEM, code="bench.example", name="Bench", timezone="America/New_York", number_prefix="TL"
    )
    Jurisdiction.objects.filter(pk=town.pk).update(centre_lat=CENTRE[0], centre_long=CENTRE[1])
    definitions = read_folder(STARTER)
    office = identity.add_department(
        actor=SYSTEM, jurisdiction_id=town.pk, code="customer-service", name="Front office"
    )
    identity.add_team(actor=SYSTEM, department_id=office.pk, code="triage", name="Triage", is_triage=True)
    for definition in definitions:
        department = identity.add_department(
            actor=SYSTEM,
            jurisdiction_id=town.pk,
            code=definition.department,
            name=definition.department.title(),
        )
        for code in definition.teams():
            if not Team.objects.filter(code=code).exists():
                identity.add_team(actor=SYSTEM, department_id=department.pk, code=code, name=code.title())
    for code in sorted({definition.service_level.calendar for definition in definitions}):
        servicelevels.save_calendar(
            actor=SYSTEM,
            jurisdiction_id=town.pk,
            code=code,
            name=code.title(),
            timezone="America/New_York",
            weekly=dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), ("08:30-17:00",)),
            days=[(date(2026, 11, 26), "Thanksgiving", ())],
        )
    services.import_folder(jurisdiction_id=town.pk, actor=SYSTEM)
    _, secret = identity.create_api_key(actor=SYSTEM, jurisdiction_id=town.pk, name="Bench")
    user = identity.invite(actor=SYSTEM, email="bench@bench.example", name="Bench", password=PASSWORD)
    identity.grant(actor=SYSTEM, user_id=user.pk, role="administrator", jurisdiction_id=town.pk)
    return Town(town.pk, secret, user.pk)


def fill(town: Town, first: int, last: int) -> None:
    """Write requests number ``first`` to ``last``: two years of them, one in ten unfinished, each with its past."""
    with connection.cursor() as cursor:
        cursor.execute(_REQUESTS, {"jurisdiction": town.jurisdiction_id, "first": first, "last": last})
        cursor.execute(_ENTRIES, {"first": first, "last": last})
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")
        cursor.execute("CHECKPOINT" if _may_checkpoint() else "SELECT 1")


def _may_checkpoint() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_has_role(current_user, 'pg_checkpoint', 'USAGE')")
        return bool(cursor.fetchone()[0])


_REQUESTS = """
WITH offered AS (
    SELECT s.id AS service_id, s.definition_id, t.id AS team_id, t.department_id,
           row_number() OVER (ORDER BY s.id) - 1 AS place, count(*) OVER () AS many
    FROM services_service s
    JOIN services_definition d ON d.id = s.definition_id
    JOIN LATERAL (
        SELECT id, department_id FROM identity_team
        WHERE code = d.body->'routing'->>'team' ORDER BY id LIMIT 1
    ) t ON true
    WHERE s.jurisdiction_id = %(jurisdiction)s
), drawn AS (
    SELECT n, random() AS a, random() AS b, random() AS c, random() AS d,
           now() - random() * interval '730 days' AS received_at
    FROM generate_series(%(first)s, %(last)s) AS n
)
INSERT INTO requests_servicerequest
    (jurisdiction_id, number, token, service_id, definition_id, department_id, team_id, state, channel, description,
     answers, address, address_reference, zipcode, location, districts, route_because, is_public, followers,
     received_at, updated_at, due_at, closed_at, closing_reason, outcome)
SELECT %(jurisdiction)s, 'BN-' || n, md5(n::text), o.service_id, o.definition_id, o.department_id, o.team_id,
       CASE WHEN a < 0.9 THEN 'closed' WHEN a < 0.98 THEN 'open' ELSE 'held' END,
       (ARRAY['web', 'phone', 'open311', 'email'])[1 + floor(b * 4)::int],
       'There is something wrong by the corner near house ' || floor(c * 900)
       || ', it has been like this for ' || floor(d * 20)
       || ' days and it gets worse when it rains. Please send somebody to look at it.',
       '{}', floor(b * 900) || ' Elm Street', '', '00311', point(-72.3610 + c / 20, 42.7055 + d / 20),
       '{"ward": "1"}', '["The service is done by this team."]', true, 0,
       received_at, received_at + (now() - received_at) * d / 10, received_at + c * interval '20 days',
       CASE WHEN a < 0.9 THEN received_at + (now() - received_at) * d / 10 END,
       CASE WHEN a < 0.9 THEN 'done' ELSE '' END,
       CASE WHEN a < 0.9 THEN 'A crew was there and put it right on the same day.' ELSE '' END
FROM drawn JOIN offered o ON o.place = n %% o.many
"""
_ENTRIES = """
INSERT INTO requests_timelineentry
    (service_request_id, at, recorded_at, actor_kind, actor_name, verb, is_public, sentence, facts)
SELECT r.id, e.at, e.at, e.kind, e.name, e.verb, true, e.sentence, '{}'
FROM requests_servicerequest r
CROSS JOIN LATERAL (VALUES
    (r.received_at, 'resident', 'Resident', 'submit', 'We have your request.'),
    (r.closed_at, 'staff', 'Greta Roads', 'close', r.outcome)
) AS e (at, kind, name, verb, sentence)
WHERE e.at IS NOT NULL AND r.number LIKE 'BN-%%'
  AND substr(r.number, 4)::int BETWEEN %(first)s AND %(last)s
"""
