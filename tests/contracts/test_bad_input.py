"""Bad input: every case is answered 4xx with a sentence, or taken as plain text; never 5xx, never half-written."""

from typing import Any
from urllib.parse import quote, urlencode
from xml.etree import ElementTree as ET

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.api.asking import HOLE, get, get_xml, made, post
from tests.api.town import Town
from townline.channels.kinds.open311.report import LIMITS
from townline.requests.models import ServiceRequest

FORM = "application/x-www-form-urlencoded"
NASTY = {
    "sql": "'; DROP TABLE requests_servicerequest; --",
    "sql with quotes": '" OR ""="',
    "format": "%s %(x)s {0} {{x}} ${x}",
    "script": "<script>alert(1)</script>",
    "image": "<img src=x onerror=alert(1)>",
    "entity": "&lt;b&gt; &amp; &#0; &xxe;",
    "cdata": "]]><errors/>",
    "doctype": '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>&e;',
    "controls": "a\x01\x08\x0b\x1b[31mb\x7f",
    "directions": "abc\u202edcb\u2066",
    "nonchars": "\ufffe\uffff\ufeff",
    "emoji": "🕳️ on Käferstraße, 東京, مرحبا",
    "accents": "e" + "\u0301" * 200,
    "lines": "a\r\nb\rc\n\n\nd\u2028e",
    "json": '{"$ne": null}',
    "path": "../../../../etc/passwd",
    "template": "{{7*7}} {% debug %}",
}
TEXT_FIELDS = ("description", "address_string", "first_name", "last_name", "account_id", "device_id")

BILLION_LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]><l>&j;</l>"
)


def is_refused(response: Any, status: int = 400) -> None:
    assert response.status_code == status, response.content
    rows = response.json()
    assert rows
    assert all(len(row["description"]) > 10 for row in rows)


@pytest.mark.parametrize("name", NASTY)
def test_nasty_text_in_every_field_is_text_or_refused(town: Town, name: str) -> None:
    before = ServiceRequest.objects.count()
    for field in TEXT_FIELDS:
        response = post(town.secret, **HOLE | {field: NASTY[name], "device_id": field})
        assert response.status_code in {200, 400}, (field, response.content)
    assert ServiceRequest.objects.count() <= before + len(TEXT_FIELDS)
    for extensions in ("", "true"):
        body = ET.tostring(get_xml("requests", extensions=extensions)).decode()
        assert "<script" not in body.lower()
        assert "\x1b" not in body
        assert get("requests", extensions=extensions)


@pytest.mark.parametrize("name", NASTY)
def test_nasty_text_in_an_update_is_text_or_refused(town: Town, name: str) -> None:
    number = get("requests", service_code="pothole")[0]["service_request_id"]
    facts = {
        "service_request_id": number,
        "update_id": NASTY[name],
        "status": "OPEN",
        "updated_datetime": "2026-11-21T10:00:00Z",
        "description": NASTY[name],
    }

    assert post(town.secret, "servicerequestupdates", **facts).status_code in {200, 400}
    assert post(town.secret, "servicerequestupdates", **facts | {"status": NASTY[name]}).status_code == 400
    assert "<script" not in ET.tostring(get_xml("servicerequestupdates")).decode().lower()


@pytest.mark.parametrize("path", ["services/{}", "requests/{}", "tokens/{}"])
def test_a_nasty_name_in_an_address_is_404(town: Town, path: str) -> None:
    for name, text in NASTY.items():
        response = Client().get("/open311/v2/" + path.format(quote(text, safe="")) + ".json")
        assert response.status_code == 404, name


@pytest.mark.parametrize(
    "parameter",
    ["service_request_id", "service_code", "status", "start_date", "updated_after", "page", "page_size", "lat", "bbox", "radius",
     "jurisdiction_id", "api_key", "extensions", "unknown"],
)  # fmt: skip
def test_a_nasty_parameter_is_answered(town: Town, parameter: str) -> None:
    for name, text in NASTY.items():
        for path in ("requests", "servicerequestupdates", "services"):
            response = Client().get(f"/open311/v2/{path}.json?{urlencode({parameter: text})}")
            assert response.status_code in {200, 400, 403, 404}, (name, path)


def test_a_huge_field_is_refused_by_name(town: Town) -> None:
    for field in LIMITS:
        response = post(town.secret, **HOLE | {field: "x" * 100_000})
        is_refused(response)
        assert any(field in row["description"] for row in response.json())


def test_a_huge_answer_is_refused(town: Town) -> None:
    is_refused(post(town.secret, **HOLE | {"attribute[plate]": "x" * 1_000_000}))


def test_a_huge_body_is_refused(town: Town) -> None:
    is_refused(post(town.secret, **HOLE | {"unknown": "x" * 3_000_000}))


