"""What every race may ask for."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from accounts.roles import Role
from tests.cast import BadgeFactory, UserFactory, assemble
from tests.concurrency.crowd import QUOTA


@pytest.fixture
def cast(transactional_db: None) -> SimpleNamespace:
    """The cast, committed, so that other connections see it; Acme's quota is twenty."""
    cast = assemble()
    cast.acme.hi5_limit = QUOTA
    cast.acme.save()
    return cast


@pytest.fixture
def scene(cast) -> SimpleNamespace:
    """The cast with Eve, who administers Acme too, a badge, and somebody gone."""
    cast.eve = UserFactory(organisation=cast.acme, first_name="Eve", role=Role.ORGANISATION_ADMIN)
    cast.gone = UserFactory(organisation=cast.acme)
    cast.gone.delete()
    cast.badge = BadgeFactory(organisation=cast.acme)
    return cast
