"""Tables of the contacts area."""

from django.db import models

from townline.identity.models import Jurisdiction


class Customer(models.Model):
    """A person or organisation that turned to the government."""

    jurisdiction = models.ForeignKey(Jurisdiction, on_delete=models.PROTECT)
    kind = models.CharField(max_length=12, default="person")
    name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=12, default="en")
    created_at = models.DateTimeField()
    forgotten_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        """For debugging only; names are personal data."""
        return f"customer {self.pk}"


class ContactPoint(models.Model):
    """One way to reach a customer: kind ``email``, ``phone`` or ``account`` (an app's own account number)."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="contact_points")
    kind = models.CharField(max_length=12)
    value = models.CharField(max_length=200)
    compared = models.CharField(max_length=200)
    created_at = models.DateTimeField()

    class Meta:
        """A customer has each way once; people are found by it."""

        constraints = (
            models.UniqueConstraint(fields=["customer", "kind", "compared"], name="contact_point_once"),
        )
        indexes = (models.Index(fields=["kind", "compared"], name="contact_point_compared"),)

    def __str__(self) -> str:
        """For debugging only; addresses are personal data."""
        return f"{self.kind} of customer {self.customer_id}"
