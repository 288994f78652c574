"""Refusals of the routing area."""

from townline.kit.errors import Refused


class RoutingRefused(Refused):
    """A rule cannot be used."""
