"""The page of a request: what it is, what is promised, what can be done; and each verb on it."""

from datetime import timedelta

import pytest
from django.test import Client

from tests.world import FRIDAY_AFTERNOON, World
from townline.audit.models import RecordView
from townline.contacts.rules import Reach
from townline.kit import clock
from townline.requests import actions
from townline.requests.models import Photo, ServiceRequest, TimelineEntry

LATER = FRIDAY_AFTERNOON + timedelta(days=30)
FETCHED = {"HX-Request": "true"}


@pytest.fixture
def case(world: World) -> ServiceRequest:
    with clock.frozen(FRIDAY_AFTERNOON):
        return world.report(reach=Reach("Rosa Resident", "rosa@example.com", "413 555 0142"))


@pytest.fixture
def roads(world: World) -> Client:
    return world.client(world.roads_officer)


def _page(client: Client, case: ServiceRequest, query: str = "") -> str:
    answer = client.get(f"/console/requests/{case.number}/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def _do(client: Client, case: ServiceRequest, noun: str, **data: str) -> str:
    answer = client.post(f"/console/requests/{case.number}/{noun}/", data, follow=True)
    return answer.content.decode()


def test_the_page_says_what_is_promised_and_why(roads: Client, case: ServiceRequest) -> None:
    with clock.frozen(FRIDAY_AFTERNOON):
        text = _page(roads, case)
    assert "We will have dealt with this by Wed 25 Nov, 15:30." in text
    assert "Why this date" in text
    assert "3 working days" in text
    assert "Why Streets repair" in text


def test_a_late_promise_says_so(roads: Client, case: ServiceRequest) -> None:
    with clock.frozen(LATER):
        text = _page(roads, case)
    assert "This was promised by Wed 25 Nov, 15:30." in text
    assert "Say sorry" in text


def test_answers_stand_in_the_words_of_the_form(roads: Client, case: ServiceRequest) -> None:
    text = _page(roads, case)
    assert "What kind of road is it?" in text
    assert "A city street, alley or bike lane" in text


def test_who_asked_is_shown_on_demand_only_and_each_look_is_written_down(
    world: World, roads: Client, case: ServiceRequest
) -> None:
    assert "Rosa" not in _page(roads, case)
    assert not RecordView.objects.exists()
    shown = roads.get(f"/console/requests/{case.number}/contact/", headers=FETCHED).content.decode()
    assert "Rosa Resident" in shown
    assert "413 555 0142" in shown
    look = RecordView.objects.get()
    assert (look.actor_name, look.where) == ("Greta Roads", f"console: {case.number}")


def test_nobody_is_shown_where_nobody_left_a_name(world: World, roads: Client) -> None:
    case = world.report()
    assert "Nobody left a name." in _page(roads, case)
    assert roads.get(f"/console/requests/{case.number}/contact/").status_code == 404


def test_internal_notes_carry_a_lock_and_the_word_staff(roads: Client, case: ServiceRequest) -> None:
    _do(roads, case, "comments", text="Needs the big truck.", readers="staff")
    text = _page(roads, case)
    assert "Needs the big truck." in text
    assert "tl-timeline__entry--staff" in text
    assert TimelineEntry.objects.get(verb="comment").is_public is False


def test_a_note_for_everybody_is_public(roads: Client, case: ServiceRequest) -> None:
    _do(roads, case, "comments", text="A crew is on its way.", readers="everybody")
    assert TimelineEntry.objects.get(verb="comment").is_public is True


def test_the_timeline_runs_newest_or_oldest_first(roads: Client, case: ServiceRequest) -> None:
    _do(roads, case, "comments", text="The second thing.", readers="staff")
    newest, oldest = _page(roads, case), _page(roads, case, "?timeline=oldest")
    assert newest.index("The second thing.") < newest.index("Received</p>")
    assert oldest.index("The second thing.") > oldest.index("Received</p>")


def test_a_hold_without_a_reason_is_refused_and_keeps_what_was_typed(
    roads: Client, case: ServiceRequest
) -> None:
    answer = roads.post(f"/console/requests/{case.number}/hold/", {"sentence": "Until the thaw."})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "Choose why the clock should stand still." in text
    assert "Until the thaw." in text


def test_a_case_is_held_released_closed_and_taken_up_again(roads: Client, case: ServiceRequest) -> None:
    assert "The clock stands still" in _do(roads, case, "hold", reason="weather", sentence="Frost.")
    assert "Work goes on" in _do(roads, case, "release", sentence="")
    closed = _do(roads, case, "closure", reason="done:patched", outcome="We filled the hole. Thank you.")
    assert "The resident can read how it ended on the follow page." in closed
    assert "Open again." in _do(roads, case, "reopening", reason="It sank again after the rain.")
    case.refresh_from_db()
    assert case.state == "open"


def test_closing_offers_the_services_own_outcomes_as_sentences(roads: Client, case: ServiceRequest) -> None:
    text = roads.get(f"/console/requests/{case.number}/closure/").content.decode()
    assert "We filled the hole. If it opens again" in text
    assert 'value="not_found:nothing_found"' in text


def test_an_offered_outcome_counts_also_where_no_script_copies_its_sentence(
    roads: Client, case: ServiceRequest
) -> None:
    _do(roads, case, "closure", reason="not_found:nothing_found", outcome="")
    case.refresh_from_db()
    assert case.closing_reason == "not_found"
    assert case.outcome.startswith("Our crew searched the block")


def test_closing_with_an_empty_word_is_refused(roads: Client, case: ServiceRequest) -> None:
    assert "Say what was done or found" in _do(roads, case, "closure", reason="declined:", outcome="done")
    case.refresh_from_db()
    assert case.state == "open"


@pytest.mark.parametrize(
    ("noun", "field", "others"),
    [
        ("comments", "text", {"readers": "staff"}),
        ("hold", "sentence", {"reason": "weather"}),
        ("team", "reason", {}),
        ("closure", "outcome", {"reason": "done:patched"}),
    ],
)
def test_what_is_too_long_is_refused_at_its_field_and_kept(
    world: World, roads: Client, case: ServiceRequest, noun: str, field: str, others: dict[str, str]
) -> None:
    team = str(world.teams["parks-trees"].pk)
    facts = {"team": team, **others, field: "x" * 4_000 + "-and more"}
    answer = roads.post(f"/console/requests/{case.number}/{noun}/", facts)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "This is longer than 4,000 characters. Shorten it." in text
    assert f'href="#q-{field}"' in text
    assert facts[field] in text
    facts[field] = "x" * 4_000
    assert roads.post(f"/console/requests/{case.number}/{noun}/", facts).status_code == 302
    assert TimelineEntry.objects.filter(sentence__contains=facts[field]).exists()


def test_who_writes_on_a_changed_case_is_told_and_loses_nothing(
    world: World, roads: Client, case: ServiceRequest
) -> None:
    seen = str(TimelineEntry.objects.latest("pk").pk)
    actions.comment(
        actor=world.roads_manager,
        service_request_id=case.pk,
        text="The state repairs this one.",
        is_public=False,
    )
    data = {"reason": "done:patched", "outcome": "We filled the hole yesterday.", "seen": seen}
    answer = roads.post(f"/console/requests/{case.number}/closure/", data)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "This request changed while you were writing" in text
    assert "The state repairs this one." in text
    assert "We filled the hole yesterday." in text
    case.refresh_from_db()
    assert case.state == "open"
    data["seen"] = str(TimelineEntry.objects.latest("pk").pk)
    assert roads.post(f"/console/requests/{case.number}/closure/", data).status_code == 302


def test_ones_own_change_and_a_me_too_are_no_conflict(
    world: World, roads: Client, case: ServiceRequest
) -> None:
    seen = str(TimelineEntry.objects.latest("pk").pk)
    _do(roads, case, "comments", text="Mine.", readers="staff", seen=seen)
    actions.me_too(actor=world.resident, service_request_id=case.pk, visitor="somebody")
    assert "The clock stands still" in _do(roads, case, "hold", reason="parts", sentence="", seen=seen)


def test_a_verb_that_came_too_late_says_so(world: World, roads: Client, case: ServiceRequest) -> None:
    actions.close(
        actor=world.roads_manager,
        service_request_id=case.pk,
        reason="done",
        outcome="We filled the hole today.",
    )
    assert "is closed now, so this cannot be done any more" in _do(roads, case, "hold", reason="weather")


def test_a_case_is_assigned_only_to_people_of_its_department(
    world: World, roads: Client, case: ServiceRequest
) -> None:
    form = roads.get(f"/console/requests/{case.number}/assignment/").content.decode()
    assert "Ines Manager" in form
    assert "Levi Parks" not in form
    _do(roads, case, "assignment", assignee=str(world.roads_manager.user_id))
    case.refresh_from_db()
    assert case.assignee_id == world.roads_manager.user_id


def test_a_repetition_is_closed_and_points_to_the_first(
    world: World, roads: Client, case: ServiceRequest
) -> None:
    again = world.report()
    assert "There is no request TL-1" in _do(roads, again, "duplicate", original="TL-1")
    _do(roads, again, "duplicate", original=case.number.lower())
    again.refresh_from_db()
    assert again.duplicate_of_id == case.pk
    assert f"/console/requests/{case.number}/" in _page(roads, again)


def test_an_agent_sees_only_the_verbs_of_an_agent(world: World, case: ServiceRequest) -> None:
    text = _page(world.client(world.agent), case)
    assert "Pass to another team" in text
    assert "Hold…" not in text


def test_the_form_alone_is_fetched_into_the_page(roads: Client, case: ServiceRequest) -> None:
    alone = roads.get(f"/console/requests/{case.number}/hold/", headers=FETCHED).content.decode()
    assert "<html" not in alone
    assert "Why does the clock stand still?" in alone


def test_a_picture_elsewhere_is_linked_only_where_the_link_is_a_page(
    roads: Client, case: ServiceRequest
) -> None:
    for address in ("https://pictures.example/1.jpg", "javascript:alert(1)"):
        Photo.objects.create(service_request=case, source_url=address, added_at=FRIDAY_AFTERNOON)
    text = _page(roads, case)
    assert "https://pictures.example/1.jpg" in text
    assert "javascript:" not in text


def test_html_on_a_timeline_is_only_text(roads: Client, case: ServiceRequest) -> None:
    _do(roads, case, "comments", text="<img src=x onerror=alert(1)>", readers="staff")
    assert "<img src=x" not in _page(roads, case)


def test_what_it_is_about_is_changed_from_the_list_and_promised_anew(
    world: World, roads: Client, case: ServiceRequest
) -> None:
    form = roads.get(f"/console/requests/{case.number}/service/").content.decode()
    assert 'value="tree-damage"' in form
    assert 'value="pothole"' not in form
    facts = {"service_code": "tree-damage", "reason": "A branch lies in the street."}
    answer = roads.post(f"/console/requests/{case.number}/service/", facts)
    # The trees are another department's, whose cases a roads officer does not see.
    assert answer.headers["Location"] == "/console/"
    before = case.due_at
    case = ServiceRequest.objects.select_related("service", "department").get(pk=case.pk)
    assert (case.service.code, case.department.code) == ("tree-damage", "parks")
    assert case.due_at != before
    text = _page(world.client(world.parks_officer), case)
    assert "About something else" in text
    assert "A branch lies in the street." in text


def test_what_it_is_about_is_found_by_words_where_only_one_service_fits(
    world: World, case: ServiceRequest
) -> None:
    agent = world.client(world.agent)
    data = {"words": "fallen tree", "reason": "A branch lies in the street."}
    assert "Changed. It is routed anew" in _do(agent, case, "service", **data)
    case.refresh_from_db()
    assert case.service.code == "tree-damage"


def test_words_that_fit_nothing_are_kept_with_a_sentence(roads: Client, case: ServiceRequest) -> None:
    for words in ("xqzw", ""):
        data = {"words": words, "service_code": "", "reason": "It is something else."}
        answer = roads.post(f"/console/requests/{case.number}/service/", data)
        text = answer.content.decode()
        assert answer.status_code == 422
        assert "Say in other words what it is about, or choose from the list." in text
        assert "It is something else." in text
        assert f'value="{words}"' in text
