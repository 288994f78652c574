"""Taking a request: checked, routed, promised, numbered, and never twice."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from tests.requests.test_photos import picture
from tests.world import ANSWERS, ELM_STREET, FRIDAY_AFTERNOON, World, build_world
from townline.contacts.models import Customer
from townline.contacts.rules import Reach
from townline.kit import clock
from townline.kit.errors import Refused
from townline.kit.geo import Point
from townline.requests import actions
from townline.requests.actions import Place
from townline.requests.errors import AnswersRefused, RequestRefused
from townline.requests.models import ServiceRequest, Submission
from townline.requests.queries import public_timeline
from townline.requests.rules import read_number


def test_a_report_gets_a_number_a_team_and_a_promise(world: World) -> None:
    with clock.frozen(FRIDAY_AFTERNOON):
        taken = world.report()
    assert read_number(taken.number) == taken.number
    assert taken.number.startswith("TL-2611-0001-")
    assert taken.team.code == "streets-repair"
    assert taken.due_at is not None
    assert taken.due_at.isoformat() == "2026-11-25T20:30:00+00:00"
    assert taken.districts == {"ward": "1"}


def test_it_says_why_this_team_has_it(world: World) -> None:
    taken = world.report(answers={"owner": "street", "size": "many"})
    assert taken.team.code == "streets-paving"
    assert any("paving and not patching" in reason for reason in taken.route_because)


def test_the_first_line_of_the_timeline_is_the_receipt(world: World) -> None:
    taken = world.report()
    first = public_timeline(taken.pk)[0]
    assert (first.verb, first.at) == ("submit", taken.received_at)


def test_a_missing_answer_is_refused_with_a_sentence_and_nothing_is_written(world: World) -> None:
    with pytest.raises(AnswersRefused) as refusal:
        world.report(answers={"owner": "street"})
    assert set(refusal.value.problems) == {"size"}
    assert not ServiceRequest.objects.exists()


def test_an_answer_that_ends_the_report_says_whom_to_call(world: World) -> None:
    with pytest.raises(RequestRefused, match="511") as refusal:
        world.report(answers={"owner": "highway"})
    assert refusal.value.code == "stopped"


def test_an_unknown_service_is_refused(world: World) -> None:
    with pytest.raises(RequestRefused, match="no service"):
        world.report("teleporter")


def test_a_pothole_needs_a_place(world: World) -> None:
    with pytest.raises(RequestRefused, match="Say where it is"):
        world.report(place=Place())


def test_a_point_on_null_island_is_no_place(world: World) -> None:
    with pytest.raises(RequestRefused, match="not a place"):
        world.report(place=Place(address="somewhere", point=Point(0.0, 0.0)))


def test_a_point_alone_gets_the_address_it_lies_at(world: World) -> None:
    taken = world.report(place=Place(point=ELM_STREET))
    assert taken.address == "12 Elm Street"


def test_what_was_received_earlier_is_promised_from_then(world: World) -> None:
    with clock.frozen(FRIDAY_AFTERNOON + timedelta(days=5)):
        taken = world.report(channel="letter", received_at=FRIDAY_AFTERNOON)
    assert taken.received_at == FRIDAY_AFTERNOON
    assert taken.due_at is not None
    assert taken.due_at.isoformat() == "2026-11-25T20:30:00+00:00"


def test_nothing_is_received_in_the_future(world: World) -> None:
    with clock.frozen(FRIDAY_AFTERNOON), pytest.raises(RequestRefused, match="future"):
        world.report(received_at=FRIDAY_AFTERNOON + timedelta(hours=1))


def test_somebody_who_tells_a_name_and_phone_is_known_again(world: World) -> None:
    reach = Reach(name="Ada Ashgrove", phone="(617) 555-0123")
    first = world.report(reach=reach)
    again = world.report(reach=Reach(name="ada ashgrove", phone="+1 617 555 0123"))
    assert first.customer_id == again.customer_id
    assert Customer.objects.count() == 1


def test_two_people_who_share_a_phone_stay_two(world: World) -> None:
    one = world.report(reach=Reach(name="Ada Ashgrove", phone="617 555 0123"))
    other = world.report(reach=Reach(name="Levi Larkmoor", phone="617 555 0123"))
    assert one.customer_id != other.customer_id


def test_a_bad_phone_number_refuses_the_report_and_writes_nothing(world: World) -> None:
    with pytest.raises(Refused, match="phone number"):
        world.report(reach=Reach(phone="call me"))
    assert not ServiceRequest.objects.exists()
    assert not Customer.objects.exists()


def test_the_same_key_again_is_the_same_request(world: World) -> None:
    first = world.report(scope="app", key="k1", fingerprint="f")
    assert world.report(scope="app", key="k1", fingerprint="f").pk == first.pk
    assert world.report(scope="another", key="k1", fingerprint="f").pk != first.pk


def test_the_same_key_for_something_else_is_refused(world: World) -> None:
    world.report(scope="app", key="k1", fingerprint="f")
    with pytest.raises(RequestRefused, match="used before"):
        world.report(scope="app", key="k1", fingerprint="g")


def test_a_refused_report_leaves_its_key_free(world: World) -> None:
    with pytest.raises(Refused):
        world.report(scope="app", key="k1", reach=Reach(email="nobody"))
    assert not Submission.objects.exists()
    assert world.report(scope="app", key="k1").pk


@pytest.mark.parametrize("code", sorted(ANSWERS))
def test_every_service_of_the_cast_can_be_asked_for(world: World, code: str) -> None:
    assert world.report(code).service.code == code


def test_texts_are_stored_as_they_were_said(world: World) -> None:
    said = "Robert'); DROP TABLE students;--\n<b>bold</b> \u202e\x00 naïve 日本"
    taken = world.report(description=said)
    taken.refresh_from_db()
    assert taken.description == "Robert'); DROP TABLE students;--\n<b>bold</b>  naïve 日本"


def test_a_submission_stays_within_its_statements(world: World) -> None:
    world.report()
    with CaptureQueriesContext(
        connection,
    ) as seen:
        world.report()
    assert len(seen) <= 18


@pytest.mark.django_db(transaction=True)
def test_sixteen_senders_of_one_key_make_one_request() -> None:
    world = build_world()
    numbers: list[str] = []
    start = threading.Barrier(16)

    def send() -> None:
        try:
            start.wait(10)
            numbers.append(world.report(scope="app", key="same", fingerprint="f").number)
        finally:
            connections.close_all()

    senders = [threading.Thread(target=send) for _ in range(16)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join(60)
    assert len(numbers) == 16
    assert len(set(numbers)) == 1
    assert ServiceRequest.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_numbers_are_given_once_to_parallel_senders() -> None:
    world = build_world()
    numbers: list[str] = []

    def send() -> None:
        try:
            numbers.extend(world.report().number for _ in range(4))
        finally:
            connections.close_all()

    senders = [threading.Thread(target=send) for _ in range(6)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join(60)
    assert len(set(numbers)) == 24


def test_me_too_counts_a_visitor_once(world: World) -> None:
    taken = world.report()
    for visitor in ("one", "two", "one"):
        actions.me_too(actor=world.resident, service_request_id=taken.pk, visitor=visitor)
    taken.refresh_from_db()
    assert taken.followers == 2


def test_me_too_on_a_closed_request_says_to_report_again(world: World) -> None:
    taken = world.report()
    actions.close(
        actor=world.roads_officer,
        service_request_id=taken.pk,
        reason="done",
        outcome="We filled the hole today.",
    )
    with pytest.raises(RequestRefused, match="Report it again"):
        actions.me_too(actor=world.resident, service_request_id=taken.pk, visitor="one")


def test_nothing_typed_is_cut_off_in_silence(world: World) -> None:
    with pytest.raises(RequestRefused, match="longer than 4,000"):
        world.report(description="x" * 4_001)
    with pytest.raises(RequestRefused, match="longer than 250"):
        world.report(place=Place(address="x" * 251))


def test_a_sender_whose_clock_is_ahead_is_received_now(world: World) -> None:
    with clock.frozen(FRIDAY_AFTERNOON):
        taken = world.report(received_at=FRIDAY_AFTERNOON + timedelta(minutes=3))
    assert taken.received_at == FRIDAY_AFTERNOON


def test_nothing_was_received_in_the_year_one(world: World) -> None:
    with pytest.raises(RequestRefused, match="Check the date"):
        world.report(received_at=datetime(1, 1, 2, tzinfo=UTC))


def test_no_file_stays_behind_when_the_report_fails(world: World, settings: object) -> None:
    with pytest.raises(Refused, match="phone number"):
        world.report(photos=[picture()], reach=Reach(phone="call me"))
    assert not [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]  # type: ignore[attr-defined]
