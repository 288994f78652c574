"""What every test has: files of its own, and the cast of ``tests/world.py``."""

from pathlib import Path

import pytest

pytest_plugins = ["tests.world", "tests.browser"]


@pytest.fixture(autouse=True)
def _own_files(settings: object, tmp_path: Path) -> None:
    """Each test keeps its files to itself and hashes passwords fast."""
    settings.MEDIA_ROOT = tmp_path / "files"  # type: ignore[attr-defined]
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # type: ignore[attr-defined]
