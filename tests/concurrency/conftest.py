"""What every race may ask for."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from tests.cast import assemble
from tests.concurrency.crowd import QUOTA


@pytest.fixture
def cast(transactional_db: None) -> SimpleNamespace:
    """The cast, committed, so that other connections see it; Acme's quota is twenty."""
    cast = assemble()
    cast.acme.hi5_limit = QUOTA
    cast.acme.save()
    return cast
