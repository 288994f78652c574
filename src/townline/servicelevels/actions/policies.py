"""Promising how long a service takes, from a moment on."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from townline.audit.actions import record
from townline.identity.errors import NotAllowed
from townline.identity.models import Jurisdiction
from townline.identity.rules import Actor
from townline.servicelevels import rules
from townline.servicelevels.errors import PolicyRefused
from townline.servicelevels.models import Calendar, Policy

_MOST_PERCENT = 99


@transaction.atomic
def set_policy(
    *,
    actor: Actor,
    jurisdiction_id: int,
    code: str,
    calendar_id: int,
    duration: rules.Duration | str,
    valid_from: datetime,
    warn_percent: int = rules.WARN_PERCENT,
) -> Policy:
    """Promise ``duration`` for ``code`` from ``valid_from`` on, up to the next promise already planned.

    ``duration`` may be words ("8 working hours"). The promise that held until then ends there; clocks that
    run keep theirs. Promising what already holds changes nothing. Raises PolicyRefused for a calendar of
    another jurisdiction, a warning that is not a share, or a promise from the same moment that clocks already
    count by, and DurationRefused for words that are no length of time.
    """
    _require_promiser(actor, jurisdiction_id)
    _lock(jurisdiction_id)
    promised = rules.Duration.parse(duration) if isinstance(duration, str) else duration
    if not 1 <= warn_percent <= _MOST_PERCENT:
        sentence = f"A warning comes after 1 to {_MOST_PERCENT} percent of the time."
        raise PolicyRefused("warn_percent_out_of_range", sentence, "warn_percent")
    if not Calendar.objects.filter(pk=calendar_id, jurisdiction_id=jurisdiction_id).exists():
        raise PolicyRefused("calendar_elsewhere", "Choose a calendar of this jurisdiction.", "calendar")
    mine = Policy.objects.filter(jurisdiction_id=jurisdiction_id, code=code)
    held = _covering(jurisdiction_id, code, valid_from)
    terms = {
        "calendar_id": calendar_id,
        "amount": promised.amount,
        "unit": promised.unit.value,
        "warn_percent": warn_percent,
    }
    if held and all(getattr(held, name) == value for name, value in terms.items()):
        return held
    following = mine.filter(valid_from__gt=valid_from).order_by("valid_from").first()
    if held:
        _end(held, valid_from)
    policy = mine.create(
        jurisdiction_id=jurisdiction_id,
        code=code,
        valid_from=valid_from,
        valid_until=following.valid_from if following else None,
        **terms,
    )
    _record(actor, "set_policy", policy, valid_from)
    return policy


@transaction.atomic
def end_policy(*, actor: Actor, jurisdiction_id: int, code: str, at: datetime) -> None:
    """Promise nothing for ``code`` from ``at`` on, until a later promise; clocks that run keep theirs."""
    _require_promiser(actor, jurisdiction_id)
    _lock(jurisdiction_id)
    held = _covering(jurisdiction_id, code, at)
    if held is None:
        raise PolicyRefused("policy_absent", "Nothing is promised for this service at that moment.", "code")
    _record(actor, "end_policy", held, at)
    _end(held, at)


def _require_promiser(actor: Actor, jurisdiction_id: int) -> None:
    """Promises are made by who writes services; which services, the services area knows and checks."""
    if not actor.may_somewhere("write_services", jurisdiction_id=jurisdiction_id):
        raise NotAllowed("not_allowed", "Your role does not allow this. Ask an administrator if it should.")


def _lock(jurisdiction_id: int) -> None:
    """One promise is set at a time in a jurisdiction; the rows to lock may not exist yet."""
    Jurisdiction.objects.select_for_update(no_key=True).get(pk=jurisdiction_id)


def _covering(jurisdiction_id: int, code: str, at: datetime) -> Policy | None:
    mine = Policy.objects.filter(jurisdiction_id=jurisdiction_id, code=code, valid_from__lte=at)
    return mine.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=at)).first()


def _end(held: Policy, at: datetime) -> None:
    """End a promise at ``at``; one that would have held for no time at all, and was given to nobody, goes."""
    if held.valid_from < at:
        held.valid_until = at
        held.save(update_fields=["valid_until"])
        return
    if held.clocks.exists():
        sentence = "Clocks already count by the promise that begins at this moment. Choose a later one."
        raise PolicyRefused("policy_same_moment", sentence, "valid_from")
    held.delete()


def _record(actor: Actor, verb: str, policy: Policy, at: datetime) -> None:
    words = rules.Duration(policy.amount, rules.Unit(policy.unit)).words
    record(
        actor=actor,
        verb=verb,
        subject_kind="policy",
        subject_id=policy.pk,
        facts={"code": policy.code, "promised": words, "at": at.isoformat()},
    )
