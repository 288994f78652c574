"""Events: an area tells what happened, inside its transaction; ``wiring.py`` says who reacts."""

from collections import defaultdict
from collections.abc import Callable
from typing import TypeVar

Event = TypeVar("Event")
_reactions: dict[type, list[Callable[..., None]]] = defaultdict(list)


def subscribe(kind: type[Event], reaction: Callable[[Event], None]) -> None:
    """Have ``reaction`` called for every event of ``kind``; the same reaction is kept once. Only wiring calls this."""
    if all(_name(known) != _name(reaction) for known in _reactions[kind]):
        _reactions[kind].append(reaction)


def _name(reaction: Callable[..., None]) -> str:
    return f"{reaction.__module__}.{reaction.__qualname__}"


def publish(event: object) -> None:
    """Call the reactions to ``event`` in order, in the caller's transaction.

    A reaction that fails undoes the change that caused it, so a reaction that reaches outside the database
    only writes a job row.
    """
    for reaction in _reactions[type(event)]:
        reaction(event)


def reactions() -> dict[type, list[Callable[..., None]]]:
    """Every event kind with its reactions, for the documentation and its test."""
    return {kind: list(found) for kind, found in _reactions.items()}
