"""Registers the area with Django."""

from django.apps import AppConfig


class ContactsConfig(AppConfig):
    """Customers and their contact points."""

    name = "townline.contacts"
    label = "contacts"
    default_auto_field = "django.db.models.BigAutoField"
