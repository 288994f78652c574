"""The Open311 API in OpenAPI 3.1, made from one table of its calls."""

from dataclasses import dataclass
from typing import Any

from townline.channels.kinds.open311.report import LIMITS, LONGEST_URL
from townline.channels.kinds.open311.update import NEEDED
from townline.channels.kinds.open311.wanted import FARTHEST_METRES, MOST_ROWS
from townline.channels.kinds.open311.words import UPDATE_WORDS

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
MAYBE: Schema = {"type": ["string", "null"]}
NUMBER: Schema = {"type": "number"}
WHOLE: Schema = {"type": "integer", "minimum": 1}
MOMENT: Schema = {"type": "string", "format": "date-time"}
MAYBE_MOMENT: Schema = {"type": ["string", "null"], "format": "date-time"}


@dataclass(frozen=True)
class Described:
    """One call: its address below ``/open311``, what it does, the parameters it reads and the shape it answers."""

    path: str
    summary: str
    shape: str
    query: tuple[str, ...] = ()
    body: str = ""
    can_miss: bool = False


QUERY: dict[str, tuple[Schema, str]] = {
    "jurisdiction_id": (TEXT, "Which jurisdiction; needed only where one site answers for several."),
    "api_key": (
        TEXT,
        "A key; with it, updates of requests the key sent are listed even if they are not public.",
    ),
    "service_request_id": (TEXT, "Ids parted by commas. Overrides everything else."),
    "service_code": (TEXT, "Service codes parted by commas."),
    "status": (TEXT, "open, closed, or both parted by a comma."),
    "start_date": (MOMENT, "Requested at this time or later. At most 90 days before end_date."),
    "end_date": (MOMENT, "Requested at this time or earlier."),
    "updated_after": (MOMENT, "Changed at this time or later."),
    "updated_before": (MOMENT, "Changed at this time or earlier."),
    "page": (WHOLE, "Page, from 1. Adds X-Total-Count."),
    "page_size": (WHOLE, f"Rows on a page; at most {MOST_ROWS:,}."),
    "extensions": ({"type": "boolean"}, "true adds what is not in the standard."),
    "lat": ({**NUMBER, "minimum": -90, "maximum": 90}, "Latitude of the middle of a circle."),
    "long": ({**NUMBER, "minimum": -180, "maximum": 180}, "Longitude of the middle of a circle."),
    "radius": (
        {**NUMBER, "exclusiveMinimum": 0, "maximum": FARTHEST_METRES},
        "Metres around lat and long; 750 when left out.",
    ),
    "bbox": (TEXT, "west,south,east,north in degrees."),
}

_HERE = ("jurisdiction_id",)
_PAGES = ("page", "page_size")
_LIST = (
    *_HERE,
    "service_request_id",
    "service_code",
    "status",
    "start_date",
    "end_date",
    "updated_after",
    "updated_before",
    "lat",
    "long",
    "radius",
    "bbox",
    "extensions",
    *_PAGES,
)

#: Every call, in both formats.
CALLS = (
    Described("/discovery", "Where the endpoint is and what it speaks", "discovery", _HERE),
    Described("/v2/services", "What residents can ask for", "services", _HERE),
    Described(
        "/v2/services/{service_code}", "What a service asks", "service_definition", _HERE, can_miss=True
    ),
    Described("/v2/requests", "The public requests", "service_requests", _LIST),
    Described("/v2/requests", "Make a request", "made_requests", body="report", can_miss=True),
    Described(
        "/v2/requests/{service_request_id}",
        "One request",
        "service_requests",
        (*_HERE, "extensions"),
        can_miss=True,
    ),
    Described("/v2/tokens/{token}", "The request behind a token", "tokens", _HERE, can_miss=True),
    Described(
        "/v2/servicerequestupdates",
        "What happened to requests",
        "service_request_updates",
        (*_HERE, "api_key", "start_date", "end_date", *_PAGES),
    ),
    Described(
        "/v2/servicerequestupdates",
        "Say something about a request",
        "made_updates",
        body="update",
        can_miss=True,
    ),
)


def _object(fields: dict[str, Schema], needed: tuple[str, ...] | None = None) -> Schema:
    return {"type": "object", "properties": fields, "required": list(fields if needed is None else needed)}


def _list(of: Schema) -> Schema:
    return {"type": "array", "items": of}


_ENDPOINT = _object(
    {"specification": TEXT, "url": TEXT, "changeset": TEXT, "type": TEXT, "formats": _list(TEXT)}
)
_ATTRIBUTE = _object(
    {
        "variable": {"type": "boolean"},
        "code": TEXT,
        "datatype": {"enum": ["string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"]},
        "required": {"type": "boolean"},
        "datatype_description": MAYBE,
        "order": WHOLE,
        "description": TEXT,
    }
)
_SERVICE = _object(
    {
        "service_code": TEXT,
        "service_name": TEXT,
        "description": MAYBE,
        "metadata": {"type": "boolean"},
        "type": {"enum": ["realtime", "batch", "blackbox"]},
        "keywords": MAYBE,
        "group": MAYBE,
    }
)
_REQUEST = _object(
    {
        "service_request_id": TEXT,
        "status": {"enum": ["open", "closed"]},
        "status_notes": MAYBE,
        "service_name": TEXT,
        "service_code": TEXT,
        "description": MAYBE,
        "agency_responsible": MAYBE,
        "service_notice": MAYBE,
        "requested_datetime": MOMENT,
        "updated_datetime": MOMENT,
        "expected_datetime": MAYBE_MOMENT,
        "address": MAYBE,
        "address_id": MAYBE,
        "zipcode": MAYBE,
        "lat": {"type": ["number", "null"]},
        "long": {"type": ["number", "null"]},
        "media_url": MAYBE,
    }
)
_UPDATE = _object(
    {
        "update_id": TEXT,
        "service_request_id": TEXT,
        "status": MAYBE,
        "description": TEXT,
        "media_url": MAYBE,
        "updated_datetime": MOMENT,
        "external_status_code": MAYBE,
    }
)

