"""Every address of the whole site by every role, and nobody: the answer is the declared one, and none is undeclared."""

import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from PIL import Image

from tests.contracts.addresses import LOGIN, PEOPLE, PUBLIC, TABLE, Access
from tests.world import World
from townline.contacts.rules import Reach
from townline.identity.rules import SYSTEM
from townline.requests import actions
from townline.requests.models import Photo, ServiceRequest, TimelineEntry

VERBS = ("hold", "release", "closure", "assignment", "team", "comments", "reopening", "duplicate", "service")


def _addresses(resolver: URLResolver | None = None, before: str = "") -> Iterator[str]:
    for found in (resolver or get_resolver()).url_patterns:
        route = before + str(found.pattern)
        if isinstance(found, URLResolver):
            yield from _addresses(found, route)
        elif isinstance(found, URLPattern):
            yield route


ADDRESSES = sorted(set(_addresses()))


@pytest.fixture
def roads_case(world: World) -> ServiceRequest:
    """A roads request with a picture and somebody who asked."""
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "gray").save(picture, "JPEG")
    reach = Reach("Rosa Resident", "rosa@example.com", "413 555 0142")
    return world.report(photos=(picture.getvalue(),), reach=reach)


def _values(case: ServiceRequest) -> dict[str, Any]:
    return {
        "number": case.number,
        "name": Photo.objects.get(service_request=case).name,
        "view_id": 1,
        "service_code": "pothole",
        "code": "pothole",
        "key": "unknown",
        "token": case.token,
        "form": "json",
        "service_request_id": case.number,
    }


def _ask(client: Client, route: str, access: Access, values: dict[str, Any]) -> tuple[int, str]:
    path = access.path or re.sub(r"<(?:\w+:)?(\w+)>", lambda part: str(values[part[1]]), route)
    answer = getattr(client, access.method)(f"/{path}")
    if answer.streaming:
        # Closing the answer would close the test's connection to the database too.
        for close in answer._resource_closers:
            close()
    return answer.status_code, answer.headers.get("Location", "")


def test_every_address_has_a_line_in_the_table() -> None:
    assert [route for route in ADDRESSES if route not in TABLE] == []


@pytest.mark.parametrize("person", PEOPLE)
def test_each_person_gets_what_the_table_says(world: World, roads_case: ServiceRequest, person: str) -> None:
    values = _values(roads_case)
    wrong = []
    for route in ADDRESSES:
        access = TABLE.get(route)
        if access is None or access is PUBLIC:
            continue
        client = world.client(None if person == "nobody" else getattr(world, person))
        expected = access.answers[PEOPLE.index(person)]
        status, to = _ask(client, route, access, values)
        login = status == 302 and to.startswith("/accounts/login/")
        if (LOGIN if login else status) != expected:
            wrong.append(f"{route}: {status} {to}, expected {expected}")
    assert wrong == []


def _bring_into(state: str, case: ServiceRequest) -> None:
    if state == "held":
        actions.hold(actor=SYSTEM, service_request_id=case.pk, reason="weather")
    if state == "closed":
        actions.close(actor=SYSTEM, service_request_id=case.pk, reason="done", outcome="We filled the hole.")


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("route", [route for route in ADDRESSES if route in TABLE and TABLE[route].verb])
def test_a_verb_is_done_for_whom_the_table_says_and_nobody_else(
    world: World, roads_case: ServiceRequest, route: str, person: str
) -> None:
    verb = TABLE[route].verb
    assert verb is not None
    _bring_into(verb.state, roads_case)
    values = {"team": str(world.teams["parks-trees"].pk), "original": world.report().number}
    form = {name: value.format(**values) for name, value in verb.form.items()}
    before = TimelineEntry.objects.filter(service_request=roads_case).count()
    client = world.client(None if person == "nobody" else getattr(world, person))

    answer = client.post(f"/{route}".replace("<str:number>", roads_case.number), form)

    login = answer.status_code == 302 and answer["Location"].startswith("/accounts/login/")
    expected = verb.answers[PEOPLE.index(person)]
    assert (LOGIN if login else answer.status_code) == expected
    written = TimelineEntry.objects.filter(service_request=roads_case).count() - before
    assert written == (1 if expected == 302 else 0)


@pytest.mark.parametrize("route", [route for route in ADDRESSES if TABLE.get(route) is PUBLIC])
def test_what_is_public_is_the_same_for_everybody(
    world: World, roads_case: ServiceRequest, route: str
) -> None:
    values = _values(roads_case)
    nobody, parks = (
        _ask(world.client(who), route, PUBLIC_ASK, values) for who in (None, world.parks_officer)
    )
    assert nobody[0] == parks[0]
    assert not nobody[1].startswith("/accounts/login/")
    assert nobody[0] < 500


PUBLIC_ASK = Access(())


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_parks_officer_finds_no_verb_on_a_roads_case(
    world: World, roads_case: ServiceRequest, verb: str, method: str
) -> None:
    client = world.client(world.parks_officer)
    answer = getattr(client, method)(f"/console/requests/{roads_case.number}/{verb}/")
    assert answer.status_code == 404
    roads_case.refresh_from_db()
    assert roads_case.state == "open"


def test_a_parks_officer_finds_a_roads_case_in_no_list_and_no_search(
    world: World, roads_case: ServiceRequest
) -> None:
    client = world.client(world.parks_officer)
    for query in (
        "",
        "?q=hole",
        f"?q={roads_case.number}",
        "?state=all",
        f"?department={roads_case.department_id}",
    ):
        page = client.get(f"/console/{query}", follow=True)
        assert page.status_code == 200
        assert f"/console/requests/{roads_case.number}/" not in page.content.decode()


def test_a_parks_officer_sees_no_picture_and_no_person_of_a_roads_case(
    world: World, roads_case: ServiceRequest
) -> None:
    client = world.client(world.parks_officer)
    name = Photo.objects.get(service_request=roads_case).name
    assert client.get(f"/console/files/{name}").status_code == 404
    assert client.get(f"/console/requests/{roads_case.number}/contact/").status_code == 404


@pytest.mark.parametrize("verb", ["hold", "closure", "assignment"])
def test_an_agent_cannot_do_the_work_of_a_department(
    world: World, roads_case: ServiceRequest, verb: str
) -> None:
    client = world.client(world.agent)
    facts = {"reason": "done:patched", "outcome": "We filled the hole in the street.", "assignee": ""}
    assert client.post(f"/console/requests/{roads_case.number}/{verb}/", facts).status_code == 403
    roads_case.refresh_from_db()
    assert roads_case.state == "open"


def test_a_closed_account_opens_nothing(world: World, roads_case: ServiceRequest) -> None:
    from townline.identity.actions import deactivate

    client = world.client(world.roads_officer)
    deactivate(actor=world.administrator, user_id=world.roads_officer.user_id or 0)
    for path in ("/console/", f"/console/requests/{roads_case.number}/"):
        answer = client.get(path)
        assert answer.status_code in {302, 403}


def test_handing_a_case_to_parks_opens_it_to_parks_and_shuts_it_to_roads(
    world: World, roads_case: ServiceRequest
) -> None:
    team = world.teams["parks-trees"].pk
    actions.reassign(
        actor=world.agent, service_request_id=roads_case.pk, team_id=team, reason="A tree did it."
    )
    path = f"/console/requests/{roads_case.number}/"
    assert world.client(world.parks_officer).get(path).status_code == 200
    assert world.client(world.roads_officer).get(path).status_code == 404
