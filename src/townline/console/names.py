"""The names behind the ids of a queue: departments, teams and services that the person may filter by."""

from dataclasses import dataclass

from townline.identity.signin import Visit
from townline.requests.queue import labels


@dataclass(frozen=True)
class Names:
    """Id to name, in the order in which they are offered."""

    departments: dict[int, str]
    teams: dict[int, str]
    services: dict[int, str]


def names_for(visit: Visit) -> Names:
    """What this person may filter by: everything, or the departments and teams they work for."""
    jurisdiction_id = visit.jurisdiction.pk
    allowed = visit.actor.departments("see_requests", jurisdiction_id=jurisdiction_id)
    names = Names({}, {}, {})
    kinds = {"department": names.departments, "team": names.teams, "service": names.services}
    for kind, pk, name, department_id in labels(jurisdiction_id):
        if kind == "service" or allowed is None or department_id in allowed:
            kinds[kind][pk] = name
    return names
