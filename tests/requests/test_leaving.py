"""When somebody leaves, their work goes back to their teams."""

from tests.world import World
from townline.identity.actions import deactivate
from townline.requests import actions
from townline.requests.queries import timeline


def test_unfinished_work_goes_back_and_finished_work_keeps_its_name(world: World) -> None:
    unfinished, finished = world.report(), world.report()
    for taken in (unfinished, finished):
        actions.assign(
            actor=world.roads_manager, service_request_id=taken.pk, user_id=world.roads_officer.user_id
        )
    actions.close(
        actor=world.roads_officer,
        service_request_id=finished.pk,
        reason="done",
        outcome="We filled the hole today.",
    )
    assert world.roads_officer.user_id is not None
    deactivate(actor=world.administrator, user_id=world.roads_officer.user_id)
    unfinished.refresh_from_db()
    finished.refresh_from_db()
    assert unfinished.assignee_id is None
    assert finished.assignee_id == world.roads_officer.user_id
    assert timeline(unfinished.pk)[-1].sentence == "Given back to the team: whoever had it has left."
