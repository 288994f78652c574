"""HEAD, OPTIONS, wrong methods, headers for scripts of other sites, other content types."""

import pytest
from django.test import Client

from tests.api.asking import HOLE, sentences
from tests.api.town import Town

READ = ("discovery", "services", "services/pothole", "requests", "servicerequestupdates")


@pytest.mark.parametrize("path", READ)
def test_head_answers_like_get_without_a_body(town: Town, path: str) -> None:
    response = Client().head(f"/open311/v2/{path}.xml")

    assert response.status_code == 200
    assert response["Content-Type"] == "text/xml; charset=utf-8"
    assert response.content == b""


@pytest.mark.parametrize("path", READ)
def test_options_says_what_may_be_done_from_anywhere(town: Town, path: str) -> None:
    response = Client().options(f"/open311/v2/{path}.json")

    assert response.status_code == 204
    assert "GET" in response["Allow"]
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "GET" in response["Access-Control-Allow-Methods"]


@pytest.mark.parametrize("path", READ)
def test_scripts_of_other_sites_may_read(town: Town, path: str) -> None:
    assert Client().get(f"/open311/v2/{path}.json")["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
@pytest.mark.parametrize("path", [*READ, "requests/CF-1", "tokens/CF-1"])
def test_other_methods_are_405_with_a_sentence(town: Town, method: str, path: str) -> None:
    response = getattr(Client(), method)(f"/open311/v2/{path}.json")

    assert response.status_code == 405
    assert "GET" in response["Allow"]
    assert "does nothing here" in sentences(response)


def test_posting_to_what_can_only_be_read_is_405(town: Town) -> None:
    assert Client().post("/open311/v2/services.xml").status_code == 405


@pytest.mark.parametrize(
    "kind", ["application/json", "text/xml", "application/xml", "text/plain", "application/octet-stream"]
)
def test_other_content_types_are_refused_with_a_sentence(town: Town, kind: str) -> None:
    response = Client().post("/open311/v2/requests.json", "{}", content_type=kind)

    assert response.status_code == 400
    assert "application/x-www-form-urlencoded" in sentences(response)


def test_another_encoding_is_refused_with_a_sentence(town: Town) -> None:
    response = Client().post(
        "/open311/v2/requests.json", "a=b", content_type="application/x-www-form-urlencoded; charset=latin-1"
    )

    assert response.status_code == 400
    assert "UTF-8" in sentences(response)


def test_no_session_and_no_cookie_is_made(town: Town) -> None:
    client = Client()
    client.get("/open311/v2/requests.json")
    client.post("/open311/v2/requests.json", HOLE | {"api_key": town.secret})

    assert not client.cookies


def test_a_foreign_host_name_is_refused_where_addresses_are_written(town: Town) -> None:
    for path in ("discovery.json", "openapi.json", "v2/requests.json"):
        response = Client().get(f"/open311/{path}", headers={"Host": "evil.example"})
        assert response.status_code == 400, path
        assert "evil" not in response.content.decode()


def test_an_address_that_is_none_is_told_in_the_format_asked_for(town: Town) -> None:
    assert Client().get("/open311/v3/services.json").json()[0]["code"] == 404
    assert Client().get("/open311/v2/services.html").content.startswith(b"<?xml")
