"""How staff sign in, and who stands behind a web request."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from townline.identity.access import actor_and_jurisdictions
from townline.identity.models import Jurisdiction, User
from townline.identity.rules import Actor

SESSION_KEY = "jurisdiction"


class StaffAccounts(DefaultAccountAdapter):  # type: ignore[misc]
    """allauth's adapter for a site whose accounts are all given out by an administrator."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up."""
        del request
        return False


@dataclass(frozen=True)
class Visit:
    """A member of staff at work: who, for which jurisdiction, and the others they may choose."""

    actor: Actor
    jurisdiction: Jurisdiction
    choices: tuple[Jurisdiction, ...]


View = Callable[..., HttpResponse]


def visit_of(request: HttpRequest) -> Visit | None:
    """The member of staff behind the web request; None for somebody without any role (see :func:`staff`)."""
    user = request.user
    if not isinstance(user, User) or not user.is_active:
        return None
    actor, choices = actor_and_jurisdictions(user)
    if not choices:
        return None
    chosen = request.session.get(SESSION_KEY)
    jurisdiction = next((found for found in choices if found.pk == chosen), choices[0])
    return Visit(actor, jurisdiction, choices)


def staff(capability: str = "use_console") -> Callable[[View], View]:
    """Let only staff in who have ``capability`` somewhere in their jurisdiction; others sign in or are refused.

    The view is called with the request and the :class:`Visit`.
    """

    def wrap(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            visit = visit_of(request)
            if visit is None or not visit.actor.may_somewhere(
                capability, jurisdiction_id=visit.jurisdiction.pk
            ):
                raise PermissionDenied
            response = view(request, visit, *args, **kwargs)
            response.headers.setdefault("Cache-Control", "no-store")
            return response

        guarded.townline_capability = capability  # type: ignore[attr-defined]
        return guarded

    return wrap
