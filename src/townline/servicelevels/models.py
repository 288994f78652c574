"""Tables of the service levels area. A clock is pointed at by what it is for, and never points back."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import Func, Q

from townline.identity.models import Jurisdiction
from townline.servicelevels.rules import WARN_PERCENT, Unit


class Calendar(models.Model):
    """The opening hours of an office in its own zone; ``weekly`` is ``{"mon": ["08:30-17:00"]}``."""

    jurisdiction = models.ForeignKey(Jurisdiction, on_delete=models.PROTECT, related_name="calendars")
    code = models.SlugField(max_length=60)
    name = models.CharField(max_length=120)
    timezone = models.CharField(max_length=60)
    weekly = models.JSONField()
    stamp = models.CharField(max_length=64, editable=False)
    """Digest of zone, week and days: the same stamp means the same hours, so values may be cached by it."""

    class Meta:
        """Codes are unique in a jurisdiction."""

        constraints = (models.UniqueConstraint(fields=["jurisdiction", "code"], name="calendar_code_once"),)

    def __str__(self) -> str:
        """Its name."""
        return self.name


class CalendarDay(models.Model):
    """A date with hours of its own; without intervals the office is closed, and ``name`` says why."""

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="days")
    on = models.DateField()
    name = models.CharField(max_length=120)
    intervals = models.JSONField(default=list)

    class Meta:
        """A date stands once in a calendar."""

        constraints = (models.UniqueConstraint(fields=["calendar", "on"], name="calendar_day_once"),)

    def __str__(self) -> str:
        """For debugging only."""
        return f"{self.on} {self.name}"


class Policy(models.Model):
    """What is promised for a service between two moments; never changed once it holds, only followed."""

    jurisdiction = models.ForeignKey(Jurisdiction, on_delete=models.PROTECT, related_name="policies")
    code = models.CharField(max_length=100)
    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, related_name="policies")
    amount = models.PositiveIntegerField()
    unit = models.CharField(max_length=20, choices=[(unit.value, unit.value) for unit in Unit])
    warn_percent = models.PositiveSmallIntegerField(default=WARN_PERCENT)
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True)

    class Meta:
        """At any moment one promise holds for a service."""

        constraints = (
            ExclusionConstraint(
                name="policy_one_at_a_time",
                expressions=[
                    ("jurisdiction", RangeOperators.EQUAL),
                    ("code", RangeOperators.EQUAL),
                    (
                        Func(
                            "valid_from",
                            "valid_until",
                            RangeBoundary(),
                            function="TSTZRANGE",
                            output_field=DateTimeRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
            models.CheckConstraint(condition=Q(amount__gte=1), name="policy_amount_positive"),
            models.CheckConstraint(condition=Q(warn_percent__range=(1, 99)), name="policy_warn_percent"),
            models.CheckConstraint(
                condition=Q(unit__in=[unit.value for unit in Unit]), name="policy_unit_known"
            ),
        )

    def __str__(self) -> str:
        """For debugging only."""
        return f"{self.code}: {self.amount} {self.unit}"


class Clock(models.Model):
    """One promise that runs: since when, until when, and why until then.

    Amount, unit and warning are copied from the policy, so that a promise once given stands when policies
    change. ``next_look_at`` is when the sweep must look at it again; empty when there is nothing to wait for.
    """

    class State(models.TextChoices):
        """Whether time passes."""

        RUNNING = "running"
        PAUSED = "paused"
        STOPPED = "stopped"

    policy = models.ForeignKey(
        Policy, null=True, on_delete=models.PROTECT, related_name="clocks", db_index=False
    )
    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, related_name="clocks", db_index=False)
    started_at = models.DateTimeField()
    amount = models.PositiveIntegerField()
    unit = models.CharField(max_length=20)
    warn_percent = models.PositiveSmallIntegerField()
    due_at = models.DateTimeField()
    warn_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State)
    stopped_at = models.DateTimeField(null=True)
    warned_at = models.DateTimeField(null=True)
    breached_at = models.DateTimeField(null=True)
    next_look_at = models.DateTimeField(null=True)
    trace = models.JSONField(default=list)

    class Meta:
        """The sweep's index holds waiting clocks only, so that its cost follows what is due."""

        indexes = (
            models.Index(
                fields=["next_look_at"], condition=Q(next_look_at__isnull=False), name="clock_next_look"
            ),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(state="stopped", stopped_at__isnull=False)
                | Q(state__in=["running", "paused"], stopped_at__isnull=True),
                name="clock_stopped_has_time",
            ),
            models.CheckConstraint(
                condition=Q(next_look_at__isnull=True) | Q(state="running"),
                name="clock_only_running_is_looked_at",
            ),
            models.CheckConstraint(
                condition=Q(unit__in=[unit.value for unit in Unit]), name="clock_unit_known"
            ),
        )

    def __str__(self) -> str:
        """For debugging only."""
        return f"{self.state}, due {self.due_at:%Y-%m-%d %H:%M}"


class Pause(models.Model):
    """A time of a clock that does not count, why, and who said so."""

    clock = models.ForeignKey(Clock, on_delete=models.CASCADE, related_name="pauses")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200)
    actor = models.CharField(max_length=200)

    class Meta:
        """One pause at a time, forwards in time, with a reason."""

        constraints = (
            models.UniqueConstraint(
                fields=["clock"], condition=Q(ended_at__isnull=True), name="pause_one_open"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=models.F("started_at")),
                name="pause_forwards",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="pause_has_reason"),
        )

    def __str__(self) -> str:
        """For debugging only."""
        return f"{self.reason} since {self.started_at:%Y-%m-%d %H:%M}"
