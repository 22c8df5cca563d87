"""Proof that every balance is what its ledger says, by what the database itself adds up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from recognition.models import Allowance, Hi5, LedgerEntry

CHUNK = 1000


def faults() -> Iterator[str]:
    """Yield a sentence for every row that is wrong: whose, what it should be, what it is.

    Each question is one statement, which sees one moment: with traffic, nothing is reported
    that was only under way.
    """
    yield from _wrong_balances()
    yield from _wrong_periods()
    yield from _entries_without_allowance()
    yield from _wrong_charges()
    yield from _charged_in_vain()
    yield from _entries_of_strangers()


def _wrong_balances() -> Iterator[str]:
    entries = LedgerEntry.objects.filter(
        user=OuterRef("user"), period_start=OuterRef("period_start")
    )
    total = entries.order_by().values("user").annotate(total=Sum("amount")).values("total")
    wrong = Allowance.objects.annotate(total=Coalesce(Subquery(total), 0)).exclude(
        balance=F("total")
    )
    for row in _read(wrong, "user__email", "period_start", "balance", "total"):
        yield (
            f"{row['user__email']}: the balance in the period from {_told(row['period_start'])}"
            f" should be {row['total']}, is {row['balance']}"
        )
    # A period that has begun has its opening grant, even one of 0 hi5s.
    unopened = Allowance.objects.filter(~Exists(entries.filter(opens_period=True)))
    for row in _read(unopened.filter(~Exists(entries)), "user__email", "period_start"):
        yield (
            f"{row['user__email']}: the period from {_told(row['period_start'])}"
            " should have 1 opening grant, has no entry at all"
        )


def _wrong_periods() -> Iterator[str]:
    periods = LedgerEntry.objects.order_by().values("user__email", "period_start")
    wrong = periods.annotate(
        openings=Count("pk", filter=Q(opens_period=True, kind=LedgerEntry.Kind.GRANT)),
        total=Sum("amount"),
    ).filter(~Q(openings=1) | Q(total__lt=0))
    for row in _read(wrong):
        where = f"{row['user__email']}: the period from {_told(row['period_start'])}"
        if row["openings"] != 1:
            yield f"{where} should have 1 opening grant, has {row['openings']}"
        if row["total"] < 0:
            yield f"{where} should never be overdrawn, adds up to {row['total']}"


def _entries_without_allowance() -> Iterator[str]:
    later = Allowance.objects.filter(
        user=OuterRef("user"), period_start__gte=OuterRef("period_start")
    )
    homeless = LedgerEntry.objects.filter(~Exists(later)).order_by()
    latest = Allowance.objects.filter(user=OuterRef("user")).values("period_start")
    periods = homeless.annotate(latest=Subquery(latest)).values(
        "user__email", "period_start", "latest"
    )
    for row in _read(periods.distinct()):
        has = f"is of {_told(row['latest'])}" if row["latest"] else "does not exist"
        yield (
            f"{row['user__email']}: the allowance should be of {_told(row['period_start'])}"
            f" or later, {has}"
        )


def _wrong_charges() -> Iterator[str]:
    charged = Case(When(is_charged=True, then=1), default=0, output_field=IntegerField())
    paid = Value(0) - Coalesce(Sum("ledger__amount"), 0)
    wrong = Hi5.objects.annotate(charged=charged, paid=paid).exclude(charged=F("paid"))
    for row in _read(wrong, "pk", "given_by__email", "charged", "paid"):
        yield (
            f"{row['given_by__email']}: hi5 {row['pk']} should have cost {row['charged']},"
            f" has cost {row['paid']}"
        )


def _charged_in_vain() -> Iterator[str]:
    gone = Q(withdrawn_at__isnull=False) | Q(recognition__hidden_at__isnull=False)
    wrong = Hi5.objects.filter(gone, is_charged=True)
    for row in _read(wrong, "pk", "given_by__email", "withdrawn_at"):
        why = "was taken back" if row["withdrawn_at"] else "is on a hidden recognition"
        yield f"{row['given_by__email']}: hi5 {row['pk']} {why}, should be refunded, is charged"


def _entries_of_strangers() -> Iterator[str]:
    wrong = LedgerEntry.objects.filter(hi5__isnull=False).exclude(user=F("hi5__given_by"))
    for row in _read(wrong, "pk", "user__email", "hi5__given_by__email"):
        yield (
            f"{row['user__email']}: entry {row['pk']} should be of {row['hi5__given_by__email']},"
            f" who gave the hi5, is of {row['user__email']}"
        )


def _read(rows: QuerySet[Any, Any], *columns: str) -> Iterator[dict[str, Any]]:
    read = rows.order_by().values(*columns) if columns else rows
    return read.iterator(chunk_size=CHUNK)


def _told(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M UTC")
