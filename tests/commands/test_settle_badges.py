"""settle_badges."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from recognition.actions import badges
from recognition.models import Badge, BadgeAward, Hi5
from tests.cast import BadgeFactory, RecognitionFactory
from tests.commands.asking import refused, run

pytestmark = pytest.mark.django_db

WEEK = timedelta(weeks=1)


def lost_award(cast: Any, *, ago: timedelta = timedelta(0)) -> Badge:
    """Give Ben a hi5 whose award a crash has kept from being made."""
    at = timezone.now() - ago
    badge: Badge = BadgeFactory(organisation=cast.acme, asks_since=at - WEEK)
    thanks = RecognitionFactory(
        given_by=cast.ann, given_for=cast.ben, core_value=cast.outcome, given_at=at
    )
    Hi5.objects.create(organisation=cast.acme, recognition=thanks, given_by=cast.cal, given_at=at)
    return badge


def test_it_awards_what_a_crash_has_lost_and_nothing_the_second_time(cast: Any) -> None:
    badge = lost_award(cast)

    assert run("settle_badges") == "1 people, 1 more awards\n"

    award = BadgeAward.objects.get()
    assert (award.user, award.badge) == (cast.ben, badge)
    assert run("settle_badges") == "1 people, 0 more awards\n"


def test_it_awards_for_the_period_that_the_hi5s_were_given_in(cast: Any) -> None:
    lost_award(cast, ago=2 * WEEK)

    assert run("settle_badges", "--days=10") == "0 people, 0 more awards\n"
    assert run("settle_badges", "--days=15") == "1 people, 1 more awards\n"

    award = BadgeAward.objects.get()
    assert award.period_start <= timezone.now() - 2 * WEEK < award.period_end


def test_a_badge_is_not_awarded_for_periods_before_it_asked_for_so_many(cast: Any) -> None:
    badge = lost_award(cast, ago=2 * WEEK)
    badges.change(by=cast.ada, badge=badge, hi5_count_required=1, hi5_frequency="WEEKLY")
    BadgeFactory(organisation=cast.acme, name="New")
    lowered = BadgeFactory(
        organisation=cast.acme, hi5_count_required=9, asks_since=badge.asks_since
    )
    badges.change(by=cast.ada, badge=lowered, hi5_count_required=1)

    run("settle_badges")

    assert [award.badge for award in BadgeAward.objects.all()] == [badge]


def test_it_takes_no_odd_days(cast: Any) -> None:
    for days in ("0", "367", "-1", "x", "²"):
        assert "--days" in refused("settle_badges", f"--days={days}")
