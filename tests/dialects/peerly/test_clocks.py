"""The native dialect's tokens between machines whose clocks differ a little."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
import time_machine

from accounts.actions import tokens
from accounts.models import RevokedToken
from tests.api import Api, error_of

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 18, 6, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """This machine's clock, standing still."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def _issued_elsewhere(
    cast: SimpleNamespace, clock: time_machine.Traveller, ahead: int, lifetime: timedelta
) -> Api:
    """Return the API with a token of a machine whose clock is ``ahead`` seconds ahead."""
    clock.shift(ahead)
    token = tokens.issue(person=cast.ann, lifetime=lifetime)
    clock.shift(-ahead)
    return Api(token=token)


@pytest.mark.parametrize("ahead", [2, 10])
def test_a_token_of_a_clock_a_little_ahead_counts_at_once(
    cast: SimpleNamespace, clock: time_machine.Traveller, ahead: int
) -> None:
    ann = _issued_elsewhere(cast, clock, ahead, timedelta(hours=1))

    assert ann.get("/users/me").json()["data"]["id"] == cast.ann.pk
    assert ann.post("/logout").status_code == 200
    assert error_of(ann.get("/users/me")) == (401, "invalid_token")


def test_a_token_of_a_clock_far_ahead_does_not_count_yet(
    cast: SimpleNamespace, clock: time_machine.Traveller
) -> None:
    ann = _issued_elsewhere(cast, clock, 11, timedelta(hours=1))

    assert error_of(ann.post("/logout")) == (401, "invalid_token")
    assert not RevokedToken.objects.exists()


@pytest.mark.parametrize("late", [0, 1, 9])
def test_nothing_prolongs_a_token(
    cast: SimpleNamespace, clock: time_machine.Traveller, late: int
) -> None:
    ann = Api(token=tokens.issue(person=cast.ann, lifetime=timedelta(minutes=5)))
    clock.shift(timedelta(minutes=5, seconds=-1))
    assert ann.get("/users/me").status_code == 200

    clock.shift(1 + late)

    assert error_of(ann.get("/users/me")) == (401, "invalid_token")
