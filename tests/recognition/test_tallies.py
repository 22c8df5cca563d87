"""Tallies stay exact, whatever happens to recognitions and to the clock of an organisation."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from django.db import IntegrityError, transaction

from accounts.actions import organisations
from accounts.models.constraints import violates
from recognition.actions import recognitions, reviews, tallies
from recognition.models import (
    MonthlyTally,
    ParticipationTally,
    Recognition,
    SpanTally,
    ValueTally,
)
from tests.cast import CoreValueFactory
from tests.commands.asking import run

pytestmark = pytest.mark.django_db

NEW_YEAR = datetime(2026, 12, 31, 18, 30, tzinfo=UTC)
"""Midnight in India."""

ZONES = ["Asia/Kolkata", "America/New_York", "Pacific/Kiritimati", "Pacific/Pago_Pago"]


def given_in(cast, person):
    """Return {month: how many} of what somebody gave."""
    rows = MonthlyTally.objects.filter(organisation=cast.acme, user=person)
    return {row.month: row.given for row in rows if row.given}


def thank(cast, at):
    return recognitions.give(
        by=cast.ann, given_for=cast.ben, core_value=cast.outcome, text="Thanks", now=at
    )


@pytest.mark.parametrize("seed", range(3))
def test_after_any_walk_they_are_what_counting_again_says(empty, seed):
    rng = Random(seed)
    people = [empty.ann, empty.ben, empty.cal, empty.ada]
    values = [empty.outcome, CoreValueFactory(organisation=empty.acme)]
    given = []
    for _ in range(40):
        step = rng.random()
        if step < 0.6 or not given:
            by, to = rng.sample(people, 2)
            at = NEW_YEAR + timedelta(hours=rng.randint(-900, 900))
            given.append(
                recognitions.give(
                    by=by, given_for=to, core_value=rng.choice(values), text="Thanks", now=at
                )
            )
        elif step < 0.95:
            judged, is_bad = rng.choice(given), rng.random() < 0.6
            reviews.give(by=empty.mo, recognition=judged, is_inappropriate=is_bad)
        else:
            zone = rng.choice(ZONES)
            organisations.change(by=empty.ada, organisation=empty.acme, timezone=zone)

    assert run("rebuild_tallies", "--check").endswith(" months: exact\n")
    shown = Recognition.objects.not_hidden().count()
    for kind in (MonthlyTally, SpanTally, ValueTally):
        for name in kind.COUNTS:
            total = sum(getattr(row, name) for row in kind.objects.all())
            assert total == shown * len(kind.LENGTHS)
    assert sum(row.given for row in ParticipationTally.objects.all()) == shown


def test_whatever_is_hidden_counts_once_less_however_often_it_is_hidden(empty):
    thanks = thank(empty, NEW_YEAR)
    assert given_in(empty, empty.ann) == {date(2027, 1, 1): 1}

    for is_bad, left in ((True, {}), (True, {}), (False, {date(2027, 1, 1): 1}), (True, {})):
        reviews.give(by=empty.mo, recognition=thanks, is_inappropriate=is_bad)
        assert given_in(empty, empty.ann) == left


def test_a_refused_recognition_counts_nowhere(empty):
    empty.acme.recognition_costs_hi5, empty.acme.hi5_limit = True, 1
    empty.acme.save()
    thank(empty, NEW_YEAR)

    with pytest.raises(recognitions.hi5s.allowances.InsufficientBalance):
        thank(empty, NEW_YEAR)

    assert given_in(empty, empty.ann) == {date(2027, 1, 1): 1}


def test_months_follow_the_organisation_to_another_time_zone(empty):
    thank(empty, NEW_YEAR - timedelta(hours=1))
    thank(empty, NEW_YEAR)

    organisations.change(by=empty.ada, organisation=empty.acme, timezone="America/New_York")
    assert given_in(empty, empty.ann) == {date(2026, 12, 1): 2}

    organisations.change(by=empty.ada, organisation=empty.acme, timezone="Asia/Kolkata")
    assert given_in(empty, empty.ann) == {date(2026, 12, 1): 1, date(2027, 1, 1): 1}


def test_who_has_read_the_old_time_zone_counts_by_the_new_one(empty):
    stale = empty.acme
    organisations.change(by=empty.ada, organisation=empty.acme, timezone="America/New_York")
    assert stale.timezone == "Asia/Kolkata"
    written = Recognition.objects.create(
        organisation=stale,
        given_by=empty.ann,
        given_for=empty.ben,
        core_value=empty.outcome,
        text="Thanks",
        given_at=NEW_YEAR,
    )

    tallies.count(recognition=written)

    assert given_in(empty, empty.ann) == {date(2026, 12, 1): 1}
    assert run("rebuild_tallies", "--check").endswith("exact\n")


@pytest.mark.parametrize(
    ("kind", "rule"),
    [
        (MonthlyTally, "monthly_tally_not_negative"),
        (SpanTally, "span_tally_not_negative"),
        (ValueTally, "value_tally_not_negative"),
        (ParticipationTally, "participation_tally_not_negative"),
    ],
)
def test_nothing_is_counted_less_often_than_never(empty, kind, rule):
    thanks = thank(empty, NEW_YEAR)
    kind.objects.all().delete()

    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        reviews.give(by=empty.mo, recognition=thanks, is_inappropriate=True)

    assert violates(refused.value, kind, rule)
    thanks.refresh_from_db()
    assert not thanks.is_hidden
    assert not kind.objects.exists()
