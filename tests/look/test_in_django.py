"""The doors' way of rendering: Django's Jinja2 backend, with a request, its token and the jurisdiction's zone."""

from datetime import UTC, datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.template import engines
from django.template.loader import get_template
from django.test import RequestFactory
from django.utils import timezone
from jinja2 import UndefinedError

from townline.kit import clock
from townline.look.page import Link, Person, Town

NOW = datetime(2026, 11, 21, 16, 0, tzinfo=UTC)


def _render(source: str, **context: object) -> str:
    template = engines["jinja2"].from_string(source)  # type: ignore[attr-defined]
    return str(template.render(context, RequestFactory().get("/")))


CONSOLE = """{% extends "look/console.html" %}{% block title %}T{% endblock %}{% block content %}{{ words }}{% endblock %}"""


def test_a_console_page_signs_out_by_a_form_with_a_token() -> None:
    page = _render(
        CONSOLE,
        words="<b>",
        town=Town("Marlow Falls"),
        nav=(Link("Work", "/w", current=True, count=1200),),
        person=Person("R. Okafor", sign_out_url="/out"),
    )
    assert "csrfmiddlewaretoken" in page
    assert "&lt;b&gt;" in page
    assert 'href="/w" aria-current="page"' in page
    assert "1,200" in page


def test_nobody_signed_in_leaves_no_menu() -> None:
    page = _render(CONSOLE, words="", town=Town("Marlow Falls"), nav=(), person=None)
    assert "tl-menu" not in page


def test_an_unknown_name_raises_instead_of_leaving_a_blank() -> None:
    with pytest.raises(UndefinedError):
        _render(CONSOLE, town=Town("Marlow Falls"), nav=(), person=None)


def test_a_brand_and_a_logo_are_the_councils() -> None:
    town = Town("Marlow Falls", brand_url="/brand.css", logo_url="/logo.svg", language="ar", direction="rtl")
    page = _render(CONSOLE, words="", town=town, nav=(), person=None)
    assert '<link rel="stylesheet" href="/brand.css">' in page
    assert 'lang="ar" dir="rtl"' in page
    assert page.index("/brand.css") > page.index("vendor/console.css")


def test_dates_follow_the_zone_that_the_door_activates() -> None:
    moment = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
    with clock.frozen(NOW):
        for zone, says in (("America/New_York", "15:00"), ("America/Chicago", "14:00")):
            with timezone.override(ZoneInfo(zone)):
                assert _render("{{ moment | when }}", moment=moment) == f"Tue 24 Nov, {says}"


def test_layouts_are_found_by_name() -> None:
    assert get_template("look/portal.html")
    assert get_template("look/console.html")


def test_data_of_a_map_cannot_close_its_block() -> None:
    data = {
        "markers": [
            {"n": 1, "lat": 1.0, "long": 2.0, "label": "</script><script>alert(1)</script>", "state": "late"}
        ]
    }
    source = '{% from "look/components/map.html" import map_with_list %}{{ map_with_list("m", data, []) }}'
    assert "</script><script>" not in _render(source, data=data)


def test_optional_parts_may_be_missing_from_mappings_and_objects_alike() -> None:
    source = '{% from "look/components/timeline.html" import timeline %}{{ timeline([entry]) }}'
    with clock.frozen(NOW):
        for entry in ({"title": "Received", "when": NOW}, SimpleNamespace(title="Received", when=NOW)):
            assert "Received" in _render(source, entry=entry)
        with pytest.raises(UndefinedError):
            _render(source, entry={"when": NOW})
