"""What every test may ask for: the cast, and the API as one of them meets it."""

from __future__ import annotations

import gc
from collections.abc import Callable
from types import SimpleNamespace

import pytest

from accounts import sessions
from accounts.api import credentials
from accounts.models import User
from recognition import cards
from recognition.actions import allowances, tallies
from recognition.templatetags import peerly as templatetags
from tests import cast as casting
from tests import standing
from tests.api import Api
from tests.dialects.fixtures import furnished  # noqa: F401 - a fixture
from tests.emptying import empty
from tests.server import server  # noqa: F401 - a fixture


@pytest.fixture(autouse=True)
def _nothing_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget what the process has learnt: another test's organisation may have had the same id."""
    monkeypatch.setattr(allowances, "_running", {})
    monkeypatch.setattr(tallies, "_zones", {})
    monkeypatch.setattr(credentials, "_known", {})
    monkeypatch.setattr(sessions, "_remembered", {})
    cards._written.cache_clear()
    templatetags._picture.cache_clear()


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


def pytest_configure() -> None:
    """Take out what costs a test run minutes and proves nothing."""
    from django.conf import settings
    from django.contrib.auth.hashers import Argon2PasswordHasher
    from django.test import TransactionTestCase

    # Every new client would list all static files again; so they are looked up when asked for.
    settings.WHITENOISE_AUTOREFRESH = True
    # Argon2 still, but not as slow as it must be for passwords that somebody guesses at.
    Argon2PasswordHasher.time_cost = 1
    Argon2PasswordHasher.memory_cost = 64
    Argon2PasswordHasher.parallelism = 1
    TransactionTestCase._fixture_teardown = empty


def pytest_collection_modifyitems(items: list[pytest.Function]) -> None:
    """Bring together the tests that ask one server, and those for which the same rows stand.

    The server's come first: the first process gets the first eighth of all tests, so the other
    ones start no server of their own, which takes longer than most of these tests. And what
    starts programs comes before the many short tests, which keep every process busy to the end.
    """
    items.sort(key=_turn)


def _turn(item: pytest.Function) -> tuple[bool, int, bool]:
    asked = item.fixturenames
    return "server" not in asked, standing.turn(item), "installation" not in asked


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Function) -> None:
    """Clear away the rows of other tests."""
    standing.clear_for(item)


def pytest_collection_finish() -> None:
    """Leave out of each search for garbage what stays anyway: all that was imported."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)
