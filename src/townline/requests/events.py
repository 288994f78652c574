"""What happened to a service request. Ids only: whoever reacts reads what it may."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Submitted:
    """A request was taken and has its number."""

    service_request_id: int


@dataclass(frozen=True)
class Reassigned:
    """Another team or person has the request."""

    service_request_id: int


@dataclass(frozen=True)
class Held:
    """The clock stands still, for a reason the resident is told."""

    service_request_id: int


@dataclass(frozen=True)
class Released:
    """The clock runs again."""

    service_request_id: int


@dataclass(frozen=True)
class Commented:
    """Something was added to the timeline by a person."""

    service_request_id: int
    is_public: bool


@dataclass(frozen=True)
class Closed:
    """The request ended with an outcome."""

    service_request_id: int


@dataclass(frozen=True)
class Reopened:
    """The request goes on after it was closed."""

    service_request_id: int


@dataclass(frozen=True)
class TakenOver:
    """Requests of another system became ours with their past: one event for a whole batch, and no Submitted."""

    jurisdiction_id: int
    service_request_ids: tuple[int, ...]
