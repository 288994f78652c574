"""Registers the area with Django."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """Streets, addresses, districts."""

    name = "townline.places"
    label = "places"
    default_auto_field = "django.db.models.BigAutoField"
