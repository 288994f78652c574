"""Discovery, services and their definitions."""

from townline.api.answering import Answer, Call, answers
from townline.channels import queries
from townline.channels.queries import Town
from townline.identity.queries import jurisdictions

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
KEY_SERVICE = (
    "Ask {name} for a key: {contact}. A key is needed only to send requests; reading is open to all."
)
#: Clients may keep the catalogue this long; a new changeset tells them earlier.
KEPT = {"Cache-Control": "public, max-age=60"}


@answers("GET")
def discovery(call: Call) -> Answer:
    """Where the endpoint is, what it speaks, and how to get a key."""
    known = jurisdictions()
    town = Town(call.query.one("jurisdiction_id") or known[0].code) if known else call.town
    here = town.jurisdiction
    contact = " or ".join(part for part in (here.phone, here.email) if part)
    changeset = queries.changeset(here.pk)
    endpoint = {
        "specification": SPECIFICATION,
        "url": f"{call.base}open311/v2",
        "changeset": changeset,
        "type": "production",
        "formats": ["text/xml", "application/json"],
    }
    rows = {
        "changeset": changeset,
        "contact": f"{here.name}: {contact}",
        "key_service": KEY_SERVICE.format(name=here.name, contact=contact),
        "endpoints": [endpoint],
    }
    return Answer("discovery", rows, headers=KEPT)


@answers("GET")
def services(call: Call) -> Answer:
    """What residents can ask for."""
    return Answer("services", queries.service_list(call.town), headers=KEPT)


@answers("GET")
def definition(call: Call, service_code: str) -> Answer:
    """What a service asks."""
    return Answer("service_definition", queries.service_definition(call.town, service_code), headers=KEPT)
