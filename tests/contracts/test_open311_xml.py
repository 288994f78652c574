"""Every XML answer: the elements of the standard, in its nesting, saying the same as JSON."""

from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.test import Client

from tests.api.asking import HOLE, element, get, get_xml, post
from tests.api.town import Town
from townline.channels.kinds.open311.xml import ITEMS

SHAPES = {
    "discovery": "discovery",
    "services": "services/service",
    "services/pothole": "service_definition/attributes/attribute/values/value",
    "requests": "service_requests/request",
    "servicerequestupdates": "service_request_updates/request_update",
}


def back(element: ET.Element) -> Any:
    """What the element says, as JSON would say it: the Spark convention backwards."""
    if element.tag in ITEMS and (
        len(element) or element.tag in {"attributes", "photos", "notes", "media_urls"}
    ):
        assert {child.tag for child in element} <= {ITEMS[element.tag]}
        return [back(child) for child in element]
    if len(element):
        return {child.tag: back(child) for child in element}
    return element.text


def as_text(value: Any) -> Any:
    """JSON with every simple value as the text XML has."""
    if isinstance(value, dict):
        return {key: as_text(held) for key, held in value.items()} or None
    if isinstance(value, list):
        return [as_text(held) for held in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if value is None else str(value)


@pytest.mark.parametrize(("path", "nesting"), SHAPES.items())
def test_the_nesting_is_the_standards(town: Town, path: str, nesting: str) -> None:
    root = get_xml(path)
    first, *rest = nesting.split("/")

    assert root.tag == first
    assert not rest or root.find("/".join(rest)) is not None
    assert not root.attrib
    assert "}" not in root.tag


@pytest.mark.parametrize("path", [*SHAPES, "services/noise"])
@pytest.mark.parametrize("extensions", ["", "true"])
def test_xml_says_the_same_as_json(town: Town, path: str, extensions: str) -> None:
    assert back(get_xml(path, extensions=extensions)) == as_text(get(path, extensions=extensions))


def test_the_declaration_names_the_encoding(town: Town) -> None:
    response = Client().get("/open311/v2/services.xml")

    assert response.content.startswith(b'<?xml version="1.0" encoding="utf-8"?>')
    assert response["Content-Type"] == "text/xml; charset=utf-8"


def test_a_new_request_and_its_error(town: Town) -> None:
    made = element(post(town.secret, form="xml", **HOLE).content)
    assert [child.tag for child in made[0]] == ["service_request_id", "service_notice", "account_id"]
    assert made.find("request/token") is None

    refused = element(post("wrong", form="xml", **HOLE).content)
    assert refused.tag == "errors"
    assert refused.findtext("error/code") == "403"
    assert refused.findtext("error/description")


def test_a_token(town: Town) -> None:
    number = get("requests")[0]["service_request_id"]
    root = get_xml(f"tokens/{number}")

    assert root.tag == "service_requests"
    assert root.findtext("request/token") == root.findtext("request/service_request_id") == number


def test_several_errors_are_several_elements(town: Town) -> None:
    root = element(post(town.secret, form="xml", **HOLE | {"lat": "x", "media_url": "x"}).content)

    assert len(root.findall("error")) == 2
