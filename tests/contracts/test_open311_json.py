"""Every JSON answer against the schema written from the standard."""

from typing import Any

import jsonschema
import pytest
from django.test import Client

from tests.api.asking import HOLE, get, post
from tests.api.town import Town
from tests.contracts import schemas
from townline.api.description import described
from townline.requests.models import ServiceRequest

DRAFT = jsonschema.Draft202012Validator


def fits(data: object, schema: dict[str, Any]) -> None:
    DRAFT.check_schema(schema)
    DRAFT(schema).validate(data)


def test_discovery(town: Town) -> None:
    fits(get("discovery", base="/open311/"), schemas.DISCOVERY)


def test_the_list_of_services_is_a_bare_list(town: Town) -> None:
    found = get("services")

    assert len(found) == 2
    fits(found, schemas.SERVICES)


def test_every_definition_is_an_object(town: Town) -> None:
    for row in get("services"):
        fits(get(f"services/{row['service_code']}"), schemas.DEFINITION)


def test_the_list_of_requests_is_a_bare_list_without_anything_foreign(town: Town) -> None:
    found = get("requests")

    assert len(found) == 4
    fits(found, schemas.REQUESTS)


def test_the_extended_list(town: Town) -> None:
    fits(get("requests", extensions="true"), schemas.EXTENDED)


def test_one_request_is_a_list_of_one(town: Town) -> None:
    for row in get("requests"):
        fits(get(f"requests/{row['service_request_id']}"), schemas.ONE_REQUEST)


def test_what_is_answered_to_a_new_request_has_an_id_and_no_token(town: Town) -> None:
    fits(post(town.secret, **HOLE).json(), schemas.MADE)


def test_a_token_is_a_public_requests_number_or_the_token_of_any_follow_link(town: Town) -> None:
    for made in ServiceRequest.objects.all():
        numbers = (made.number, made.number.lower())
        for token in (made.token, *(numbers if made.is_public else ())):
            found = get(f"tokens/{token}")
            fits(found, schemas.TOKEN)
            assert found == [{"service_request_id": made.number, "token": token}]
    hidden = ServiceRequest.objects.filter(is_public=False).values_list("number", flat=True)
    assert hidden
    for token in (*hidden, "nothing"):
        assert Client().get(f"/open311/v2/tokens/{token}.json").status_code == 404


def test_updates_read_and_sent(town: Town) -> None:
    found = get("servicerequestupdates")
    assert len(found) == 4
    fits(found, schemas.UPDATES)
    sent = post(
        town.secret,
        "servicerequestupdates",
        service_request_id=found[0]["service_request_id"],
        update_id="1",
        status="OPEN",
        updated_datetime="2026-11-21T10:00:00Z",
        description="I see it too.",
    )
    fits(sent.json(), schemas.MADE_UPDATE)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("services/none", 404),
        ("requests/none", 404),
        ("requests?page=x", 400),
        ("requests?status=x&lat=y", 400),
        ("nothing", 404),
    ],
)
def test_every_error_is_a_list_of_code_and_sentence(town: Town, path: str, status: int) -> None:
    path, _, query = path.partition("?")
    response = Client().get(f"/open311/v2/{path}.json?{query}")

    assert response.status_code == status
    fits(response.json(), schemas.ERRORS)


def test_errors_of_sending_are_lists_too(town: Town) -> None:
    for secret in (town.secret, "wrong", ""):
        fits(post(secret, service_code="x").json(), schemas.ERRORS)


def test_our_own_description_is_openapi_with_a_path_for_every_call_and_format() -> None:
    found = described("https://town.example/open311")

    assert found["openapi"].startswith("3.1")
    assert len(found["paths"]) == 14
    assert Client().get("/open311/openapi.json").json()["paths"].keys() == found["paths"].keys()
    for shape in found["components"]["schemas"].values():
        DRAFT.check_schema(shape)


def test_what_is_answered_fits_our_own_description_too(town: Town) -> None:
    shapes = described("")["components"]["schemas"]

    fits(get("discovery"), shapes["discovery"])
    fits(get("services"), shapes["services"])
    fits(get("services/pothole"), shapes["service_definition"])
    fits(get("requests"), shapes["service_requests"])
    fits(get("servicerequestupdates"), shapes["service_request_updates"])
