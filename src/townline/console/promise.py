"""What was promised, as the sentence that staff reads and says aloud."""

from dataclasses import dataclass

from townline.console.rows import look_of
from townline.kit import clock
from townline.look.filters import when
from townline.requests.models import Hold, ServiceRequest
from townline.requests.rules import HOLD_REASONS
from townline.servicelevels.queries import explain


@dataclass(frozen=True)
class Promise:
    """State for the colour, sentence, apology where one is due, and the reasons for the date."""

    state: str
    sentence: str
    sorry: str = ""
    because: tuple[dict[str, str], ...] = ()


def promise_of(service_request: ServiceRequest) -> Promise:
    """What holds for the request now."""
    state = look_of(service_request.state, service_request.due_at, clock.now())
    because = reasons_for(service_request)
    if state == "closed":
        return Promise(
            state, f"Closed on {when(service_request.closed_at)}: {service_request.outcome}", "", because
        )
    if state == "held":
        return Promise(state, _held(service_request), "", because)
    if service_request.due_at is None:
        return Promise(state, "No date is promised for this service.")
    date = when(service_request.due_at)
    if state == "late":
        return Promise(
            state, f"This was promised by {date}.", "It is late. Say sorry, why, and when.", because
        )
    return Promise(state, f"We will have dealt with this by {date}.", "", because)


def said_aloud(service_request: ServiceRequest) -> str:
    """The promise as it is read to a caller."""
    if service_request.due_at is None:
        return "We have your request and will look at it. There is no fixed date for this kind of request."
    return f"We will have dealt with this by {when(service_request.due_at)}."


def _held(service_request: ServiceRequest) -> str:
    held = Hold.objects.filter(service_request=service_request, ended_at__isnull=True).first()
    reason = HOLD_REASONS.get(held.reason, "") if held else ""
    since = f" since {when(held.started_at)}" if held else ""
    return (
        f"On hold{since}. {reason}. The clock stands still."
        if reason
        else f"On hold{since}. The clock stands still."
    )


def reasons_for(service_request: ServiceRequest) -> tuple[dict[str, str], ...]:
    """Why the date is what it is: what was promised, and each step of the count."""
    if service_request.clock_id is None:
        return ()
    found = explain(clock_id=service_request.clock_id)
    steps = [
        {
            "sentence": f"{row.when}: {row.what}",
            "detail": " · ".join(part for part in (row.counted, row.reason) if part),
        }
        for row in found.rows
    ]
    return ({"sentence": found.sentence, "detail": f"{found.promised}, {found.calendar_name}"}, *steps)
