"""Tables of the requests area."""

from django.contrib.postgres.indexes import GinIndex, GistIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Left, Now

from townline.contacts.models import Customer
from townline.identity.models import Department, Jurisdiction, Team, User
from townline.kit.fields import PointField
from townline.servicelevels.models import Clock
from townline.services.models import Definition, Service


class NumberSeries(models.Model):
    """The next free position of a jurisdiction's numbers in a month."""

    jurisdiction = models.ForeignKey(Jurisdiction, on_delete=models.CASCADE)
    month = models.CharField(max_length=4)
    next = models.PositiveIntegerField(default=1)

    class Meta:
        """One row for a month."""

        constraints = (models.UniqueConstraint(fields=["jurisdiction", "month"], name="number_series_once"),)


class ServiceRequest(models.Model):
    """One thing that somebody asked for or reported, with the definition version it was asked with."""

    jurisdiction = models.ForeignKey(Jurisdiction, on_delete=models.PROTECT, db_index=False)
    number = models.CharField(max_length=24)
    token = models.CharField(max_length=43)
    service = models.ForeignKey(Service, on_delete=models.PROTECT, db_index=False)
    definition = models.ForeignKey(Definition, on_delete=models.PROTECT, db_index=False)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, db_index=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT)
    assignee = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, db_index=False)
    customer = models.ForeignKey(Customer, null=True, on_delete=models.SET_NULL, db_index=False)
    clock = models.OneToOneField(Clock, null=True, on_delete=models.SET_NULL)
    state = models.CharField(max_length=8, default="open")
    channel = models.CharField(max_length=20)
    description = models.TextField(blank=True)
    answers = models.JSONField(default=dict)
    address = models.CharField(max_length=250, blank=True)
    address_reference = models.CharField(max_length=60, blank=True)
    zipcode = models.CharField(max_length=12, blank=True)
    location = PointField(null=True)
    districts = models.JSONField(default=dict)
    route_because = models.JSONField(default=list)
    is_public = models.BooleanField(default=True)
    followers = models.PositiveIntegerField(default=0)
    duplicate_of = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, db_index=False)
    received_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closing_reason = models.CharField(max_length=20, blank=True)
    outcome = models.TextField(blank=True)
    words = models.GeneratedField(
        expression=SearchVector(Left("description", 4000), F("address"), config="simple"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        """Indexes follow the lists that are asked for: by due date, by age, by change, by place, by words."""

        constraints = (
            # Constraints and not unique columns: those bring a second index, for LIKE.
            models.UniqueConstraint(fields=["number"], name="request_number_once"),
            models.UniqueConstraint(fields=["token"], name="request_token_once"),
            models.CheckConstraint(condition=Q(state__in=["open", "held", "closed"]), name="request_state"),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False)
                | (~Q(state="closed") & Q(closed_at=None)),
                name="request_closed_at",
            ),
        )
        indexes = (
            models.Index(fields=["jurisdiction", "-received_at", "-id"], name="request_received"),
            models.Index(fields=["jurisdiction", "-updated_at", "-id"], name="request_updated"),
            models.Index(fields=["service", "-received_at", "-id"], name="request_service"),
            models.Index(fields=["department", "-received_at", "-id"], name="request_department"),
            # These two carry what the tabs of the queue count, so that counting reads the index alone.
            models.Index(
                fields=["jurisdiction", "due_at", "id"],
                include=["state", "assignee"],
                condition=~Q(state="closed"),
                name="request_due_open",
            ),
            models.Index(
                fields=["department", "due_at", "id"],
                include=["state", "assignee", "jurisdiction"],
                condition=~Q(state="closed"),
                name="request_dept_due_open",
            ),
            models.Index(
                fields=["team", "due_at", "id"], condition=~Q(state="closed"), name="request_team_due_open"
            ),
            models.Index(
                fields=["assignee", "due_at", "id"],
                condition=~Q(state="closed") & Q(assignee__isnull=False),
                name="request_assignee_due_open",
            ),
            models.Index(
                fields=["jurisdiction", "received_at", "id"],
                condition=~Q(state="closed"),
                name="request_received_open",
            ),
            models.Index(
                fields=["jurisdiction", "updated_at", "id"],
                condition=~Q(state="closed"),
                name="request_updated_open",
            ),
            models.Index(
                fields=["duplicate_of"], condition=Q(duplicate_of__isnull=False), name="request_duplicate_of"
            ),
            models.Index(fields=["customer"], condition=Q(customer__isnull=False), name="request_customer"),
            GistIndex(fields=["location"], name="request_location"),
            GinIndex(fields=["words"], name="request_words"),
        )

    def __str__(self) -> str:
        """Its number."""
        return self.number


