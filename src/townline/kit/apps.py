"""Registers kit with Django."""

from django.apps import AppConfig


class KitConfig(AppConfig):
    """Kit holds no tables; it is an app so that its fields and checks are found."""

    name = "townline.kit"
    label = "kit"
    default_auto_field = "django.db.models.BigAutoField"
