"""Registers the area with Django."""

from django.apps import AppConfig


class RequestsConfig(AppConfig):
    """Service requests and their timelines."""

    name = "townline.requests"
    label = "requests"
    default_auto_field = "django.db.models.BigAutoField"
