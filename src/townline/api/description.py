"""The API in OpenAPI 3.1, made from one table of its calls."""
from typing import Any
def described(server: str) -> dict[str, Any]:
    return {}
