"""Registers the door with Django."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Pages for residents."""

    name = "townline.portal"
    label = "portal"
    default_auto_field = "django.db.models.BigAutoField"
