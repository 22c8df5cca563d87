"""Badges: what can be earned, when it is, and when it falls (peerly-v1 §5, Badge)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from recognition.actions import badges
from recognition.models import Badge, BadgeAward
from tests.api import error_of
from tests.cast import BadgeFactory, UserFactory
from tests.recognition.asking import badges_of, hi5, ids, refused_fields, review, thank

# Awards are made after the commit, which a test that rolls back would never reach.
pytestmark = pytest.mark.django_db(transaction=True)

NEW = {"name": "Beloved colleague", "hi5_count_required": 10, "hi5_frequency": "MONTHLY"}
WEDNESDAY = datetime(2026, 11, 18, 6, 0, tzinfo=UTC)
MONDAY = datetime(2026, 11, 22, 18, 30, tzinfo=UTC)  # 23 November, 00:00 in Kolkata
WEEK = timedelta(weeks=1)


@pytest.fixture
def clock():
    """A clock that stands still, on a Wednesday; ``move_to`` moves it."""
    with time_machine.travel(WEDNESDAY, tick=False) as traveller:
        yield traveller


def names(api, person):
    return [badge["name"] for badge in badges_of(api, person)]


def test_ada_adds_changes_and_removes_a_badge(api, cast):
    added = api(cast.ada).post("/badges", NEW)

    assert added.status_code == 201
    badge = added.json()["data"]
    assert badge == {**NEW, "id": badge["id"], "org_id": cast.acme.pk}
    path = f"/badges/{badge['id']}"
    assert api(cast.ann).get(path).json() == {"data": badge}
    assert api(cast.ann).get("/badges").json()["data"] == [badge]
    changed = api(cast.ada).put(path, {"hi5_count_required": 3})
    assert changed.json()["data"] == {**badge, "hi5_count_required": 3}
    assert api(cast.ada).delete(path).status_code == 200
    assert error_of(api(cast.ada).delete(path)) == (404, "not_found")
    assert error_of(api(cast.ann).get(path)) == (404, "not_found")
    assert refused_fields(api(cast.ada).put(path, {"name": "Back"})) == {"id"}
    assert api(cast.ann).get("/badges").json()["data"] == []
    assert Badge.all_objects.get().soft_delete_by == cast.ada


def test_every_field_is_required_and_bounded(api, cast):
    badge = BadgeFactory(organisation=cast.acme)
    assert refused_fields(api(cast.ada).post("/badges", {})) == set(NEW)
    for name, wrongs in {
        "name": ["", "  ", "x" * 46, None, 5, "St\u202ear"],
        "hi5_count_required": [0, -1, 1_000_001, "3", 1.5, True, None],
        "hi5_frequency": ["", "DAILY", "weekly", "Monday", "1 Week", None, 1, ["WEEKLY"]],
    }.items():
        for wrong in wrongs:
            body = {**NEW, name: wrong}
            assert refused_fields(api(cast.ada).post("/badges", body)) == {name}, wrong
            put = api(cast.ada).put(f"/badges/{badge.pk}", {name: wrong})
            assert refused_fields(put) == {name}, wrong
    assert list(Badge.objects.all()) == [badge]
    full = {**NEW, "name": "é" * 45, "hi5_count_required": 1_000_000}
    assert api(cast.ada).post("/badges", full).status_code == 201


def test_badges_of_another_organisation_are_not_there(api, cast):
    badge = BadgeFactory(organisation=cast.globex)

    assert ids(api(cast.ada).get("/badges").json()["data"]) == []
    assert error_of(api(cast.ada).get(f"/badges/{badge.pk}")) == (404, "not_found")
    assert refused_fields(api(cast.ada).put(f"/badges/{badge.pk}", NEW)) == {"id"}
    assert error_of(api(cast.ada).delete(f"/badges/{badge.pk}")) == (404, "not_found")
    assert Badge.objects.count() == 1


def test_the_hi5_that_reaches_the_count_earns_the_badge(api, cast, clock):
    badge = BadgeFactory(organisation=cast.acme, name="Two", hi5_count_required=2)
    hi5(api, cast.cal, cast.thanks)
    assert badges_of(api, cast.ben) == []

    hi5(api, cast.ada, cast.thanks)

    (earned,) = badges_of(api, cast.ben)
    assert earned == {
        "id": earned["id"],
        "badge_id": badge.pk,
        "name": "Two",
        "period_start": int((MONDAY - WEEK).timestamp()),
        "period_end": int(MONDAY.timestamp()),
        "awarded_at": int(WEDNESDAY.timestamp()),
    }
    assert api(cast.zoe).get("/users/me/badges").json()["data"] == []
    for person in (cast.ann, cast.mo, cast.ada):
        assert api(person).get(f"/users/{cast.ben.pk}/badges").json()["data"] == [earned]


def test_the_badges_of_somebody_elsewhere_are_not_there(api, cast):
    assert error_of(api(cast.ann).get(f"/users/{cast.zoe.pk}/badges")) == (404, "not_found")


def test_once_per_badge_and_period_and_again_in_the_next(api, cast, clock):
    BadgeFactory(organisation=cast.acme)
    for person in (cast.cal, cast.ada, cast.ann):
        hi5(api, person, cast.thanks)
    assert len(badges_of(api, cast.ben)) == 1

    clock.move_to(MONDAY)
    hi5(api, cast.cal, thank(cast))

    starts = [badge["period_start"] for badge in badges_of(api, cast.ben)]
    assert starts == [int(MONDAY.timestamp()), int((MONDAY - WEEK).timestamp())]


def test_hi5s_of_last_week_do_not_count_for_this_weeks_badge(api, cast, clock):
    BadgeFactory(organisation=cast.acme, name="Week", hi5_count_required=2)
    BadgeFactory(
        organisation=cast.acme, name="Month", hi5_count_required=2, hi5_frequency="MONTHLY"
    )
    clock.move_to(MONDAY - timedelta(microseconds=1))
    hi5(api, cast.cal, cast.thanks)
    clock.move_to(MONDAY)

    hi5(api, cast.ada, cast.thanks)

    assert names(api, cast.ben) == ["Month"]
    hi5(api, cast.ann, cast.thanks)
    assert sorted(names(api, cast.ben)) == ["Month", "Week"]


def test_only_the_receiver_earns(api, cast, clock):
    BadgeFactory(organisation=cast.acme)

    hi5(api, cast.cal, cast.thanks)

    assert list(BadgeAward.objects.values_list("user", flat=True)) == [cast.ben.pk]


def test_hi5s_on_several_recognitions_add_up_those_of_others_do_not(api, cast, clock):
    BadgeFactory(organisation=cast.acme, hi5_count_required=3)
    hi5(api, cast.cal, cast.thanks)
    hi5(api, cast.cal, thank(cast))
    hi5(api, cast.cal, thank(cast, given_for=cast.ada))
    assert badges_of(api, cast.ben) == []

    hi5(api, cast.cal, thank(cast))

    assert len(badges_of(api, cast.ben)) == 1
    assert badges_of(api, cast.ada) == []


def test_an_award_that_failed_comes_with_the_next_hi5(api, cast, clock, monkeypatch):
    BadgeFactory(organisation=cast.acme)
    with monkeypatch.context() as broken:
        broken.setattr(badges, "award", lambda **_: 1 / 0)
        hi5(api, cast.cal, cast.thanks)
    assert badges_of(api, cast.ben) == []

    hi5(api, cast.ada, cast.thanks)

    assert names(api, cast.ben) == ["First hi5"]


def test_a_removed_badge_is_earned_no_more_and_kept_by_those_who_have_it(api, cast, clock):
    badge = BadgeFactory(organisation=cast.acme)
    hi5(api, cast.cal, cast.thanks)

    api(cast.ada).delete(f"/badges/{badge.pk}")
    clock.shift(WEEK)
    hi5(api, cast.cal, thank(cast))

    assert len(badges_of(api, cast.ben)) == 1


def test_a_changed_badge_asks_for_the_new_count_and_leaves_what_was_awarded(api, cast, clock):
    badge = BadgeFactory(organisation=cast.acme)
    hi5(api, cast.cal, cast.thanks)

    api(cast.ada).put(f"/badges/{badge.pk}", {"hi5_count_required": 3})

    # A fourth opinion comes and goes; what the first one had earned is not touched by that.
    another = thank(cast)
    hi5(api, cast.ada, another)
    api(cast.ada).delete(f"/recognitions/{another.pk}/hi5")
    review(api, cast.mo, another, True)
    assert len(badges_of(api, cast.ben)) == 1
    clock.shift(WEEK)
    hi5(api, cast.cal, thank(cast))
    assert len(badges_of(api, cast.ben)) == 1


def test_what_was_awarded_by_week_stays_when_the_badge_becomes_one_of_the_month(api, cast, clock):
    badge = BadgeFactory(organisation=cast.acme, hi5_count_required=2)
    other = thank(cast)
    hi5(api, cast.cal, cast.thanks)
    hi5(api, cast.cal, other)
    api(cast.ada).put(f"/badges/{badge.pk}", {"hi5_frequency": "MONTHLY"})

    review(api, cast.mo, thank(cast), True)
    weekly = int((MONDAY - WEEK).timestamp())
    assert weekly in [earned["period_start"] for earned in badges_of(api, cast.ben)]

    review(api, cast.mo, other, True)
    assert badges_of(api, cast.ben) == []


def test_removed_people_keep_their_badges_for_administrators_to_see(api, cast, clock):
    BadgeFactory(organisation=cast.acme)
    hi5(api, cast.cal, cast.thanks)
    api(cast.ada).delete(f"/users/{cast.ben.pk}")

    assert len(api(cast.ada).get(f"/users/{cast.ben.pk}/badges").json()["data"]) == 1
    assert error_of(api(cast.ann).get(f"/users/{cast.ben.pk}/badges")) == (404, "not_found")


def test_many_badges_at_once(api, cast, clock):
    for count in range(1, 13):
        BadgeFactory(organisation=cast.acme, name=f"No. {count}", hi5_count_required=count)
    for _ in range(4):
        hi5(api, UserFactory(organisation=cast.acme), cast.thanks)

    answer = api(cast.ben).get("/users/me/badges?limit=3").json()

    assert [badge["name"] for badge in answer["data"]] == ["No. 4", "No. 3", "No. 2"]
    assert answer["meta"]["has_more"] is True
