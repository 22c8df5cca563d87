"""The quota: so many hi5s a period, right at the first look, whatever happened (peerly-v1 §5)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.management import call_command

from accounts.models import Organisation
from recognition.models import Allowance, LedgerEntry
from tests.api import error_of
from tests.cast import OrganisationFactory, UserFactory
from tests.recognition.asking import (
    assert_ledger_is_exact,
    balance,
    hi5,
    ledger,
    me,
    review,
    spend,
    thank,
)

pytestmark = pytest.mark.django_db

WEDNESDAY = datetime(2026, 11, 18, 6, 0, tzinfo=UTC)
MONDAY = datetime(2026, 11, 22, 18, 30, tzinfo=UTC)  # 23 November, 00:00 in Kolkata
MOMENT = timedelta(microseconds=1)


@pytest.fixture
def clock():
    """A clock that stands still, on a Wednesday; ``move_to`` moves it."""
    with time_machine.travel(WEDNESDAY, tick=False) as traveller:
        yield traveller


def change(api, cast, **settings):
    answer = api(cast.ada).put(f"/organisations/{cast.acme.pk}", settings)
    assert answer.status_code == 200
    return answer.json()["data"]


def test_the_profile_tells_limit_balance_and_when_they_come_back(api, cast, clock):
    spend(api, cast, cast.cal, 2)

    told = me(api, cast.cal)

    assert (told["hi5_limit"], told["hi5_quota_balance"]) == (5, 3)
    assert told["hi5_renews_at"] == int(MONDAY.timestamp())
    assert me(api, cast.zoe)["hi5_renews_at"] == int(
        datetime(2026, 12, 1, 5, tzinfo=UTC).timestamp()
    )


def test_a_super_admin_without_an_organisation_has_no_quota(api, cast):
    told = me(api, cast.root)

    assert (told["hi5_limit"], told["hi5_quota_balance"], told["hi5_renews_at"]) == (0, 0, None)


def test_the_list_of_people_tells_balances_too(api, cast, clock):
    spend(api, cast, cast.cal, 2)

    listed = {
        row["id"]: row["hi5_quota_balance"] for row in api(cast.ann).get("/users").json()["data"]
    }

    assert (listed[cast.cal.pk], listed[cast.ann.pk]) == (3, 5)
    clock.move_to(MONDAY)
    rows = api(cast.ann).get("/users").json()["data"]
    assert {row["hi5_quota_balance"] for row in rows} == {5}


def test_nothing_is_carried_over(api, cast, clock):
    clock.move_to(MONDAY - MOMENT)
    spend(api, cast, cast.cal, 1)
    assert balance(api, cast.cal) == 4

    clock.move_to(MONDAY)

    assert balance(api, cast.cal) == 5
    spend(api, cast, cast.cal, 5)
    assert error_of(api(cast.cal).post(f"/recognitions/{cast.thanks.pk}/hi5"))[0] == 400
    assert ledger(cast.cal) == [("grant", 5), ("spend", -1), ("grant", 5)] + [("spend", -1)] * 5
    assert_ledger_is_exact()


def test_hi5s_taken_back_after_midnight_are_not_carried_over(api, cast, clock):
    clock.move_to(MONDAY - timedelta(seconds=30))
    rows = [thank(cast) for _ in range(5)]
    for row in rows:
        hi5(api, cast.cal, row)
    clock.move_to(MONDAY + timedelta(seconds=20))
    hi5(api, cast.cal, cast.thanks)

    for row in rows:
        assert api(cast.cal).delete(f"/recognitions/{row.pk}/hi5").status_code == 200

    assert balance(api, cast.cal) == 4
    assert_ledger_is_exact()
    call_command("verify_ledger")
    # Also when nothing was given yet in the new week.
    clock.move_to(MONDAY + timedelta(weeks=1, seconds=-5))
    api(cast.cal).delete(f"/recognitions/{cast.thanks.pk}/hi5")
    last = hi5(api, cast.cal, rows[0])
    clock.shift(timedelta(seconds=10))
    assert api(cast.cal).delete(f"/recognitions/{last['recognition_id']}/hi5").status_code == 200
    assert balance(api, cast.cal) == 5
    call_command("verify_ledger")


def test_a_month_begins_on_its_first_day_where_the_organisation_is(api, cast, clock):
    theirs = thank(cast, given_by=cast.zoe, given_for=cast.yan, core_value=cast.candour)
    december = datetime(2026, 12, 1, 5, 0, tzinfo=UTC)  # midnight in New York
    clock.move_to(december - MOMENT)
    hi5(api, cast.gus, theirs)
    assert balance(api, cast.gus) == 9

    clock.move_to(december)

    assert balance(api, cast.gus) == 10


def test_weeks_without_a_job_or_a_read_change_nothing(api, cast, clock):
    spend(api, cast, cast.cal, 5)

    clock.move_to(WEDNESDAY + timedelta(weeks=9))

    assert balance(api, cast.cal) == 5
    spend(api, cast, cast.cal, 1)
    assert balance(api, cast.cal) == 4
    assert LedgerEntry.objects.filter(user=cast.cal, opens_period=True).count() == 2
    assert_ledger_is_exact()


def test_reading_writes_nothing(api, cast, clock):
    for path in ("/users/me", "/users", "/recognitions"):
        api(cast.cal).get(path)

    assert Allowance.objects.count() == LedgerEntry.objects.count() == 0


@pytest.mark.parametrize(
    ("zone", "monday"),
    [
        # Each Monday follows a weekend on which the clocks changed.
        ("Europe/Berlin", "2026-10-25T23:00:00Z"),
        ("Europe/Berlin", "2027-03-28T22:00:00Z"),
        ("America/New_York", "2026-11-02T05:00:00Z"),
        ("America/New_York", "2027-03-15T04:00:00Z"),
        ("Australia/Lord_Howe", "2027-04-04T13:30:00Z"),
        ("Asia/Kathmandu", "2026-11-22T18:15:00Z"),
        ("Pacific/Apia", "2026-11-22T11:00:00Z"),
        ("Pacific/Kiritimati", "2026-11-22T10:00:00Z"),
        ("Pacific/Pago_Pago", "2026-11-23T11:00:00Z"),
    ],
)
def test_the_quota_comes_back_at_local_midnight_to_the_second(api, cast, clock, zone, monday):
    boundary = datetime.fromisoformat(monday)
    cast.acme.timezone = zone
    cast.acme.save()
    clock.move_to(boundary - MOMENT)
    spend(api, cast, cast.cal, 1)
    assert me(api, cast.cal)["hi5_renews_at"] == int(boundary.timestamp())
    assert balance(api, cast.cal) == 4

    clock.move_to(boundary)

    assert balance(api, cast.cal) == 5


def test_a_changed_limit_acts_from_the_next_period(api, cast, clock):
    spend(api, cast, cast.cal, 2)

    assert change(api, cast, hi5_limit=1)["hi5_limit"] == 1

    assert (me(api, cast.cal)["hi5_limit"], balance(api, cast.cal)) == (5, 3)
    # Also for those who have spent nothing yet, and for those who join meanwhile.
    new = UserFactory(organisation=cast.acme)
    assert balance(api, cast.ben) == balance(api, new) == 5
    clock.move_to(MONDAY - MOMENT)
    spend(api, cast, new, 5)
    clock.move_to(MONDAY)
    assert {balance(api, person) for person in (cast.cal, cast.ben, new)} == {1}
    assert me(api, new)["hi5_limit"] == 1
    spend(api, cast, new, 1)
    assert error_of(api(new).post(f"/recognitions/{cast.thanks.pk}/hi5"))[0] == 400
    assert_ledger_is_exact()


def test_of_two_changes_in_a_period_the_last_one_counts(api, cast, clock):
    change(api, cast, hi5_limit=50)
    change(api, cast, hi5_limit=7)
    assert balance(api, cast.cal) == 5

    clock.move_to(MONDAY)

    assert balance(api, cast.cal) == 7


def test_changed_and_changed_back_is_not_changed(api, cast, clock):
    spend(api, cast, cast.cal, 2)
    change(api, cast, hi5_limit=50, hi5_quota_renewal_frequency="MONTHLY", timezone="UTC")
    before = {"hi5_limit": 5, "hi5_quota_renewal_frequency": "WEEKLY", "timezone": "Asia/Kolkata"}
    change(api, cast, **before)

    assert balance(api, cast.cal) == 3
    assert me(api, cast.cal)["hi5_renews_at"] == int(MONDAY.timestamp())
    clock.move_to(MONDAY)
    assert balance(api, cast.cal) == 5
    assert me(api, cast.cal)["hi5_renews_at"] == int((MONDAY + timedelta(weeks=1)).timestamp())


def test_a_changed_frequency_acts_from_the_next_period(api, cast, clock):
    spend(api, cast, cast.cal, 2)

    change(api, cast, hi5_quota_renewal_frequency="MONTHLY")

    assert me(api, cast.cal)["hi5_renews_at"] == int(MONDAY.timestamp())
    clock.move_to(MONDAY)
    assert balance(api, cast.cal) == 5
    december = datetime(2026, 11, 30, 18, 30, tzinfo=UTC)
    assert me(api, cast.cal)["hi5_renews_at"] == int(december.timestamp())
    spend(api, cast, cast.cal, 1)
    clock.move_to(MONDAY + timedelta(weeks=1) - MOMENT)
    assert balance(api, cast.cal) == 4
    clock.move_to(december)
    assert balance(api, cast.cal) == 5


def test_a_changed_time_zone_acts_from_the_next_period(api, cast, clock):
    spend(api, cast, cast.cal, 2)

    change(api, cast, timezone="America/New_York")

    assert me(api, cast.cal)["hi5_renews_at"] == int(MONDAY.timestamp())
    clock.move_to(MONDAY)
    assert balance(api, cast.cal) == 5
    in_new_york = datetime(2026, 11, 23, 5, tzinfo=UTC)
    assert me(api, cast.cal)["hi5_renews_at"] == int(in_new_york.timestamp())


@pytest.mark.parametrize(
    "first", [{"hi5_quota_renewal_frequency": "MONTHLY"}, {"timezone": "America/New_York"}]
)
def test_the_first_period_under_changed_terms_survives_another_change(api, cast, clock, first):
    """It began with them, in the middle of a month or a week; it must not begin anew."""
    spend(api, cast, cast.cal, 2)
    hi5(api, cast.ben, thank(cast, given_by=cast.cal, given_for=cast.ann))
    change(api, cast, **first)
    clock.move_to(MONDAY)
    spend(api, cast, cast.cal, 1)
    renews_at = me(api, cast.cal)["hi5_renews_at"]

    change(api, cast, hi5_limit=9)

    assert me(api, cast.cal)["hi5_renews_at"] == renews_at
    assert balance(api, cast.cal) == 4
    spend(api, cast, cast.cal, 1)
    api(cast.ada).post(f"/users/{cast.cal.pk}/hi5_grants", {"amount": 2, "reason": "Summer party"})
    assert balance(api, cast.cal) == 5
    # Ben comes late: he gets this period's five, not last week's or none.
    thanks = thank(cast, given_by=cast.cal, given_for=cast.ann)
    hi5(api, cast.ben, thanks)
    assert balance(api, cast.ben) == 4
    review(api, cast.mo, thanks, True)
    assert balance(api, cast.ben) == 5
    assert_ledger_is_exact()
    clock.move_to(datetime.fromtimestamp(renews_at, UTC))
    assert balance(api, cast.cal) == balance(api, cast.ben) == 9


def test_a_period_that_has_begun_outlives_a_late_correction_of_the_time_zone(api, cast, clock):
    """Governments tell of changed clocks when they have changed; the tz database comes after."""
    spend(api, cast, cast.cal, 2)
    # As if Kolkata's Monday had begun fifteen minutes earlier.
    Organisation.objects.filter(pk=cast.acme.pk).update(timezone="Asia/Kathmandu")

    assert balance(api, cast.cal) == 3
    spend(api, cast, cast.cal, 3)
    assert error_of(api(cast.cal).post(f"/recognitions/{cast.thanks.pk}/hi5"))[0] == 400
    api(cast.ada).post(f"/users/{cast.cal.pk}/hi5_grants", {"amount": 1, "reason": "Thank you"})
    assert balance(api, cast.cal) == 1
    assert ledger(cast.cal).count(("grant", 5)) == 1
    assert_ledger_is_exact()
    clock.move_to(MONDAY)
    assert balance(api, cast.cal) == 5


@pytest.mark.parametrize("limit", [0, 1, 1000])
def test_the_limit_is_what_there_is_to_spend(api, cast, clock, limit):
    small = OrganisationFactory(name="Small", domain_name="small.test", hi5_limit=limit)
    person = UserFactory(organisation=small)

    assert (balance(api, person), me(api, person)["hi5_limit"]) == (limit, limit)
