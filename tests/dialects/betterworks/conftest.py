"""A Google that knows nobody yet, for tests that play on no stage."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from tests import google as fake


@pytest.fixture
def google(settings: Settings) -> Iterator[fake.Google]:
    """A Google."""
    with fake.running() as server:
        settings.GOOGLE_API_ROOT = server.root
        yield server
