"""What the gallery shows: a fictional town with normal, long, empty and faulty data."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from markupsafe import Markup

from townline.look.page import Link, Person, Town

ZONE = "America/New_York"
NOW = datetime(2026, 11, 21, 16, 0, tzinfo=UTC)
LONG = (
    "Overgrown hedge and fallen branches across the footpath beside the former Presbyterian schoolhouse, "
    "Upper Saint-Bartholomew-in-the-Fields Boulevard and Llanfairpwllgwyngyll Lane"
)
STATES = ("open", "in_work", "held", "soon", "late", "closed", "bridge", "draft", "good")


def at(days: float) -> datetime:
    """Give the moment ``days`` from the gallery's now."""
    return NOW + timedelta(days=days)


def context(direction: str = "ltr") -> dict[str, Any]:
    """Everything the gallery's templates name."""
    languages = (Link("English", "#", current=True, language="en"), Link("Español", "#es", language="es"))
    footer = (
        Link("How we are doing", "#"),
        Link("Accessibility", "#"),
        Link("Privacy", "#"),
        Link("Open data", "#"),
    )
    nav = (
        Link("Desk", "#"),
        Link("Work", "#", current=True, count=128),
        Link("Search", "#"),
        Link("Services", "#"),
        Link("Rollout", "#"),
    )
    return {
        "town": Town(
            name="Marlow Falls",
            follow_url="#follow",
            languages=languages,
            footer=footer,
            direction=direction,
            contact="Call 311 or 555 0100, Monday to Friday, 8:00 to 18:00.",
        ),
        "person": Person("R. Okafor", "Officer, Roads", "#account", "#out"),
        "nav": nav,
        "states": STATES,
        "long": LONG,
        "now": NOW,
        "at": at,
        "queue_columns": queue_columns(),
        "queue_rows": queue_rows(),
        "questions": questions(),
        "faulty": faulty(),
        "town_map": town_map(),
        "timeline_entries": timeline_entries(),
        "reasons": reasons(),
        "picture": picture(),
    }


def picture() -> Markup:
    """Draw a bar chart such as the server draws."""
    heights = (34, 52, 47, 80, 66, 91)
    bars = Markup("").join(
        Markup('<rect x="{}" y="{}" width="40" height="{}" fill="currentColor" opacity=".7"/>').format(
            20 + 60 * n, 100 - h, h
        )
        for n, h in enumerate(heights)
    )
    return Markup('<svg viewBox="0 0 380 110" width="380" height="110">') + bars + Markup("</svg>")


def reasons() -> list[Any]:
    """Reasons as sentences, with what holds and what does not."""
    return [
        "Reported Fri 20 Nov, 15:30, in working hours.",
        {
            "sentence": "Potholes are fixed within 2 working days.",
            "detail": "Service level of Roads, from 1 Jan.",
            "url": "#",
        },
        {"sentence": "Sat 21 and Sun 22 Nov are not working days.", "holds": True},
        {"sentence": "No holiday falls between.", "holds": True},
        {
            "sentence": "Elm Street is a state road.",
            "detail": "It is the city's between 2nd and 9th.",
            "holds": False,
        },
    ]


def timeline_entries() -> list[dict[str, Any]]:
    """Public and internal entries, one of them long."""
    return [
        {"title": "Crew assigned", "who": "Roads, north crew", "when": at(-0.3), "icon": "people"},
        {
            "title": "Needs cold mix; the order is at the depot",
            "who": "R. Okafor",
            "when": at(-0.6),
            "internal": True,
            "text": "Two bags left. Ask D. before Tuesday.\nThe neighbor at 14 knows about it.",
        },
        {"title": "Photo added", "who": "the resident", "when": at(-0.9), "icon": "camera", "text": LONG},
        {"title": "Received", "who": "by web", "when": at(-1), "icon": "web", "url": "#"},
    ]


def queue_columns() -> list[dict[str, Any]]:
    """Name the queue's heads, sorted by due."""
    return [
        {"text": "State"},
        {"text": "Number", "url": "#n"},
        {"text": "What and where"},
        {"text": "Team"},
        {"text": "Due", "url": "#d", "direction": "ascending"},
        {"text": "Age", "url": "#a", "numeric": True},
        {"text": "Channel"},
    ]


