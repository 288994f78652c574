"""All writes of the integrations area, one function for each verb."""

from townline.integrations.actions.importing import Progress, Wanted, import_file, import_server
from townline.integrations.actions.undoing import Undone, undo_import

__all__ = ["Progress", "Undone", "Wanted", "import_file", "import_server", "undo_import"]
