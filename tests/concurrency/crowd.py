"""More recognitions than anybody could join in with, and allowances with a past."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import SimpleNamespace

from django.utils import timezone

from accounts.models import User
from recognition.actions import tallies
from recognition.models import Allowance, LedgerEntry, Recognition

QUOTA = 20


def praise(cast: SimpleNamespace, count: int) -> list[Recognition]:
    """Let Ann thank Ben ``count`` times."""
    written = Recognition.objects.bulk_create(
        Recognition(
            organisation=cast.acme,
            given_by=cast.ann,
            given_for=cast.ben,
            core_value=cast.outcome,
            text=f"Thanks number {number}",
            given_at=timezone.now(),
        )
        for number in range(count)
    )
    tallies.recount(organisation=cast.acme)
    return written


def open_period(person: User, starts_at: datetime, balance: int) -> None:
    """Write what somebody's first hi5 of the period at ``starts_at`` writes, with ``balance``."""
    common = {"organisation": person.organisation, "user": person, "period_start": starts_at}
    Allowance.objects.create(**common, balance=balance)
    LedgerEntry.objects.create(
        **common, kind="grant", amount=balance, opens_period=True, reason="quota", at=starts_at
    )


def this_week_began(person: User) -> datetime:
    """Return when the period that runs began."""
    return person.home.allowance_terms(timezone.now()).period.starts_at


def nothing_yet(person: User) -> None:
    """The first hi5 that somebody ever gives opens the period."""


def last_week(person: User) -> None:
    """The row is of a period that has ended, with some left that is not carried over."""
    open_period(person, this_week_began(person) - timedelta(days=7), 3)


def this_week(person: User, balance: int = QUOTA) -> None:
    """The period has begun already."""
    open_period(person, this_week_began(person), balance)
