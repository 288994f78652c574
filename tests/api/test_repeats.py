"""The same thing sent by many at once is one request."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from tests.api.asking import HOLE, made, post
from tests.api.town import Town, found_town
from townline.requests.models import ServiceRequest, TimelineEntry

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 16


@pytest.fixture
def standing_town(transactional_db: None) -> Town:
    return found_town()


def all_at_once(secret: str, headers: dict[str, str], path: str = "requests", **fields: str) -> list[object]:
    def send(_: int) -> object:
        try:
            return post(secret, path, headers=headers, **fields)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(send, range(AT_ONCE)))


def test_sixteen_senders_with_one_key_make_one_request(standing_town: Town) -> None:
    responses = all_at_once(standing_town.secret, {"Idempotency-Key": "one"}, **HOLE)

    assert len({made(response) for response in responses}) == 1  # type: ignore[arg-type]
    assert ServiceRequest.objects.count() == 1


def test_sixteen_senders_of_one_body_make_one_request(standing_town: Town) -> None:
    responses = all_at_once(standing_town.secret, {}, **HOLE)

    assert len({made(response) for response in responses}) == 1  # type: ignore[arg-type]
    assert ServiceRequest.objects.count() == 1


def test_sixteen_senders_of_one_update_write_one_line(standing_town: Town) -> None:
    number = made(post(standing_town.secret, **HOLE))
    facts = {
        "service_request_id": number,
        "update_id": "7",
        "status": "FIXED",
        "updated_datetime": "2026-11-21T10:00:00Z",
        "description": "The hole was filled this morning.",
    }
    responses = all_at_once(standing_town.secret, {}, "servicerequestupdates", **facts)

    assert {response.status_code for response in responses} == {200}  # type: ignore[attr-defined]
    assert TimelineEntry.objects.filter(verb="close").count() == 1
