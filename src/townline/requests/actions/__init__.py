"""All writes of the requests area, one function for each verb."""

from townline.requests.actions.amend import Amendment, amend
from townline.requests.actions.duplicates import mark_duplicate, undo_duplicate
from townline.requests.actions.give_back import give_back
from townline.requests.actions.leaving import give_back_work
from townline.requests.actions.promise import note_due_soon, note_late
from townline.requests.actions.submit import Place, Sent, me_too, submit
from townline.requests.actions.take_over import TakeOver, Target, take_over
from townline.requests.actions.triage import triage
from townline.requests.actions.views import delete_view, save_view
from townline.requests.actions.work import assign, close, comment, hold, reassign, release, reopen

__all__ = [
    "Amendment",
    "Place",
    "Sent",
    "TakeOver",
    "Target",
    "amend",
    "assign",
    "close",
    "comment",
    "delete_view",
    "give_back",
    "give_back_work",
    "hold",
    "mark_duplicate",
    "me_too",
    "note_due_soon",
    "note_late",
    "reassign",
    "release",
    "reopen",
    "save_view",
    "submit",
    "take_over",
    "triage",
    "undo_duplicate",
]
