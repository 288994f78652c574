"""The names behind the ids of a queue: departments, teams and services that the person may filter by."""

from dataclasses import dataclass

from townline.identity.models import Department, Team
from townline.identity.signin import Visit
from townline.services.models import Service


@dataclass(frozen=True)
class Names:
    """Id to name, in the order in which they are offered."""

    departments: dict[int, str]
    teams: dict[int, str]
    services: dict[int, str]


def names_for(visit: Visit) -> Names:
    """What this person may filter by: everything, or the departments they work for."""
    jurisdiction_id = visit.jurisdiction.pk
    allowed = visit.actor.departments("see_requests", jurisdiction_id=jurisdiction_id)
    departments = Department.objects.filter(jurisdiction_id=jurisdiction_id).order_by("name")
    teams = Team.objects.filter(department__jurisdiction_id=jurisdiction_id).order_by("department__name", "name")
    services = Service.objects.filter(jurisdiction_id=jurisdiction_id).order_by("name")
    return Names(
        departments={
            pk: name for pk, name in departments.values_list("pk", "name") if allowed is None or pk in allowed
        },
        teams={
            pk: name
            for pk, name, department_id in teams.values_list("pk", "name", "department_id")
            if allowed is None or department_id in allowed
        },
        services=dict(services.values_list("pk", "name")),
    )
