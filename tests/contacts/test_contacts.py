"""Ways to reach people, and who may look at them."""

import pytest

from tests.world import World
from townline.audit.models import RecordView
from townline.contacts import access
from townline.contacts.errors import ContactRefused
from townline.contacts.rules import Reach, compared_email, compared_phone


@pytest.mark.parametrize("text", ["617 555 0123", "(617) 555-0123", "+1-617-555-0123", "1.617.555.0123"])
def test_a_phone_number_is_the_same_however_it_is_written(text: str) -> None:
    assert compared_phone(text) == "+16175550123"


@pytest.mark.parametrize("text", ["", "555", "call me", "123456789012345678", "٣١١"])
def test_what_cannot_be_a_phone_number_is_refused(text: str) -> None:
    with pytest.raises(ContactRefused, match="phone number"):
        compared_phone(text)


@pytest.mark.parametrize(
    "text", ["", "ada", "ada@", "@example.com", "a b@example.com", "x" * 300 + "@example.com"]
)
def test_what_cannot_be_an_e_mail_is_refused(text: str) -> None:
    with pytest.raises(ContactRefused, match="e-mail"):
        compared_email(text)


def test_an_e_mail_is_compared_without_case() -> None:
    assert compared_email(" Ada@Example.COM ") == "ada@example.com"


def test_each_look_at_a_person_is_written_down(world: World) -> None:
    taken = world.report(reach=Reach(name="Ada Ashgrove", email="ada@example.com"))
    assert taken.customer_id is not None
    found = access.person(
        actor=world.agent, customer_id=taken.customer_id, department_id=taken.department_id, where="request"
    )
    assert found is not None
    assert (found.name, found.email) == ("Ada Ashgrove", "ada@example.com")
    seen = RecordView.objects.get()
    assert (seen.actor_name, seen.record_id, seen.where) == ("Orin Agent", str(taken.customer_id), "request")


@pytest.mark.parametrize("who", ["parks_officer", "resident"])
def test_who_may_not_see_a_person_sees_nothing_and_no_look_is_written(world: World, who: str) -> None:
    taken = world.report(reach=Reach(name="Ada Ashgrove"))
    assert taken.customer_id is not None
    found = access.person(
        actor=getattr(world, who),
        customer_id=taken.customer_id,
        department_id=taken.department_id,
        where="request",
    )
    assert found is None
    assert not RecordView.objects.exists()


def test_nobody_changes_by_a_report_how_somebody_else_is_reached(world: World) -> None:
    rosa = world.report(reach=Reach(name="Rosa Fernhollow", email="rosa@example.com", phone="617 555 0101"))
    stranger = world.report(reach=Reach(email="rosa@example.com", phone="617 555 0199"))
    cousin = world.report(reach=Reach(name="Rosa Fernhollow", email="rosa@example.com", phone="617 555 0150"))
    assert len({rosa.customer_id, stranger.customer_id, cousin.customer_id}) == 3
    assert rosa.customer_id is not None
    found = access.person(
        actor=world.agent, customer_id=rosa.customer_id, department_id=rosa.department_id, where="request"
    )
    assert found is not None
    assert found.phone == "617 555 0101"


def test_who_tells_less_than_before_is_still_the_same(world: World) -> None:
    first = world.report(reach=Reach(name="Rosa Fernhollow", email="rosa@example.com", phone="617 555 0101"))
    again = world.report(reach=Reach(name="Rosa Fernhollow", email="rosa@example.com"))
    assert first.customer_id == again.customer_id
