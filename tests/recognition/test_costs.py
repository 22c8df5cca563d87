"""Organisations where a recognition costs a hi5 (peerly-v1 §5, Recognition)."""

from __future__ import annotations

import pytest

from accounts.models import Organisation
from recognition.models import Hi5, LedgerEntry, Recognition
from tests.api import error_of
from tests.recognition.asking import assert_ledger_is_exact, balance, feed, hi5, ledger, review

pytestmark = pytest.mark.django_db


@pytest.fixture
def priced(api, cast):
    """Acme has recognitions cost a hi5, of two a week; returns what Ann may post."""
    cast.acme.hi5_limit = 2
    cast.acme.save()
    answer = api(cast.ada).put(f"/organisations/{cast.acme.pk}", {"recognition_costs_hi5": True})
    assert answer.json()["data"]["recognition_costs_hi5"] is True
    return {"given_for": cast.ben.pk, "core_value_id": cast.outcome.pk, "text": "Thank you."}


def test_giving_spends_one_and_records_the_givers_own_hi5_with_it(api, cast, priced):
    given = api(cast.ann).post("/recognitions", priced)

    assert given.status_code == 201
    assert balance(api, cast.ann) == 1
    row = feed(api, cast.ann)[0]
    assert (row["id"], row["hi5_count"], row["hi5_by_me"]) == (given.json()["data"]["id"], 1, True)
    givers = api(cast.ben).get(f"/recognitions/{row['id']}/hi5").json()["data"]
    assert [(giver["user_id"], giver["comment"]) for giver in givers] == [(cast.ann.pk, None)]
    assert ledger(cast.ann) == [("grant", 2), ("spend", -1)]
    assert_ledger_is_exact()


def test_the_hi5_of_giving_counts_for_the_receiver(api, cast, priced):
    api(cast.ann).post("/recognitions", priced)

    assert api(cast.ben).get("/users/me").json()["data"]["hi5_count"] == 1


def test_the_giver_has_given_their_hi5_already(api, cast, priced):
    given = api(cast.ann).post("/recognitions", priced).json()["data"]

    answer = api(cast.ann).post(f"/recognitions/{given['id']}/hi5")

    assert error_of(answer) == (422, "unprocessable_entity")
    assert balance(api, cast.ann) == 1


def test_the_price_of_giving_cannot_be_taken_back(api, cast, priced):
    given = api(cast.ann).post("/recognitions", priced).json()["data"]

    answer = api(cast.ann).delete(f"/recognitions/{given['id']}/hi5")

    assert error_of(answer) == (422, "unprocessable_entity")
    assert balance(api, cast.ann) == 1
    assert Hi5.objects.standing().count() == 1
    assert_ledger_is_exact()


def test_with_nothing_left_no_recognition_is_stored(api, cast, priced):
    for _ in range(2):
        assert api(cast.ann).post("/recognitions", priced).status_code == 201
    before = (Recognition.objects.count(), Hi5.objects.count(), LedgerEntry.objects.count())

    answer = api(cast.ann).post("/recognitions", priced)

    assert error_of(answer) == (400, "insufficient_hi5_balance")
    assert answer.json()["error"] == {
        "code": "insufficient_hi5_balance",
        "message": "Hi5 quota balance is insufficient for this action",
    }
    after = (Recognition.objects.count(), Hi5.objects.count(), LedgerEntry.objects.count())
    assert after == before
    assert balance(api, cast.ann) == 0
    assert_ledger_is_exact()


def test_where_the_limit_is_zero_nobody_can_give(api, cast, priced):
    Organisation.objects.update(hi5_limit=0)

    answer = api(cast.ann).post("/recognitions", priced)

    assert error_of(answer) == (400, "insufficient_hi5_balance")
    assert Recognition.objects.count() == 2


def test_a_refused_recognition_costs_nothing(api, cast, priced):
    for wrong, status in [({"given_for": cast.ann.pk}, 422), ({"core_value_id": 987654321}, 400)]:
        assert api(cast.ann).post("/recognitions", {**priced, **wrong}).status_code == status
    assert balance(api, cast.ann) == 2
    assert LedgerEntry.objects.count() == 0


def test_hiding_gives_the_price_back(api, cast, priced):
    given = api(cast.ann).post("/recognitions", priced).json()["data"]
    recognition = Recognition.objects.get(pk=given["id"])
    hi5(api, cast.cal, recognition)

    review(api, cast.mo, recognition, True)

    assert (balance(api, cast.ann), balance(api, cast.cal)) == (2, 2)
    assert_ledger_is_exact()


def test_elsewhere_giving_stays_free(api, cast, priced):
    body = {"given_for": cast.yan.pk, "core_value_id": cast.candour.pk, "text": "Thank you."}

    assert api(cast.zoe).post("/recognitions", body).status_code == 201

    assert balance(api, cast.zoe) == 10
    assert Hi5.objects.count() == 0


def test_switched_off_again_giving_is_free_at_once(api, cast, priced):
    api(cast.ada).put(f"/organisations/{cast.acme.pk}", {"recognition_costs_hi5": False})

    assert api(cast.ann).post("/recognitions", priced).status_code == 201

    assert balance(api, cast.ann) == 2
