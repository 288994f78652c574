"""One PostgreSQL cluster for the whole run, one database for each worker, and the cast of ``tests/world.py``."""

import os
import shutil
import tempfile
from pathlib import Path

import pytest

from townline.embedded.cluster import Cluster

pytest_plugins = ["tests.world"]
_PLACE = "TOWNLINE_TEST_CLUSTER"
_cluster: Cluster | None = None


def pytest_configure(config: pytest.Config) -> None:
    """Start the cluster before Django's settings are read; workers of xdist find it in the environment."""
    global _cluster  # noqa: PLW0603 - pytest's hooks have no other place for it
    folder = Path(os.environ.get(_PLACE) or tempfile.mkdtemp(prefix="townline-test-"))
    os.environ["TOWNLINE_DATA"] = str(folder / "data")
    if "DATABASE_URL" in os.environ:
        return
    folder.chmod(0o711)
    _cluster = Cluster.open(folder / "cluster", createdb=True)
    os.environ[_PLACE] = str(folder)
    os.environ["DATABASE_URL"] = _cluster.url


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the cluster where it was started, and leave nothing behind."""
    if _cluster is not None:
        folder = Path(os.environ.pop(_PLACE))
        os.environ.pop("DATABASE_URL", None)
        _cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(autouse=True)
def _own_files(settings: object, tmp_path: Path) -> None:
    """Each test keeps its files to itself and hashes passwords fast."""
    settings.MEDIA_ROOT = tmp_path / "files"  # type: ignore[attr-defined]
    settings.STATIC_ROOT = None  # type: ignore[attr-defined] # nothing is collected; the finders serve it
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # type: ignore[attr-defined]
