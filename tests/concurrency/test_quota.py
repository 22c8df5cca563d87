"""The quota holds whatever runs at once (peerly-v1 §5): never below zero, never spent twice."""

from __future__ import annotations

import pytest

from accounts.models import User
from recognition.models import Allowance, BadgeAward, Hi5, Recognition
from recognition.querysets import AllowanceQuerySet
from tests.api import Api
from tests.cast import BadgeFactory, UserFactory
from tests.concurrency import ledger
from tests.concurrency.crowd import QUOTA, last_week, nothing_yet, praise, this_week
from tests.concurrency.interleave import meet, without_locks, without_sqlites_lock
from tests.concurrency.rush import Ask, rush, tally

pytestmark = pytest.mark.django_db(transaction=True)

CLIENTS = 64
REQUESTS = 256


def assert_spent_exactly(answers, giver: User, quota: int) -> None:
    assert tally(answers) == {
        (201, None): quota,
        (400, "insufficient_hi5_balance"): len(answers) - quota,
    }
    assert Hi5.objects.filter(given_by=giver).count() == quota
    assert Allowance.objects.get(user=giver).balance == 0
    ledger.assert_exact()


@pytest.mark.parametrize("history", [nothing_yet, last_week, this_week])
def test_64_clients_spend_a_quota_of_20_exactly(server, cast, history):
    history(cast.cal)
    paths = [f"/recognitions/{each.pk}/hi5" for each in praise(cast, REQUESTS)]

    answers = rush(server, [Ask(cast.cal, "POST", path, {}) for path in paths], clients=CLIENTS)

    assert_spent_exactly(answers, cast.cal, QUOTA)


def test_giving_that_costs_a_hi5_stops_exactly_when_none_is_left(server, cast):
    cast.acme.recognition_costs_hi5 = True
    cast.acme.save()
    body = {"given_for": cast.ben.pk, "core_value_id": cast.outcome.pk, "text": "Thank you!"}

    answers = rush(server, [Ask(cast.cal, "POST", "/recognitions", body)] * 48, clients=24)

    assert_spent_exactly(answers, cast.cal, QUOTA)
    assert Recognition.objects.filter(given_by=cast.cal).count() == QUOTA


def test_sixteen_hi5s_of_one_giver_on_one_recognition_are_one(server, cast):
    path = f"/recognitions/{cast.thanks.pk}/hi5"

    answers = rush(server, [Ask(cast.cal, "POST", path, {})] * 16)

    assert tally(answers) == {(201, None): 1, (422, "unprocessable_entity"): 15}
    assert Allowance.objects.get(user=cast.cal).balance == QUOTA - 1
    ledger.assert_exact()


def test_a_badge_reached_by_hi5s_at_once_is_awarded_once(server, cast):
    BadgeFactory(organisation=cast.acme, hi5_count_required=8)
    fans = [UserFactory(organisation=cast.acme) for _ in range(16)]
    path = f"/recognitions/{cast.thanks.pk}/hi5"

    answers = rush(server, [Ask(fan, "POST", path, {}) for fan in fans])

    assert tally(answers) == {(201, None): 16}
    assert BadgeAward.objects.filter(user=cast.ben).count() == 1


def test_sixteen_withdrawals_of_one_hi5_refund_it_once(server, cast):
    path = f"/recognitions/{cast.thanks.pk}/hi5"
    Api(cast.cal).post(path)

    answers = rush(server, [Ask(cast.cal, "DELETE", path)] * 16)

    assert tally(answers) == {(200, None): 1, (404, "not_found"): 15}
    assert Allowance.objects.get(user=cast.cal).balance == QUOTA
    ledger.assert_exact()


# One rival, exactly between two steps, and the same without the guard ---------------------------


def spend_the_last_one_twice(monkeypatch, cast, *, guarded: bool):
    this_week(cast.cal, balance=1)
    one, another = praise(cast, 2)
    # Nobody has taken the hi5 yet; whoever looks now still sees it.
    rival = meet(
        monkeypatch,
        AllowanceQuerySet,
        "update",
        lambda: Api(cast.cal).post(f"/recognitions/{one.pk}/hi5"),
        guarded=guarded,
    )
    answer = Api(cast.cal).post(f"/recognitions/{another.pk}/hi5")
    return [answer, rival.result()]


