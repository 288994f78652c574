"""An update as another system sends it (``POST servicerequestupdates``), read into what we take. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from townline.channels.kinds.open311.faults import Fault, bad
from townline.channels.kinds.open311.moments import Zone, read_moment
from townline.channels.kinds.open311.pairs import Pairs
from townline.channels.kinds.open311.plain import without_html
from townline.channels.kinds.open311.report import Media, read_media, too_long
from townline.channels.kinds.open311.words import UPDATE_WORDS, Effect, read_word
from townline.requests.rules import outcome_problem

NEEDED = ("service_request_id", "update_id", "status", "updated_datetime", "description")


@dataclass(frozen=True)
class Update:
    """What another system says about a request. ``reason`` is our closing reason where the word closes."""

    service_request_id: str
    update_id: str
    word: str
    effect: Effect
    reason: str
    text: str
    media: Media


def read_update(form: Pairs, files: Sequence[bytes], zone: Zone) -> Update:
    """The update in a form. Refuses, with a sentence for each field, what is missing or cannot be used."""
    sentences = [f"{name} is missing." for name in NEEDED if not form.one(name)] + too_long(form)
    word = read_word(form.one("status"))
    if word and word not in UPDATE_WORDS:
        sentences.append(
            f"status {form.one('status')[:60]} is not known. Use one of {', '.join(UPDATE_WORDS)}."
        )
    media = Media()
    try:
        media = read_media(form, files)
        if form.one("updated_datetime"):
            read_moment("updated_datetime", form.one("updated_datetime"), zone)
    except Fault as fault:
        sentences.extend(fault.sentences)
    if sentences:
        raise bad(*sentences)
    effect, reason = UPDATE_WORDS[word]
    return Update(
        service_request_id=form.one("service_request_id"),
        update_id=form.one("update_id"),
        word=word,
        effect=effect,
        reason=reason,
        text=without_html(form.one("description")),
        media=media,
    )


def outcome(update: Update, sender: str) -> str:
    """The closing sentence: the sender's own where it says something, else with who said so before it."""
    if outcome_problem(update.text) is None:
        return update.text
    return f"{sender} says that this is {update.word.lower().replace('_', ' ')}: {update.text}"
