"""Event → reactions. The one file that knows every area; read it to see what follows from what."""

from django.apps import AppConfig

from townline.kit.eventbus import subscribe


class Wiring(AppConfig):
    """The app that connects everything once all areas are loaded."""

    name = "townline"
    label = "townline"

    def ready(self) -> None:
        """Connect."""
        connect()


def connect() -> None:
    """Subscribe every reaction. Called once, when Django is ready; the areas can be imported only then."""
    from townline.identity.events import UserLeft  # noqa: PLC0415
    from townline.requests.actions import give_back_work, note_due_soon, note_late  # noqa: PLC0415
    from townline.servicelevels.events import ClockBreached, ClockWarned  # noqa: PLC0415

    # A promise that comes near or is broken stands on the request's own timeline.
    def due_soon(event: ClockWarned) -> None:
        note_due_soon(clock_id=event.clock_id)

    def late(event: ClockBreached) -> None:
        note_late(clock_id=event.clock_id)

    def left(event: UserLeft) -> None:
        give_back_work(user_id=event.user_id)

    subscribe(ClockWarned, due_soon)
    subscribe(ClockBreached, late)
    # Nobody's work waits for somebody who is gone.
    subscribe(UserLeft, left)
