"""A machine reads our description and tries all it can think of: nothing breaks, and every answer is described."""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.api.town import Town
from townline.api.description import described

EXAMPLES = 15
KNOWN = ("GET", "POST")


@cache
def handler() -> Any:
    return get_wsgi_application()


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """The real WSGI application, made when the first call comes and the test settings stand."""
    answer: Iterable[bytes] = handler()(environ, start_response)
    return answer


schema = schemathesis.openapi.from_dict(described("http://localhost/open311"))
schema.app = application


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """Each call is part of the test's transaction, as Django's own test client has it."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.slow
@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_no_call_breaks(town: Town, settings: Any, case: Any) -> None:
    settings.API_PER_MINUTE = 0
    if isinstance(case.body, dict) and case.body.get("api_key") != "":
        case.body["api_key"] = town.secret
    checks = [not_a_server_error, content_type_conformance]
    if case.method.upper() in KNOWN:
        checks.append(status_code_conformance)
    if case.path.endswith(".json"):
        checks.append(response_schema_conformance)
    case.call_and_validate(checks=checks)
