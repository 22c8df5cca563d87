"""What the tests of signing in may ask for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests import google as fake


@pytest.fixture
def google(settings: Any) -> Iterator[fake.Google]:
    """A Google of our own, which this installation is pointed at."""
    with fake.running() as google:
        settings.GOOGLE_API_ROOT = google.root
        settings.GOOGLE_CLIENT_ID = fake.CLIENT_ID
        settings.SOCIAL_AUTH_GOOGLE_OAUTH2_KEY = fake.CLIENT_ID
        settings.SOCIAL_AUTH_GOOGLE_OAUTH2_SECRET = fake.CLIENT_SECRET
        settings.SOCIAL_AUTH_GOOGLE_OAUTH2_AUTHORIZATION_URL = f"{google.root}/authorize"
        settings.SOCIAL_AUTH_GOOGLE_OAUTH2_ACCESS_TOKEN_URL = f"{google.root}/token"
        yield google
