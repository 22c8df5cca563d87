"""The stage, a Google that knows the giver, and the people by name."""

from __future__ import annotations

import pytest

from peerly.dialects.peerly.dialect import PEERLY
from tests.dialects.asking import Caller, Play
from tests.dialects.fixtures import SPEAK, google, stage
from tests.dialects.stage import Side, Stage

__all__ = ["google", "peerly", "stage"]


@pytest.fixture
def peerly(stage: Stage) -> Play:
    """The native dialect on the stage: what a person may do is the same in all of them."""
    return Play(SPEAK[PEERLY.name], stage)


@pytest.fixture
def here(peerly: Play) -> Side:
    """Acme."""
    return peerly.here


@pytest.fixture
def there(peerly: Play) -> Side:
    """Globex."""
    return peerly.stage.there


@pytest.fixture
def root(peerly: Play) -> Caller:
    """A SuperAdmin who belongs to no organisation."""
    return peerly.signed_in(peerly.stage.root)


@pytest.fixture
def ada(peerly: Play) -> Caller:
    """Acme's OrganisationAdmin."""
    return peerly.signed_in(peerly.here.admin)


@pytest.fixture
def ann(peerly: Play) -> Caller:
    """An Employee of Acme."""
    return peerly.signed_in(peerly.here.giver)


@pytest.fixture
def mo(peerly: Play) -> Caller:
    """Acme's Moderator."""
    return peerly.signed_in(peerly.here.moderator)
