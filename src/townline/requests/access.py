"""Who may see and change which service requests. Denied by default."""

from django.db.models import QuerySet

from townline.identity.errors import NotAllowed
from townline.identity.rules import Actor
from townline.kit.text import clean_line
from townline.requests.errors import NoSuchRequest, RequestRefused
from townline.requests.models import ServiceRequest
from townline.requests.rules import ALLOWED, State

#: What somebody who holds the follow link may do; the door must have seen the link.
RESIDENT_VERBS = {"resident": frozenset({"comment"})}
_STATE_WORDS = {"open": "open", "held": "on hold", "closed": "closed"}


def visible_to(actor: Actor, jurisdiction_id: int) -> QuerySet[ServiceRequest]:
    """The requests of a jurisdiction that this member of staff may see: all, or those of their departments."""
    found = ServiceRequest.objects.filter(jurisdiction_id=jurisdiction_id)
    departments = actor.departments("see_requests", jurisdiction_id=jurisdiction_id)
    if departments is None:
        return found
    return found.filter(department_id__in=departments)


def see(actor: Actor, jurisdiction_id: int, number: str) -> ServiceRequest:
    """The request with this number, if the actor may see it.

    Raises :class:`NoSuchRequest` otherwise: whether it exists is not told.
    """
    found = visible_to(actor, jurisdiction_id).filter(number=number)
    service_request = found.select_related(
        "jurisdiction", "service", "department", "team", "assignee", "clock", "duplicate_of"
    ).first()
    if service_request is None:
        raise NoSuchRequest(
            "no_such_request", "There is no such request, or it belongs to another department."
        )
    return service_request


def verbs_for(actor: Actor, service_request: ServiceRequest) -> frozenset[str]:
    """The verbs this actor may use on this request in its present state."""
    state: State = service_request.state  # type: ignore[assignment]
    return frozenset(
        verb
        for verb in ALLOWED[state]
        if actor.may(
            verb,
            jurisdiction_id=service_request.jurisdiction_id,
            department_id=service_request.department_id,
        )
    )


def lock(actor: Actor, service_request_id: int, verb: str) -> ServiceRequest:
    """The request, locked until the transaction ends, if the actor may do ``verb`` to it now.

    Raises :class:`NoSuchRequest`, :class:`NotAllowed`, or :class:`RequestRefused` when its state does not allow it.
    """
    service_request = (
        ServiceRequest.objects.select_for_update(no_key=True).filter(pk=service_request_id).first()
    )
    if service_request is None:
        raise NoSuchRequest("no_such_request", "There is no such request.")
    place = {
        "jurisdiction_id": service_request.jurisdiction_id,
        "department_id": service_request.department_id,
    }
    if verb not in RESIDENT_VERBS.get(actor.kind, frozenset()) and not actor.may(verb, **place):
        raise NotAllowed(
            "not_allowed", "Your role does not allow this here. Ask an administrator if it should."
        )
    state: State = service_request.state  # type: ignore[assignment]
    if verb not in ALLOWED[state]:
        words = _STATE_WORDS[state]
        raise RequestRefused(
            "wrong_state",
            f"{service_request.number} is {words} now, so this cannot be done. Look at it again.",
        )
    return service_request


def by_token(token: str) -> ServiceRequest | None:
    """The request behind a follow link; the link is the permission."""
    found = ServiceRequest.objects.select_related("jurisdiction", "service", "department", "clock")
    return found.filter(token=clean_line(token, 100)).first()


def public(jurisdiction_id: int) -> QuerySet[ServiceRequest]:
    """The requests anyone may know of."""
    return ServiceRequest.objects.filter(jurisdiction_id=jurisdiction_id, is_public=True)
