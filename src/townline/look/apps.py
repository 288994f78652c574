"""The Django app that carries Townline's templates and static files."""

from django.apps import AppConfig


class LookConfig(AppConfig):
    """Templates, macros and static files shared by the portal, the console and the backstage."""

    name = "townline.look"
    label = "look"
    default_auto_field = "django.db.models.BigAutoField"
