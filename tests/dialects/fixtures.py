"""The stage, and a Google that knows the giver: for every test that sends samples."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module

import pytest
from pytest_django import Settings

from peerly.dialects import DIALECTS
from tests import google as fake
from tests.dialects.asking import Play
from tests.dialects.hooks import Hooks
from tests.dialects.stage import Stage, furnish
from tests.standing import Standing, standing

SPEAK: dict[str, Hooks] = {
    each.name: import_module(f"tests.dialects.{each.name}.hooks").HOOKS for each in DIALECTS
}


@pytest.fixture(params=[dialect.name for dialect in DIALECTS])
def hooks(request: pytest.FixtureRequest) -> Hooks:
    """Return each dialect's hooks; one without is a failure."""
    return SPEAK[request.param]


furnished = standing("furnished", furnish)


@pytest.fixture
def stage(furnished: Standing[Stage], db: None) -> Stage:
    """Two organisations that have one of everything; what a test does to them is rolled back."""
    return furnished.copy()


@pytest.fixture
def play(hooks: Hooks, stage: Stage, settings: Settings) -> Play:
    """A dialect on the stage, whose integrations may ask as often as they like."""
    settings.INTEGRATION_RATE = (10**6, 60)
    return Play(hooks, stage)


@pytest.fixture
def google(stage: Stage, settings: Settings) -> Iterator[fake.Google]:
    """A Google that knows the givers of both sides."""
    with fake.running() as server:
        introduce(stage, server, settings)
        yield server


def introduce(stage: Stage, server: fake.Google, settings: Settings) -> None:
    """Let ``server`` be Google, who knows the givers of ``stage``."""
    settings.GOOGLE_API_ROOT = server.root
    for side in (stage.here, stage.there):
        server.mint(email=side.giver.email, sub=side.google_account, token=side.google_token)
