"""The stage, and a Google that knows the giver."""

from __future__ import annotations

import pytest

from peerly.dialects import DIALECTS
from tests.dialects.asking import Play
from tests.dialects.fixtures import SPEAK, furnished, google, stage
from tests.dialects.stage import Stage

__all__ = ["furnished", "google", "play", "stage"]


@pytest.fixture(params=[dialect.name for dialect in DIALECTS])
def play(request: pytest.FixtureRequest, stage: Stage) -> Play:
    """Each dialect on the stage."""
    return Play(SPEAK[request.param], stage)
