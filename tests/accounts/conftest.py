"""What the tests of signing in may ask for."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from tests import google as fake
from tests.accounts.login_page import LOGIN, NOON, PASSWORD
from tests.dialects.fixtures import stage

__all__ = ["google", "stage"]


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


@pytest.fixture
def admin(cast: SimpleNamespace) -> User:
    """A SuperAdmin with a password."""
    cast.root.set_password(PASSWORD)
    cast.root.save()
    person: User = cast.root
    return person


@pytest.fixture
def visitor() -> Client:
    """A browser that has the login page open."""
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.get(LOGIN)
    return client


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """A clock that stands still, one second into a window."""
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller
