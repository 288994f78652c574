"""Refusals of the identity area."""

from townline.kit.errors import Refused


class NotAllowed(Refused):
    """The actor may not do this here."""


class IdentityRefused(Refused):
    """An account, department, team or key cannot be made or changed like this."""
