"""What machines ask a site for."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.views.decorators.http import require_safe

ROBOTS = """User-agent: *
Disallow: /follow/
Disallow: /photos/
Disallow: /console/
Disallow: /accounts/
Disallow: /services/*/report/
Disallow: /find/
"""


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Public pages may be found; what belongs to one person may not."""
    del request
    return HttpResponse(ROBOTS, content_type="text/plain; charset=utf-8")


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Our own drawing, for browsers that ask at the old address."""
    del request
    return redirect(static("townline/icon.svg"))
