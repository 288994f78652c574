"""``servicerequestupdates`` in both directions."""

from zoneinfo import ZoneInfo

from townline.api.answering import Answer, Call, answers
from townline.api.forms import read_form
from townline.api.paging import paged
from townline.api.views.requests import keyed
from townline.channels import actions, queries
from townline.channels.kinds.open311.faults import bad
from townline.channels.kinds.open311.feed import Feed
from townline.channels.kinds.open311.moments import read_moment
from townline.channels.kinds.open311.report import fingerprint
from townline.channels.kinds.open311.update import read_update
from townline.channels.kinds.open311.wanted import read_page

ROOT = "service_request_updates"


@answers("GET", "POST")
def updates(call: Call) -> Answer:
    """What happened to requests, or something that another system says about one."""
    return _take(call) if call.request.method == "POST" else _list(call)


def _list(call: Call) -> Answer:
    start, end = call.query.one("start_date"), call.query.one("end_date")
    if bool(start) != bool(end):
        raise bad("start_date and end_date come both or not at all.")
    key = keyed(call, call.query) if call.query.one("api_key") else None
    page = read_page(call.query)
    feed = Feed(
        jurisdiction_id=key.jurisdiction_id if key else call.town.pk,
        since=read_moment("start_date", start, call.zone) if start else None,
        until=read_moment("end_date", end, call.zone, is_end=True) if end else None,
        page=page,
        key_id=key.pk if key else None,
    )
    found = queries.update_list(feed)
    headers = paged(call, page, found.count, lambda: queries.update_count(feed))
    return Answer(ROOT, json=found.json, headers=headers)


def _take(call: Call) -> Answer:
    form, files = read_form(call.request)
    key = keyed(call, form)
    update = read_update(form, files, lambda: ZoneInfo(key.jurisdiction.timezone))
    line = actions.take_update(key=key, update=update, fingerprint=fingerprint(form, files))
    return Answer(ROOT, [{"update_id": str(line)}])
