"""Importing from a running server: a small one of ours on the loopback, with the habits of real ones."""

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.integrations.conftest import balance, reported
from tests.world import World
from townline.identity.rules import SYSTEM
from townline.integrations import actions
from townline.integrations.errors import SourceRefused
from townline.integrations.open311 import live
from townline.integrations.open311.live import Asked


class City(ThreadingHTTPServer):
    """Answers pages of ten rows; ``failing`` answers are 503 first, ``knows_pages`` can be switched off."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.rows = [reported(number) for number in range(25)]
        self.failing = 0
        self.knows_pages = True
        self.redirect = ""
        self.asked: list[dict[str, list[str]]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/open311/v2"


class _Handler(BaseHTTPRequestHandler):
    server: City

    def do_GET(self) -> None:
        query = parse_qs(urlsplit(self.path).query)
        self.server.asked.append(query)
        if self.server.redirect:
            self.send_response(302)
            self.send_header("Location", self.server.redirect)
            self.end_headers()
            return
        if self.server.failing:
            self.server.failing -= 1
            self.send_response(503)
            self.end_headers()
            return
        size = int(query["page_size"][0])
        first = (int(query["page"][0]) - 1) * size if self.server.knows_pages else 0
        body = json.dumps(self.server.rows[first : first + size]).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def city() -> Iterator[City]:
    server = City()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live.time, "sleep", lambda _seconds: None)


def test_all_pages_of_a_server_are_imported(world: World, city: City) -> None:
    wanted = actions.Wanted(SYSTEM, world.town.pk, "127.0.0.1")
    run = actions.import_server(wanted=wanted, asked=Asked(f"{city.url}?status=open", page_size=10))
    assert balance(run) == (25, 25, 0, 0, 0)
    assert [query["page"] for query in city.asked] == [["1"], ["2"], ["3"], ["4"]]
    assert city.asked[0]["status"] == ["open"]


def test_a_server_that_knows_no_pages_is_asked_twice_and_read_once(city: City) -> None:
    city.knows_pages = False
    assert len(list(live.rows(Asked(city.url, page_size=10)))) == 10
    assert len(city.asked) == 2


def test_a_long_time_is_asked_for_in_spans(city: City) -> None:
    city.rows = []
    since, until = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 3, 15, tzinfo=UTC)
    assert list(live.rows(Asked(city.url, since=since, until=until))) == []
    begins = [query["start_date"][0][:10] for query in city.asked]
    assert begins == ["2026-01-01", "2026-01-31", "2026-03-02"]


def test_a_server_that_is_busy_is_asked_again_and_not_for_ever(city: City) -> None:
    city.failing = 3
    assert len(list(live.rows(Asked(city.url, page_size=100)))) == 25
    city.failing = 100
    with pytest.raises(SourceRefused, match="answered 503"):
        list(live.rows(Asked(city.url)))
    assert city.failing == 100 - live.ATTEMPTS


def test_a_page_that_is_too_large_is_refused(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "LARGEST_PAGE", 1_000)
    with pytest.raises(SourceRefused, match="64 MiB"):
        list(live.rows(Asked(city.url)))


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://old.example/x", "http://", "gopher://x"])
def test_only_http_and_https_are_fetched(url: str) -> None:
    with pytest.raises(SourceRefused, match="must begin with https"):
        list(live.rows(Asked(url)))


@pytest.mark.parametrize("place", ["file:///etc/passwd", "ftp://127.0.0.1:1/x"])
def test_a_redirect_cannot_lead_elsewhere(city: City, place: str) -> None:
    city.redirect = place
    with pytest.raises(SourceRefused):
        list(live.rows(Asked(city.url)))


def test_a_server_that_is_not_there_says_so() -> None:
    with pytest.raises(SourceRefused, match="does not answer"):
        list(live.rows(Asked("http://127.0.0.1:9/open311", timeout_seconds=1)))
