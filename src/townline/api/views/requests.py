"""Service requests: the list, one, and making one; the token call."""

from townline.api.answering import Answer, Call, answers
from townline.api.forms import read_form
from townline.api.paging import paged
from townline.channels import access, actions, queries
from townline.channels.kinds.open311.faults import bad, missing
from townline.channels.kinds.open311.pairs import Pairs
from townline.channels.kinds.open311.report import fingerprint, read_report
from townline.channels.kinds.open311.wanted import Wanted, is_extended, read_wanted
from townline.identity.models import ApiKey
from townline.kit import clock
from townline.services.queries import definition

LONGEST_KEY = 200


@answers("GET", "POST")
def many(call: Call) -> Answer:
    """The list of requests, or a new one."""
    return _make(call) if call.request.method == "POST" else _list(call)


@answers("GET")
def one(call: Call, service_request_id: str) -> Answer:
    """One request, as a list of one."""
    wanted = Wanted(ids=(service_request_id,), extended=is_extended(call.query))
    found = queries.request_list(call.town, wanted, _files(call), changes_date=call.window_is_change)
    if not found.count:
        raise missing(f"There is no request {service_request_id[:60]}.")
    return Answer("service_requests", json=found.json)


@answers("GET")
def token(call: Call, token: str) -> Answer:
    """The request behind a token: its own number, or the token of its follow link."""
    number = queries.number_behind(call.town, token)
    return Answer("service_requests", [{"service_request_id": number, "token": token}])


def _files(call: Call) -> str:
    return f"{call.base}open311/photos/"


def _list(call: Call) -> Answer:
    wanted = read_wanted(call.query, clock.now(), call.zone, window_is_change=call.window_is_change)
    found = queries.request_list(call.town, wanted, _files(call), changes_date=call.window_is_change)
    headers = paged(call, wanted.page, found.count, lambda: queries.request_count(call.town, wanted))
    return Answer("service_requests", json=found.json, headers=headers)


def _make(call: Call) -> Answer:
    form, files = read_form(call.request)
    key = keyed(call, form)
    report = read_report(form, files)
    made = actions.take_report(
        key=key,
        jurisdiction_id=key.jurisdiction_id,
        report=report,
        fingerprint=fingerprint(form, files),
        idempotency_key=_idempotency_key(call),
    )
    row = {
        "service_request_id": made.number,
        "service_notice": definition(made.definition_id).messages.receipt or None,
        "account_id": report.reach.account or None,
    }
    return Answer("service_requests", [row])


def keyed(call: Call, form: Pairs) -> ApiKey:
    """The key that the call is made with, counted against its limit; the call knows it from here on."""
    jurisdiction = form.one("jurisdiction_id") or call.query.one("jurisdiction_id")
    key = access.key_for(form.one("api_key") or call.query.one("api_key"), jurisdiction)
    actions.count_use(key=key)
    call.key = key
    return key


def _idempotency_key(call: Call) -> str:
    text = call.request.headers.get("Idempotency-Key", "").strip().strip('"')
    if len(text) > LONGEST_KEY or not text.isprintable():
        raise bad(f"Idempotency-Key must be at most {LONGEST_KEY} printable characters.")
    return text
