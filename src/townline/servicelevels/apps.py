"""The service levels area as a Django app."""

from django.apps import AppConfig


class ServiceLevelsConfig(AppConfig):
    """Calendars, dated policies and clocks."""

    name = "townline.servicelevels"
    label = "servicelevels"
    default_auto_field = "django.db.models.BigAutoField"
