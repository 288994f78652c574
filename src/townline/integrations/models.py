"""Tables of the integrations area."""

from django.db import models

from townline.identity.models import Jurisdiction
from townline.requests.models import ServiceRequest


class ImportRun(models.Model):
    """One bringing in of another system's requests, with its balance.

    ``read = new + updated + unchanged + quarantined`` after every batch, also when it ended early. ``remarks`` says
    how often what was put right; ``services`` are codes of services that the run published.
    """

    jurisdiction = models.ForeignKey(Jurisdiction, on_delete=models.PROTECT)
    kind = models.CharField(max_length=20)
    source = models.CharField(max_length=60)
    names = models.JSONField(default=list)
    state = models.CharField(max_length=8, default="running")
    actor_name = models.CharField(max_length=200)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    read = models.PositiveIntegerField(default=0)
    new = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    quarantined = models.PositiveIntegerField(default=0)
    remarks = models.JSONField(default=dict)
    services = models.JSONField(default=list)
    because = models.TextField(blank=True)

    class Meta:
        """The database itself keeps the balance."""

        constraints = (
            models.CheckConstraint(
                condition=models.Q(state__in=["running", "done", "failed", "undone"]), name="import_run_state"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    read=models.F("new")
                    + models.F("updated")
                    + models.F("unchanged")
                    + models.F("quarantined")
                ),
                name="import_run_balance",
            ),
        )

    def __str__(self) -> str:
        """For debugging only."""
        return f"import {self.pk} of {self.source}: {self.state}"


class ImportedRow(models.Model):
    """What of another system is which request here.

    ``digest`` is of the row as it was taken last, ``as_of`` its last change there. ``changed_in`` is the run that
    changed it last; ``before`` and ``previous_digest`` are how it was before that, so that this can be undone.
    """

    run = models.ForeignKey(ImportRun, on_delete=models.PROTECT, related_name="rows")
    source = models.CharField(max_length=60)
    external_id = models.CharField(max_length=100)
    service_request = models.OneToOneField(
        ServiceRequest, on_delete=models.CASCADE, related_name="imported_as"
    )
    as_of = models.DateTimeField()
    digest = models.BinaryField(max_length=16)
    previous_digest = models.BinaryField(max_length=16, null=True)
    before = models.JSONField(null=True)
    changed_in = models.ForeignKey(ImportRun, null=True, on_delete=models.PROTECT, related_name="changes")

    class Meta:
        """An id of a source means one row."""

        constraints = (models.UniqueConstraint(fields=["source", "external_id"], name="imported_row_once"),)

    def __str__(self) -> str:
        """For debugging only."""
        return f"{self.source} {self.external_id}"


class QuarantinedRow(models.Model):
    """A row that could not be taken: where it stood (1 is the first), why, and itself as it was found."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="quarantine")
    position = models.PositiveBigIntegerField()
    reason = models.TextField()
    original = models.TextField()

    class Meta:
        """Read by run in order."""

        constraints = (models.UniqueConstraint(fields=["run", "position"], name="quarantined_row_once"),)

    def __str__(self) -> str:
        """For debugging only."""
        return f"row {self.position} of import {self.run_id}"
