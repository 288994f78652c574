"""Real client libraries, read from their packages and pointed at our server over HTTP."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from pytest_django.live_server_helper import LiveServer

from tests.api.town import found_town
from tests.contracts.conftest import live_in
from townline.requests.models import ServiceRequest

georeport = pytest.importorskip("georeport")
chicagorequests = pytest.importorskip("chicagorequests")
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def address(live_server: LiveServer) -> str:
    live_in(found_town())
    return f"{live_server.url}/open311/v2"


@pytest.mark.parametrize("form", ["json", "xml"])
def test_georeport_reads_services_and_definitions(address: str, form: str) -> None:
    client = georeport.GeoReport(address, jurisdiction="cedarford.example", output_format=form)

    services = client.get_service_list()
    assert [row["service_code"] for row in services] == ["noise", "pothole"]
    definition = client.get_service_definition("pothole")
    assert definition["service_code"] == "pothole"


@pytest.mark.parametrize("form", ["json", "xml"])
def test_georeport_reads_requests(address: str, form: str) -> None:
    client = georeport.GeoReport(address, output_format=form)

    rows = client.get_service_requests()
    assert len(rows) == 4
    assert len(client.get_service_requests(status="open")) == 3
    number = rows[0]["service_request_id"]
    assert client.get_service_request(number)["service_request_id"] == number
    assert client.get_service_requests(service_request_id=f"{number},{rows[1]['service_request_id']}")


def test_georeport_gets_an_empty_list(address: str) -> None:
    """In JSON; its XML reader breaks on any empty list."""
    client = georeport.GeoReport(address)

    assert client.get_service_requests(status="open", start_date="2020-01-01T00:00:00Z") == []


def test_georeport_gets_an_error_as_an_error(address: str) -> None:
    import requests

    with pytest.raises(requests.HTTPError):
        georeport.GeoReport(address).get_service_request("nothing")


@contextmanager
def downloader(address: str, **facts: Any) -> Iterator[Any]:
    found = chicagorequests.Downloader(**facts)
    found.BASE_URL = f"{address}/requests.json"
    yield found
    found.session.close()


def whole_days(days: int) -> tuple[dt.datetime, dt.datetime]:
    """A window as chicagorequests builds it: to the last microsecond of a day, with an offset."""
    zone = dt.timezone(dt.timedelta(hours=-6))
    today = dt.datetime.now(zone).date() + dt.timedelta(days=1)
    start = dt.datetime.combine(today - dt.timedelta(days=days), dt.time.min, zone)
    return start, dt.datetime.combine(today, dt.time.max, zone)


def test_chicagorequests_turns_pages_of_200_until_one_is_short(address: str) -> None:
    original = ServiceRequest.objects.filter(is_public=True).values().first()
    assert original is not None
    copies = [
        ServiceRequest(**original | {"id": None, "number": f"X-{n}", "token": f"t{n}", "clock_id": None})
        for n in range(401)
    ]
    for copy in copies:
        copy.__dict__.pop("words", None)
    ServiceRequest.objects.bulk_create(copies)
    with downloader(address) as client:
        rows = client(whole_days(10))

    assert len(rows) == len({row["service_request_id"] for row in rows}) == 405


def test_chicagorequests_asks_for_services_with_extensions(address: str) -> None:
    with downloader(address, request_type=["pothole"]) as client:
        rows = client(whole_days(10))

    assert len(rows) == 3
    assert all("extended_attributes" in row for row in rows)


def test_chicagorequests_asks_for_changes(address: str) -> None:
    start, end = whole_days(1)
    with downloader(address, updated_start_date=start - dt.timedelta(days=3), updated_end_date=end) as client:
        assert len(client(whole_days(10))) == 4
    with downloader(address, updated_start_date=end, updated_end_date=end + dt.timedelta(days=1)) as client:
        assert client(whole_days(10)) == []
