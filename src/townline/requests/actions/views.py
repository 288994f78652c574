"""Queues that people keep for themselves."""

from django.db import transaction

from townline.audit.actions import record
from townline.identity.rules import Actor
from townline.kit.text import clean_line
from townline.requests.errors import RequestRefused
from townline.requests.models import SavedView

LONGEST_NAME = 40
LONGEST_QUERY = 500
MOST_VIEWS = 8


@transaction.atomic
def save_view(*, actor: Actor, jurisdiction_id: int, name: str, query: str) -> SavedView:
    """Keep a queue's filters under a name, or give the name new filters. Raises :class:`RequestRefused`."""
    name = clean_line(name, LONGEST_NAME)
    if not name:
        raise RequestRefused("name_missing", "Give the view a name, such as “Elm Street”.", "name")
    if len(query) > LONGEST_QUERY:
        raise RequestRefused("query_long", "These are too many filters to keep. Take some away.", "query")
    mine = SavedView.objects.select_for_update().filter(
        user_id=actor.user_id or 0, jurisdiction_id=jurisdiction_id
    )
    if len(mine.exclude(name=name)) >= MOST_VIEWS:
        raise RequestRefused("views_full", f"You keep {MOST_VIEWS} views. Remove one first.", "name")
    made, _ = SavedView.objects.update_or_create(
        user_id=actor.user_id or 0, jurisdiction_id=jurisdiction_id, name=name, defaults={"query": query}
    )
    record(actor=actor, verb="save_view", subject_kind="saved_view", subject_id=made.pk, facts={"name": name})
    return made


@transaction.atomic
def delete_view(*, actor: Actor, view_id: int) -> None:
    """Take one of the actor's own views away; one that is not there, or another's, changes nothing."""
    gone, _ = SavedView.objects.filter(pk=view_id, user_id=actor.user_id or 0).delete()
    if gone:
        record(actor=actor, verb="delete_view", subject_kind="saved_view", subject_id=view_id)
