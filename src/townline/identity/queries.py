"""Reads of the identity area."""

import hashlib

from townline.identity.models import ApiKey, Department, Jurisdiction, Team


def jurisdictions() -> list[Jurisdiction]:
    """All jurisdictions of the organisation, the first one made first."""
    return list(Jurisdiction.objects.order_by("pk"))


def jurisdiction(code: str | None) -> Jurisdiction | None:
    """The jurisdiction with this code; without a code the only or first one."""
    found = Jurisdiction.objects.order_by("pk")
    return found.filter(code=code).first() if code else found.first()


def digest_of(secret: str) -> str:
    """What is kept of a key. Keys are 32 random bytes, so one round of SHA-256 is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


def api_key(secret: str) -> ApiKey | None:
    """The active key with this secret."""
    return ApiKey.objects.filter(digest=digest_of(secret), is_active=True).first()


def departments(jurisdiction_id: int) -> list[Department]:
    """Departments of the jurisdiction by name."""
    return list(Department.objects.filter(jurisdiction_id=jurisdiction_id).order_by("name"))


def teams(jurisdiction_id: int) -> list[Team]:
    """Teams of the jurisdiction by department and name."""
    found = Team.objects.filter(department__jurisdiction_id=jurisdiction_id)
    return list(found.select_related("department").order_by("department__name", "name"))


def triage_team(jurisdiction_id: int) -> Team | None:
    """The team that takes what nobody owns."""
    found = Team.objects.filter(department__jurisdiction_id=jurisdiction_id, is_triage=True)
    return found.order_by("pk").first()
