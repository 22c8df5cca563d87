"""How recognition goes in an organisation, told to those who run it: counts, and who is forgotten.

Everything is asked for somebody who may know (``policies.can_see_insights``), of their own
organisation; for anybody else it is NotAllowed. What a review has hidden does not count.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from accounts import tenures
from accounts.models import User
from accounts.periods import Period, Span, day_in, latest
from accounts.policies import require
from recognition import policies
from recognition.models import Case as ModerationCase
from recognition.models import CoreValue, LastThanks, ParticipationTally, ValueTally

MONTHS = 12
"""How many months participation is told of, the one that runs included."""

OVERLOOKED = (30, 60, 90)
"""Days without recognition that are asked about."""

AGES = (0, 1, 3, 7)
"""Days from which on a case that waits counts as older; the last has no end."""


@dataclass(frozen=True)
class Participation:
    """Who took part in one month of the organisation's calendar.

    ``first_day`` is the month's, local. ``headcount`` are the people who belonged at some time
    in it; ``gave`` and ``received`` are how many of them did at least once; ``recognitions`` are
    how many were given.
    """

    first_day: date
    period: Period
    headcount: int
    gave: int
    received: int
    recognitions: int


@dataclass(frozen=True)
class ValueUse:
    """How many recognitions were given for a core value."""

    core_value: CoreValue
    recognitions: int


@dataclass(frozen=True)
class Overlooked:
    """Somebody who has not been recognised for a while.

    ``since`` is when they were last, or when they joined if ``recognised_at`` is None; ``days``
    are the whole days (24 hours) since then.
    """

    person: User
    recognised_at: datetime | None
    since: datetime
    days: int


@dataclass(frozen=True)
class OverlookedPeople:
    """Those who have not been recognised for ``days`` days, the longest first.

    ``people`` may be cut short; ``totals`` counts them all, by each of ``OVERLOOKED`` and
    ``days``.
    """

    days: int
    totals: Mapping[int, int]
    people: list[Overlooked]


@dataclass(frozen=True)
class WaitingCase:
    """An open moderation case; ``days`` are the whole days (24 hours) since it was opened."""

    number: int
    opened_at: datetime
    days: int
    reports: int


@dataclass(frozen=True)
class Waiting:
    """The open moderation cases, the oldest first."""

    cases: list[WaitingCase]

    @property
    def oldest_opened_at(self) -> datetime | None:
        """When the oldest was opened; None if there is none."""
        return self.cases[0].opened_at if self.cases else None

    @property
    def by_age(self) -> dict[int, int]:
        """How many there are of each of ``AGES``."""
        ages = [max(age for age in AGES if age <= each.days) for each in self.cases]
        return {age: ages.count(age) for age in AGES}


def participation(
    viewer: User, *, now: datetime | None = None, everybody: int | None = None
) -> list[Participation]:
    """Return the last ``MONTHS`` months, the oldest first: five queries.

    ``everybody`` spares one: ``tenures.everybody``.
    """
    require(policies.can_see_insights(viewer))
    zone, months = viewer.home.timezone, _months(viewer, now)
    everybody = tenures.everybody(viewer) if everybody is None else everybody
    headcounts = tenures.headcounts(viewer, months, everybody=everybody)
    counts = _counts(viewer, months)
    return [
        Participation(
            first_day=day_in(zone, month.starts_at),
            period=month,
            # Whoever took part was there, whatever the clock says of when they joined or left.
            headcount=max(there, found["gave"], found["received"]),
            **found,
        )
        for month, there, found in zip(months, headcounts, counts, strict=True)
    ]


def year_told_of(viewer: User, *, now: datetime | None = None) -> Period:
    """Return the period that ``participation`` tells of month by month, as one."""
    return _whole(_months(viewer, now))


def values_used(viewer: User, *, during: Period) -> list[ValueUse]:
    """Return every core value, parents followed by their children: two queries.

    ``during`` consists of months: one counts if it begins in it. A parent's count is its own,
    without that of its children.
    """
    require(policies.can_see_insights(viewer))
    given = ValueTally.objects.visible_to(viewer).during(during, viewer.home.timezone)
    values = CoreValue.objects.visible_to(viewer).as_tree()
    return [ValueUse(value, count) for value, count in values.counting(given)]


def overlooked(
    viewer: User,
    *,
    days: int,
    limit: int | None = None,
    now: datetime | None = None,
    everybody: int | None = None,
) -> OverlookedPeople:
    """Return who has not been recognised for ``days`` days or more: five queries.

    These are live people, moderators too, as all can be thanked. ``limit`` is how many of them at
    most; all if it is None. ``everybody`` spares a query: ``tenures.everybody``.
    """
    require(policies.can_see_insights(viewer))
    now = now or timezone.now()
    asked = {each: now - timedelta(days=each) for each in sorted({*OVERLOOKED, days})}
    waits = _waiting_for_a_word(viewer).until(asked[days])
    found = list(waits.values_list("at", "user", "was_thanked")[:limit])
    people = User.objects.visible_to(viewer)
    named = people.in_bulk([number for _, number, _ in found])
    return OverlookedPeople(
        days,
        _totals(viewer, asked, tenures.everybody(viewer) if everybody is None else everybody),
        [
            Overlooked(named[number], since if was_thanked else None, since, (now - since).days)
            for since, number, was_thanked in found
            if number in named  # not removed since
        ],
    )


def reports_waiting(viewer: User, *, now: datetime | None = None) -> Waiting:
    """Return what waits for a moderator: one query."""
    require(policies.can_see_insights(viewer))
    now = now or timezone.now()
    cases = ModerationCase.objects.visible_to(viewer).waiting().annotate(n=Count("reports"))
    found = cases.values_list("pk", "opened_at", "n")
    return Waiting(
        [
            WaitingCase(number, opened_at, max(0, (now - opened_at).days), reports)
            for number, opened_at, reports in found
        ]
    )


def _months(viewer: User, now: datetime | None) -> list[Period]:
    zone = viewer.home.timezone
    return latest(MONTHS, now or timezone.now(), span=Span.MONTH, timezone=zone)


def _whole(months: list[Period]) -> Period:
    return Period(months[0].starts_at, months[-1].ends_at)


def _counts(viewer: User, months: list[Period]) -> list[dict[str, int]]:
    """Return {gave, received, recognitions} of each month."""
    zone = viewer.home.timezone
    counts = {
        day_in(zone, month.starts_at): {"gave": 0, "received": 0, "recognitions": 0}
        for month in months
    }
    tallied = ParticipationTally.objects.visible_to(viewer).during(_whole(months), zone)
    for row in tallied.per_month():
        counts[row.pop("month")].update(row)
    return list(counts.values())


def _totals(viewer: User, asked: dict[int, datetime], everybody: int) -> dict[int, int]:
    """Return of how many people each of the moments ``asked`` lies behind their last thanks.

    These are all who are there but those who were thanked, or joined, since then.
    """
    here = everybody - tenures.not_here(viewer).count()
    lately = _waiting_for_a_word(viewer).since(min(asked.values())).order_by()
    found = lately.aggregate(
        **{f"days_{days}": Count("at", filter=Q(at__gt=moment)) for days, moment in asked.items()}
    )
    return {days: here - found[f"days_{days}"] for days in asked}


def _waiting_for_a_word(viewer: User) -> Any:
    """Return since when each of those waits who are there."""
    return LastThanks.objects.visible_to(viewer).of_others_than(tenures.not_here(viewer))
