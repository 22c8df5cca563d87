"""rebuild_tallies, which must find every kind of drift that is planted; what fills them first."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from accounts.periods import day_in
from recognition.models import MonthlyTally, Recognition, ValueTally
from tests.cast import RecognitionFactory
from tests.commands.asking import refused, run

pytestmark = pytest.mark.django_db

LONG_AGO = datetime(2026, 8, 31, 18, 30, tzinfo=UTC)
"""The first moment of a September in India."""


def tallied() -> tuple[list[Any], list[Any]]:
    """Return all there is, in some order that stays."""
    rows = MonthlyTally.objects.order_by("organisation", "month", "user")
    values = ValueTally.objects.order_by("organisation", "month", "core_value", "slot")
    return [(*row.pk, *row.counts) for row in rows], [(*row.pk, *row.counts) for row in values]


@pytest.fixture
def counted(cast: Any) -> Any:
    """Ann has thanked Ben now, and Cal and him on either side of a midnight."""
    for person, at in ((cast.cal, LONG_AGO - timedelta(microseconds=1)), (cast.ben, LONG_AGO)):
        RecognitionFactory(
            given_by=cast.ann, given_for=person, core_value=cast.outcome, given_at=at
        )
    return cast


PLANTED = {
    "a count too many": lambda cast: MonthlyTally.objects.filter(user=cast.cal).update(received=2),
    "a row too few": lambda cast: MonthlyTally.objects.filter(user=cast.cal).delete(),
    "a row too many": lambda cast: MonthlyTally.objects.create(
        organisation=cast.acme, user=cast.mo, month=date(2026, 6, 1), given=1
    ),
    "in the wrong slot": lambda cast: ValueTally.objects.filter(month=date(2026, 9, 1)).update(
        slot=(cast.ann.pk + 1) % 16
    ),
    "hidden behind its back": lambda cast: Recognition.objects.filter(given_for=cast.cal).update(
        hidden_at=LONG_AGO
    ),
}
WRONG = dict(zip(PLANTED, (1, 1, 1, 2, 3), strict=True))


def test_what_the_actions_have_counted_is_exact(counted: Any) -> None:
    this_month = day_in("Asia/Kolkata", counted.thanks.given_at).replace(day=1)
    people = MonthlyTally.objects.filter(organisation=counted.acme, user=counted.ann)

    assert run("rebuild_tallies", "--check").endswith(" months: exact\n")
    assert [(row.month, row.counts) for row in people.order_by("month")] == [
        (date(2026, 8, 1), (1, 0)),
        (date(2026, 9, 1), (1, 0)),
        (this_month, (1, 0)),
    ]


@pytest.mark.parametrize("drift", PLANTED)
def test_drift_is_told_by_a_check_and_corrected_without_one(counted: Any, drift: str) -> None:
    before = tallied()
    PLANTED[drift](counted)
    planted = tallied()

    said = refused("rebuild_tallies", "--check")
    assert f"{WRONG[drift]} rows are wrong" in said
    assert tallied() == planted

    assert run("rebuild_tallies").endswith(f" months: {WRONG[drift]} corrected\n")
    assert run("rebuild_tallies", "--check").endswith("exact\n")
    if "hidden" not in drift:
        assert tallied() == before


def test_the_migration_counts_what_was_there_before(counted: Any) -> None:
    before = tallied()
    for kind in (MonthlyTally, ValueTally):
        kind.objects.all().delete()

    name = "0006_count_what_was_given"
    schema = MigrationLoader(connection).project_state(("recognition", name)).apps
    import_module(f"recognition.migrations.{name}").fill(schema, None)

    assert tallied() == before
