"""Registers the area with Django."""

from django.apps import AppConfig


class ServicesConfig(AppConfig):
    """Services and their definitions."""

    name = "townline.services"
    label = "services"
    default_auto_field = "django.db.models.BigAutoField"
