"""Registers the area with Django."""

from django.apps import AppConfig


class RoutingConfig(AppConfig):
    """Rules and decisions."""

    name = "townline.routing"
    label = "routing"
    default_auto_field = "django.db.models.BigAutoField"
