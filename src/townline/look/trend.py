"""The small line beside a figure."""

from __future__ import annotations

from collections.abc import Sequence


def points(values: Sequence[float], width: int = 96, height: int = 24) -> str:
    """Lay a line through ``values``, oldest first, in a box of pixels: the ``points`` of an SVG polyline."""
    if not values:
        return ""
    low, high = min(values), max(values)
    reach = (high - low) or 1
    gap = width / max(len(values) - 1, 1)
    # Two pixels are left free above and below, so that a thick line is not cut off.
    inner = height - 4
    return " ".join(
        f"{index * gap:.1f},{2 + inner - (value - low) / reach * inner:.1f}"
        for index, value in enumerate(values)
    )