def test_a_body_that_says_it_is_huger_than_it_is_is_refused(town: Town) -> None:
    is_refused(
        Client().post("/open311/v2/requests.json", b"a=b", content_type=FORM, CONTENT_LENGTH="99999999999")
    )
    is_refused(Client().post("/open311/v2/requests.json", b"a=b", content_type=FORM, CONTENT_LENGTH="many"))


def test_too_many_fields_are_refused(town: Town) -> None:
    is_refused(post(town.secret, **HOLE | {f"attribute[a{n}]": "x" for n in range(600)}))


def test_too_many_files_are_refused(town: Town) -> None:
    files = [SimpleUploadedFile(f"{n}.jpg", b"x", "image/jpeg") for n in range(30)]

    is_refused(Client().post("/open311/v2/requests.json", HOLE | {"api_key": town.secret, "media": files}))


def test_a_file_over_ten_megabytes_is_refused(town: Town) -> None:
    big = SimpleUploadedFile("big.jpg", b"\xff\xd8\xff" + b"x" * (10 * 1024 * 1024), "image/jpeg")

    is_refused(Client().post("/open311/v2/requests.json", HOLE | {"api_key": town.secret, "media": big}))


@pytest.mark.parametrize(
    "body", [BILLION_LAUGHS, NASTY["doctype"], "<request><service_code>pothole</service_code></request>"]
)
@pytest.mark.parametrize("kind", ["text/xml", "application/xml", "application/json", "text/plain"])
def test_xml_is_never_read_so_it_cannot_explode(town: Town, body: str, kind: str) -> None:
    is_refused(Client().post("/open311/v2/requests.json", body, content_type=kind))


def test_xml_called_a_form_is_a_form_without_a_key(town: Town) -> None:
    is_refused(Client().post("/open311/v2/requests.json", BILLION_LAUGHS, content_type=FORM), 403)


@pytest.mark.parametrize(
    "raw",
    [
        b"description=K%E4fer",
        b"description=K\xe4fer",
        b"description=%C3%28",
        b"description=%ED%A0%80",
        b"description=%F8%88%80%80%80",
        b"description=a%00b",
        b"description=100%",
        b"description=%u0041",
        "description=Käfer".encode("utf-16"),
        b"%ff%fe=x",
    ],
)
def test_wrong_encodings_are_refused_with_a_sentence(town: Town, raw: bytes) -> None:
    head = urlencode(HOLE | {"api_key": town.secret}).encode()

    is_refused(Client().post("/open311/v2/requests.json", head + b"&" + raw, content_type=FORM))
    is_refused(Client().get("/open311/v2/requests.json", QUERY_STRING=raw.decode("latin-1")))


@pytest.mark.parametrize("value", ["Käfer".encode("latin-1"), b"\xed\xa0\x80", b"a\x00b"])
def test_wrong_encodings_in_multipart_are_refused_with_a_sentence(town: Town, value: bytes) -> None:
    parts = [(name.encode(), text.encode()) for name, text in (HOLE | {"api_key": town.secret}).items()]
    body = b"".join(
        b'--xx\r\nContent-Disposition: form-data; name="' + name + b'"\r\n\r\n' + text + b"\r\n"
        for name, text in [*parts, (b"description", value)]
    )
    kind = "multipart/form-data; boundary=xx"

    is_refused(Client().post("/open311/v2/requests.json", body + b"--xx--\r\n", content_type=kind))


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "multipart/form-data"),
        (b"", "multipart/form-data; boundary="),
        (b"--xx", "multipart/form-data; boundary=xx"),
        (b"--xx\r\n\r\n\r\n--xx--", "multipart/form-data; boundary=xx"),
        (b"junk" * 1000, "multipart/form-data; boundary=" + "x" * 300),
        (b"junk", "multipart/form-data; boundary=\xff"),
    ],
)
def test_a_broken_multipart_body_is_refused(town: Town, body: bytes, kind: str) -> None:
    response = Client().post("/open311/v2/requests.json", body, content_type=kind)

    assert response.status_code in {400, 403}
    assert response.json()[0]["description"]


def test_utf8_in_multipart_is_kept(town: Town) -> None:
    response = Client().post(
        "/open311/v2/requests.json", HOLE | {"api_key": town.secret, "description": "Käfer 🕳️ 東京"}
    )

    assert get(f"requests/{made(response)}")[0]["description"] == "Käfer 🕳️ 東京"  # type: ignore[arg-type]


def test_a_very_long_address_is_refused(town: Town) -> None:
    is_refused(Client().get("/open311/v2/requests.json?service_code=" + "x" * 20_000))


def test_an_idempotency_key_that_is_no_key_is_refused(town: Town) -> None:
    is_refused(post(town.secret, headers={"Idempotency-Key": "x" * 201}, **HOLE))


def test_numbers_that_overflow_are_refused(town: Town) -> None:
    for name in ("lat", "long"):
        for value in ("1e400", "-inf", "nan", "9" * 400, "0x10", "1_0_0_0"):
            is_refused(post(town.secret, **HOLE | {name: value}))
