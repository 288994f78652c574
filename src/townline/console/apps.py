"""Registers the door with Django."""

from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    """Pages for staff, and the pages with which they sign in."""

    name = "townline.console"
    label = "console"
    default_auto_field = "django.db.models.BigAutoField"
