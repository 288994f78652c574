"""All writes of the service levels area."""

from townline.servicelevels.actions.clocks import pause, reopen, restart, resume, retract, start, stop
from townline.servicelevels.actions.hours import save_calendar
from townline.servicelevels.actions.many import Planned, discard_many, plan, start_many
from townline.servicelevels.actions.policies import end_policy, set_policy
from townline.servicelevels.actions.sweeping import SweepResult, sweep

__all__ = [
    "Planned",
    "SweepResult",
    "discard_many",
    "end_policy",
    "pause",
    "plan",
    "reopen",
    "restart",
    "resume",
    "retract",
    "save_calendar",
    "set_policy",
    "start",
    "start_many",
    "stop",
    "sweep",
]
