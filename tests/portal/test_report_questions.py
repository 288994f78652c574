"""Step 2: the service's own questions, with what follows from the answers."""

import io
import re
from collections.abc import Callable

import pytest

from tests.portal.conftest import SMALL, STREET, Resident
from townline.requests.models import ServiceRequest


@pytest.fixture
def asked(resident: Resident) -> Resident:
    """A resident at step 2."""
    resident.put("place", address="12 Elm Street")
    return resident


def first_photo(page: str) -> str:
    found = re.search(r'name="drop"\s+value="([^"]+)"', page)
    assert found
    return found.group(1)


def test_a_required_question_left_out_gets_a_sentence(asked: Resident) -> None:
    where = asked.post("questions", {"asked": ["owner", "damage"], "description": "Deep <b>hole</b>"})
    page = asked.text(asked.client.get(where))
    assert "Answer this question: What kind of road is it?" in page
    assert "Deep &lt;b&gt;hole&lt;/b&gt;" in page


def test_what_follows_is_asked_without_script(asked: Resident) -> None:
    where = asked.post("questions", STREET)
    page = asked.text(asked.client.get(where))
    assert "more=1#slot-size" in where
    assert "How big is the hole?" in page
    assert "There is something to put right" not in page


def test_what_follows_comes_as_fragments_with_script(asked: Resident) -> None:
    page = asked.text(asked.client.post(asked.url("questions/follow-ups"), STREET))
    assert 'id="slot-size" hx-swap-oob="true"' in page
    assert 'id="slot-owner"' not in page
    assert asked.get("questions").count("How big is the hole?") == 0


def test_a_stop_ends_the_way_and_says_who_helps(asked: Resident) -> None:
    where = asked.post("questions", {"asked": ["owner"], "answer-owner": "highway"})
    page = asked.text(asked.client.get(where))
    assert where.endswith("/stop/")
    assert "belong to the state" in page
    assert 'href="tel:511"' in page
    assert asked.client.post(asked.url("check")).status_code == 302
    assert not ServiceRequest.objects.exists()


def test_a_stop_is_seen_while_answering(asked: Resident) -> None:
    answer = asked.client.post(
        asked.url("questions/follow-ups"), {"asked": ["owner"], "answer-owner": "highway"}
    )
    assert "belong to the state" in answer.content.decode()


def test_a_number_that_is_none_is_kept_and_explained(asked: Resident) -> None:
    large = {**SMALL, "answer-size": "large", "answer-depth": "very deep"}
    page = asked.text(asked.client.get(asked.post("questions", large)))
    assert "Write a number in digits" in page
    assert 'value="very deep"' in page


def test_an_option_nobody_offered_is_refused(asked: Resident) -> None:
    page = asked.text(asked.client.get(asked.post("questions", {**SMALL, "answer-owner": "moon"})))
    assert "Choose one of these" in page


def test_photos_survive_the_steps_and_can_be_taken_away(
    asked: Resident, photo: Callable[..., io.BytesIO]
) -> None:
    asked.post("questions", {**SMALL, "go": "photos", "photos": [photo(), photo()]})
    page = asked.get("questions")
    assert page.count("Take away<") == 2
    name = first_photo(page)
    shown = asked.client.get(f"/services/pothole/report/{asked.key}/photos/{name}")
    assert shown["Content-Type"] == "image/jpeg"
    asked.post("questions", {**SMALL, "drop": name})
    assert asked.get("questions").count("Take away<") == 1
    assert asked.client.get(f"/services/pothole/report/{asked.key}/photos/{name}").status_code == 404


def test_a_file_that_is_no_photo_is_named(asked: Resident) -> None:
    file = io.BytesIO(b"GIF89a<script>")
    file.name = "trick.gif"
    page = asked.text(asked.client.get(asked.post("questions", {**SMALL, "photos": [file]})))
    assert "trick.gif: This file is not a photo" in page


def test_a_sixth_photo_is_refused_and_five_are_kept(
    asked: Resident, photo: Callable[..., io.BytesIO]
) -> None:
    page = asked.text(
        asked.client.get(asked.post("questions", {**SMALL, "photos": [photo() for _ in range(6)]}))
    )
    assert "5 photos are the most" in page
    assert page.count("Take away<") == 5


def test_photos_of_a_draft_are_for_its_browser_only(
    asked: Resident, another: Resident, photo: Callable[..., io.BytesIO]
) -> None:
    asked.post("questions", {**SMALL, "photos": [photo()]})
    name = first_photo(asked.get("questions"))
    assert another.client.get(f"/services/pothole/report/{asked.key}/photos/{name}").status_code == 404


def test_words_that_are_too_long_are_refused_at_their_field_and_kept(asked: Resident) -> None:
    longest = "x" * 4_000
    where = asked.post("questions", {**SMALL, "description": f"{longest} and more"})
    page = asked.text(asked.client.get(where))
    assert "This is longer than 4,000 characters. Shorten it." in page
    assert 'href="#q-description"' in page
    assert f"{longest} and more" in page
    assert asked.post("questions", {**SMALL, "description": longest}).endswith("/you/")
    assert asked.put("you", name="", email="", phone="").endswith("/check/")
    assert asked.send().description == longest


def test_an_address_or_a_name_that_is_too_long_is_refused_at_its_field_and_kept(asked: Resident) -> None:
    long = "12 Elm Street and " + "x" * 300
    page = asked.text(asked.client.get(asked.put("place", address=long)))
    assert "This is longer than 250 characters. Shorten it." in page
    assert long in page
    asked.put("place", address="12 Elm Street")
    asked.post("questions", SMALL)
    page = asked.text(asked.client.get(asked.put("you", name=long, email="", phone="6175550123" * 9)))
    assert "This is longer than 200 characters. Shorten it." in page
    assert "This is longer than 60 characters. Shorten it." in page
    assert long in page
