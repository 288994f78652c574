"""Refusals of the service levels area."""

from townline.kit.errors import Refused


class CalendarRefused(Refused):
    """These opening hours cannot be counted with."""


class DurationRefused(Refused):
    """This is not a length of time that can be promised."""


class NeverDue(Refused):
    """The open time promised does not exist within the years that are searched."""


class PolicyRefused(Refused):
    """The promise for a service cannot be set like this."""


class ClockRefused(Refused):
    """A clock cannot do this in the state it is in."""
