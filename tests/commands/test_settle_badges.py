"""settle_badges."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from accounts.models import Organisation, User
from accounts.periods import Frequency
from recognition.actions import badges
from recognition.models import Badge, BadgeAward, Hi5
from tests.cast import BadgeFactory, RecognitionFactory
from tests.commands.asking import refused, run

pytestmark = pytest.mark.django_db

WEEK = timedelta(weeks=1)
NOVEMBER = datetime(2026, 11, 1, 18, tzinfo=UTC)
"""A Sunday, or a Monday further east."""


def lost_award(cast: Any, *, ago: timedelta = timedelta(0)) -> Badge:
    """Give Ben a hi5 whose award a crash has kept from being made."""
    at = timezone.now() - ago
    badge: Badge = BadgeFactory(organisation=cast.acme, asks_since=at - WEEK)
    received(cast, at)
    return badge


def received(cast: Any, at: datetime) -> None:
    """Give Ben a hi5, and award nothing for it."""
    thanks = RecognitionFactory(
        given_by=cast.ann, given_for=cast.ben, core_value=cast.outcome, given_at=at
    )
    Hi5.objects.create(organisation=cast.acme, recognition=thanks, given_by=cast.cal, given_at=at)


def test_it_awards_what_a_crash_has_lost_and_nothing_the_second_time(cast: Any) -> None:
    badge = lost_award(cast)

    assert run("settle_badges") == "1 people: 1 badges awarded, 0 taken back\n"

    award = BadgeAward.objects.get()
    assert (award.user, award.badge) == (cast.ben, badge)
    assert run("settle_badges") == "1 people: 0 badges awarded, 0 taken back\n"


def test_it_awards_for_the_period_that_the_hi5s_were_given_in(cast: Any) -> None:
    lost_award(cast, ago=2 * WEEK)

    assert run("settle_badges", "--days=10") == "0 people: 0 badges awarded, 0 taken back\n"
    assert run("settle_badges", "--days=15") == "1 people: 1 badges awarded, 0 taken back\n"

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


def test_it_takes_back_what_is_earned_no_more_and_says_so(cast: Any) -> None:
    lost_award(cast)
    run("settle_badges")
    Hi5.objects.update(withdrawn_at=timezone.now())

    assert run("settle_badges") == "1 people: 0 badges awarded, 1 taken back\n"
    assert BadgeAward.objects.standing().count() == 0
    assert run("settle_badges") == "1 people: 0 badges awarded, 0 taken back\n"

    Hi5.objects.update(withdrawn_at=None)
    assert run("settle_badges") == "1 people: 1 badges awarded, 0 taken back\n"
    assert BadgeAward.objects.standing().count() == BadgeAward.objects.count() == 1


@pytest.mark.parametrize("frequency", Frequency.values)
@pytest.mark.parametrize(
    ("zone", "another"),
    [
        ("Asia/Kolkata", "America/New_York"),
        ("America/New_York", "Asia/Kolkata"),
        ("Pacific/Kiritimati", "Pacific/Pago_Pago"),
        ("Pacific/Pago_Pago", "Pacific/Kiritimati"),
    ],
)
def test_nothing_is_awarded_again_because_the_organisation_has_moved(
    cast: Any, zone: str, another: str, frequency: str
) -> None:
    Organisation.objects.update(timezone=zone)
    BadgeFactory(organisation=cast.acme, hi5_frequency=frequency, asks_since=NOVEMBER - 9 * WEEK)
    # In the middle of a week and month, and in the hours that are another one elsewhere.
    for at in (NOVEMBER + timedelta(days=15), NOVEMBER + timedelta(hours=5), NOVEMBER):
        received(cast, at - timedelta(hours=12))
    with time_machine.travel(NOVEMBER + 4 * WEEK, tick=False):
        run("settle_badges", "--days=60")
        before = list(BadgeAward.objects.order_by("pk").values())
        assert before

        Organisation.objects.update(timezone=another)

        assert run("settle_badges", "--days=60") == "1 people: 0 badges awarded, 0 taken back\n"
        assert list(BadgeAward.objects.order_by("pk").values()) == before


def test_a_hi5_after_the_move_earns_last_weeks_badge_no_second_time(cast: Any) -> None:
    badge = BadgeFactory(organisation=cast.acme, asks_since=NOVEMBER - 9 * WEEK)
    monday = datetime(2026, 11, 22, 18, 30, tzinfo=UTC)  # 23 November, 00:00 in Kolkata
    received(cast, monday - timedelta(days=4))
    badges.award(to=cast.ben, now=monday - timedelta(days=4))
    Organisation.objects.update(timezone="America/New_York")
    ben = User.objects.get(pk=cast.ben.pk)

    received(cast, monday + timedelta(hours=1))  # still Sunday there
    badges.award(to=ben, now=monday + timedelta(hours=1))
    assert badge.awards.count() == 1

    received(cast, monday + timedelta(days=1))
    badges.award(to=ben, now=monday + timedelta(days=1))
    assert badge.awards.count() == 2


def test_a_week_that_begins_with_its_month_is_another_period_than_the_month(cast: Any) -> None:
    june = datetime(2026, 6, 1, tzinfo=UTC)  # a Monday
    badge = BadgeFactory(organisation=cast.acme, asks_since=june)
    received(cast, june + timedelta(days=2))
    badges.award(to=cast.ben, now=june + timedelta(days=2))
    Badge.objects.update(hi5_frequency="MONTHLY")

    badges.award(to=cast.ben, now=june + timedelta(days=2))

    frequencies = badge.awards.order_by("pk").values_list("hi5_frequency", flat=True)
    assert list(frequencies) == ["WEEKLY", "MONTHLY"]


def test_it_takes_no_odd_days(cast: Any) -> None:
    for days in ("0", "367", "-1", "x", "²", "9" * 5000):
        assert "--days" in refused("settle_badges", f"--days={days}")
