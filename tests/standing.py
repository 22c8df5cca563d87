"""Rows that stand for many tests: making them takes longer than most of these tests take."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from copy import deepcopy
from typing import Any, Generic, TypeVar

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

T = TypeVar("T")


class Standing(Generic[T]):
    """What ``make`` returns, made once in a transaction that stays open around many tests.

    Each of them rolls back what it did, so the next one finds the rows as they were made.
    """

    def __init__(self, make: Callable[[], T], blocker: DjangoDbBlocker) -> None:
        self._make, self._blocker = make, blocker
        self._around = ExitStack()
        with blocker.unblock():
            self._around.enter_context(transaction.atomic())
            self._made = [make()]

    def copy(self) -> T:
        """Return it for one test, which makes it anew where the rows are gone already."""
        return deepcopy(self._made[0]) if self._made else self._make()

    def clear(self) -> None:
        """Take the rows away."""
        if self._made:
            self._made.clear()
            with self._blocker.unblock():
                transaction.set_rollback(True)
                self._around.close()


FIXTURES: list[str] = []
"""The names of the fixtures below, in the order in which their tests are run."""

STANDS: dict[str, Standing[Any]] = {}


def standing(name: str, make: Callable[[], T]) -> Any:
    """Return the fixture ``name``: what ``make`` returns, for every test of this process."""

    @pytest.fixture(scope="session", name=name)
    def fixture(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Standing[T]]:
        STANDS[name] = Standing(make, django_db_blocker)
        yield STANDS[name]
        STANDS.pop(name).clear()

    FIXTURES.append(name)
    return fixture


def turn(item: pytest.Function) -> int:
    """Return when a test is run: those with the same rows together, and before all others."""
    places = (place for place, name in enumerate(FIXTURES) if name in item.fixturenames)
    return next(places, len(FIXTURES))


def clear_for(item: pytest.Function) -> None:
    """Take away what a test has not asked for: it would find rows that it knows nothing of."""
    for name, stands in STANDS.items():
        if name not in item.fixturenames:
            stands.clear()
