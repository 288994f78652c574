"""Registers the area with Django."""

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    """Jurisdictions, departments, teams, accounts, roles and keys."""

    name = "townline.identity"
    label = "identity"
    default_auto_field = "django.db.models.BigAutoField"
