"""Photos are served to whom they are for."""

import io
import shutil
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.portal.conftest import Resident
from tests.world import FRIDAY_AFTERNOON, World
from townline.kit import clock
from townline.portal import pictures
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


def test_old_photos_of_drafts_go_even_where_another_process_is_taking_them_away(
    photo: Callable[..., io.BytesIO], monkeypatch: pytest.MonkeyPatch
) -> None:
    for moment in (FRIDAY_AFTERNOON, FRIDAY_AFTERNOON + timedelta(days=1)):
        with clock.frozen(moment):
            pictures.add([], [SimpleUploadedFile("hole.jpg", photo().getvalue())])
    days, before = default_storage.listdir, []

    def taken_away(path: str) -> tuple[list[str], list[str]]:
        found = days(path)
        if path == pictures.FOLDER and not before:
            before.append(path)
            shutil.rmtree(default_storage.path(f"{path}/{min(found[0])}"))
        return found

    monkeypatch.setattr(default_storage, "listdir", taken_away)
    pictures.drop_old((FRIDAY_AFTERNOON + timedelta(days=9)).date())
    assert default_storage.listdir(pictures.FOLDER) == ([], [])


def test_there_is_no_list_of_photos(resident: Resident) -> None:
    assert resident.client.get("/photos/").status_code == 404
