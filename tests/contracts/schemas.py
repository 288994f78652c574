"""JSON schemas of Open311 GeoReport v2, written from the prose of the standard: independent of our own description."""

from typing import Any

Schema = dict[str, Any]

#: W3C date and time: the zone is mandatory.
MOMENT: Schema = {
    "type": "string",
    "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$",
}
MAYBE_MOMENT: Schema = {"anyOf": [{"type": "null"}, MOMENT]}
# An empty element is null, so an empty text is never right.
SAID: Schema = {"type": "string", "minLength": 1}
MAYBE: Schema = {"anyOf": [{"type": "null"}, SAID]}
ADDRESS: Schema = {"type": "string", "pattern": "^https?://"}


def thing(fields: Schema, *, open_ended: bool = False) -> Schema:
    """An object with exactly these fields."""
    return {
        "type": "object",
        "properties": fields,
        "required": list(fields),
        "additionalProperties": open_ended,
    }


def many(of: Schema, at_least: int = 0) -> Schema:
    return {"type": "array", "items": of, "minItems": at_least}


DISCOVERY = thing(
    {
        "changeset": SAID,
        "contact": SAID,
        "key_service": SAID,
        "endpoints": many(
            thing(
                {
                    "specification": {"const": "http://wiki.open311.org/GeoReport_v2"},
                    "url": {"type": "string", "pattern": "^https?://.*/v2$"},
                    "changeset": SAID,
                    "type": {"enum": ["production", "test", "development"]},
                    "formats": many({"enum": ["text/xml", "application/json"]}, 2),
                }
            ),
            1,
        ),
    }
)

SERVICES = many(
    thing(
        {
            "service_code": SAID,
            "service_name": SAID,
            "description": MAYBE,
            "metadata": {"type": "boolean"},
            "type": {"enum": ["realtime", "batch", "blackbox"]},
            "keywords": MAYBE,
            "group": MAYBE,
        }
    )
)

_ATTRIBUTE_FIELDS: Schema = {
    "variable": {"type": "boolean"},
    "code": SAID,
    "datatype": {"enum": ["string", "number", "datetime", "text"]},
    "required": {"type": "boolean"},
    "datatype_description": MAYBE,
    "order": {"type": "integer", "minimum": 1},
    "description": SAID,
}
_LIST_ATTRIBUTE = thing(
    _ATTRIBUTE_FIELDS
    | {
        "datatype": {"enum": ["singlevaluelist", "multivaluelist"]},
        "values": many(thing({"key": SAID, "name": SAID}), 1),
    }
)
DEFINITION = thing(
    {
        "service_code": SAID,
        "attributes": many({"oneOf": [thing(_ATTRIBUTE_FIELDS), _LIST_ATTRIBUTE]}),
    }
)

_REQUEST_FIELDS: Schema = {
    "service_request_id": SAID,
    "status": {"enum": ["open", "closed"]},
    "status_notes": MAYBE,
    "service_name": SAID,
    "service_code": SAID,
    "description": MAYBE,
    "agency_responsible": MAYBE,
    "service_notice": MAYBE,
    "requested_datetime": MOMENT,
    "updated_datetime": MOMENT,
    "expected_datetime": MAYBE_MOMENT,
    "address": MAYBE,
    "address_id": MAYBE,
    "zipcode": MAYBE,
    "lat": {"type": ["number", "null"], "minimum": -90, "maximum": 90},
    "long": {"type": ["number", "null"], "minimum": -180, "maximum": 180},
    "media_url": {"anyOf": [{"type": "null"}, ADDRESS]},
}
REQUESTS = many(thing(_REQUEST_FIELDS))
ONE_REQUEST = REQUESTS | {"minItems": 1, "maxItems": 1}

EXTENDED = many(
    thing(
        _REQUEST_FIELDS
        | {
            "attributes": many(thing({"label": SAID, "name": SAID, "value": SAID, "code": SAID})),
            "media_urls": many(ADDRESS),
            "notes": many(thing({"datetime": MOMENT, "description": SAID, "type": SAID})),
            "extended_attributes": thing(
                {
                    "state": {"enum": ["open", "held", "closed"]},
                    "channel": SAID,
                    "photos": many(
                        thing(
                            {
                                "media_url": ADDRESS,
                                "title": MAYBE,
                                "width": {"type": ["integer", "null"]},
                                "height": {"type": ["integer", "null"]},
                                "orientation": {"enum": [None, "portrait", "landscape"]},
                                "created_at": MOMENT,
                            }
                        )
                    ),
                },
                open_ended=True,
            ),
        }
    )
)

MADE = many(thing({"service_request_id": SAID, "service_notice": MAYBE, "account_id": MAYBE}), 1)
TOKEN = many(thing({"service_request_id": SAID, "token": SAID}), 1)
UPDATES = many(
    thing(
        {
            "update_id": SAID,
            "service_request_id": SAID,
            "status": SAID,
            "description": SAID,
            "media_url": {"anyOf": [{"type": "null"}, ADDRESS]},
            "updated_datetime": MOMENT,
            "external_status_code": MAYBE,
        }
    )
)
MADE_UPDATE = many(thing({"update_id": SAID}), 1)
ERRORS = many(thing({"code": {"type": "integer", "minimum": 400, "maximum": 599}, "description": SAID}), 1)
