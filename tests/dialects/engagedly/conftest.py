"""The dialect on the stage, and the people by name."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from tests.dialects.asking import Caller, Play
from tests.dialects.engagedly.hooks import HOOKS
from tests.dialects.stage import Side, Stage


@pytest.fixture
def play(stage: Stage, settings: Settings) -> Play:
    """This dialect on the stage, whose clients may ask as often as they like."""
    settings.INTEGRATION_RATE = (10**6, 60)
    return Play(HOOKS, stage)


@pytest.fixture
def here(play: Play) -> Side:
    """Acme."""
    return play.here


@pytest.fixture
def ada(play: Play) -> Caller:
    """The key of Acme's OrganisationAdmin."""
    return play.signed_in(play.here.admin)


@pytest.fixture
def ann(play: Play) -> Caller:
    """The key of an Employee."""
    return play.signed_in(play.here.giver)
