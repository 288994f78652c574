"""One small set of icons, drawn for Townline on 20 pixels with one line weight; they stand beside text."""

from __future__ import annotations

from functools import cache

from markupsafe import Markup, escape

_SHAPES = {
    "open": '<circle cx="10" cy="10" r="6.5"/>',
    "in_work": (
        '<circle cx="10" cy="10" r="6.5"/><path d="M10 3.5a6.5 6.5 0 0 1 0 13z" fill="currentColor"/>'
    ),
    "held": '<circle cx="10" cy="10" r="6.5"/><path d="M8 7.2v5.6M12 7.2v5.6"/>',
    "late": '<path d="M10 2.8 18 16.6H2z"/><path d="M10 8v4"/><path d="M10 14.3v.2"/>',
    "soon": '<circle cx="10" cy="10" r="6.5"/><path d="M10 6.3V10l2.6 1.8"/>',
    "closed": (
        '<circle cx="10" cy="10" r="6.5" fill="currentColor"/>'
        '<path class="tl-cut" d="m7 10.2 2.1 2.1 4-4.4"/>'
    ),
    "bridge": '<path d="M2.5 13.5h15M5 13.5V9.2M15 13.5V9.2M5 9.2a5 5 0 0 1 10 0"/>',
    "draft": '<circle cx="10" cy="10" r="6.5" stroke-dasharray="2.6 2.6"/>',
    "check": '<path d="m4 10.6 4 4 8-9"/>',
    "cross": '<path d="m5 5 10 10M15 5 5 15"/>',
    "lock": '<rect x="4.5" y="9" width="11" height="7.5" rx="1.5"/><path d="M7 9V6.5a3 3 0 0 1 6 0V9"/>',
    "search": '<circle cx="8.7" cy="8.7" r="5.2"/><path d="m12.7 12.7 4.3 4.3"/>',
    "pin": (
        '<path d="M10 17.5s5.5-5.2 5.5-9.3a5.5 5.5 0 0 0-11 0c0 4.1 5.5 9.3 5.5 9.3z"/>'
        '<circle cx="10" cy="8.2" r="1.8"/>'
    ),
    "map": '<path d="m2.5 5 5-2 5 2 5-2v12l-5 2-5-2-5 2zM7.5 3v12M12.5 5v12"/>',
    "phone": (
        '<path d="M4.2 3.2h3l1.4 3.6-1.9 1.4a9 9 0 0 0 5.1 5.1l1.4-1.9 3.6 1.4v3c0 .6-.5 1-1 1A12.6 '
        '12.6 0 0 1 3.2 4.2c0-.5.4-1 1-1z"/>'
    ),
    "mail": '<rect x="2.5" y="4.5" width="15" height="11" rx="1.5"/><path d="m3 5.5 7 5.5 7-5.5"/>',
    "letter": '<path d="M5 2.8h7l3.5 3.5v11H5z"/><path d="M12 2.8v3.5h3.5M7.5 10h5M7.5 13h5"/>',
    "text": '<path d="M3 4h14v9.5H9L5.5 17v-3.5H3z"/>',
    "counter": '<circle cx="10" cy="5.8" r="2.8"/><path d="M4.5 13a5.5 4 0 0 1 11 0M2.5 13h15v3.5h-15z"/>',
    "web": '<circle cx="10" cy="10" r="7"/><path d="M3 10h14M10 3c4 4 4 10 0 14M10 3c-4 4-4 10 0 14"/>',
    "app": '<rect x="5.5" y="2.5" width="9" height="15" rx="1.8"/><path d="M9 14.8h2"/>',
    "camera": '<path d="M2.5 6.5h3.6L7.5 4.3h5l1.4 2.2h3.6v9.2h-15z"/><circle cx="10" cy="10.8" r="2.8"/>',
    "person": '<circle cx="10" cy="6.5" r="3.2"/><path d="M3.8 17a6.2 5.6 0 0 1 12.4 0"/>',
    "people": (
        '<circle cx="7.5" cy="7" r="2.8"/>'
        '<path d="M2.2 16.5a5.3 5 0 0 1 10.6 0M12.8 4.5a2.8 2.8 0 0 1 0 5.2M15 12.2a5 5 0 0 1 2.8 4.3"/>'
    ),
    "team": '<path d="M3 17V7.5L10 3l7 4.5V17zM8 17v-5h4v5"/>',
    "clock": '<circle cx="10" cy="10" r="7"/><path d="M10 5.8V10l3 2"/>',
    "calendar": (
        '<rect x="3" y="4.5" width="14" height="12.5" rx="1.5"/><path d="M3 8.5h14M7 2.8v3M13 2.8v3"/>'
    ),
    "info": '<circle cx="10" cy="10" r="7"/><path d="M10 9.2v4.3M10 6.4v.2"/>',
    "warning": '<path d="M10 2.8 18 16.6H2z"/><path d="M10 8v4M10 14.3v.2"/>',
    "filter": '<path d="M3 5h14M5.5 10h9M8 15h4"/>',
    "sort_up": '<path d="m5.5 11.5 4.5-5 4.5 5"/>',
    "sort_down": '<path d="m5.5 8.5 4.5 5 4.5-5"/>',
    "next": '<path d="m7.5 4.5 5.5 5.5-5.5 5.5"/>',
    "back": '<path d="M12.5 4.5 7 10l5.5 5.5"/>',
    "plus": '<path d="M10 4v12M4 10h12"/>',
    "keys": (
        '<rect x="2" y="5" width="16" height="10.5" rx="1.5"/>'
        '<path d="M5 8.5h.2M8.3 8.5h.2M11.6 8.5h.2M14.8 8.5h.2M6.5 12h7"/>'
    ),
    "reply": '<path d="M8 5 3 9.5 8 14M3.5 9.5h8a5 5 0 0 1 5 5v1"/>',
    "route": (
        '<circle cx="5" cy="15" r="2"/>'
        '<circle cx="15" cy="5" r="2"/>'
        '<path d="M7 15h5a2.5 2.5 0 0 0 0-5H8a2.5 2.5 0 0 1 0-5h5"/>'
    ),
    "question": (
        '<circle cx="10" cy="10" r="7"/><path d="M7.8 8a2.2 2.2 0 1 1 3.3 2c-.8.5-1.1.9-1.1 1.7M10 13.9v.2"/>'
    ),
}
# Arrows point the way the text runs.
_MIRRORED = {"next", "back", "reply"}


@cache
def icon(name: str, label: str = "") -> Markup:
    """Give the icon ``name`` as inline SVG, hidden from screen readers unless ``label`` says its meaning."""
    shape = _SHAPES[name]
    classes = "tl-icon tl-icon--mirror" if name in _MIRRORED else "tl-icon"
    meaning = (
        Markup('role="img" aria-label="{}"').format(escape(label)) if label else Markup('aria-hidden="true"')
    )
    start = Markup('<svg class="{}" width="20" height="20" viewBox="0 0 20 20" focusable="false" {}>').format(
        classes, meaning
    )
    # The shapes are constants of this file.
    return start + Markup(shape) + Markup("</svg>")  # noqa: S704


def names() -> tuple[str, ...]:
    """Every icon there is, for the gallery."""
    return tuple(_SHAPES)
