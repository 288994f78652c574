"""Photos are served to whom they are for."""

import io
from collections.abc import Callable

import pytest

from tests.portal.conftest import Resident
from tests.world import World
from townline.requests.models import Photo, ServiceRequest


@pytest.fixture
def made(world: World, photo: Callable[..., io.BytesIO]) -> ServiceRequest:
    """A report with one photo."""
    return world.report(photos=[photo().getvalue()])


def name_of(made: ServiceRequest) -> str:
    return str(made.photos.get().name)


def test_a_public_photo_is_shown(resident: Resident, made: ServiceRequest) -> None:
    answer = resident.client.get(f"/photos/{name_of(made)}")
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, max-age=3600"
    assert answer.content[:2] == b"\xff\xd8"


def test_a_photo_for_staff_only_is_not_shown(resident: Resident, made: ServiceRequest) -> None:
    Photo.objects.update(is_public=False)
    assert resident.client.get(f"/photos/{name_of(made)}").status_code == 404
    assert name_of(made) not in resident.text(resident.client.get(f"/requests/{made.number}/"))


def test_a_photo_of_a_private_report_needs_its_link(resident: Resident, made: ServiceRequest) -> None:
    ServiceRequest.objects.update(is_public=False)
    assert resident.client.get(f"/photos/{name_of(made)}").status_code == 404
    assert resident.client.get(f"/follow/{made.token}/photos/{name_of(made)}").status_code == 200


def test_a_link_opens_no_photos_of_others(resident: Resident, made: ServiceRequest, world: World) -> None:
    other = world.report()
    assert resident.client.get(f"/follow/{other.token}/photos/{name_of(made)}").status_code == 404


@pytest.mark.parametrize("name", ["..%2F..%2Fsecret-key", "nothing.jpg", "x" * 300])
def test_other_names_are_not_found(resident: Resident, name: str) -> None:
    assert resident.client.get(f"/photos/{name}").status_code == 404


def test_there_is_no_list_of_photos(resident: Resident) -> None:
    assert resident.client.get("/photos/").status_code == 404
