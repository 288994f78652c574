"""Asking the door in tests as a client does."""

from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

from django.http import HttpResponse
from django.test import Client

V2 = "/open311/v2/"
FIXMYSTREET = "/open311/fixmystreet/v2/"
HOLE = {
    "service_code": "pothole",
    "lat": "42.7055",
    "long": "-72.3610",
    "description": "A deep hole.",
    "attribute[size]": "small",
}


def get(path: str, base: str = V2, **query: str) -> Any:
    """The JSON of a call that must succeed."""
    response = Client().get(f"{base}{path}.json", query)
    assert response.status_code == 200, response.content
    assert response["Content-Type"] == "application/json; charset=utf-8"
    return response.json()


def get_xml(path: str, base: str = V2, **query: str) -> ET.Element:
    """The XML of a call that must succeed."""
    response = Client().get(f"{base}{path}.xml", query)
    assert response.status_code == 200, response.content
    assert response["Content-Type"] == "text/xml; charset=utf-8"
    return element(response.content)


def post(
    secret: str,
    path: str = "requests",
    form: str = "json",
    headers: dict[str, str] | None = None,
    **fields: Any,
) -> Any:
    """Send a form-encoded request with a key."""
    fields = {name: value for name, value in ({"api_key": secret} | fields).items() if value is not None}
    return Client().post(
        f"{V2}{path}.{form}",
        urlencode(fields, doseq=True),
        content_type="application/x-www-form-urlencoded; charset=utf-8",
        headers=headers,
    )


def made(response: HttpResponse) -> str:
    """The number of the request that was made."""
    assert response.status_code == 200, response.content
    number: str = response.json()[0]["service_request_id"]  # type: ignore[attr-defined]
    return number


def sentences(response: HttpResponse) -> str:
    """What an error says, all together."""
    rows = response.json()  # type: ignore[attr-defined]
    assert all(row["code"] == response.status_code for row in rows)
    return " ".join(row["description"] for row in rows)


def element(document: str | bytes) -> ET.Element:
    """The root of a document that we wrote ourselves."""
    return ET.fromstring(document)
