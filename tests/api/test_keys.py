"""Keys: needed to send, counted, withdrawn."""

from datetime import timedelta

import pytest
from django.test import Client

from tests.api.asking import HOLE, get, made, post, sentences
from tests.api.town import NOON, Town
from townline.identity import actions as identity
from townline.identity.rules import SYSTEM
from townline.kit import clock


def test_without_a_key_nothing_can_be_sent(town: Town) -> None:
    response = post("", **HOLE)

    assert response.status_code == 403
    assert "api_key is missing" in sentences(response)


@pytest.mark.parametrize("secret", ["wrong", "tlk_", "' OR 1=1 --", "x" * 5000, "käse"])
def test_a_wrong_key_is_403(town: Town, secret: str) -> None:
    response = post(secret, **HOLE)

    assert response.status_code == 403
    assert "not known" in sentences(response)


def test_a_withdrawn_key_is_403_at_once(town: Town) -> None:
    identity.withdraw_api_key(actor=SYSTEM, key_id=town.key.pk)

    assert post(town.secret, **HOLE).status_code == 403


def test_a_key_may_also_stand_in_the_address(town: Town) -> None:
    response = Client().post(f"/open311/v2/requests.json?api_key={town.secret}", HOLE)

    made(response)  # type: ignore[arg-type]


def test_a_wrong_key_says_nothing_about_the_rest_of_the_form(town: Town) -> None:
    assert len(post("wrong").json()) == 1


def test_reading_needs_no_key(town: Town) -> None:
    assert get("services")
    assert get("requests") == []


def test_a_key_used_too_often_is_429_and_says_when_to_come_back(town: Town, settings: object) -> None:
    settings.API_PER_MINUTE = 2  # type: ignore[attr-defined]
    with clock.frozen(NOON + timedelta(seconds=20)):
        for number in range(2):
            made(post(town.secret, **HOLE, device_id=str(number)))
        response = post(town.secret, **HOLE, device_id="3")
        assert response.status_code == 429
        assert response["Retry-After"] == "40"
        assert "2 times a minute" in sentences(response)
        made(post(town.other_secret, **HOLE, device_id="3"))
    with clock.frozen(NOON + timedelta(seconds=61)):
        made(post(town.secret, **HOLE, device_id="3"))


def test_no_limit_is_no_limit(town: Town, settings: object) -> None:
    settings.API_PER_MINUTE = 0  # type: ignore[attr-defined]
    for number in range(3):
        made(post(town.secret, **HOLE, device_id=str(number)))


def test_the_day_of_the_last_use_is_remembered(town: Town) -> None:
    with clock.frozen(NOON):
        made(post(town.secret, **HOLE))
    town.key.refresh_from_db()
    assert town.key.last_used_on == NOON.date()
    with clock.frozen(NOON + timedelta(days=1)):
        made(post(town.secret, **HOLE))
    town.key.refresh_from_db()
    assert town.key.last_used_on == NOON.date() + timedelta(days=1)
