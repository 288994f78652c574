"""Tables of the services area. A definition is never changed: a trigger in the database refuses it."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from townline.identity.models import Department, Jurisdiction


class State(models.TextChoices):
    """Whether residents can ask for a service."""

    DRAFT = "draft", "Draft"
    PUBLISHED = "published", "Published"
    RETIRED = "retired", "Retired"


class Service(models.Model):
    """Something residents can ask for. Its definition says what; here is what lists and search need."""

    jurisdiction = models.ForeignKey(Jurisdiction, on_delete=models.PROTECT, related_name="services")
    code = models.CharField(max_length=80)
    name = models.CharField(max_length=80)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="services")
    group = models.CharField(max_length=60)
    is_public = models.BooleanField(default=True)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    definition = models.ForeignKey(
        "Definition", null=True, on_delete=models.PROTECT, related_name="current_of"
    )
    phrases = ArrayField(models.CharField(max_length=120), default=list)
    search = SearchVectorField(null=True)

    class Meta:
        """Codes are unique in a jurisdiction; a published service has a definition."""

        constraints = (
            models.UniqueConstraint(fields=["jurisdiction", "code"], name="service_code_once"),
            models.CheckConstraint(
                condition=~models.Q(state="published") | models.Q(definition__isnull=False),
                name="service_published_has_definition",
            ),
        )
        indexes = (GinIndex(fields=["search"], name="service_search"),)

    def __str__(self) -> str:
        """Its name."""
        return self.name


class Definition(models.Model):
    """One version of what a service says and asks. Requests keep the version they were asked by."""

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="definitions")
    version = models.PositiveIntegerField()
    body = models.JSONField()
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=200)

    class Meta:
        """Versions count up from 1 within a service."""

        constraints = (
            models.UniqueConstraint(fields=["service", "version"], name="definition_version_once"),
        )

    def __str__(self) -> str:
        """For debugging only."""
        return f"definition {self.pk} (service {self.service_id}, version {self.version})"


class SearchWord(models.Model):
    """A word that a service uses of itself, against which the spelling of a search is compared."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="words")
    word = models.CharField(max_length=60)

    class Meta:
        """Once for each service; found by likeness."""

        constraints = (models.UniqueConstraint(fields=["service", "word"], name="search_word_once"),)
        indexes = (GinIndex(fields=["word"], opclasses=["gin_trgm_ops"], name="search_word_likeness"),)

    def __str__(self) -> str:
        """The word."""
        return self.word


class Catalogue(models.Model):
    """A jurisdiction's list of services as a whole: its version moves with every change of any."""

    jurisdiction = models.OneToOneField(Jurisdiction, primary_key=True, on_delete=models.CASCADE)
    version = models.PositiveBigIntegerField(default=0)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        """For debugging only."""
        return f"catalogue {self.jurisdiction_id} version {self.version}"