def test_of_two_who_want_the_last_hi5_one_is_refused(monkeypatch, cast):
    answers = spend_the_last_one_twice(monkeypatch, cast, guarded=True)

    assert_spent_exactly(answers, cast.cal, 1)


def test_control_looking_before_spending_lets_the_last_hi5_be_spent_twice(monkeypatch, cast):
    def look_then_act(purse):
        row = purse.first()
        return row is not None and row.balance >= 1 and purse.update(balance=row.balance - 1) == 1

    monkeypatch.setattr(AllowanceQuerySet, "take_one", look_then_act)
    # On PostgreSQL the transaction stays: it alone guards nothing.
    without_sqlites_lock(monkeypatch)

    answers = spend_the_last_one_twice(monkeypatch, cast, guarded=False)

    assert tally(answers) == {(201, None): 2}
    with pytest.raises(AssertionError):
        assert_spent_exactly(answers, cast.cal, 1)
    with pytest.raises(AssertionError, match="the ledger says -1"):
        ledger.assert_exact()


def begin_a_week_twice(monkeypatch, cast, *, guarded: bool):
    last_week(cast.cal)
    one, another = praise(cast, 2)
    rival = meet(
        monkeypatch,
        AllowanceQuerySet,
        "renew",
        lambda: Api(cast.cal).post(f"/recognitions/{one.pk}/hi5"),
        guarded=guarded,
    )
    answer = Api(cast.cal).post(f"/recognitions/{another.pk}/hi5")
    assert tally([answer, rival.result()]) == {(201, None): 2}


def assert_two_spent(cal):
    assert Allowance.objects.get(user=cal).balance == QUOTA - 2
    ledger.assert_exact()


def test_of_two_who_begin_a_week_one_fills_the_allowance(monkeypatch, cast):
    begin_a_week_twice(monkeypatch, cast, guarded=True)

    assert_two_spent(cast.cal)


def test_control_filling_an_allowance_unconditionally_gives_a_hi5_away(monkeypatch, cast):
    def renew(rows, person, terms):
        start = terms.period.starts_at
        return rows.filter(user=person).update(period_start=start, balance=terms.limit) == 1

    monkeypatch.setattr(AllowanceQuerySet, "renew", renew)
    without_sqlites_lock(monkeypatch)

    begin_a_week_twice(monkeypatch, cast, guarded=False)

    with pytest.raises(AssertionError):
        assert_two_spent(cast.cal)
    with pytest.raises(AssertionError, match="but the ledger says"):
        ledger.assert_exact()


def withdraw_twice(monkeypatch, cast, *, guarded: bool):
    path = f"/recognitions/{cast.thanks.pk}/hi5"
    Api(cast.cal).post(path)
    # Found, and not changed yet.
    rival = meet(monkeypatch, Hi5, "save", lambda: Api(cast.cal).delete(path), guarded=guarded)
    answer = Api(cast.cal).delete(path)
    return [answer, rival.result()]


def assert_withdrawn_once(answers, cal):
    assert tally(answers) == {(200, None): 1, (404, "not_found"): 1}
    assert Allowance.objects.get(user=cal).balance == QUOTA
    ledger.assert_exact()


def test_of_two_who_take_one_hi5_back_one_is_too_late(monkeypatch, cast):
    answers = withdraw_twice(monkeypatch, cast, guarded=True)

    assert_withdrawn_once(answers, cast.cal)


def test_control_without_the_lock_one_hi5_is_refunded_twice(monkeypatch, cast):
    without_locks(monkeypatch)

    answers = withdraw_twice(monkeypatch, cast, guarded=False)

    with pytest.raises(AssertionError):
        assert_withdrawn_once(answers, cast.cal)
    with pytest.raises(AssertionError, match="paid 1, got back 2"):
        ledger.assert_exact()
