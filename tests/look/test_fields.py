"""Questions become controls with their label, hint, limits, value and error."""

from datetime import UTC, date, datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from townline.look import fields, gallery, gallery_data


def _render(question: object) -> str:
    env = gallery.gallery_environment("/static/")
    return env.from_string(
        '{% from "look/components/forms.html" import field %}{{ field(question) }}'
    ).render(question=question)


@pytest.mark.parametrize("question", gallery_data.questions(), ids=lambda question: str(question["control"]))
def test_every_control_carries_its_name_label_and_place_for_errors(question: dict[str, object]) -> None:
    page = _render(question)
    assert f'name="{question["name"]}' in page
    assert f'id="q-{question["name"]}"' in page
    assert str(question["label"]) in page


@pytest.mark.parametrize("question", gallery_data.faulty(), ids=lambda question: str(question["name"]))
def test_an_error_stands_at_its_control_and_is_tied_to_it(question: dict[str, object]) -> None:
    page = _render(question)
    assert str(question["error"]).split(",", maxsplit=1)[0] in page
    assert "-error" in page.split("aria-describedby=", 1)[1]


@pytest.mark.parametrize("control", ["text", "textarea", "number", "place"])
def test_what_was_typed_is_kept_and_never_becomes_html(control: str) -> None:
    page = _render(
        {
            "name": "a",
            "control": control,
            "label": "<b>L</b>",
            "hint": "<i>",
            "value": "<script>alert(1)</script>\"'",
        }
    )
    assert "<script>" not in page
    assert "<b>" not in page
    assert "&lt;script&gt;" in page


def test_options_and_their_hints_are_escaped() -> None:
    for control in ("radios", "checkboxes", "select"):
        page = _render(
            {
                "name": "a",
                "control": control,
                "label": "L",
                "options": [{"value": '"><x>', "text": "<x>"}],
                "value": ['"><x>'],
            }
        )
        assert "<x>" not in page


def test_the_chosen_options_come_back_chosen() -> None:
    options = [{"value": "1", "text": "One"}, {"value": "2", "text": "Two"}, {"value": "3", "text": "Three"}]
    radios = fields.params({"name": "a", "control": "radios", "label": "L", "options": options, "value": 2})
    assert [item["checked"] for item in radios["items"]] == [False, True, False]
    boxes = fields.params(
        {"name": "a", "control": "checkboxes", "label": "L", "options": options, "value": ["1", "3"]}
    )
    assert [item["checked"] for item in boxes["items"]] == [True, False, True]
    select = fields.params({"name": "a", "control": "select", "label": "L", "options": options, "value": "3"})
    assert [item.get("selected") for item in select["items"]] == [None, False, False, True]


def test_an_optional_question_says_so() -> None:
    assert "L (optional)" in _render({"name": "a", "control": "text", "label": "L", "required": False})
    assert "(optional)" not in _render({"name": "a", "control": "text", "label": "L"})


def test_an_object_serves_as_well_as_a_mapping() -> None:
    assert 'name="a"' in _render(SimpleNamespace(name="a", control="text", label="L", value="x"))


def test_dates_are_split_in_the_towns_time_and_typed_parts_are_kept() -> None:
    with timezone.override(ZoneInfo("America/New_York")):
        assert fields.date_parts(datetime(2026, 11, 24, 2, 5, tzinfo=UTC)) == {
            "day": "23",
            "month": "11",
            "year": "2026",
            "time": "21:05",
        }
    assert fields.date_parts(date(2026, 2, 3))["day"] == "3"
    assert fields.date_parts("2026-02-03T09:30") == {
        "day": "3",
        "month": "2",
        "year": "2026",
        "time": "09:30",
    }
    assert fields.date_parts("2026-11-24")["time"] == ""
    assert fields.date_parts("") == {"day": "", "month": "", "year": "", "time": ""}
    assert fields.date_parts({"day": "31", "month": "x"}) == {
        "day": "31",
        "month": "x",
        "year": "",
        "time": "",
    }
