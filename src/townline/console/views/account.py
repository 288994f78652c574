"""The person's own page, and the choice of the jurisdiction to work for."""

from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from townline.console.frame import desk, show
from townline.identity.queries import departments
from townline.identity.rules import ROLE_NAMES
from townline.identity.signin import SESSION_KEY, Visit


@require_safe
@desk()
def account(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Who I am here, what I may do, and how I sign in."""
    names = {found.pk: found.name for found in departments(visit.jurisdiction.pk)}
    roles = [
        (ROLE_NAMES[grant.role], names.get(grant.department_id or 0, "all departments"))
        for grant in visit.actor.grants
        if grant.jurisdiction_id == visit.jurisdiction.pk
    ]
    context = {
        "roles": roles,
        "email": getattr(request.user, "email", ""),
        "two_step": is_mfa_enabled(request.user),
    }
    return show(request, visit, "console/account.html", context)


@require_POST
@desk()
def jurisdiction(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Work for another jurisdiction from now on; one the person has no role in changes nothing."""
    wanted = request.POST.get("jurisdiction", "")
    chosen = next((found.pk for found in visit.choices if str(found.pk) == wanted), None)
    if chosen is not None:
        request.session[SESSION_KEY] = chosen
    return redirect("console:queue")
