"""Refusals of the contacts area."""

from townline.kit.errors import Refused


class ContactRefused(Refused):
    """A name or a way to reach somebody cannot be used."""
