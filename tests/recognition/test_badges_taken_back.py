"""Badges that fall with the hi5s they were awarded for, and come back with them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from recognition.models import BadgeAward
from tests.cast import BadgeFactory
from tests.recognition.asking import badges_of, hi5, review, thank

# Awards are made after the commit, which a test that rolls back would never reach.
pytestmark = pytest.mark.django_db(transaction=True)

WEEK = timedelta(weeks=1)


@pytest.fixture
def clock():
    """A clock that stands still, on a Wednesday; ``shift`` moves it."""
    with time_machine.travel(datetime(2026, 11, 18, 6, 0, tzinfo=UTC), tick=False) as traveller:
        yield traveller


def names(api, person):
    return [badge["name"] for badge in badges_of(api, person)]


def test_hiding_takes_away_what_it_alone_had_earned_and_restoring_brings_it_back(api, cast, clock):
    BadgeFactory(organisation=cast.acme, name="One", hi5_count_required=1)
    BadgeFactory(organisation=cast.acme, name="Two", hi5_count_required=2)
    hi5(api, cast.cal, cast.thanks)
    hi5(api, cast.cal, thank(cast))
    assert sorted(names(api, cast.ben)) == ["One", "Two"]
    clock.shift(WEEK)

    review(api, cast.mo, cast.thanks, True)
    assert names(api, cast.ben) == ["One"]
    review(api, cast.mo, cast.thanks, False)

    assert sorted(names(api, cast.ben)) == ["One", "Two"]


def test_a_reversed_review_brings_back_what_an_edited_badge_was_awarded_for(api, cast, clock):
    badge = BadgeFactory(organisation=cast.acme)
    hi5(api, cast.cal, cast.thanks)
    before = badges_of(api, cast.ben)
    clock.shift(WEEK)
    review(api, cast.mo, cast.thanks, True)
    assert badges_of(api, cast.ben) == []

    api(cast.ada).put(f"/badges/{badge.pk}", {"hi5_count_required": 9})
    review(api, cast.mo, cast.thanks, False)
    assert badges_of(api, cast.ben) == before

    review(api, cast.mo, cast.thanks, True)
    api(cast.ada).put(f"/badges/{badge.pk}", {"hi5_count_required": 1})
    assert badges_of(api, cast.ben) == []
    review(api, cast.mo, cast.thanks, False)
    assert badges_of(api, cast.ben) == before


def test_what_was_taken_back_is_nowhere_to_be_seen(api, cast, clock):
    BadgeFactory(organisation=cast.acme)
    hi5(api, cast.cal, cast.thanks)
    award = BadgeAward.objects.get()
    assert BadgeAward.objects.visible_to(cast.ada).get() == award

    review(api, cast.mo, cast.thanks, True)

    assert not BadgeAward.objects.visible_to(cast.ada).exists()
    for path in ("/users/me/badges", f"/users/{cast.ben.pk}/badges"):
        assert api(cast.ben).get(path).json()["data"] == []


def test_a_taken_back_badge_is_earned_anew_for_what_it_asks_now(api, cast, clock):
    badge = BadgeFactory(organisation=cast.acme, hi5_count_required=3)
    for person in (cast.cal, cast.ada, cast.ann):
        hi5(api, person, cast.thanks)
    review(api, cast.mo, cast.thanks, True)
    api(cast.ada).put(f"/badges/{badge.pk}", {"hi5_count_required": 2})
    other = thank(cast)
    hi5(api, cast.cal, other)
    assert badges_of(api, cast.ben) == []

    hi5(api, cast.ada, other)
    assert names(api, cast.ben) == ["First hi5"]
    review(api, cast.mo, cast.thanks, False)
    review(api, cast.mo, cast.thanks, True)

    assert names(api, cast.ben) == ["First hi5"]
    assert BadgeAward.objects.get().hi5_count_required == 2


def test_what_a_removed_badge_was_awarded_for_stays_as_it_is(api, cast, clock):
    kept = BadgeFactory(organisation=cast.acme)
    hi5(api, cast.cal, cast.thanks)
    api(cast.ada).delete(f"/badges/{kept.pk}")

    review(api, cast.mo, cast.thanks, True)
    assert len(badges_of(api, cast.ben)) == 1
    review(api, cast.mo, cast.thanks, False)

    assert len(badges_of(api, cast.ben)) == 1


def test_a_hi5_that_is_taken_back_takes_the_badge_along(api, cast, clock):
    BadgeFactory(organisation=cast.acme)
    hi5(api, cast.cal, cast.thanks)

    api(cast.cal).delete(f"/recognitions/{cast.thanks.pk}/hi5")

    assert badges_of(api, cast.ben) == []


def test_restoring_brings_no_badge_that_was_not_there_then(api, cast, clock):
    hi5(api, cast.cal, cast.thanks)
    clock.shift(WEEK)
    BadgeFactory(organisation=cast.acme)

    review(api, cast.mo, cast.thanks, True)
    review(api, cast.mo, cast.thanks, False)

    assert badges_of(api, cast.ben) == []
