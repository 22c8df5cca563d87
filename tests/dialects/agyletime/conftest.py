"""People of the cast with a token."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from tests.dialects.agyletime.hooks import HOOKS
from tests.dialects.asking import Caller


@pytest.fixture
def ada(cast: SimpleNamespace) -> Caller:
    """Ada, who administers Acme, with a token."""
    return Caller(HOOKS, cast.ada)


@pytest.fixture
def ann(cast: SimpleNamespace) -> Caller:
    """Ann, an Employee, with a token."""
    return Caller(HOOKS, cast.ann)
