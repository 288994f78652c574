"""Addresses of the door. Open311 tells the format by the ending."""

from django.urls import URLPattern, path, re_path, register_converter

from townline.api.views import catalogue, elsewhere, health, photos, requests, updates


class Form:
    """The format an address ends in."""

    regex = "xml|json"

    def to_python(self, value: str) -> str:
        """As it is."""
        return value

    def to_url(self, value: str) -> str:
        """As it is."""
        return value


class PhotoName:
    """The name of a photo's file."""

    regex = "[0-9a-f]{32}\\.jpg"
    to_python = Form.to_python
    to_url = Form.to_url


register_converter(Form, "form")
register_converter(PhotoName, "photo")


def _calls(base: str, suffix: str, **options: bool) -> list[URLPattern]:
    """Every call of GeoReport v2 and the update extension below ``base``."""
    return [
        path(f"{base}discovery.<form:form>", catalogue.discovery, options, f"discovery{suffix}"),
        path(f"{base}services.<form:form>", catalogue.services, options, f"services{suffix}"),
        path(
            f"{base}services/<str:service_code>.<form:form>",
            catalogue.definition,
            options,
            f"definition{suffix}",
        ),
        path(f"{base}requests.<form:form>", requests.many, options, f"requests{suffix}"),
        path(
            f"{base}requests/<str:service_request_id>.<form:form>", requests.one, options, f"request{suffix}"
        ),
        path(f"{base}tokens/<str:token>.<form:form>", requests.token, options, f"token{suffix}"),
        path(f"{base}servicerequestupdates.<form:form>", updates.updates, options, f"updates{suffix}"),
    ]


app_name = "api"
urlpatterns = [
    path("open311/discovery.<form:form>", catalogue.discovery, name="discovery"),
    *_calls("open311/v2/", "_v2"),
    # The same calls for FixMyStreet, which asks for a window on the last change where the standard means the first.
    *_calls("open311/fixmystreet/v2/", "_fixmystreet", window_is_change=True),
    path("open311/photos/<photo:name>", photos.photo, name="photo"),
    path("open311/openapi.json", elsewhere.openapi, name="openapi"),
    path("health/live", health.live, name="live"),
    path("health/ready", health.ready, name="ready"),
    re_path("^open311/", elsewhere.nothing, name="nothing"),
]
