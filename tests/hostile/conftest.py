"""What hostile requests are sent to."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from tests.cast import OrganisationFactory, UserFactory
from tests.dialects.fixtures import hooks, introduce, play, stage
from tests.dialects.rows import count_from_one
from tests.dialects.stage import Stage, furnish
from tests.server import Server

__all__ = ["hooks", "play", "stage"]


@pytest.fixture
def committed(transactional_db: None, server: Server, settings: Settings) -> Stage:
    """The stage as the server sees it, whose Google knows the givers."""
    count_from_one()
    # Whoever asks for the smallest ids there can be finds nobody of the stage.
    UserFactory.create_batch(2, organisation=OrganisationFactory(domain_name="elsewhere.test"))
    stage = furnish()
    introduce(stage, server.google, settings)
    return stage
