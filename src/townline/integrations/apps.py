"""Registers the area with Django."""

from django.apps import AppConfig


class IntegrationsConfig(AppConfig):
    """Imports of other systems' requests."""

    name = "townline.integrations"
    label = "integrations"
    default_auto_field = "django.db.models.BigAutoField"
