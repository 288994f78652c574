"""Saying what a request is really about: the right service, and with it the team and the promise."""

from zoneinfo import ZoneInfo

from django.db import transaction

from townline.identity.rules import Actor
from townline.kit import clock
from townline.kit.eventbus import publish
from townline.kit.text import clean_line
from townline.requests import access
from townline.requests.actions.timeline import append, short_enough
from townline.requests.errors import RequestRefused
from townline.requests.events import Reassigned
from townline.requests.models import ServiceRequest
from townline.routing.queries import route
from townline.routing.rules import Facts
from townline.servicelevels import actions as servicelevels
from townline.servicelevels.queries import level_for
from townline.services import queries as services


@transaction.atomic
def triage(*, actor: Actor, service_request_id: int, service_code: str, reason: str) -> None:
    """Give an open request the service it is really about; it is routed anew and promised by that service's level.

    The promise counts from receipt: the resident did not choose the wrong service to wait longer. What was
    answered stays with the request and on its timeline; answers the new service does not ask for are not shown.
    """
    service_request = access.lock(actor, service_request_id, "triage")
    why = short_enough(reason, "reason")
    if not why:
        raise RequestRefused("reason_missing", "Say why it is about something else.", "reason")
    found = services.published_version(service_request.jurisdiction_id, service_code)
    if found is None:
        raise RequestRefused(
            "service_unknown", f"There is no service {clean_line(service_code, 60)}.", "service_code"
        )
    if found.service_id == service_request.service_id:
        raise RequestRefused(
            "service_same", "It is about this service already. Choose another.", "service_code"
        )
    before = services.definition(service_request.definition_id).name
    answers = services.answers_from_json(service_request.answers)
    facts = Facts(found.definition.code, found.definition.name, service_request.districts, answers)
    routed = route(service_request.jurisdiction_id, found.definition, facts)
    service_request.service_id = found.service_id
    service_request.definition_id = found.definition_id
    service_request.team = routed.team
    service_request.department_id = routed.team.department_id
    service_request.assignee = None
    service_request.route_because = list(routed.because)
    service_request.is_public = service_request.is_public and found.definition.public
    _promise(service_request, found.definition.code)
    service_request.updated_at = clock.now()
    service_request.save()
    append(
        service_request,
        actor=actor,
        verb="triage",
        sentence=f"This is about “{found.definition.name}”, not “{before}”. {why}",
        is_public=False,
        facts={"from": before, "to": found.definition.name, "answers": dict(service_request.answers)},
    )
    publish(Reassigned(service_request.pk))


def _promise(service_request: ServiceRequest, code: str) -> None:
    """Count anew from receipt with the level of the service as it held then; no level, no promise."""
    zone = ZoneInfo(service_request.jurisdiction.timezone)
    level = level_for(
        jurisdiction_id=service_request.jurisdiction_id,
        code=code,
        at=service_request.received_at.astimezone(zone),
    )
    if service_request.clock_id and level is not None:
        service_request.clock = servicelevels.restart(clock_id=service_request.clock_id, level=level)
    elif service_request.clock_id:
        servicelevels.stop(clock_id=service_request.clock_id)
        service_request.clock = None
    elif level is not None:
        service_request.clock = servicelevels.start(started_at=service_request.received_at, level=level)
    service_request.due_at = service_request.clock.due_at if service_request.clock else None