class TimelineEntry(models.Model):
    """What happened to a request; rows are only ever added. Public entries are read by residents.

    ``at`` is when it happened, ``recorded_at`` when it was written down: whoever polls for news goes by the latter.
    """

    service_request = models.ForeignKey(
        ServiceRequest, on_delete=models.CASCADE, related_name="timeline", db_index=False
    )
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())
    actor_kind = models.CharField(max_length=12)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=200)
    verb = models.CharField(max_length=20)
    is_public = models.BooleanField()
    sentence = models.TextField()
    facts = models.JSONField(default=dict)

    class Meta:
        """Read by request in order; the update feed reads public entries by time."""

        indexes = (
            models.Index(fields=["service_request", "at", "id"], name="timeline_request"),
            models.Index(
                fields=["recorded_at", "id"], condition=Q(is_public=True), name="timeline_public_recorded"
            ),
        )


class Hold(models.Model):
    """A time in which the clock stood still, and why."""

    service_request = models.ForeignKey(ServiceRequest, on_delete=models.CASCADE, related_name="holds")
    reason = models.CharField(max_length=20)
    sentence = models.TextField(blank=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    actor_name = models.CharField(max_length=200)

    class Meta:
        """At most one hold is open."""

        constraints = (
            models.UniqueConstraint(
                fields=["service_request"], condition=Q(ended_at__isnull=True), name="one_open_hold"
            ),
        )


class Closure(models.Model):
    """One ending of a request; a request reopened and closed again has several."""

    service_request = models.ForeignKey(ServiceRequest, on_delete=models.CASCADE, related_name="closures")
    reason = models.CharField(max_length=20)
    outcome = models.TextField()
    closed_at = models.DateTimeField()
    reopened_at = models.DateTimeField(null=True)
    actor_name = models.CharField(max_length=200)


class Photo(models.Model):
    """A picture, re-encoded by us: no EXIF, no place, no foreign bytes. ``name`` is unguessable."""

    service_request = models.ForeignKey(ServiceRequest, on_delete=models.CASCADE, related_name="photos")
    name = models.CharField(max_length=60, unique=True, null=True)  # noqa: DJ001 - no name, no file
    source_url = models.CharField(max_length=1000, blank=True)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    size = models.PositiveIntegerField(default=0)
    is_public = models.BooleanField(default=True)
    added_at = models.DateTimeField()


class Alias(models.Model):
    """A number by which the request is known elsewhere (the old system, another city's app)."""

    service_request = models.ForeignKey(ServiceRequest, on_delete=models.CASCADE, related_name="aliases")
    source = models.CharField(max_length=60)
    number = models.CharField(max_length=100)

    class Meta:
        """A source's number means one request."""

        constraints = (models.UniqueConstraint(fields=["source", "number"], name="alias_once"),)
        indexes = (models.Index(fields=["number"], name="alias_number"),)


class MeToo(models.Model):
    """Somebody else has the same trouble; ``visitor`` is a digest, so that one person counts once."""

    service_request = models.ForeignKey(ServiceRequest, on_delete=models.CASCADE)
    visitor = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        """A visitor counts once."""

        constraints = (models.UniqueConstraint(fields=["service_request", "visitor"], name="me_too_once"),)


class Submission(models.Model):
    """A sender's own key for what it sent, so that sending it again does not make a second request."""

    scope = models.CharField(max_length=80)
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    service_request = models.ForeignKey(ServiceRequest, on_delete=models.CASCADE)
    at = models.DateTimeField()

    class Meta:
        """A key means one submission of its sender."""

        constraints = (models.UniqueConstraint(fields=["scope", "key"], name="submission_once"),)


class DuplicateMark(models.Model):
    """Somebody said that a request repeats another; kept when it is undone, so that it can be seen.

    ``followers`` is how many the original gained by it, and loses when it is undone.
    """

    service_request = models.ForeignKey(
        ServiceRequest, on_delete=models.CASCADE, related_name="duplicate_marks"
    )
    original = models.ForeignKey(ServiceRequest, on_delete=models.CASCADE, related_name="marked_duplicates")
    followers = models.PositiveIntegerField(default=1)
    marked_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    actor_name = models.CharField(max_length=200)


class SavedView(models.Model):
    """A queue that one person comes back to: a name for the filters as they stand in the address."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="saved_views")
    jurisdiction = models.ForeignKey(Jurisdiction, on_delete=models.CASCADE)
    name = models.CharField(max_length=40)
    query = models.CharField(max_length=500)

    class Meta:
        """A person's names are unique in a jurisdiction."""

        constraints = (
            models.UniqueConstraint(fields=["user", "jurisdiction", "name"], name="saved_view_name_once"),
        )

    def __str__(self) -> str:
        """Its name."""
        return self.name
