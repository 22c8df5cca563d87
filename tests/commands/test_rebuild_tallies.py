"""rebuild_tallies, which must find every kind of drift that is planted; what fills them first."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from accounts.actions import users
from accounts.periods import day_in
from recognition.actions.tallies import KINDS
from recognition.models import (
    LastThanks,
    MonthlyTally,
    ParticipationTally,
    Recognition,
    SpanTally,
    ValueTally,
)
from tests.cast import RecognitionFactory
from tests.commands.asking import refused, run

pytestmark = pytest.mark.django_db

LONG_AGO = datetime(2026, 8, 31, 18, 30, tzinfo=UTC)
"""The first moment of a September in India."""


def tallied() -> list[list[Any]]:
    """Return all there is, in some order that stays."""
    last = LastThanks.objects.values_list("organisation", "user", "at", "was_thanked")
    counts = [sorted((*row.pk, *row.counts) for row in kind.objects.all()) for kind in KINDS]
    return [*counts, sorted(last)]


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
    "a year too full": lambda cast: SpanTally.objects.filter(months=12, user=cast.ann).update(
        given=7
    ),
    "a quarter of nothing": lambda cast: SpanTally.objects.create(
        organisation=cast.acme, user=cast.mo, months=3, month=date(2026, 4, 1), received=1
    ),
    "somebody too many": lambda cast: ParticipationTally.objects.filter(
        month=date(2026, 9, 1), gave=1
    ).update(gave=2),
    "a month of too much": lambda cast: ParticipationTally.objects.filter(
        month=date(2026, 9, 1), given=1
    ).update(given=2),
    "thanked too lately": lambda cast: LastThanks.objects.filter(user=cast.cal).update(
        at=datetime.now(UTC)
    ),
    "never thanked": lambda cast: LastThanks.objects.filter(user=cast.mo).update(was_thanked=True),
    "joined too lately": lambda cast: LastThanks.objects.filter(user=cast.mo).update(
        at=datetime.now(UTC)
    ),
    "joined unnoticed": lambda cast: LastThanks.objects.filter(user=cast.mo).delete(),
    "in the wrong slot": lambda cast: ValueTally.objects.filter(month=date(2026, 9, 1)).update(
        slot=(cast.ann.pk + 1) % 16
    ),
    "hidden behind its back": lambda cast: Recognition.objects.filter(given_for=cast.cal).update(
        hidden_at=LONG_AGO
    ),
}
WRONG = dict(zip(PLANTED, (1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 10), strict=True))


def test_what_the_actions_have_counted_is_exact(counted: Any) -> None:
    this_month = day_in("Asia/Kolkata", counted.thanks.given_at).replace(day=1)
    people = MonthlyTally.objects.filter(organisation=counted.acme, user=counted.ann)

    assert run("rebuild_tallies", "--check").endswith(" months: exact\n")
    assert [(row.month, row.counts) for row in people.order_by("month")] == [
        (date(2026, 8, 1), (1, 0)),
        (date(2026, 9, 1), (1, 0)),
        (this_month, (1, 0)),
    ]


def test_whoever_joins_is_counted_from_then_on(counted: Any) -> None:
    acme = counted.acme
    people = [
        users.join(email="nia@acme.test", organisation=acme, first_name="Nia"),
        users.appoint(email="max@acme.test", organisation=acme),
    ]

    assert run("rebuild_tallies", "--check").endswith("exact\n")
    noted = LastThanks.objects.filter(user__in=people)
    assert set(noted.values_list("at", "was_thanked")) == {(one.joined_at, False) for one in people}


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


def test_the_migrations_count_what_was_there_before(counted: Any) -> None:
    before = tallied()
    for kind in (*KINDS, LastThanks):
        kind.objects.all().delete()

    for name in ("0006_count_what_was_given", "0009_sum_up_quarters_and_years"):
        schema = MigrationLoader(connection).project_state(("recognition", name)).apps
        editor = SimpleNamespace(connection=connection)
        import_module(f"recognition.migrations.{name}").fill(schema, editor)
    with connection.cursor() as cursor:
        given = import_module("recognition.migrations.0016_fill_what_a_month_gave").COUNTS
        cursor.execute(given)
        ParticipationTally.objects.update(given=0)  # as a version from before leaves it
        cursor.execute(given)
        cursor.execute(import_module("recognition.migrations.0013_note_last_thanks").LAST)
        cursor.execute(import_module("recognition.migrations.0018_note_when_they_joined").JOINED)

    assert tallied() == before
