"""The token call: from a follow token, or a number, to the number of the request."""

import pytest
from django.test import Client

from tests.api.asking import get
from tests.api.town import Town
from townline.requests.models import Alias, ServiceRequest


def status_of(token: str) -> int:
    return Client().get(f"/open311/v2/tokens/{token}.json").status_code


def test_a_number_leads_to_the_public_request(town: Town) -> None:
    made = town.request()
    assert get(f"tokens/{made.number}") == [{"service_request_id": made.number, "token": made.number}]


@pytest.mark.parametrize("is_public", [True, False])
def test_a_follow_token_leads_to_its_request_always(town: Town, is_public: bool) -> None:  # noqa: FBT001
    made = town.request()
    ServiceRequest.objects.update(is_public=is_public)
    assert get(f"tokens/{made.token}")[0]["service_request_id"] == made.number


def test_a_number_that_is_not_public_is_answered_like_one_that_does_not_exist(town: Town) -> None:
    made = town.request()
    Alias.objects.create(service_request=made, source="old", number="4711")
    ServiceRequest.objects.update(is_public=False)
    for number in (made.number, made.number.replace("-", ""), "4711", "CF-2611-9999-1"):
        assert status_of(number) == 404
