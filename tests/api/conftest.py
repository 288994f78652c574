"""The small town for tests of the door."""

import pytest

from tests.api.town import Town, found_town


@pytest.fixture
def town(db: None) -> Town:
    return found_town()
