"""Who has not been thanked for a while, looked up one by one once more."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest

from accounts.actions import users
from accounts.models import User
from accounts.roles import Role
from recognition import insights
from recognition.actions import reviews
from recognition.models import Recognition
from tests.cast import UserFactory
from tests.recognition.years import LONG_AGO, MOMENT, NOW, give, have_joined

pytestmark = pytest.mark.django_db


def test_the_overlooked_are_told_the_longest_first(settled):
    def ago(days):
        return NOW - timedelta(days=days)

    ann, ben, cal, mo, ada = settled.ann, settled.ben, settled.cal, settled.mo, settled.ada
    have_joined(User.objects.filter(pk=ada.pk), ago(61))  # never recognised
    have_joined(User.objects.filter(pk=mo.pk), ago(29))
    for days in (100, 30):
        give(settled, ben, ann, ago(days))
    give(settled, ann, ben, ago(30) + MOMENT)
    give(settled, ann, cal, ago(95))
    hidden = give(settled, ann, cal, ago(2))
    reviews.give(by=mo, recognition=hidden, is_inappropriate=True)
    gone = UserFactory(organisation=settled.acme)
    have_joined(User.objects.filter(pk=gone.pk), LONG_AGO)
    users.remove(by=ada, person=gone)

    told = insights.overlooked(ada, days=30, now=NOW)

    assert told.totals == {30: 3, 60: 2, 90: 1}
    assert [(one.person, one.recognised_at, one.since, one.days) for one in told.people] == [
        (cal, ago(95), ago(95), 95),
        (ada, None, ago(61), 61),
        (ann, ago(30), ago(30), 30),
    ]
    one = insights.overlooked(ada, days=60, limit=1, now=NOW)
    assert ([each.person for each in one.people], one.totals) == ([cal], told.totals)
    assert insights.overlooked(ada, days=7, now=NOW).totals == {7: 5, 30: 3, 60: 2, 90: 1}
    assert insights.overlooked(settled.gus, days=90, now=NOW).totals[90] == 4


def looked_up_one_by_one(home):
    """Return (since when, id, last recognised at) of everybody who is there."""
    waits = []
    for person in User.objects.filter(organisation=home).exclude(role=Role.SUPER_ADMIN):
        got = Recognition.objects.filter(given_for=person, hidden_at=None)
        last = max((each.given_at for each in got), default=None)
        waits.append((last or person.joined_at, person.pk, last))
    return waits


@pytest.mark.parametrize("seed", range(3))
def test_the_overlooked_are_those_whom_looking_one_by_one_finds(settled, seed):
    rng = Random(seed)

    def ago():
        return NOW - timedelta(days=rng.choice([1, 29, 30, 31, 60, 61, 90, 95, 200]))

    givers = [settled.ann, settled.ben]
    people = [UserFactory(organisation=settled.acme, first_name=f"p{n}") for n in range(24)]
    for person in people:
        role = Role.SUPER_ADMIN if rng.random() < 0.1 else Role.EMPLOYEE
        User.objects.filter(pk=person.pk).update(role=role)
        have_joined(User.objects.filter(pk=person.pk), ago())
    thanks = [
        give(settled, rng.choice(givers), rng.choice(people), ago())
        for _ in range(rng.choice([9, 40]))
    ]
    for each in thanks:
        if rng.random() < 0.4:
            reviews.give(by=settled.mo, recognition=each, is_inappropriate=True)
        if rng.random() < 0.2:
            reviews.give(by=settled.mo, recognition=each, is_inappropriate=False)
    for person in rng.sample(people, 4):
        User.objects.filter(pk=person.pk).delete(now=NOW)

    waits = looked_up_one_by_one(settled.acme)
    for days in (7, 30, 90):
        told = insights.overlooked(settled.ada, days=days, now=NOW)
        found = [(each.since, each.person.pk, each.recognised_at) for each in told.people]
        assert found == sorted(each for each in waits if each[0] <= NOW - timedelta(days))
        assert told.totals == {
            each: sum(moment <= NOW - timedelta(each) for moment, *_ in waits)
            for each in sorted({7, 30, 60, 90} if days == 7 else {30, 60, 90})
        }
        first = insights.overlooked(settled.ada, days=days, limit=5, now=NOW).people
        assert first == told.people[:5]
