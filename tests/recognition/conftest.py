"""What the tests of both ways to an answer may ask for."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine

from accounts.models import Organisation, User
from recognition.actions import tallies
from recognition.models import Recognition
from tests.concurrency.crowd import open_period, this_week_began
from tests.recognition.asking import thank
from tests.recognition.random_company import NOW, found_companies
from tests.recognition.random_directory import keep_directory
from tests.recognition.worlds import join
from tests.recognition.years import LONG_AGO, have_joined
from tests.standing import Standing, standing


def _companies() -> list[Organisation]:
    homes = found_companies(seed=5)
    for home in homes:
        keep_directory(Random(home.pk), home)
    return homes


companies = standing("companies", _companies)


@pytest.fixture
def clock() -> Iterator[Any]:
    """A clock that stands still: balances depend on it, and one way is asked after the other."""
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def homes(companies: Standing[list[Organisation]], db: None, clock: Any) -> list[Organisation]:
    """Three organisations as chance would have them; what a test does to them is rolled back."""
    return companies.copy()


@pytest.fixture
def warm(cast: SimpleNamespace, clock: Any) -> SimpleNamespace:
    """The cast in a week that this process knows to have begun: Cal, Ada and Ben have three left.

    So whoever of them gives a hi5 next does it by the lane.
    """
    for person in (cast.cal, cast.ada, cast.ben):
        open_period(person, this_week_began(person), 4)
        assert join(person, thank(cast, given_for=cast.mo)).status_code == 201
    return cast


@pytest.fixture
def empty(cast: SimpleNamespace) -> SimpleNamespace:
    """The cast, of whom nobody has been thanked yet."""
    Recognition.objects.all().delete()
    for home in (cast.acme, cast.globex):
        tallies.recount(organisation=home)
    return cast


@pytest.fixture
def settled(empty: SimpleNamespace) -> SimpleNamespace:
    """The same; everybody has been there for years."""
    have_joined(User.all_objects.all(), LONG_AGO)
    return empty
