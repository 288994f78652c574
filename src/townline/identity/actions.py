"""All writes of the identity area."""

import secrets

from django.db import transaction

from townline.audit.actions import record
from townline.identity.access import require, require_somewhere
from townline.identity.errors import IdentityRefused
from townline.identity.events import RoleGranted, UserLeft
from townline.identity.models import ApiKey, Department, Grant, Jurisdiction, Team, User
from townline.identity.queries import digest_of
from townline.identity.rules import DEPARTMENT_ROLES, ROLES, Actor, Role
from townline.kit import clock
from townline.kit.eventbus import publish

KEY_BYTES = 32
KEY_PREFIX = "tlk_"
SHOWN_OF_KEY = 10
SHORTEST_PASSWORD = 12


@transaction.atomic
def found_jurisdiction(
    *,
    actor: Actor,
    code: str,
    name: str,
    timezone: str,
    number_prefix: str,
    phone: str = "311",
    email: str = "",
) -> Jurisdiction:
    """Set up a jurisdiction; ``number_prefix`` starts its request numbers ("TL")."""
    require_somewhere(actor, "manage_people")
    if Jurisdiction.objects.filter(code=code).exists():
        raise IdentityRefused("jurisdiction_exists", f"There is already a jurisdiction {code}.", "code")
    made = Jurisdiction.objects.create(
        code=code, name=name, timezone=timezone, number_prefix=number_prefix.upper(), phone=phone, email=email
    )
    record(actor=actor, verb="found_jurisdiction", subject_kind="jurisdiction", subject_id=made.pk)
    return made


@transaction.atomic
def add_department(*, actor: Actor, jurisdiction_id: int, code: str, name: str) -> Department:
    """Add a department, or rename the one with this code."""
    require(actor, "manage_people", jurisdiction_id=jurisdiction_id)
    made, _ = Department.objects.update_or_create(
        jurisdiction_id=jurisdiction_id, code=code, defaults={"name": name}
    )
    record(
        actor=actor,
        verb="add_department",
        subject_kind="department",
        subject_id=made.pk,
        facts={"name": name},
    )
    return made


@transaction.atomic
def add_team(*, actor: Actor, department_id: int, code: str, name: str, is_triage: bool = False) -> Team:
    """Add a team, or rename the one with this code."""
    department = Department.objects.get(pk=department_id)
    require(actor, "manage_people", jurisdiction_id=department.jurisdiction_id)
    made, _ = Team.objects.update_or_create(
        department_id=department_id, code=code, defaults={"name": name, "is_triage": is_triage}
    )
    record(actor=actor, verb="add_team", subject_kind="team", subject_id=made.pk, facts={"name": name})
    return made


@transaction.atomic
def invite(*, actor: Actor, email: str, name: str, password: str | None = None) -> User:
    """Open a staff account. Without a password the person sets one by the "forgotten password" way."""
    require_somewhere(actor, "manage_people")
    email = email.strip().lower()
    if User.objects.filter(email__iexact=email).exists():
        raise IdentityRefused("account_exists", f"There is already an account for {email}.", "email")
    if password is not None and len(password) < SHORTEST_PASSWORD:
        raise IdentityRefused("password_short", f"Use at least {SHORTEST_PASSWORD} characters.", "password")
    user = User(email=email, name=name, created_at=clock.now())
    user.set_password(password)
    user.save()
    record(actor=actor, verb="invite", subject_kind="user", subject_id=user.pk)
    return user


@transaction.atomic
def grant(
    *, actor: Actor, user_id: int, role: Role, jurisdiction_id: int, department_id: int | None = None
) -> None:
    """Give an account a role; officers and managers need the department they work for."""
    require(actor, "manage_people", jurisdiction_id=jurisdiction_id)
    if role not in ROLES:
        raise IdentityRefused(
            "role_unknown", f"There is no role {role}. Choose one of {', '.join(ROLES)}.", "role"
        )
    if role in DEPARTMENT_ROLES and department_id is None:
        raise IdentityRefused("department_missing", "Say for which department.", "department")
    mine = Department.objects.filter(jurisdiction_id=jurisdiction_id).values_list("pk", flat=True)
    if department_id is not None and department_id not in mine:
        raise IdentityRefused(
            "department_elsewhere", "Choose a department of this jurisdiction.", "department"
        )
    Grant.objects.bulk_create(
        [Grant(user_id=user_id, role=role, jurisdiction_id=jurisdiction_id, department_id=department_id)],
        ignore_conflicts=True,
    )
    facts = {"role": role, "jurisdiction": jurisdiction_id, "department": department_id}
    record(actor=actor, verb="grant", subject_kind="user", subject_id=user_id, facts=facts)
    publish(RoleGranted(user_id, role, jurisdiction_id, department_id))


@transaction.atomic
def revoke(
    *, actor: Actor, user_id: int, role: Role, jurisdiction_id: int, department_id: int | None = None
) -> None:
    """Take a role away; taking away what is not there changes nothing."""
    require(actor, "manage_people", jurisdiction_id=jurisdiction_id)
    held = Grant.objects.filter(user_id=user_id, role=role, jurisdiction_id=jurisdiction_id)
    held.filter(department=department_id).delete()
    facts = {"role": role, "jurisdiction": jurisdiction_id, "department": department_id}
    record(actor=actor, verb="revoke", subject_kind="user", subject_id=user_id, facts=facts)


@transaction.atomic
def deactivate(*, actor: Actor, user_id: int) -> None:
    """Close an account at once: it can neither sign in nor act, and keeps its name in the history."""
    require_somewhere(actor, "manage_people")
    for jurisdiction_id in Grant.objects.filter(user_id=user_id).values_list("jurisdiction_id", flat=True):
        require(actor, "manage_people", jurisdiction_id=jurisdiction_id)
    User.objects.filter(pk=user_id).update(is_active=False)
    Grant.objects.filter(user_id=user_id).delete()
    record(actor=actor, verb="deactivate", subject_kind="user", subject_id=user_id)
    publish(UserLeft(user_id))


@transaction.atomic
def create_api_key(*, actor: Actor, jurisdiction_id: int, name: str) -> tuple[ApiKey, str]:
    """Make a key for another system; the secret is returned this once and cannot be shown again."""
    require(actor, "manage_people", jurisdiction_id=jurisdiction_id)
    secret = KEY_PREFIX + secrets.token_urlsafe(KEY_BYTES)
    key = ApiKey.objects.create(
        jurisdiction_id=jurisdiction_id,
        name=name,
        prefix=secret[:SHOWN_OF_KEY],
        digest=digest_of(secret),
        created_at=clock.now(),
    )
    record(
        actor=actor, verb="create_api_key", subject_kind="api_key", subject_id=key.pk, facts={"name": name}
    )
    return key, secret


@transaction.atomic
def withdraw_api_key(*, actor: Actor, key_id: int) -> None:
    """Make a key worthless at once; refused where there is no such key."""
    key = ApiKey.objects.filter(pk=key_id).first()
    if key is None:
        raise IdentityRefused("key_unknown", f"There is no key with the number {key_id}.", "key")
    require(actor, "manage_people", jurisdiction_id=key.jurisdiction_id)
    ApiKey.objects.filter(pk=key_id).update(is_active=False)
    record(actor=actor, verb="withdraw_api_key", subject_kind="api_key", subject_id=key_id)


def note_use(*, key: ApiKey) -> None:
    """Remember on which day the key was last used: one write a day, so that unused keys can be found and withdrawn."""
    today = clock.now().date()
    if key.last_used_on != today:
        ApiKey.objects.filter(pk=key.pk).exclude(last_used_on=today).update(last_used_on=today)
