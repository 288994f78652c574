"""Which door answers which address."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include("townline.console.accounts")),
    path("accounts/", include("allauth.urls")),
    path("console/", include("townline.console.urls")),
]
