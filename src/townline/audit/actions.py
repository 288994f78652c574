"""All writes of the audit area."""

from collections.abc import Mapping
from typing import Protocol

from townline.audit.models import Entry, RecordView
from townline.kit import clock
from townline.kit.text import JsonValue


class Doer(Protocol):
    """Whoever acts, as much as the audit needs to know; ``identity.rules.Actor`` is one."""

    @property
    def kind(self) -> str:
        """What sort of actor: resident, staff, integration or system."""

    @property
    def user_id(self) -> int | None:
        """The staff account or the key, where there is one."""

    @property
    def name(self) -> str:
        """The name to show."""


def record(
    *,
    actor: Doer,
    verb: str,
    subject_kind: str,
    subject_id: object,
    facts: Mapping[str, JsonValue] | None = None,
) -> None:
    """Write that ``actor`` did ``verb`` to a subject, in the caller's transaction."""
    Entry.objects.create(
        at=clock.now(),
        actor_kind=actor.kind,
        actor_id=actor.user_id,
        actor_name=actor.name[:200],
        verb=verb,
        subject_kind=subject_kind,
        subject_id=str(subject_id),
        facts=dict(facts or {}),
    )


def record_view(*, actor: Doer, record_kind: str, record_id: object, where: str) -> None:
    """Write that ``actor`` looked at a person's record; ``where`` names the screen."""
    RecordView.objects.create(
        at=clock.now(),
        actor_kind=actor.kind,
        actor_id=actor.user_id,
        actor_name=actor.name[:200],
        record_kind=record_kind,
        record_id=str(record_id),
        where=where[:200],
    )
