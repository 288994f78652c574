"""Real data for tests: not part of the project, so a test that wants it skips, with the reason, where it is absent."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("TOWNLINE_SHARED_DATA", ROOT.parent / "shared" / "data"))


def data(name: str) -> Path:
    """The file or folder ``name`` of the shared data."""
    found = SHARED / name
    if not found.exists():
        pytest.skip(f"real data {name} is not here (TOWNLINE_SHARED_DATA says where it is)")
    return found
