"""Which door answers which address."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("townline.api.urls")),
    path("accounts/", include("townline.console.accounts")),
    path("accounts/", include("allauth.urls")),
    path("console/", include("townline.console.urls")),
    path("", include("townline.portal.urls")),
]

handler400 = "townline.portal.views.failures.bad_request"
handler403 = "townline.portal.views.failures.forbidden"
handler404 = "townline.portal.views.failures.not_found"
handler500 = "townline.portal.views.failures.broken"
