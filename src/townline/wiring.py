"""Event → reactions. The one file that knows every area; read it to see what follows from what."""


def connect() -> None:
    """Subscribe every reaction. Called once, when Django is ready."""
