"""The 26 mistakes found in the code of comparable products, in their order, so that we make others.

What cannot go wrong yet, because Peerly has no such thing, has no empty test:

| trap | what it needs | what will hold it then |
|---|---|---|
| 6 a mail that fails undoes what was answered as done | mail | a mail server that fails: 201 |
| 7 mail sent inside the transaction | mail | an outbox; nothing is sent on a rollback |
| 12 an order pasted into ORDER BY | an order to choose | unknown ones are refused |
| 16 screen and export count differently | exports, a leaderboard | one queryset for both |
| 21 a leaderboard worked out by every write | a leaderboard | its query budget |
| 23 formulas in a table | exports | no cell begins with = + - @ |
| 24 a chat is switched off, and the product with it | chat | every integration off |

12, 16, 21, 23 and 24 have a test for what there is; 4, 11, 15, 17 and 21 have whole folders as
well: concurrency, budgets, tenants, accounts.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import Change, KeptAnswer, Organisation, User
from accounts.periods import Frequency, period_at
from recognition.actions import badges
from recognition.models import Allowance, Hi5, LedgerEntry, Recognition, Report, Review
from tests.api import error_of
from tests.cast import BadgeFactory, UserFactory
from tests.recognition.asking import (
    assert_ledger_is_exact,
    balance,
    feed,
    hi5,
    ids,
    me,
    refused_fields,
    report,
    review,
    spend,
    thank,
)

pytestmark = pytest.mark.django_db

WEDNESDAY = datetime(2026, 11, 18, 6, 0, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)


@pytest.fixture
def clock():
    """A clock that stands still, on a Wednesday; ``move_to`` moves it."""
    with time_machine.travel(WEDNESDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def thanks(cast):
    """A body that Ann may post."""
    return {"given_for": cast.ben.pk, "core_value_id": cast.outcome.pk, "text": "Thank you."}


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


def test_trap_03_who_gives_is_read_from_the_body(api, cast, thanks):
    given = api(cast.ann).post("/recognitions", {**thanks, "given_by": cast.cal.pk}).json()["data"]
    joined = hi5(api, cast.ada, cast.thanks, given_by=cast.cal.pk)
    doubted = report(api, cast.ada, cast.thanks, reported_by=cast.cal.pk)

    assert given["given_by"] == cast.ann.pk
    assert joined["given_by"] == doubted["reported_by"] == cast.ada.pk
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


@pytest.mark.parametrize(
    "path", ["/recognitions?limit=100", "/users?limit=100", "/reports?limit=100", "/core_values"]
)
def test_trap_11_each_row_of_a_list_asks_the_database_once_more(api, cast, path):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert api(cast.ada).get(path).status_code == 200
        return len(asked)

    report(api, cast.cal, cast.thanks)
    few = queries()
    for _ in range(6):
        row = thank(cast, given_by=UserFactory(organisation=cast.acme))
        hi5(api, cast.cal, row) if balance(api, cast.cal) else None
        report(api, cast.cal, row)
        review(api, cast.mo, row, False)

    assert queries() == few


def test_trap_12_the_query_string_ends_up_in_order_by(api, cast):
    newest = thank(cast)
    for forged in ("text", "-id", "id;drop table accounts_user", "(select 1)", "?"):
        for name in ("sort_order", "order_by", "ordering", "sort"):
            assert ids(feed(api, cast.ann, f"?{name}={forged}")) == [newest.pk, cast.thanks.pk]
    assert User.objects.count() == 10


def test_trap_13_a_header_chooses_code_and_requests_share_a_flag(api, cast):
    for accept in ("application/vnd.peerly.os", "application/vnd.peerly.__import__('os')"):
        answer = api(cast.ann).get("/recognitions", Accept=accept)
        assert error_of(answer) == (406, "not_acceptable")
    # There, one filtered search that found nothing made every later empty list a 404.
    assert feed(api, cast.ann, "?given_by=4711") == []
    Recognition.objects.filter(pk=cast.thanks.pk).update(hidden_at=WEDNESDAY)
    assert feed(api, cast.ann) == []


def test_trap_14_an_empty_list_is_not_found(api, cast):
    review(api, cast.mo, cast.thanks, True)
    kept = thank(cast, given_by=cast.cal)
    for person, path in [
        (cast.ann, f"/recognitions?given_by={cast.ada.pk}"),
        (cast.ann, f"/recognitions/{kept.pk}/hi5"),
        (cast.ann, "/users?starts_with=nobody"),
        (cast.ann, "/badges"),
        (cast.ann, "/users/me/badges"),
        (cast.mo, "/reports?status=open"),
        (cast.root, "/users?org_id=4711"),
    ]:
        answer = api(person).get(path)
        assert (answer.status_code, answer.json()["data"]) == (200, []), path


def test_trap_15_rows_are_not_kept_inside_their_organisation(api, cast):
    """One of each kind; tests/tenants asks everything as everybody."""
    theirs = cast.foreign_thanks.pk
    for path in (
        f"/recognitions/{theirs}",
        f"/recognitions/{theirs}/hi5",
        f"/core_values/{cast.candour.pk}",
        f"/organisations/{cast.globex.pk}",
        f"/users/{cast.zoe.pk}",
        f"/users/{cast.zoe.pk}/badges",
    ):
        assert error_of(api(cast.ada).get(path)) == (404, "not_found"), path
    for path in (f"/recognitions/{theirs}/hi5", f"/users/{cast.zoe.pk}/restore"):
        assert error_of(api(cast.ada).post(path))[0] == 400, path
    assert "zanzibar" not in str(feed(api, cast.ada, "?limit=100"))


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


@pytest.mark.parametrize(
    ("reviews", "status", "is_shown"),
    [
        ([], "open", True),
        ([True], "upheld", False),
        ([False], "dismissed", True),
        ([True, False], "dismissed", True),
        ([False, True], "upheld", False),
    ],
)
def test_trap_18_a_state_is_shown_as_another_one(api, cast, reviews, status, is_shown):
    hi5(api, cast.cal, cast.thanks)
    report(api, cast.cal, cast.thanks)
    for verdict in reviews:
        review(api, cast.mo, cast.thanks, verdict)

    (case,) = api(cast.mo).get("/reports").json()["data"]
    assert case["status"] == status
    assert [row["is_inappropriate"] for row in case["reviews"]] == reviews
    assert len(api(cast.mo).get(f"/reports?status={status}").json()["data"]) == 1
    shown = [cast.thanks.pk] if is_shown else []
    assert ids(feed(api, cast.ann)) == ids(feed(api, cast.ann, "?q=export")) == shown
    detail = api(cast.ann).get(f"/recognitions/{cast.thanks.pk}")
    assert detail.status_code == (200 if is_shown else 404)
    assert me(api, cast.ben)["hi5_count"] == int(is_shown)
    assert api(cast.ann).get("/recognitions?count=true").json()["meta"]["total"] == len(shown)


def test_trap_19_thanks_to_somebody_who_left_or_has_not_come_yet_are_lost(api, cast, thanks):
    cast.ben.delete()
    assert refused_fields(api(cast.ann).post("/recognitions", thanks)) == {"given_for"}
    assert ids(feed(api, cast.ann)) == [cast.thanks.pk]
    new = UserFactory(organisation=cast.acme)
    given = api(cast.ann).post("/recognitions", {**thanks, "given_for": new.pk}).json()["data"]
    row = Recognition.objects.get(pk=given["id"])

    hi5(api, cast.cal, row)

    assert me(api, new)["hi5_count"] == 1
    assert ids(feed(api, new, f"?given_for={new.pk}")) == [row.pk]


def test_trap_20_the_credit_goes_to_the_wrong_person(api, cast):
    hi5(api, cast.cal, cast.thanks)

    counts = {row["id"]: row["hi5_count"] for row in api(cast.mo).get("/users").json()["data"]}

    assert {pk for pk, count in counts.items() if count} == {cast.ben.pk}
    balances = {p: balance(api, p) for p in (cast.ann, cast.ben, cast.cal)}
    assert balances == {cast.ann: 5, cast.ben: 5, cast.cal: 4}


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


def test_trap_22_the_same_person_is_there_twice(cast):
    for email in ("ann@acme.test", "ANN@Acme.Test"):
        with pytest.raises(IntegrityError), transaction.atomic():
            UserFactory(organisation=cast.acme, email=email)
        with pytest.raises(IntegrityError), transaction.atomic():
            User.all_objects.bulk_create([User(organisation=cast.globex, email=email)])
    assert User.all_objects.count() == 10


@pytest.mark.parametrize("words", ["{{ 7*7 }}", "${7*7}", "#{7*7}", "%(id)s {0.__class__}", "=1+1"])
def test_trap_23_what_somebody_typed_is_evaluated(api, cast, thanks, words):
    given = api(cast.ann).post("/recognitions", {**thanks, "text": words}).json()["data"]

    assert given["text"] == words
    assert feed(api, cast.cal)[0]["text"] == words
    told = report(api, cast.cal, Recognition.objects.get(pk=given["id"]), reason=words)
    assert told["reason"] == words


def test_trap_24_the_product_dies_with_somebody_elses_api(api, cast, thanks, settings):
    settings.GOOGLE_CLIENT_ID = ""
    settings.GOOGLE_API_ROOT = "http://127.0.0.1:9"

    given = api(cast.ann).post("/recognitions", thanks).json()["data"]
    row = Recognition.objects.get(pk=given["id"])
    hi5(api, cast.cal, row)
    report(api, cast.cal, row)
    review(api, cast.mo, row, True)

    assert api(cast.ann).get("/users/me").status_code == 200
    assert api(cast.ann).post("/logout").status_code == 200


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


def test_trap_26_what_people_write_is_in_the_log(api, cast, thanks, caplog, monkeypatch):
    caplog.set_level(logging.DEBUG)
    secret = "canary-in-a-coal-mine"
    body = {**thanks, "text": f"Thank you for the {secret}."}
    token = api(cast.ann).token

    given = api(cast.ann).post("/recognitions", body, **{"Idempotency-Key": secret}).json()["data"]
    row = Recognition.objects.get(pk=given["id"])
    hi5(api, cast.cal, row, comment=secret)
    report(api, cast.cal, row, reason=secret)
    for person, method, path, sent in [
        (
            cast.cal,
            "POST",
            f"/recognitions/{row.pk}/report",
            {"mark_as": "fraud", "reason": secret},
        ),
        (cast.ann, "POST", "/recognitions", {**body, "given_for": secret}),
        (cast.ann, "POST", "/recognitions", f'{{"text": "{secret}'.encode()),
        (cast.ann, "GET", f"/recognitions?q={secret}&given_by={secret}", None),
        (cast.ann, "GET", f"/users?starts_with={secret}", None),
        (cast.ann, "PUT", "/users/me", {"first_name": secret * 9}),
    ]:
        api(person).ask(method, path, sent)
    monkeypatch.setattr(Recognition.objects, "create", None)
    assert api(cast.ann).post("/recognitions", body).status_code == 500

    assert "500" in caplog.text or "Internal Server Error" in caplog.text
    assert secret not in caplog.text
    assert token not in caplog.text
