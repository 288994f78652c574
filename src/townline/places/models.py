"""Tables of the places area."""

from django.contrib.postgres.indexes import GinIndex, GistIndex
from django.db import models

from townline.identity.models import Jurisdiction
from townline.kit.fields import PointField


class District(models.Model):
    """A named area of a layer (council district, ward, collection area), in force between two dates."""

    jurisdiction = models.ForeignKey(Jurisdiction, on_delete=models.CASCADE)
    layer = models.SlugField(max_length=40)
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    outline = models.JSONField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    class Meta:
        """One outline for a code and first day."""

        constraints = (
            models.UniqueConstraint(
                fields=["jurisdiction", "layer", "code", "valid_from"], name="district_once"
            ),
        )

    def __str__(self) -> str:
        """Its name."""
        return self.name


class Street(models.Model):
    """A street with its line, drawn on the map and searched by name."""

    jurisdiction = models.ForeignKey(Jurisdiction, on_delete=models.CASCADE)
    name = models.CharField(max_length=120)
    folded = models.CharField(max_length=120)
    line = models.JSONField()

    class Meta:
        """One row for a name."""

        constraints = (models.UniqueConstraint(fields=["jurisdiction", "name"], name="street_once"),)

    def __str__(self) -> str:
        """Its name."""
        return self.name


class Address(models.Model):
    """A place that has a postal address: text and point for now."""

    jurisdiction = models.ForeignKey(Jurisdiction, on_delete=models.CASCADE)
    reference = models.CharField(max_length=60)
    text = models.CharField(max_length=200)
    folded = models.CharField(max_length=200)
    zipcode = models.CharField(max_length=12, blank=True)
    location = PointField()

    class Meta:
        """Found by text (trigrams) and by place."""

        constraints = (models.UniqueConstraint(fields=["jurisdiction", "reference"], name="address_once"),)
        indexes = (
            GinIndex(fields=["folded"], opclasses=["gin_trgm_ops"], name="address_folded_trigram"),
            GistIndex(fields=["location"], name="address_location"),
        )

    def __str__(self) -> str:
        """Its text."""
        return self.text
