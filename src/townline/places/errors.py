"""Refusals of the places area."""

from townline.kit.errors import Refused


class PlaceRefused(Refused):
    """A place, outline or address cannot be used."""
