"""What every test may ask for: the cast, and the API as one of them meets it."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest

from accounts.models import User
from tests import cast as casting
from tests.api import Api
from tests.server import server  # noqa: F401 - a fixture


@pytest.fixture
def cast(db: None) -> SimpleNamespace:
    """Two organisations, their people, a recognition in each."""
    return casting.assemble()


@pytest.fixture
def api() -> Callable[..., Api]:
    """Return the API as the given person meets it; without one, as a stranger does."""

    def as_person(person: User | None = None) -> Api:
        return Api(person)

    return as_person
