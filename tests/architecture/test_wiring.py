"""Wiring is complete: every reaction belongs to an event of ours, and nothing uses Django's model signals."""

import re

from tests.shared import ROOT
from townline import wiring
from townline.kit import eventbus

SOURCE = ROOT / "src" / "townline"


def test_reactions_belong_to_events_of_an_area() -> None:
    wiring.connect()
    kinds = [kind for kind in eventbus.reactions() if not kind.__module__.startswith("tests.")]
    assert all(re.fullmatch(r"townline\.\w+\.events", kind.__module__) for kind in kinds)


def test_nobody_uses_model_signals_or_save_overrides() -> None:
    found = [
        str(path.relative_to(SOURCE))
        for path in SOURCE.rglob("*.py")
        if re.search(r"post_save|pre_save|post_delete|def save\(self", path.read_text())
    ]
    assert found == []


def test_time_comes_from_the_clock_of_the_house() -> None:
    allowed = {"kit/clock.py", "cli/doctor.py"}
    found = [
        name
        for path in SOURCE.rglob("*.py")
        if re.search(r"datetime\.now\(|timezone\.now\(|date\.today\(|utcnow\(", path.read_text())
        and (name := str(path.relative_to(SOURCE))) not in allowed
    ]
    assert found == []
