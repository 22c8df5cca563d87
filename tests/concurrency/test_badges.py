"""A hi5 is taken back exactly while the badge it earns is being awarded."""

from __future__ import annotations

import pytest

from recognition.models import BadgeAward
from recognition.querysets import BadgeQuerySet
from tests.api import Api
from tests.cast import BadgeFactory
from tests.concurrency.interleave import meet, without_locks

pytestmark = pytest.mark.django_db(transaction=True)


def take_back_while_it_is_awarded(monkeypatch, cast, owner, name, *, after, guarded) -> int:
    """Give the one hi5 that earns a badge, and take it back meanwhile; returns the awards."""
    BadgeFactory(organisation=cast.acme)
    path = f"/recognitions/{cast.thanks.pk}/hi5"
    rival = meet(
        monkeypatch,
        owner,
        name,
        lambda: Api(cast.cal).delete(path),
        after=after,
        guarded=guarded,
    )
    assert Api(cast.cal).post(path).status_code == 201
    assert rival.result().status_code == 200
    return BadgeAward.objects.standing().count()


def test_a_badge_seen_to_be_earned_is_counted_again_before_it_is_awarded(monkeypatch, cast):
    awards = take_back_while_it_is_awarded(
        monkeypatch, cast, BadgeQuerySet, "exists", after=True, guarded=False
    )

    assert awards == 0


def test_control_awarding_what_was_seen_awards_the_unearned(monkeypatch, cast):
    due_to, seen = BadgeQuerySet.due_to, {}

    def remembered(badges, person, at):
        if person.pk not in seen:
            seen[person.pk] = due_to(badges, person, at)
            list(seen[person.pk])
        return seen[person.pk]

    monkeypatch.setattr(BadgeQuerySet, "due_to", remembered)

    awards = take_back_while_it_is_awarded(
        monkeypatch, cast, BadgeQuerySet, "exists", after=True, guarded=False
    )

    assert awards == 1


def test_taking_back_waits_for_the_award_and_undoes_it(monkeypatch, cast):
    awards = take_back_while_it_is_awarded(
        monkeypatch, cast, BadgeAward.objects, "bulk_create", after=False, guarded=True
    )

    assert awards == 0


def test_control_without_the_lock_the_award_comes_after_all(monkeypatch, cast):
    without_locks(monkeypatch)

    awards = take_back_while_it_is_awarded(
        monkeypatch, cast, BadgeAward.objects, "bulk_create", after=False, guarded=False
    )

    assert awards == 1
