"""Whatever is sent, the answer is a page with a sentence and never a mistake of ours."""

import pytest

from tests.portal.conftest import SMALL, Resident
from tests.world import World

NASTY = (
    "\x00",
    "'; DROP TABLE requests_servicerequest; --",
    "<img src=x onerror=alert(1)>",
    "{{ 7 * 7 }}",
    "x" * 20_000,
    "\u202egnp.exe",
    "\ud7ff\ufffe\U0010ffff",
    "%s %(x)s %00",
    "e\u0301" * 500,
)
GETS = (
    ("/find/", "q"),
    ("/find/results/", "q"),
    ("/addresses/", "address"),
    ("/follow/", "number"),
    ("/requests/", "service"),
    ("/requests/", "before"),
    ("/requests/", "show"),
    ("/services/", "by"),
)


@pytest.mark.parametrize("nasty", NASTY, ids=lambda text: ascii(text)[:24])
def test_questions_of_any_kind_are_answered(resident: Resident, nasty: str) -> None:
    for address, name in GETS:
        answer = resident.client.get(address, {name: nasty})
        assert answer.status_code in {200, 302}, (address, name)
        assert "<img src=x" not in answer.content.decode()


@pytest.mark.parametrize(
    "nasty", [text for text in NASTY if len(text) < 2_000], ids=lambda text: ascii(text)[:24]
)
def test_addresses_of_any_kind_are_answered(resident: Resident, nasty: str) -> None:
    quoted = nasty.encode("utf-8", "surrogatepass")
    path = "".join(f"%{byte:02X}" for byte in quoted)
    for before, after in (
        ("/requests/", "/"),
        ("/follow/", "/"),
        ("/photos/", ""),
        ("/follow/x/photos/", ""),
    ):
        assert resident.client.get(f"{before}{path}{after}").status_code == 404, before


@pytest.mark.parametrize("nasty", NASTY, ids=lambda text: ascii(text)[:24])
def test_a_report_takes_any_text_and_shows_it_as_text(resident: Resident, world: World, nasty: str) -> None:
    where = resident.put("place", address=nasty, match="as-written", address_lat=nasty, address_long=nasty)
    assert resident.client.get(where).status_code in {200, 302}
    resident.put("place", address="12 Elm Street")
    resident.post(
        "questions", {**SMALL, "description": nasty, "answer-lane": nasty, "asked": [nasty, "owner", "size"]}
    )
    assert resident.post("questions", {**SMALL, "description": nasty[:4_000]}).endswith("/you/")
    assert resident.client.get(resident.put("you", name=nasty, email=nasty, phone=nasty)).status_code == 200
    resident.put("you", name=nasty[:200], email="", phone="")
    page = resident.get("check")
    assert "Check your answers" in page
    assert "<img src=x" not in page
    made = resident.send()
    page = resident.text(resident.client.get(f"/follow/{made.token}/"))
    assert "<img src=x" not in page
    assert resident.client.get(f"/requests/{made.number}/").status_code == 200
    assert resident.client.post(f"/follow/{made.token}/notes/", {"text": nasty}).status_code == 302
