"""Jobs of the service levels area."""

from townline.kit import jobs
from townline.servicelevels import actions

_MOST_BATCHES = 50


@jobs.periodic("* * * * *", "servicelevels.sweep")
def sweep() -> None:
    """Look at all clocks whose moment has come, in batches, each in its own transaction."""
    for _ in range(_MOST_BATCHES):
        if not actions.sweep().is_full:
            break
