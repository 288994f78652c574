"""What happened to a service. Ids only: whoever reacts reads what it may."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ServicePublished:
    """Residents are asked by this version from now on."""

    service_id: int
    definition_id: int


@dataclass(frozen=True)
class ServiceRetired:
    """The service takes no more requests; those it has go on."""

    service_id: int
