"""Those of the 26 mistakes that spoil what is counted and stored: too much, by halves, too late."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction

from accounts.models import Change, KeptAnswer, Organisation, User
from accounts.periods import Frequency, period_at
from recognition.actions import badges
from recognition.models import Allowance, Hi5, LedgerEntry, Recognition, Report, Review
from tests.api import error_of
from tests.cast import BadgeFactory
from tests.recognition.asking import (
    assert_ledger_is_exact,
    balance,
    feed,
    hi5,
    me,
    refused_fields,
    report,
    review,
    spend,
    thank,
)
from tests.traps.conftest import WEDNESDAY

pytestmark = pytest.mark.django_db

MOMENT = timedelta(microseconds=1)


@pytest.fixture
def clock():
    """A clock that stands still, on a Wednesday; ``move_to`` moves it."""
    with time_machine.travel(WEDNESDAY, tick=False) as traveller:
        yield traveller


def everything():
    """Return every row that a gift may touch."""
    kinds = (Recognition, Hi5, Allowance, LedgerEntry, Report, Review, Change)
    return [list(kind._base_manager.order_by("pk").values()) for kind in kinds]


def test_trap_01_a_renewal_never_comes_because_its_name_is_spelt_differently(api, cast, clock):
    for spelling in ("Monday", "MONDAY", "1 Week", "weekly", "Weekly ", "MONTH", "", 1):
        answer = api(cast.ada).put(
            f"/organisations/{cast.acme.pk}", {"hi5_quota_renewal_frequency": spelling}
        )
        assert refused_fields(answer) == {"hi5_quota_renewal_frequency"}
        with pytest.raises(IntegrityError), transaction.atomic():
            Organisation.objects.update(hi5_quota_renewal_frequency=str(spelling))
    for frequency, days in [("WEEKLY", 7), ("MONTHLY", 31)]:
        Organisation.objects.update(hi5_quota_renewal_frequency=frequency)
        spend(api, cast, cast.cal, 2)
        before = balance(api, cast.cal)
        clock.shift(timedelta(days=days))
        assert balance(api, cast.cal) == 5 > before


@pytest.mark.parametrize("zone", ["Asia/Kolkata", "America/New_York", "Pacific/Apia", "UTC"])
@pytest.mark.parametrize(
    "start", [datetime(2026, 10, 21, tzinfo=UTC), datetime(2027, 3, 10, tzinfo=UTC)]
)
def test_trap_02_a_renewal_by_the_servers_clock_or_one_that_was_missed(
    api, cast, clock, zone, start
):
    Organisation.objects.update(timezone=zone)
    clock.move_to(start)
    spend(api, cast, cast.cal, 5)
    # The Monday after next, local midnight, with nothing running in between.
    monday = (start + timedelta(days=21)).astimezone(ZoneInfo(zone))
    monday -= timedelta(days=monday.weekday())
    midnight = monday.replace(hour=0, minute=0, fold=0).astimezone(UTC)
    clock.move_to(midnight - MOMENT)
    spend(api, cast, cast.cal, 1)
    assert balance(api, cast.cal) == 4

    clock.move_to(midnight)

    assert balance(api, cast.cal) == 5


def test_trap_04_a_balance_is_looked_at_and_then_taken_from(api, cast):
    """The database itself says no, whatever code runs; the race is in tests/concurrency."""
    given = hi5(api, cast.cal, cast.thanks)

    with pytest.raises(IntegrityError), transaction.atomic():
        Allowance.objects.filter(user=cast.cal).update(balance=-1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Hi5.objects.create(
            organisation=cast.acme, recognition=cast.thanks, given_by=cast.cal, given_at=WEDNESDAY
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        LedgerEntry.objects.create(
            organisation=cast.acme,
            user=cast.cal,
            kind="spend",
            amount=-2,
            hi5_id=given["id"],
            period_start=WEDNESDAY,
            at=WEDNESDAY,
        )
    assert Hi5.objects.count() == 1
    assert_ledger_is_exact()


@pytest.mark.parametrize("act", ["hi5", "take back", "grant", "recognise"])
def test_trap_05_half_of_a_movement_is_stored(api, cast, thanks, monkeypatch, act):
    Organisation.objects.update(recognition_costs_hi5=True)
    path = f"/recognitions/{cast.thanks.pk}/hi5"
    hi5(api, cast.cal, cast.thanks)
    hi5(api, cast.ada, thank(cast))
    before = everything()

    def fail(*args, **kwargs):
        raise RuntimeError("the disk is on fire")

    monkeypatch.setattr(LedgerEntry, "save", fail)
    grant = {"amount": 3, "reason": "Summer party"}
    answer = {
        "hi5": lambda: api(cast.ada).post(path),
        "take back": lambda: api(cast.cal).delete(path),
        "grant": lambda: api(cast.ada).post(f"/users/{cast.cal.pk}/hi5_grants", grant),
        "recognise": lambda: api(cast.ada).post("/recognitions", thanks),
    }[act]()

    assert error_of(answer) == (500, None)
    assert everything() == before
    assert_ledger_is_exact()


def test_trap_08_totals_are_stored_and_drift(api, cast):
    for person in (cast.cal, cast.ada, cast.ann):
        hi5(api, person, cast.thanks)
    hidden = thank(cast)
    hi5(api, cast.cal, hidden)
    review(api, cast.mo, hidden, True)
    api(cast.ann).delete(f"/recognitions/{cast.thanks.pk}/hi5")

    standing = Hi5.objects.filter(
        withdrawn_at=None, recognition__hidden_at=None, recognition__given_for=cast.ben
    )

    assert me(api, cast.ben)["hi5_count"] == standing.count() == 2
    # Nothing but the balance is stored, and that is proven by its ledger.
    stored = {field.name for field in (*User._meta.fields, *Recognition._meta.fields)}
    assert not {name for name in stored if "count" in name or "total" in name or "score" in name}
    assert_ledger_is_exact()


@pytest.mark.parametrize("frequency", Frequency.values)
def test_trap_09_quarters_begin_in_three_different_months(api, cast, clock, frequency):
    """The quota, the ledger, the profile and a badge mean the same stretch of time."""
    Organisation.objects.update(hi5_quota_renewal_frequency=frequency)
    badge = BadgeFactory(organisation=cast.acme, hi5_frequency=frequency)
    cast.ben.refresh_from_db()
    hi5(api, cast.cal, cast.thanks)
    badges.award(to=cast.ben, now=WEDNESDAY)

    period = period_at(WEDNESDAY, frequency=frequency, timezone="Asia/Kolkata")

    (award,) = badge.awards.all()
    assert (award.period_start, award.period_end) == (period.starts_at, period.ends_at)
    assert me(api, cast.cal)["hi5_renews_at"] == int(period.ends_at.timestamp())
    assert {entry.period_start for entry in LedgerEntry.objects.all()} == {period.starts_at}
    assert Allowance.objects.get().period_start == period.starts_at


def test_trap_10_a_moderators_removal_stops_half_way(api, cast, monkeypatch):
    for person in (cast.cal, cast.ada):
        hi5(api, person, cast.thanks)
    report(api, cast.cal, cast.thanks)
    before = everything()
    real, calls = LedgerEntry.save, []

    def fail_at_the_second(self, *args, **kwargs):
        calls.append(self)
        if len(calls) == 2:
            raise RuntimeError("the disk is on fire")
        real(self, *args, **kwargs)

    monkeypatch.setattr(LedgerEntry, "save", fail_at_the_second)
    path = f"/recognitions/{cast.thanks.pk}/review"
    answer = api(cast.mo).post(path, {"is_inappropriate": True})

    assert error_of(answer) == (500, None)
    assert everything() == before
    monkeypatch.undo()
    review(api, cast.mo, cast.thanks, True)
    assert {balance(api, person) for person in (cast.cal, cast.ada)} == {5}
    assert feed(api, cast.cal) == []
    assert me(api, cast.ben)["hi5_count"] == 0


def test_trap_16_the_same_number_is_worked_out_in_four_places(api, cast):
    more = thank(cast)
    for person, row in [(cast.cal, cast.thanks), (cast.ada, cast.thanks), (cast.cal, more)]:
        hi5(api, person, row)
    report(api, cast.cal, cast.thanks)

    for given, total in [(2, 3), (0, 1)]:
        listed = {row["id"]: row["hi5_count"] for row in feed(api, cast.ann)}
        assert listed.get(cast.thanks.pk, 0) == given
        assert sum(listed.values()) == total
        people = api(cast.ann).get("/users").json()["data"]
        assert {row["hi5_count"] for row in people if row["id"] == cast.ben.pk} == {total}
        assert me(api, cast.ben)["hi5_count"] == total
        shown = api(cast.ada).get(f"/users/{cast.ben.pk}").json()["data"]
        assert shown["hi5_count"] == total
        if given:
            givers = api(cast.ann).get(f"/recognitions/{cast.thanks.pk}/hi5?count=true").json()
            assert len(givers["data"]) == givers["meta"]["total"] == given
            detail = api(cast.ann).get(f"/recognitions/{cast.thanks.pk}").json()["data"]
            assert detail["hi5_count"] == given
        review(api, cast.mo, cast.thanks, True)


def test_trap_17_the_same_post_is_stored_twice(api, cast, thanks):
    key = {"Idempotency-Key": "a retry"}

    first, again = (api(cast.ann).post("/recognitions", thanks, **key) for _ in range(2))

    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    assert Recognition.objects.filter(text="Thank you.").count() == 1
    assert KeptAnswer.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_trap_21_what_happens_afterwards_holds_up_or_undoes_what_happened(api, cast, monkeypatch):
    BadgeFactory(organisation=cast.acme)

    def fail(**kwargs):
        assert not connection.in_atomic_block, "the locks of the hi5 are still held"
        raise RuntimeError("no badges today")

    monkeypatch.setattr(badges, "award", fail)
    hi5(api, cast.cal, cast.thanks)

    assert balance(api, cast.cal) == 4
    assert me(api, cast.ben)["hi5_count"] == 1
    # The next hi5 finds what is due.
    monkeypatch.undo()
    hi5(api, cast.ada, cast.thanks)
    assert len(api(cast.ben).get("/users/me/badges").json()["data"]) == 1


@pytest.mark.parametrize(
    ("zone", "monday"),
    [
        ("Asia/Kolkata", "18:30"),
        ("Asia/Kathmandu", "18:15"),
        ("Asia/Kabul", "19:30"),
        ("Asia/Yangon", "17:30"),
        ("Australia/Adelaide", "13:30"),
        ("Australia/Eucla", "15:15"),
        ("Australia/Lord_Howe", "13:00"),
        ("Pacific/Chatham", "10:15"),
        ("Pacific/Marquesas", "09:30"),
        ("America/St_Johns", "03:30"),
    ],
)
def test_trap_25_half_hour_zones_are_an_hour_off(api, cast, clock, zone, monday):
    Organisation.objects.update(timezone=zone)

    renews_at = datetime.fromtimestamp(me(api, cast.cal)["hi5_renews_at"], UTC)

    assert renews_at.strftime("%H:%M") == monday
    assert renews_at.astimezone(ZoneInfo(zone)).strftime("%A %H:%M:%S") == "Monday 00:00:00"
