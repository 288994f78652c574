"""Registers the area with Django."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Entries and views of records."""

    name = "townline.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"
