"""Account pages that this site has no use for: accounts are given out by an administrator, with their address."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, re_path


def not_here(request: HttpRequest, **_: object) -> HttpResponse:
    """Nobody signs up, changes or confirms an address here."""
    del request
    raise Http404


#: Tried before allauth's own, which keep their names because its pages and flows refer to them.
urlpatterns: list[URLPattern] = [
    path("signup/", not_here, name="no_signup"),
    path("email/", not_here, name="no_email"),
    re_path(r"^confirm-email/", not_here, name="no_confirmation"),
    path("login/code/confirm/", not_here, name="no_login_code"),
    path("password/set/", not_here, name="no_password_set"),
]
