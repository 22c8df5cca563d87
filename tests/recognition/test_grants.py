"""Extra hi5s, granted with a reason (peerly-v1 §5, Quota)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import time_machine

from recognition.models import LedgerEntry
from tests.api import error_of
from tests.recognition.asking import (
    assert_ledger_is_exact,
    balance,
    ledger,
    me,
    refused_fields,
    spend,
)

pytestmark = pytest.mark.django_db

WEDNESDAY = datetime(2026, 11, 18, 6, 0, tzinfo=UTC)
MONDAY = datetime(2026, 11, 22, 18, 30, tzinfo=UTC)  # 23 November, 00:00 in Kolkata


@pytest.fixture
def clock():
    """A clock that stands still, on a Wednesday; ``move_to`` moves it."""
    with time_machine.travel(WEDNESDAY, tick=False) as traveller:
        yield traveller


def test_ada_grants_extra_hi5s_with_a_reason(api, cast, clock):
    spend(api, cast, cast.cal, 5)
    body = {"amount": 3, "reason": "Organised the summer party"}

    answer = api(cast.ada).post(f"/users/{cast.cal.pk}/hi5_grants", body)

    assert answer.status_code == 201
    told = answer.json()["data"]
    assert told == {
        **body,
        "id": told["id"],
        "user_id": cast.cal.pk,
        "granted_by": cast.ada.pk,
        "granted_at": int(WEDNESDAY.timestamp()),
    }
    assert balance(api, cast.cal) == 3
    entry = LedgerEntry.objects.get(pk=told["id"])
    assert (entry.kind, entry.amount, entry.by, entry.reason) == (
        "grant",
        3,
        cast.ada,
        body["reason"],
    )
    assert entry.opens_period is False
    assert_ledger_is_exact()


def test_a_grant_is_on_top_of_the_limit_and_ends_with_the_period(api, cast, clock):
    api(cast.ada).post(f"/users/{cast.cal.pk}/hi5_grants", {"amount": 1000, "reason": "x" * 255})

    assert (balance(api, cast.cal), me(api, cast.cal)["hi5_limit"]) == (1005, 5)
    assert ledger(cast.cal) == [("grant", 5), ("grant", 1000)]
    clock.move_to(MONDAY)
    assert balance(api, cast.cal) == 5


def test_a_grant_needs_an_amount_and_a_reason(api, cast):
    path = f"/users/{cast.cal.pk}/hi5_grants"
    good = {"amount": 1, "reason": "Thank you"}

    assert refused_fields(api(cast.ada).post(path, {})) == {"amount", "reason"}
    for wrong in [0, -1, 1001, 1.5, "3", True, None, 10**30]:
        assert refused_fields(api(cast.ada).post(path, {**good, "amount": wrong})) == {"amount"}
    for wrong in ["", "  ", "x" * 256, None, 5]:
        assert refused_fields(api(cast.ada).post(path, {**good, "reason": wrong})) == {"reason"}
    assert LedgerEntry.objects.count() == 0


def test_nobody_is_granted_anything_who_is_removed_or_elsewhere(api, cast):
    api(cast.ada).delete(f"/users/{cast.ben.pk}")
    for person in (cast.ben, cast.zoe, cast.root):
        answer = api(cast.ada).post(f"/users/{person.pk}/hi5_grants", {"amount": 1, "reason": "x"})
        assert refused_fields(answer) == {"id"}
    assert error_of(
        api(cast.root).post(f"/users/{cast.root.pk}/hi5_grants", {"amount": 1, "reason": "x"})
    ) == (403, "access_denied")
    assert LedgerEntry.objects.count() == 0


def test_grants_add_up_and_each_has_its_reason(api, cast):
    for amount in (1, 2):
        body = {"amount": amount, "reason": f"Reason {amount}"}
        assert api(cast.ada).post(f"/users/{cast.cal.pk}/hi5_grants", body).status_code == 201

    assert balance(api, cast.cal) == 8
    extra = LedgerEntry.objects.filter(opens_period=False).order_by("id")
    assert list(extra.values_list("amount", "reason")) == [(1, "Reason 1"), (2, "Reason 2")]
    assert_ledger_is_exact()
