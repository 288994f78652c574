"""Tables of the audit area. Rows are only ever added; a trigger in the database refuses anything else."""

from django.db import models


class Entry(models.Model):
    """One thing somebody did that is not on a service request's own timeline."""

    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=20)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=200)
    verb = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=80)
    facts = models.JSONField(default=dict)

    class Meta:
        """Looked up by subject, newest first."""

        indexes = (models.Index(fields=["subject_kind", "subject_id", "-at"], name="audit_entry_subject"),)

    def __str__(self) -> str:
        """For debugging only."""
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_name} {self.verb} {self.subject_kind} {self.subject_id}"


class RecordView(models.Model):
    """Somebody looked at a person's record."""

    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=20)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=200)
    record_kind = models.CharField(max_length=60)
    record_id = models.CharField(max_length=80)
    where = models.CharField(max_length=200)

    class Meta:
        """Looked up by record, newest first."""

        indexes = (models.Index(fields=["record_kind", "record_id", "-at"], name="audit_view_record"),)

    def __str__(self) -> str:
        """For debugging only."""
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_name} saw {self.record_kind} {self.record_id}"
