"""Engage's clients, as somebody of the cast owns their key."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest

from tests.dialects.asking import Caller
from tests.dialects.engage import keys
from tests.dialects.engage.hooks import HOOKS


@pytest.fixture
def whole(cast: SimpleNamespace) -> Caller:
    """Return a client of Ada's that shows key and secret."""
    return Caller(HOOKS, cast.ada)


@pytest.fixture
def alone(cast: SimpleNamespace) -> Caller:
    """Return a client of Ada's that shows the key alone, as every browser can."""
    return Caller(HOOKS, headers=keys.key_alone_of(cast.ada))


@pytest.fixture
def owned_by() -> Callable[..., Caller]:
    """Return a client whose key and secret are somebody's."""
    return lambda person: Caller(HOOKS, person)
