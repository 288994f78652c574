"""What is listed and found follows what is published."""

from tests.services.files import GOOD, definition
from townline.identity.models import Jurisdiction
from townline.identity.rules import SYSTEM
from townline.services import queries
from townline.services.actions import publish
from townline.services.definition.conditions import AnswerValue


def test_a_service_only_staff_offers_is_found_by_staff_only(town: Jurisdiction) -> None:
    publish(jurisdiction_id=town.pk, definition=f"public = false\n{GOOD}", actor=SYSTEM)
    assert queries.search(town.pk, "pothole") == []
    assert queries.published(town.pk) == []
    assert len(queries.search(town.pk, "pothole", unlisted=True)) == 1
    assert len(queries.published(town.pk, unlisted=True)) == 1


def test_new_words_are_found_and_old_ones_forgotten(town: Jurisdiction) -> None:
    publish(jurisdiction_id=town.pk, definition=GOOD, actor=SYSTEM)
    assert len(queries.search(town.pk, "crater")) == 1
    publish(jurisdiction_id=town.pk, definition=definition('"crater"', '"zeppelin"'), actor=SYSTEM)
    assert len(queries.search(town.pk, "zepelin")) == 1
    assert queries.search(town.pk, "crater") == []


def test_services_are_listed_by_group_and_name(town: Jurisdiction) -> None:
    for code, name, group in (("b", "Beta", "Y"), ("a", "Alpha", "Y"), ("z", "Zeta", "X")):
        text = GOOD.replace('"pothole"', f'"{code}"').replace('"Pothole"', f'"{name}"')
        publish(jurisdiction_id=town.pk, definition=text.replace('"Streets"', f'"{group}"'), actor=SYSTEM)
    assert [found.definition.code for found in queries.published(town.pk)] == ["z", "a", "b"]


def test_answers_are_stored_and_read_back_as_they_were() -> None:
    answers: dict[str, AnswerValue] = {
        "items": ("sofa", "lamp"),
        "size": "large",
        "lanes": 2,
        "place": {"text": "12 Elm Street"},
    }
    assert queries.answers_from_json(queries.answers_to_json(answers)) == answers
