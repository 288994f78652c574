"""What a resident reads about a request: its state, its promise, its timeline. Times are the town's own."""

from dataclasses import dataclass
from datetime import datetime

from townline.identity.models import Jurisdiction
from townline.kit import clock
from townline.look.filters import day, plural, when
from townline.requests.models import ServiceRequest, TimelineEntry
from townline.requests.rules import CLOSING_REASONS, HOLD_REASONS
from townline.servicelevels.queries import Explanation, explain

VERBS = {
    "submit": "We received your report",
    "hold": "On hold",
    "release": "Work goes on",
    "close": "Closed",
    "reopen": "Taken up again",
}
ICONS = {
    "submit": "open",
    "hold": "held",
    "release": "in_work",
    "close": "closed",
    "reopen": "open",
    "me_too": "people",
}
ENDED = {
    "done": "Done",
    "answered": "Answered",
    "not_found": "Nothing found",
    "not_ours": "Passed on",
    "duplicate": "Reported before",
    "declined": "Declined",
    "withdrawn": "Withdrawn",
}


@dataclass(frozen=True)
class Promise:
    """The card at the top of a report: state, sentence, date, an apology where one is due, and why this date."""

    state: str
    word: str
    sentence: str
    due: datetime | None = None
    sorry: str = ""
    why: Explanation | None = None


def state_of(service_request: ServiceRequest) -> str:
    """The state as the look names it: closed, held, late, in_work or open."""
    if service_request.state != "open":
        return service_request.state
    if service_request.due_at and service_request.due_at < clock.now():
        return "late"
    return "in_work" if service_request.assignee_id else "open"


def state_word(service_request: ServiceRequest) -> str:
    """How a closed request ended; "" for the usual word of the state."""
    return ENDED.get(service_request.closing_reason, "Closed") if service_request.state == "closed" else ""


def by(moment: datetime) -> str:
    """The promise of a date as a sentence."""
    return f"We will take care of this by {when(moment)}."


def promise(service_request: ServiceRequest, town: Jurisdiction) -> Promise:
    """What we promise now. Late: an apology and what happens. On hold: why. Closed: how it ended."""
    state, due = state_of(service_request), service_request.due_at
    word = state_word(service_request)
    if state == "closed":
        return Promise(
            state,
            word,
            service_request.outcome or CLOSING_REASONS.get(service_request.closing_reason, "Closed."),
        )
    why = explain(clock_id=service_request.clock_id) if service_request.clock_id else None
    if state == "held":
        return Promise(state, word, f"{_held(service_request)}. The date moves by the time we wait.", why=why)
    if due is None:
        return Promise(state, word, "We work on this as soon as we can, and you will see here what happens.")
    if state == "late":
        sorry = f"We are sorry. We promised this by {when(due)} and have not done it."
        sentence = (
            f"It is still on our list and stays there until it is done. If it cannot wait, call {town.phone}."
        )
        return Promise(state, word, sentence, sorry=sorry, why=why)
    return Promise(state, word, by(due), due, why=why)


def _held(service_request: ServiceRequest) -> str:
    hold = service_request.holds.filter(ended_at__isnull=True).first()
    return HOLD_REASONS.get(hold.reason, "This is on hold") if hold else "This is on hold"


def steps(service_request: ServiceRequest, entries: list[TimelineEntry]) -> list[dict[str, object]]:
    """Received, in work, done: how far the request is."""
    begun = next((entry.at for entry in reversed(entries) if entry.verb == "assign"), None)
    closed = service_request.state == "closed"
    in_work = begun is not None and service_request.assignee_id is not None
    made: list[dict[str, object]] = [
        {"text": "Received", "state": "done", "when": service_request.received_at},
    ]
    if in_work or not closed:
        state = "done" if closed else ("now" if in_work else "next")
        made.append({"text": "Somebody is on it", "state": state, "when": begun if in_work else None})
    end = state_word(service_request) if closed else "Done"
    made.append({"text": end, "state": "done" if closed else "next", "when": service_request.closed_at})
    return made


def timeline(entries: list[TimelineEntry]) -> list[dict[str, object]]:
    """The timeline as the look draws it, newest first. Staff are not named: the town answers.

    Those who joined stand as one entry, however many they are.
    """
    joined = [entry for entry in entries if entry.verb == "me_too"]
    shown = [entry for entry in entries if entry.verb != "me_too" or entry is joined[-1]]
    return [_drawn(entry, len(joined)) for entry in reversed(shown)]


def _drawn(entry: TimelineEntry, joined: int) -> dict[str, object]:
    title, text = VERBS.get(entry.verb) or _noted(entry), entry.sentence
    if entry.verb == "me_too":
        title, text = plural(joined, "other person has", "other people have") + " the same problem", ""
    return {
        "title": title,
        "who": "",
        "when": entry.at,
        "text": text,
        "icon": ICONS.get(entry.verb, "text"),
    }


def _noted(entry: TimelineEntry) -> str:
    return "Added by the person who reported it" if entry.actor_kind == "resident" else "News from us"


def line(service_request: ServiceRequest) -> str:
    """One line about where a request stands, for lists."""
    if service_request.state == "closed" and service_request.closed_at:
        return f"Closed {day(service_request.closed_at)}"
    return f"Reported {day(service_request.received_at)}"
