"""Pages of the queue by key: every row once, in both directions, also where dates repeat or are missing."""

import base64
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.world import FRIDAY_AFTERNOON, World
from townline.kit import clock
from townline.requests import queue
from townline.requests.models import ServiceRequest
from townline.requests.queue import Cursor, Filters, Order

ORDERS = [Order(by, descending=down) for by in ("due", "received", "changed") for down in (False, True)]


@pytest.fixture
def many(world: World) -> list[str]:
    """Eleven requests, with dates that repeat and three without any."""
    numbers = []
    for index in range(11):
        with clock.frozen(FRIDAY_AFTERNOON + timedelta(hours=index // 3)):
            made = world.report()
        due = None if index % 4 == 0 else FRIDAY_AFTERNOON + timedelta(days=index % 3)
        ServiceRequest.objects.filter(pk=made.pk).update(due_at=due)
        numbers.append(made.number)
    return numbers


@pytest.mark.parametrize("order", ORDERS)
def test_walking_the_pages_shows_every_row_once_and_back_again(
    world: World, many: list[str], order: Order
) -> None:
    pages, cursor = [], ""
    while True:
        page = queue.page(world.agent, world.town.pk, Filters(), order, cursor, rows=3)
        pages.append([row.number for row in page.rows])
        if not page.older:
            break
        cursor = page.older
    assert sorted(number for page in pages for number in page) == sorted(many)
    back = []
    while page.newer:
        page = queue.page(world.agent, world.town.pk, Filters(), order, page.newer, rows=3)
        back.append([row.number for row in page.rows])
    assert back == pages[-2::-1]


def test_rows_without_a_date_stand_behind_those_with_one(world: World, many: list[str]) -> None:
    rows = queue.page(world.agent, world.town.pk, Filters(), Order("due")).rows
    dates = [row.due_at for row in rows]
    known = [date for date in dates if date]
    assert known == sorted(known)
    assert dates[len(known) :] == [None] * 3


def test_closed_requests_run_by_their_last_change_instead_of_a_date() -> None:
    assert queue.possible(Order("due"), Filters(state="closed")) == Order("changed", descending=True)
    assert queue.possible(Order("due"), Filters(state="held")) == Order("due")


@given(
    st.datetimes(timezones=st.just(FRIDAY_AFTERNOON.tzinfo)) | st.none(), st.integers(0, 2**62), st.booleans()
)
def test_a_cursor_is_read_as_it_was_written(moment: object, row_id: int, back: bool) -> None:  # noqa: FBT001
    cursor = Cursor(moment, row_id, back=back)  # type: ignore[arg-type]
    assert queue.read_cursor(queue.write_cursor(cursor)) == cursor


@given(st.text(max_size=80))
def test_anything_else_is_no_cursor(text: str) -> None:
    found = queue.read_cursor(text)
    assert found is None or queue.read_cursor(queue.write_cursor(found)) == found


@pytest.mark.parametrize(
    "made", ["[null,Infinity,false]", "[null,NaN,false]", "[" * 50_000, "{}", '["2026-11-20",1,false]']
)
def test_what_no_cursor_can_hold_is_no_cursor(made: str) -> None:
    assert queue.read_cursor(base64.urlsafe_b64encode(made.encode()).decode()) is None


def test_counting_stops_at_its_limit(world: World, many: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "COUNT_AT_MOST", 4)
    assert queue.counts(world.agent, world.town.pk, [Filters(), Filters(state="held")]) == [5, 0]


def test_counts_and_rows_hold_only_what_the_actor_may_see(world: World, many: list[str]) -> None:
    assert queue.counts(world.parks_officer, world.town.pk, [Filters(state="all")]) == [0]
    assert queue.page(world.parks_officer, world.town.pk, Filters(state="all"), Order()).rows == []
