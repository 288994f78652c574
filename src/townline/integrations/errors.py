"""Refusals of the integrations area."""

from townline.kit.errors import Refused


class SourceRefused(Refused):
    """A file or server cannot be read (any further); what was read before stays taken."""


class ImportRefused(Refused):
    """An import cannot be started, or a run cannot be undone."""


class OutOfBalance(Exception):  # noqa: N818 - the house word; it reads as a sentence where it is raised
    """Rows were read that are neither new, updated, unchanged nor quarantined: a fault of ours, never of the data."""
