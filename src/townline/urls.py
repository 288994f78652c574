"""Which door answers which address."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("townline.api.urls")),
    path("accounts/", include("allauth.urls")),
]