#: What the calls answer, as JSON.
SHAPES: dict[str, Schema] = {
    "discovery": _object(
        {"changeset": TEXT, "contact": TEXT, "key_service": TEXT, "endpoints": _list(_ENDPOINT)}
    ),
    "services": _list(_SERVICE),
    "service_definition": _object({"service_code": TEXT, "attributes": _list(_ATTRIBUTE)}),
    "service_requests": _list(_REQUEST),
    "made_requests": _list(
        _object({"service_request_id": TEXT, "service_notice": MAYBE, "account_id": MAYBE})
    ),
    "tokens": _list(_object({"service_request_id": TEXT, "token": TEXT})),
    "service_request_updates": _list(_UPDATE),
    "made_updates": _list(_object({"update_id": TEXT})),
    "errors": _list(_object({"code": {"type": "integer"}, "description": TEXT})),
}


def _limited(*names: str) -> dict[str, Schema]:
    return {name: {**TEXT, "maxLength": LIMITS[name]} for name in names}


_MEDIA: dict[str, Schema] = {"media_url": _list({**TEXT, "maxLength": LONGEST_URL})}

#: What is posted. ``attribute[CODE]`` fields come beside these.
BODIES: dict[str, Schema] = {
    "report": _object(
        {
            "jurisdiction_id": TEXT,
            "api_key": TEXT,
            "lat": NUMBER,
            "long": NUMBER,
            **_limited(
                *(
                    name
                    for name in LIMITS
                    if name not in {"title", "update_id", "service_request_id", "status"}
                )
            ),
            **_MEDIA,
        },
        ("api_key", "service_code"),
    ),
    "update": _object(
        {
            "jurisdiction_id": TEXT,
            "api_key": TEXT,
            "updated_datetime": MOMENT,
            **_limited(
                "service_request_id", "update_id", "description", "email", "first_name", "last_name", "title"
            ),
            "status": {"enum": list(UPDATE_WORDS)},
            **_MEDIA,
        },
        ("api_key", *NEEDED),
    ),
}


def described(server: str) -> dict[str, Any]:
    """The whole description; ``server`` is the address of ``/open311``."""
    paths: dict[str, dict[str, Any]] = {}
    for call in CALLS:
        for form in ("json", "xml"):
            operations = paths.setdefault(f"{call.path}.{form}", {})
            operations["post" if call.body else "get"] = _operation(call, form)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Open311 GeoReport v2",
            "version": "2.0",
            "description": "With the extensions in use: paging, changes, places, media, updates.",
        },
        "servers": [{"url": server}],
        "paths": paths,
        "components": {"schemas": SHAPES},
    }


def _operation(call: Described, form: str) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "summary": call.summary,
        "operationId": f"{'make' if call.body else 'get'}_{call.shape}{'_one' if '{' in call.path else ''}_{form}",
        "parameters": [*_named(call.path), *(_parameter(name) for name in call.query)],
        "responses": _responses(call, form),
    }
    if call.body:
        schema = BODIES[call.body]
        kinds = ("application/x-www-form-urlencoded", "multipart/form-data")
        operation["requestBody"] = {"required": True, "content": {kind: {"schema": schema} for kind in kinds}}
    return operation


def _named(path: str) -> list[dict[str, Any]]:
    names = [part[1:-1] for part in path.split("/") if part.startswith("{")]
    return [
        {"name": name, "in": "path", "required": True, "schema": {**TEXT, "minLength": 1}} for name in names
    ]


def _parameter(name: str) -> dict[str, Any]:
    schema, purpose = QUERY[name]
    return {"name": name, "in": "query", "required": False, "schema": schema, "description": purpose}


def _responses(call: Described, form: str) -> dict[str, Any]:
    errors = {"400": "What was sent cannot be used."}
    if call.can_miss or "jurisdiction_id" in call.query:
        errors["404"] = "There is no such thing."
    if call.body or "api_key" in call.query:
        errors |= {"403": "The key is missing or wrong.", "429": "The key was used too often."}
    found = {"200": {"description": "Done.", "content": _content(call.shape, form)}}
    return found | {
        code: {"description": text, "content": _content("errors", form)} for code, text in errors.items()
    }


def _content(shape: str, form: str) -> dict[str, Any]:
    if form == "json":
        return {"application/json": {"schema": {"$ref": f"#/components/schemas/{shape}"}}}
    return {"text/xml": {"schema": TEXT}}
