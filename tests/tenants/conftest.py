"""The stage, and a Google that knows the giver."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from peerly.dialects import DIALECTS
from tests.dialects.asking import Play
from tests.dialects.fixtures import SPEAK, google, stage
from tests.dialects.stage import Stage

__all__ = ["google", "play", "stage"]


@pytest.fixture(params=[dialect.name for dialect in DIALECTS])
def play(request: pytest.FixtureRequest, stage: Stage, settings: Settings) -> Play:
    """Each dialect on the stage, whose integrations may ask as often as they like."""
    settings.INTEGRATION_RATE = (10**6, 60)
    return Play(SPEAK[request.param], stage)
