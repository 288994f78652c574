"""The starter pack: every file fit for use in a real office."""

from collections import Counter
from pathlib import Path

import pytest

from tests.services.conftest import DEPARTMENTS
from townline.services.actions import STARTER, read_folder
from townline.services.definition.conditions import references
from townline.services.definition.load import load_file
from townline.services.questions import kinds

FILES = sorted(STARTER.glob("*.toml"))
MOST_TEAMS = 3


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_starter_service_is_complete(file: Path) -> None:
    service = load_file(file)
    assert service.code == file.stem
    assert service.department in DEPARTMENTS
    assert len(service.keywords) >= 6
    assert 2 <= len(service.questions) <= 6
    assert all(question.phone and question.letter for question in service.questions)
    assert service.service_level.resolve
    assert service.teams()
    assert len(service.outcomes) >= 2
    assert all(len(outcome.sentence) > 20 for outcome in service.outcomes)
    assert all(stop.say for stop in service.stops)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_starter_service_has_its_four_faces(file: Path) -> None:
    for order, question in enumerate(load_file(file).questions, start=1):
        assert kinds.web_field(question).label
        assert kinds.script_line(question).say
        assert kinds.letter_line(question).wording
        assert kinds.open311_attribute(question, order)["code"] == question.code


def test_there_are_enough_services_departments_and_kinds() -> None:
    services = read_folder(STARTER)
    assert len(services) >= 50
    assert {service.department for service in services} == set(DEPARTMENTS)
    assert {question.kind for service in services for question in service.questions} == set(kinds.KINDS)
    assert {service.place for service in services} == {"required", "optional", "none"}
    assert sum(bool(service.stops) for service in services) >= 20
    assert sum(any(question.show_when for question in service.questions) for service in services) >= 30


def test_no_department_has_more_teams_than_it_can_name() -> None:
    teams = {team for service in read_folder(STARTER) for team in service.teams()}
    owners = Counter(next(name for name in DEPARTMENTS if team.startswith(f"{name}-")) for team in teams)
    assert max(owners.values()) <= MOST_TEAMS
    assert "customer-service-triage" in teams


def test_plates_names_and_accounts_are_for_staff_only() -> None:
    private = {"plate", "owner", "account", "who", "names", "serial", "story", "matter", "treated"}
    shown = [
        f"{service.code}: {question.code}"
        for service in read_folder(STARTER)
        for question in service.questions
        if question.code in private
        and question.kind in ("text", "long_text")
        and question.privacy == "public"
    ]
    assert shown == []


def test_every_stop_can_be_reached_and_tells_what_to_do() -> None:
    for service in read_folder(STARTER):
        asked = {question.code for question in service.questions}
        for stop in service.stops:
            assert set(references(stop.when)) <= asked
            assert len(stop.text) > 20
