"""What a request is really about."""

from datetime import timedelta

import pytest

from tests.world import FRIDAY_AFTERNOON, World
from townline.identity.errors import NotAllowed
from townline.kit import clock
from townline.requests import actions
from townline.requests.errors import RequestRefused
from townline.requests.queries import public_timeline, timeline


def test_the_right_service_brings_its_team_and_a_promise_that_counts_from_receipt(world: World) -> None:
    with clock.frozen(FRIDAY_AFTERNOON):
        right = world.report("pothole")
        wrong = world.report("other")
    with clock.frozen(FRIDAY_AFTERNOON + timedelta(minutes=30)):
        actions.triage(
            actor=world.agent,
            service_request_id=wrong.pk,
            service_code="pothole",
            reason="The caller means a hole.",
        )
    wrong.refresh_from_db()
    assert wrong.service.code == "pothole"
    assert wrong.team.code == "streets-repair"
    assert wrong.department.code == "streets"
    assert wrong.due_at == right.due_at
    assert wrong.clock is not None
    assert wrong.clock.due_at == wrong.due_at


def test_what_was_answered_stays_on_the_staff_timeline(world: World) -> None:
    taken = world.report("other")
    actions.triage(actor=world.agent, service_request_id=taken.pk, service_code="pothole", reason="A hole.")
    entry = timeline(taken.pk)[-1]
    assert entry.facts["answers"]["matter"] == "When is the library open?"
    assert "triage" not in [line.verb for line in public_timeline(taken.pk)]


@pytest.mark.parametrize(
    ("code", "reason", "sentence"),
    [
        ("pothole", " ", "Say why"),
        ("teleporter", "So", "no service teleporter"),
        ("other", "So", "about this service already"),
    ],
)
def test_triage_refuses_what_says_nothing(world: World, code: str, reason: str, sentence: str) -> None:
    taken = world.report("other")
    with pytest.raises(RequestRefused, match=sentence):
        actions.triage(actor=world.agent, service_request_id=taken.pk, service_code=code, reason=reason)


def test_an_officer_of_another_department_may_not(world: World) -> None:
    taken = world.report("pothole")
    with pytest.raises(NotAllowed):
        actions.triage(
            actor=world.parks_officer, service_request_id=taken.pk, service_code="other", reason="So"
        )


def test_a_closed_request_stays_what_it_was(world: World) -> None:
    taken = world.report("pothole")
    actions.close(
        actor=world.roads_officer,
        service_request_id=taken.pk,
        reason="done",
        outcome="We filled the hole today.",
    )
    with pytest.raises(RequestRefused, match="is closed now"):
        actions.triage(
            actor=world.roads_officer, service_request_id=taken.pk, service_code="other", reason="So"
        )
