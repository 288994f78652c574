"""What happened in the identity area."""

from dataclasses import dataclass


@dataclass(frozen=True)
class RoleGranted:
    """A member of staff was given a role."""

    user_id: int
    role: str
    jurisdiction_id: int
    department_id: int | None


@dataclass(frozen=True)
class UserLeft:
    """An account was closed."""

    user_id: int
