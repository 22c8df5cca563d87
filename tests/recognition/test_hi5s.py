"""Giving hi5s and taking them back, over HTTP."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db.models import Sum
from django.utils import timezone

from recognition.models import Allowance, Hi5, LedgerEntry
from tests.api import error_of
from tests.cast import RecognitionFactory

pytestmark = pytest.mark.django_db


def balance(api, person):
    return api(person).get("/users/me").json()["data"]["hi5_quota_balance"]


def test_cal_joins_in_and_pays_one(api, cast):
    answer = api(cast.cal).post(f"/recognitions/{cast.thanks.pk}/hi5", {"comment": "So true!"})

    assert answer.status_code == 201
    given = answer.json()["data"]
    assert given["recognition_id"] == cast.thanks.pk
    assert (given["comment"], given["given_by"]) == ("So true!", cast.cal.pk)
    assert balance(api, cast.cal) == 4
    feed = api(cast.cal).get("/recognitions").json()["data"]
    assert [(row["hi5_count"], row["hi5_by_me"]) for row in feed] == [(1, True)]


def test_ben_cannot_hi5_what_he_received(api, cast):
    answer = api(cast.ben).post(f"/recognitions/{cast.thanks.pk}/hi5")

    assert error_of(answer) == (422, "unprocessable_entity")
    assert Hi5.objects.count() == 0
    assert balance(api, cast.ben) == 5


def test_a_second_hi5_is_refused_and_costs_nothing(api, cast):
    api(cast.cal).post(f"/recognitions/{cast.thanks.pk}/hi5")

    answer = api(cast.cal).post(f"/recognitions/{cast.thanks.pk}/hi5")

    assert error_of(answer) == (422, "unprocessable_entity")
    assert Hi5.objects.count() == 1
    assert balance(api, cast.cal) == 4


def spend_everything(api, cast, person):
    for _ in range(5):
        thanks = RecognitionFactory(given_by=cast.ann, given_for=cast.ben, core_value=cast.outcome)
        assert api(person).post(f"/recognitions/{thanks.pk}/hi5").status_code == 201


def test_nobody_spends_more_than_they_have(api, cast):
    spend_everything(api, cast, cast.cal)

    answer = api(cast.cal).post(f"/recognitions/{cast.thanks.pk}/hi5")

    assert error_of(answer) == (400, "insufficient_hi5_balance")
    assert answer.json()["error"]["message"] == (
        "Hi5 quota balance is insufficient for this action"
    )
    assert Hi5.objects.count() == 5
    assert balance(api, cast.cal) == 0


def test_the_rules_are_checked_before_the_balance(api, cast):
    spend_everything(api, cast, cast.cal)
    already = Hi5.objects.filter(given_by=cast.cal).first().recognition_id

    answer = api(cast.cal).post(f"/recognitions/{already}/hi5")

    assert error_of(answer) == (422, "unprocessable_entity")


def test_cal_takes_a_hi5_back_within_a_minute_and_may_give_it_again(api, cast):
    path = f"/recognitions/{cast.thanks.pk}/hi5"
    api(cast.cal).post(path)

    assert api(cast.cal).delete(path).json() == {"data": {}}

    assert balance(api, cast.cal) == 5
    assert error_of(api(cast.cal).delete(path)) == (404, "not_found")
    assert api(cast.cal).post(path).status_code == 201
    assert balance(api, cast.cal) == 4
    kinds = LedgerEntry.objects.filter(user=cast.cal).order_by("id").values_list("kind", "amount")
    assert list(kinds) == [("grant", 5), ("spend", -1), ("refund", 1), ("spend", -1)]


def test_a_hi5_cannot_be_taken_back_after_a_minute(api, cast):
    path = f"/recognitions/{cast.thanks.pk}/hi5"
    api(cast.cal).post(path)
    Hi5.objects.update(given_at=timezone.now() - timedelta(seconds=61))

    assert error_of(api(cast.cal).delete(path)) == (422, "unprocessable_entity")

    assert Hi5.objects.standing().count() == 1
    assert balance(api, cast.cal) == 4


def test_a_new_week_begins_on_monday_at_midnight_where_the_organisation_is(api, cast):
    # Sunday 23:59:59 in Kolkata is 18:29:59 in UTC.
    with time_machine.travel("2026-11-22T18:29:59Z", tick=False):
        api(cast.cal).post(f"/recognitions/{cast.thanks.pk}/hi5")
        assert balance(api, cast.cal) == 4

    with time_machine.travel("2026-11-22T18:30:00Z", tick=False):
        assert balance(api, cast.cal) == 5
        again = RecognitionFactory(given_by=cast.ann, given_for=cast.ben, core_value=cast.outcome)
        api(cast.cal).post(f"/recognitions/{again.pk}/hi5")
        assert balance(api, cast.cal) == 4


def test_every_balance_is_the_sum_of_its_ledger(api, cast):
    spend_everything(api, cast, cast.cal)
    api(cast.ada).post(f"/users/{cast.cal.pk}/hi5_grants", {"amount": 2, "reason": "Thank you"})
    api(cast.cal).post(f"/recognitions/{cast.thanks.pk}/hi5")

    row = Allowance.objects.get(user=cast.cal)

    total = LedgerEntry.objects.filter(user=cast.cal).aggregate(total=Sum("amount"))["total"]
    assert row.balance == total == 1
