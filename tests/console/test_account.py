"""Signing in and looking after one's account, and the choice of a jurisdiction."""

import pytest
from django.core import mail
from django.test import Client

from tests.world import PASSWORD, World
from townline.identity import actions as identity
from townline.identity.rules import SYSTEM


def _sign_in(client: Client, email: str, password: str = PASSWORD) -> str:
    answer = client.post("/accounts/login/", {"login": email, "password": password}, follow=True)
    return answer.content.decode()


def test_staff_signs_in_and_lands_at_the_queue(world: World) -> None:
    assert "Greta Roads" in _sign_in(Client(), "roads@marlowfalls.example")


def test_who_asked_for_a_page_gets_it_after_signing_in(world: World) -> None:
    case, client = world.report(), Client()
    sent = client.get(f"/console/requests/{case.number}/")
    assert sent.headers["Location"] == f"/accounts/login/?next=/console/requests/{case.number}/"
    form = {
        "login": "roads@marlowfalls.example",
        "password": PASSWORD,
        "next": f"/console/requests/{case.number}/",
    }
    assert case.number in client.post("/accounts/login/", form, follow=True).content.decode()


def test_a_wrong_password_says_so_and_keeps_the_address(world: World) -> None:
    page = _sign_in(Client(), "roads@marlowfalls.example", "wrong")
    assert "Try again" in page
    assert "roads@marlowfalls.example" in page
    assert "wrong" not in page.split("<main")[1]


def test_a_link_for_a_new_password_comes_by_mail(world: World) -> None:
    client = Client()
    client.post("/accounts/password/reset/", {"email": "roads@marlowfalls.example"})
    assert "set a new password for your staff account" in mail.outbox[0].body
    link = next(line for line in mail.outbox[0].body.splitlines() if line.startswith("http"))
    path = link.split("testserver", 1)[1]
    page = client.get(path, follow=True)
    assert "At least 12 characters" in page.content.decode()
    new = "another long passphrase"
    client.post(page.request["PATH_INFO"], {"password1": new, "password2": new})
    assert "Greta Roads" in _sign_in(Client(), "roads@marlowfalls.example", new)


def test_whether_there_is_an_account_is_not_told(world: World) -> None:
    client = Client()
    known = client.post("/accounts/password/reset/", {"email": "roads@marlowfalls.example"}, follow=True)
    unknown = client.post("/accounts/password/reset/", {"email": "nobody@example.com"}, follow=True)
    assert known.content == unknown.content


def test_ones_own_page_says_what_one_may_do(world: World) -> None:
    text = world.client(world.roads_officer).get("/console/account/").content.decode()
    assert "Department officer, Streets" in text
    assert "Two-step sign-in" in text


def test_who_works_for_two_towns_chooses_one(world: World) -> None:
    other = identity.found_jurisdiction(
        actor=SYSTEM, code="other.example", name="Other Mills", timezone="America/Chicago", number_prefix="OM"
    )
    user_id = world.agent.user_id or 0
    identity.grant(actor=SYSTEM, user_id=user_id, role="agent", jurisdiction_id=other.pk)
    case, client = world.report(), world.client(world.agent)
    assert case.number in client.get("/console/").content.decode()
    client.post("/console/jurisdiction/", {"jurisdiction": str(other.pk)})
    text = client.get("/console/").content.decode()
    assert case.number not in text
    assert "<span>Other Mills <span" in text


@pytest.mark.parametrize("wanted", ["", "x", "999999"])
def test_a_town_one_has_no_role_in_cannot_be_chosen(world: World, wanted: str) -> None:
    client = world.client(world.agent)
    client.post("/console/jurisdiction/", {"jurisdiction": wanted})
    assert "<span>Marlow Falls <span" in client.get("/console/").content.decode()
