"""Tables of the channels area."""

from django.db import models

from townline.identity.models import ApiKey
from townline.requests.models import ServiceRequest, TimelineEntry


class KeyUse(models.Model):
    """How often a key was used in the latest minute it was used. The table is unlogged: a crash may forget it."""

    api_key = models.OneToOneField(ApiKey, primary_key=True, on_delete=models.CASCADE, related_name="+")
    minute = models.DateTimeField()
    uses = models.PositiveIntegerField()


class PostedUpdate(models.Model):
    """Another system's own number of an update it sent, so that sending it again changes nothing."""

    api_key = models.ForeignKey(ApiKey, on_delete=models.CASCADE, related_name="+")
    update_id = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    service_request = models.ForeignKey(ServiceRequest, on_delete=models.CASCADE, related_name="+")
    entry = models.ForeignKey(TimelineEntry, null=True, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        """A key's update number means one update."""

        constraints = (models.UniqueConstraint(fields=["api_key", "update_id"], name="posted_update_once"),)
