"""The books of a company's year: what each hi5 cost, what is left, which badges were earned."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any

from recognition.demo.workdays import Periods
from recognition.demo.year import Cheer
from recognition.models import Badge, LedgerEntry

Kind = LedgerEntry.Kind

ENTRY_COLUMNS = (
    "organisation_id",
    "user_id",
    "kind",
    "amount",
    "period_start",
    "opens_period",
    "hi5_id",
    "by_id",
    "reason",
    "at",
)
ALLOWANCE_COLUMNS = ("organisation_id", "user_id", "period_start", "balance")
AWARD_COLUMNS = (
    "organisation_id",
    "badge_id",
    "user_id",
    "period_start",
    "period_end",
    "hi5_count_required",
    "hi5_frequency",
    "awarded_at",
)

EXTRA = 5
"""Hi5s granted at a time to somebody who has none left."""


def moment(at: float) -> datetime:
    """Return epoch seconds as the database takes them."""
    return datetime.fromtimestamp(at, UTC)


@dataclass(frozen=True, slots=True)
class Refund:
    """What a hi5 cost goes back to its giver, because ``by`` has hidden the recognition."""

    at: float
    cheer: Cheer
    by: int


@dataclass(slots=True)
class Purse:
    """What somebody has left in the period of that number."""

    period: int
    balance: int


class Books:
    """The ledger of one company, written hi5 by hi5 in the order of time."""

    def __init__(self, organisation_id: int, limit: int, periods: Periods) -> None:
        self.organisation_id = organisation_id
        self.limit = limit
        self.periods = periods
        self.purses: dict[int, Purse] = {}

    def affordable(self, cheers: Iterable[Cheer], frugal: set[int]) -> list[Cheer]:
        """Leave out what the quota does not allow; the ``frugal`` save some for this period."""
        spent: Counter[tuple[int, int]] = Counter()
        current = self.periods.number(self.periods.now)
        kept = []
        for cheer in cheers:
            period = self.periods.number(cheer.at)
            saved = 3 if period == current and cheer.by in frugal else 0
            if spent[cheer.by, period] < self.limit - saved:
                spent[cheer.by, period] += 1
                kept.append(cheer)
        return kept

    def entries(
        self, cheers: Iterable[Cheer], refunds: Iterable[Refund], granted_by: int
    ) -> Iterator[tuple[Any, ...]]:
        """Yield the ledger's rows: quotas, hi5s, refunds, and grants to whom the quota failed.

        ``cheers`` and ``refunds`` come in the order of time.
        """
        events: Iterator[Cheer | Refund] = heapq.merge(cheers, refunds, key=attrgetter("at"))
        for event in events:
            cheer = event.cheer if isinstance(event, Refund) else event
            number = self.periods.number(event.at)
            start, at = self.periods.all[number].starts_at, moment(event.at)
            who = (self.organisation_id, cheer.by)
            purse = self.purses.get(cheer.by)
            if purse is None or purse.period != number:
                purse = self.purses[cheer.by] = Purse(number, self.limit)
                yield (*who, Kind.GRANT.value, self.limit, start, True, None, None, "quota", at)
            if isinstance(event, Refund):
                purse.balance += 1
                what = (Kind.REFUND.value, 1, start, False, cheer.id, event.by)
                yield (*who, *what, "recognition hidden", at)
                continue
            if purse.balance == 0:
                purse.balance = EXTRA
                reason = "much to cheer for"
                yield (*who, Kind.GRANT.value, EXTRA, start, False, None, granted_by, reason, at)
            purse.balance -= 1
            yield (*who, Kind.SPEND.value, -1, start, False, cheer.id, cheer.by, "hi5", at)

    def allowances(self) -> Iterator[tuple[Any, ...]]:
        """Yield everybody's allowance, once ``entries`` has come to its end."""
        for person, purse in self.purses.items():
            start = self.periods.all[purse.period].starts_at
            yield (self.organisation_id, person, start, purse.balance)


def awards(
    badges: Sequence[Badge], periods: Mapping[str, Periods], cheers: Iterable[Cheer]
) -> Iterator[tuple[Any, ...]]:
    """Yield the badges that ``cheers``, in the order of time, earn; ``periods`` by frequency."""
    received: Counter[tuple[int, int, int]] = Counter()
    for cheer in cheers:
        for badge in badges:
            there = periods[badge.hi5_frequency]
            number = there.number(cheer.at)
            key = (badge.pk, cheer.praise.to, number)
            received[key] += 1
            if received[key] == badge.hi5_count_required:
                period = there.all[number]
                yield (
                    badge.organisation_id,
                    badge.pk,
                    cheer.praise.to,
                    period.starts_at,
                    period.ends_at,
                    badge.hi5_count_required,
                    badge.hi5_frequency,
                    moment(cheer.at),
                )