def queue_rows() -> list[dict[str, Any]]:
    """Rows of every state, one of them long."""
    made = [
        ("late", "Pothole", "12 Elm Street", "Roads north", at(-1.2), "Phone", "phone"),
        ("soon", "Missed collection", "40 Harbor Road", "Sanitation", at(0.13), "Web", "web"),
        (
            "in_work",
            LONG,
            "behind the old mill, by the second gate on the left",
            "Parks and open spaces",
            at(2),
            "Letter",
            "letter",
        ),
        ("open", "Street light out", "Corner of 3rd and Main", "Lights", at(3), "App", "app"),
        ("held", "Noise at night", "", "Code enforcement", None, "E-mail", "mail"),
        ("closed", "Fallen tree", "Mill Park", "Parks", at(-3), "Counter", "counter"),
    ]
    return [
        {
            "id": n,
            "url": "#case",
            "state": state,
            "word": "",
            "number": f"TL-2611-00{42 + n}-{n}",
            "what": what,
            "where": where,
            "team": team,
            "due": due,
            "late": state == "late",
            "received": at(-0.2 - n * 1.7),
            "channel": channel,
            "channel_icon": symbol,
        }
        for n, (state, what, where, team, due, channel, symbol) in enumerate(made)
    ]


def questions() -> list[dict[str, Any]]:
    """One question of each control."""
    sizes = [
        {"value": "s", "text": "Smaller than a plate"},
        {"value": "l", "text": "Larger", "hint": "A wheel would drop into it"},
    ]
    return [
        {
            "name": "what",
            "control": "text",
            "label": "What is it?",
            "hint": "In a few words.",
            "max_length": 80,
            "value": "A deep hole",
        },
        {
            "name": "more",
            "control": "textarea",
            "label": "Tell us more",
            "required": False,
            "max_length": 500,
            "value": "",
        },
        {
            "name": "size",
            "control": "radios",
            "label": "How big is it?",
            "options": [*sizes, {"value": "?", "text": "I do not know"}],
            "value": "l",
        },
        {
            "name": "danger",
            "control": "radios",
            "label": "Is anyone in danger?",
            "options": [{"value": "yes", "text": "Yes"}, {"value": "no", "text": "No"}],
        },
        {
            "name": "seen",
            "control": "checkboxes",
            "label": "What have you seen?",
            "options": [{"value": "a", "text": "Loose stones"}, {"value": "b", "text": "Water"}],
            "value": ["b"],
        },
        {"name": "depth", "control": "number", "label": "How deep?", "unit": "inches", "value": "4"},
        {"name": "day", "control": "date", "label": "When did you first see it?", "value": at(-2).date()},
        {"name": "moment", "control": "datetime", "label": "When did it happen?", "value": at(-2)},
        {
            "name": "side",
            "control": "select",
            "label": "Which side of the street?",
            "options": [{"value": "n", "text": "North"}, {"value": "s", "text": "South"}],
            "value": "s",
        },
        {
            "name": "photo",
            "control": "file",
            "label": "Photo",
            "required": False,
            "hint": "JPEG or PNG, up to 10 MB.",
            "accept": "image/*",
        },
    ]


def faulty() -> list[dict[str, Any]]:
    """Ask the same again, come back with errors."""
    sentences = {
        "what": "Say what it is, in a few words.",
        "more": "You wrote 1,204 characters; the limit is 500. Shorten it a little.",
        "size": "Choose how big it is.",
        "day": "Sun 29 Nov is still to come. Give a day up to today.",
        "photo": "This file is a PDF. Send a JPEG or PNG photo.",
    }
    made = []
    for question in questions():
        if question["name"] in sentences:
            error = sentences[question["name"]]
            made.append(
                {
                    **question,
                    "name": f"bad_{question['name']}",
                    "error": error,
                    "value": "" if question["name"] != "day" else at(8).date(),
                }
            )
    return made


def town_map() -> dict[str, Any]:
    """Draw a small invented grid of streets with two districts and three marks."""
    south, west = 42.300, -71.100
    streets = [
        [[south + row * 0.002, west], [south + row * 0.002 + 0.0006, west + 0.016]] for row in range(7)
    ]
    streets += [
        [[south, west + column * 0.002], [south + 0.013, west + column * 0.002 + 0.0004]]
        for column in range(9)
    ]
    middle = west + 0.008
    return {
        "streets": streets,
        "districts": [
            {
                "name": "Old Town",
                "ring": [[south, west], [south + 0.013, west], [south + 0.013, middle], [south, middle]],
            },
            {
                "name": "Harbor",
                "ring": [
                    [south, middle],
                    [south + 0.013, middle],
                    [south + 0.013, west + 0.016],
                    [south, west + 0.016],
                ],
            },
        ],
        "markers": [
            {
                "n": 1,
                "lat": south + 0.004,
                "long": west + 0.004,
                "label": "Pothole, 12 Elm Street",
                "state": "late",
            },
            {
                "n": 2,
                "lat": south + 0.006,
                "long": west + 0.011,
                "label": "Street light out",
                "state": "in_work",
            },
            {"n": 3, "lat": south + 0.010, "long": west + 0.006, "label": "Fallen tree", "state": "closed"},
        ],
    }
