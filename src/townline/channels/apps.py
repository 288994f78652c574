"""Registers the area with Django."""

from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    """Open311 for now: its words, its lists, and what came in through it."""

    name = "townline.channels"
    label = "channels"
    default_auto_field = "django.db.models.BigAutoField"
