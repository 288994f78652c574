"""Who may open which address: the declared table that the permission test walks. A new address needs a line here."""

from collections.abc import Mapping
from dataclasses import dataclass

#: The people of the table, in its order; the case in the addresses belongs to roads.
PEOPLE = ("nobody", "agent", "roads_officer", "parks_officer", "roads_manager", "administrator")
#: Sent to sign in.
LOGIN = "login"


@dataclass(frozen=True)
class Verb:
    """A verb as it is sent, on a case in ``state``; names in braces are filled in. ``answers`` as in :class:`Access`."""

    answers: tuple[int | str, ...]
    form: Mapping[str, str]
    state: str = "open"


@dataclass(frozen=True)
class Access:
    """What each person gets, in the order of ``PEOPLE``: a status code, or ``LOGIN``.

    Where the address is a verb on a case, ``verb`` says what sending it gets.
    """

    answers: tuple[int | str, ...]
    method: str = "get"
    path: str = ""
    verb: Verb | None = None


def staff(*answers: int, method: str = "get") -> Access:
    """Nobody is sent to sign in; one answer stands for all staff, or five for the five of them."""
    return Access((LOGIN, *(answers if len(answers) > 1 else answers * 5)), method)


def verb(opens: tuple[int, ...], sends: tuple[int, ...], state: str = "open", **form: str) -> Access:
    """A verb of staff: what its form and what sending it answers to the five of them. 302 when sent: it is done."""
    return Access((LOGIN, *opens), verb=Verb((LOGIN, *sends), form, state))


def everybody(*answers: int, path: str = "") -> Access:
    """One answer for nobody and another for all staff, or the same for all."""
    return Access((answers[0], *([answers[-1]] * 5)), path=path)


#: Anyone may ask, signed in or not, and gets the same.
PUBLIC = Access(())

CASE = "console/requests/<str:number>/"
#: The work of a department is its own officers'; sorting and noting is the front office's too.
WORKS, WORKS_DONE = (403, 200, 404, 200, 200), (403, 302, 404, 302, 302)
SORTS, SORTS_DONE = (200, 200, 404, 200, 200), (302, 302, 404, 302, 302)
OUTCOME = "We filled the hole in the street."

CONSOLE: dict[str, Access] = {
    "console/": staff(200),
    "console/views/": staff(302, method="post"),
    "console/views/<int:view_id>/removal/": staff(302, method="post"),
    CASE: staff(200, 200, 404, 200, 200),
    f"{CASE}contact/": staff(200, 200, 404, 200, 200),
    f"{CASE}hold/": verb(WORKS, WORKS_DONE, reason="weather"),
    # The case is open: whoever may release or take up is sent back to it with a sentence.
    f"{CASE}release/": verb((403, 302, 404, 302, 302), WORKS_DONE, "held"),
    f"{CASE}closure/": verb(WORKS, WORKS_DONE, reason="done:patched", outcome=OUTCOME),
    f"{CASE}assignment/": verb(WORKS, WORKS_DONE, assignee=""),
    f"{CASE}team/": verb(SORTS, SORTS_DONE, team="{team}", reason="A tree did it."),
    f"{CASE}service/": verb(SORTS, SORTS_DONE, service_code="tree-damage", reason="It is about a tree."),
    f"{CASE}comments/": verb(SORTS, SORTS_DONE, text="Seen it.", readers="staff"),
    f"{CASE}reopening/": verb((302, 302, 404, 302, 302), SORTS_DONE, "closed", reason="It sank again."),
    f"{CASE}duplicate/": verb(SORTS, SORTS_DONE, original="{original}"),
    "console/calls/new/": staff(200),
    "console/calls/new/<str:service_code>/": staff(200),
    "console/calls/addresses/": staff(200),
    "console/calls/<str:number>/": staff(200, 200, 404, 200, 200),
    "console/files/<str:name>": staff(200, 200, 404, 200, 200),
    "console/jurisdiction/": staff(302, method="post"),
    "console/account/": staff(200),
}

ACCOUNTS: dict[str, Access] = {
    "accounts/signup/": everybody(404),
    "accounts/email/": everybody(404),
    "accounts/^confirm-email/": everybody(404, path="accounts/confirm-email/"),
    "accounts/^confirm-email/(?P<key>[-:\\w]+)/$": everybody(404, path="accounts/confirm-email/key/"),
    "accounts/confirm-email/": everybody(404),
    "accounts/login/code/confirm/": everybody(404),
    "accounts/password/set/": everybody(404),
    "accounts/login/": everybody(200, 302),
    "accounts/logout/": everybody(302, 200),
    "accounts/inactive/": everybody(200),
    "accounts/reauthenticate/": staff(200),
    "accounts/password/change/": staff(200),
    "accounts/password/reset/": everybody(200),
    "accounts/password/reset/done/": everybody(200),
    "accounts/password/reset/key/done/": everybody(200),
    "accounts/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": everybody(
        200, path="accounts/password/reset/key/1-abc/"
    ),
    "accounts/2fa/": staff(200),
    "accounts/2fa/authenticate/": Access((LOGIN, *[302] * 5)),
    "accounts/2fa/reauthenticate/": staff(302),
    "accounts/2fa/totp/activate/": staff(302),
    "accounts/2fa/totp/deactivate/": staff(404),
    "accounts/2fa/recovery-codes/": staff(404),
    "accounts/2fa/recovery-codes/generate/": staff(302),
    "accounts/2fa/recovery-codes/download/": staff(404),
}

_REPORT = "services/<slug:code>/report/"
_DRAFT = f"{_REPORT}<slug:key>/"
_PARTS = ("place", "near", "questions", "questions/follow-ups", "stop", "you", "check")
PORTAL: dict[str, Access] = dict.fromkeys(
    (
        "",
        "find/",
        "find/results/",
        "services/",
        "services/<slug:code>/",
        _REPORT,
        *(f"{_DRAFT}{part}/" for part in _PARTS),
        f"{_DRAFT}photos/<str:name>",
        "addresses/",
        "requests/",
        "requests/<str:number>/",
        "requests/<str:number>/me-too/",
        "follow/",
        "follow/<str:token>/",
        "follow/<str:token>/sent/",
        "follow/<str:token>/notes/",
        "follow/<str:token>/photos/<str:name>",
        "photos/<str:name>",
        "robots.txt",
        "favicon.ico",
    ),
    PUBLIC,
)

_CALLS = (
    "discovery.<form:form>",
    "services.<form:form>",
    "services/<str:service_code>.<form:form>",
    "requests.<form:form>",
    "requests/<str:service_request_id>.<form:form>",
    "tokens/<str:token>.<form:form>",
    "servicerequestupdates.<form:form>",
)
API: dict[str, Access] = dict.fromkeys(
    (
        "open311/discovery.<form:form>",
        *(f"open311/{base}{call}" for base in ("v2/", "fixmystreet/v2/") for call in _CALLS),
        "open311/photos/<photo:name>",
        "open311/openapi.json",
        "health/live",
        "health/ready",
    ),
    PUBLIC,
) | {"^open311/": everybody(404, path="open311/nothing")}

TABLE: dict[str, Access] = CONSOLE | ACCOUNTS | PORTAL | API
