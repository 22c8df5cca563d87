"""The keys of two people, and a Google that knows nobody yet, for tests that play on no stage."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from pytest_django import Settings

from tests import google as fake
from tests.dialects.betterworks.bot import Bot


@pytest.fixture
def google(settings: Settings) -> Iterator[fake.Google]:
    """A Google."""
    with fake.running() as server:
        settings.GOOGLE_API_ROOT = server.root
        yield server


@pytest.fixture
def jane(cast: SimpleNamespace) -> Bot:
    """A key of the head of an organisation."""
    return Bot(cast.ada)


@pytest.fixture
def john(cast: SimpleNamespace) -> Bot:
    """A key of an ordinary user."""
    return Bot(cast.ann)
