"""Roles and what they allow. Pure, and denied by default: a capability not named here nobody has."""

from dataclasses import dataclass, field
from typing import Literal

Role = Literal["agent", "officer", "manager", "administrator"]

_SEES = frozenset({"use_console", "see_requests", "see_personal", "comment"})
_WORKS = frozenset({"triage", "hold", "release", "close", "reopen", "assign", "reassign", "mark_duplicate"})

#: What each role may do. Agents work for the whole jurisdiction, officers and managers for their department.
ROLES: dict[Role, frozenset[str]] = {
    "agent": _SEES | {"log_requests", "triage", "reopen", "reassign", "mark_duplicate"},
    "officer": _SEES | _WORKS | {"log_requests"},
    "manager": _SEES | _WORKS | {"log_requests", "see_reports", "write_services"},
    "administrator": _SEES
    | _WORKS
    | {"log_requests", "see_reports", "write_services", "write_rules", "manage_people", "import_data"},
}

#: Roles that make sense only inside one department.
DEPARTMENT_ROLES: frozenset[Role] = frozenset({"officer", "manager"})

#: How a role is called on screen.
ROLE_NAMES: dict[Role, str] = {
    "agent": "Front-office attendant",
    "officer": "Department officer",
    "manager": "Department manager",
    "administrator": "Administrator",
}


@dataclass(frozen=True)
class Granted:
    """One role in one jurisdiction; ``department_id`` None means all its departments."""

    role: Role
    jurisdiction_id: int
    department_id: int | None = None


@dataclass(frozen=True)
class Actor:
    """Whoever acts: a resident, a member of staff, another city system, or Townline itself."""

    kind: Literal["resident", "staff", "integration", "system"]
    name: str
    user_id: int | None = None
    grants: tuple[Granted, ...] = field(default=())

    def may(self, capability: str, *, jurisdiction_id: int, department_id: int | None = None) -> bool:
        """Whether the actor has ``capability`` for this department (None: for something of no department)."""
        if self.kind == "system":
            return True
        return any(
            capability in ROLES[grant.role]
            and grant.jurisdiction_id == jurisdiction_id
            and grant.department_id in {None, department_id}
            for grant in self.grants
        )

    def may_somewhere(self, capability: str, *, jurisdiction_id: int) -> bool:
        """Whether the actor has ``capability`` for at least one department of the jurisdiction."""
        return self.kind == "system" or any(
            capability in ROLES[grant.role] and grant.jurisdiction_id == jurisdiction_id
            for grant in self.grants
        )

    def departments(self, capability: str, *, jurisdiction_id: int) -> frozenset[int] | None:
        """The departments for which the actor has ``capability``: None for all of them, empty for none."""
        if self.kind == "system":
            return None
        held = {
            grant.department_id
            for grant in self.grants
            if capability in ROLES[grant.role] and grant.jurisdiction_id == jurisdiction_id
        }
        return None if None in held else frozenset(found for found in held if found is not None)


RESIDENT = Actor(kind="resident", name="Resident")
SYSTEM = Actor(kind="system", name="Townline")
