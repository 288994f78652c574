"""Event → reactions. The one file that knows every area; read it to see what follows from what."""

from django.apps import AppConfig


class Wiring(AppConfig):
    """The app that connects everything once all areas are loaded."""

    name = "townline"
    label = "townline"

    def ready(self) -> None:
        """Connect."""
        connect()


def connect() -> None:
    """Subscribe every reaction. Called once, when Django is ready."""
