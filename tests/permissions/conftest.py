"""The stage, and a Google that knows the giver."""

from __future__ import annotations

import pytest

from peerly.dialects.peerly.dialect import PEERLY
from tests.dialects.asking import Play
from tests.dialects.fixtures import SPEAK, furnished, google, stage
from tests.dialects.stage import Stage

__all__ = ["furnished", "google", "peerly", "stage"]


@pytest.fixture
def peerly(stage: Stage) -> Play:
    """The native dialect on the stage: what a person may do is the same in all of them."""
    return Play(SPEAK[PEERLY.name], stage)
