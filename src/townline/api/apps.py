"""Registers the door with Django."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Views only; no tables."""

    name = "townline.api"
    label = "api"
