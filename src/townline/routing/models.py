"""Tables of the routing area."""

from django.db import models

from townline.identity.models import Jurisdiction, Team


class Rule(models.Model):
    """One line of a jurisdiction's rule table, tried in order of ``position`` before a service's own routing."""

    jurisdiction = models.ForeignKey(Jurisdiction, on_delete=models.CASCADE)
    position = models.PositiveIntegerField()
    service_code = models.CharField(max_length=80, blank=True)
    layer = models.CharField(max_length=40, blank=True)
    district = models.CharField(max_length=40, blank=True)
    question = models.CharField(max_length=60, blank=True)
    answer = models.CharField(max_length=200, blank=True)
    team = models.ForeignKey(Team, on_delete=models.PROTECT)

    class Meta:
        """A position is taken once."""

        constraints = (
            models.UniqueConstraint(fields=["jurisdiction", "position"], name="rule_position_once"),
        )

    def __str__(self) -> str:
        """For debugging only."""
        return f"rule {self.position} of jurisdiction {self.jurisdiction_id}"
