"""What the tests of this folder ask the API for over and over."""

from __future__ import annotations

from typing import Any

from django.db.models import Sum

from accounts.models import User
from recognition.models import Allowance, LedgerEntry, Recognition
from tests.api import error_of
from tests.cast import RecognitionFactory


def me(api: Any, person: User) -> dict[str, Any]:
    """Return what ``person`` is told about themselves."""
    answer = api(person).get("/users/me")
    assert answer.status_code == 200
    return dict(answer.json()["data"])


def balance(api: Any, person: User) -> int:
    """Return how many hi5s ``person`` has left."""
    return int(me(api, person)["hi5_quota_balance"])


def badges_of(api: Any, person: User) -> list[dict[str, Any]]:
    """Return the badges that ``person`` has earned."""
    answer = api(person).get("/users/me/badges")
    assert answer.status_code == 200, answer.content
    return list(answer.json()["data"])


def feed(api: Any, person: User, query: str = "") -> list[dict[str, Any]]:
    """Return the recognitions that ``person`` is told of."""
    answer = api(person).get(f"/recognitions{query}")
    assert answer.status_code == 200, answer.content
    return list(answer.json()["data"])


def ids(rows: list[dict[str, Any]]) -> list[int]:
    """Return the ids of ``rows``, in their order."""
    return [row["id"] for row in rows]


def hi5(api: Any, person: User, recognition: Recognition, **body: Any) -> dict[str, Any]:
    """Have ``person`` give a hi5; returns it."""
    answer = api(person).post(f"/recognitions/{recognition.pk}/hi5", body)
    assert answer.status_code == 201, answer.content
    return dict(answer.json()["data"])


def review(api: Any, person: User, recognition: Recognition, verdict: bool) -> dict[str, Any]:
    """Have ``person`` call a recognition inappropriate, or not; returns the review."""
    body = {"is_inappropriate": verdict}
    answer = api(person).post(f"/recognitions/{recognition.pk}/review", body)
    assert answer.status_code == 201, answer.content
    return dict(answer.json()["data"])


def report(api: Any, person: User, recognition: Recognition, **body: Any) -> dict[str, Any]:
    """Have ``person`` report a recognition; returns the report."""
    doubt = {"mark_as": "fraud", "reason": "It never happened.", **body}
    answer = api(person).post(f"/recognitions/{recognition.pk}/report", doubt)
    assert answer.status_code == 201, answer.content
    return dict(answer.json()["data"])


def thank(cast: Any, **details: Any) -> Recognition:
    """Make Ann thank Ben once more, or whom ``details`` say."""
    people = {"given_by": cast.ann, "given_for": cast.ben, "core_value": cast.outcome}
    thanks: Recognition = RecognitionFactory(**{**people, **details})
    return thanks


def spend(api: Any, cast: Any, person: User, times: int) -> None:
    """Have ``person`` give so many hi5s, each to another recognition."""
    for _ in range(times):
        hi5(api, person, thank(cast))


def ledger(person: User) -> list[tuple[str, int]]:
    """Return every movement of the person's balance, in order."""
    entries = LedgerEntry.objects.filter(user=person).order_by("id")
    return list(entries.values_list("kind", "amount"))


def assert_ledger_is_exact() -> None:
    """Everybody's balance is the sum of their ledger in the period the balance is of."""
    for row in Allowance.objects.all():
        entries = LedgerEntry.objects.filter(user=row.user_id, period_start=row.period_start)
        assert entries.aggregate(total=Sum("amount"))["total"] == row.balance
        assert row.balance >= 0


def refused_fields(answer: Any) -> set[str]:
    """Return which fields an answer calls wrong: it must be a 400, with a sentence for each."""
    assert error_of(answer) == (400, "invalid_data")
    fields = answer.json()["error"]["fields"]
    assert all(isinstance(told, str) and told for told in fields.values())
    return set(fields)
