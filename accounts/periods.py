"""When a week, month, quarter or year begins in a time zone: the one definition of a period."""

from __future__ import annotations

import zoneinfo
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache

from django.db import models
from django.utils.translation import gettext_lazy as _


class Frequency(models.TextChoices):
    """How often a period begins: Monday 00:00, or day 1 at 00:00, local time (peerly-v1 §5)."""

    WEEKLY = "WEEKLY", _("weekly")
    MONTHLY = "MONTHLY", _("monthly")

    @property
    def span(self) -> Span:
        """How long such a period is."""
        return Span.WEEK if self is Frequency.WEEKLY else Span.MONTH


class Span(models.TextChoices):
    """How long a period is; quarters and years are those of the calendar."""

    WEEK = "week", _("week")
    MONTH = "month", _("month")
    QUARTER = "quarter", _("quarter")
    YEAR = "year", _("year")


MONTHS = {Span.MONTH: 1, Span.QUARTER: 3, Span.YEAR: 12}
"""How many of them a period has that consists of months."""

MOMENT = timedelta(microseconds=1)
"""The least that clocks here can tell apart."""

KEPT = 1_000
"""Periods that were asked for last: one of a day, a length and a time zone is always the same."""


@dataclass(frozen=True, order=True)
class Period:
    """A stretch of time: ``starts_at`` is in it, ``ends_at`` no longer is. Both in UTC."""

    starts_at: datetime
    ends_at: datetime


def period_at(now: datetime, *, frequency: str, timezone: str) -> Period:
    """Return the week or month that ``now`` falls in: ``span_at`` of a Frequency."""
    return span_at(now, span=Frequency(frequency).span, timezone=timezone)


def span_at(now: datetime, *, span: Span, timezone: str) -> Period:
    """Return the period of that length that ``now`` falls in, as people in ``timezone`` reckon it.

    Midnight is the local one, so a period is an hour longer or shorter where clocks change,
    and begins at the first moment of its day where midnight itself is skipped.
    """
    return _span_of(day_in(timezone, now), span, timezone)


@lru_cache(maxsize=KEPT)
def _span_of(today: date, span: Span, timezone: str) -> Period:
    zone = _zone(timezone)
    if span == Span.WEEK:
        first = today - timedelta(days=today.weekday())
        following = first + timedelta(days=7)
    else:
        months = _months_until(today, MONTHS[span])
        first, following = _first_of(months), _first_of(months + MONTHS[span])
    return Period(_midnight(first, zone), _midnight(following, zone))


def latest(count: int, now: datetime, *, span: Span, timezone: str) -> list[Period]:
    """Return the period that ``now`` falls in and those before it, ``count`` of them in order."""
    periods = [span_at(now, span=span, timezone=timezone)]
    while len(periods) < count:
        before = periods[-1].starts_at - MOMENT
        periods.append(span_at(before, span=span, timezone=timezone))
    return periods[::-1]


def day_in(timezone: str, moment: datetime) -> date:
    """Return what day it is in ``timezone`` at ``moment``."""
    return moment.astimezone(_zone(timezone)).date()


def first_day(day: date, months: int) -> date:
    """Return the first day of the month, quarter or year of so many ``months`` that ``day`` is of.

    Months are those of ``MONTHS``.
    """
    return _first_of(_months_until(day, months))


def is_timezone(name: str) -> bool:
    """Tell whether ``name`` is a time zone of the IANA database, spelled as it is there."""
    return name in _known_timezones()


def _months_until(day: date, length: int) -> int:
    """Return how many months since year 0 came before the stretch of ``length`` of ``day``."""
    months = day.year * 12 + day.month - 1
    return months - months % length


def _first_of(months: int) -> date:
    """Return the first day of the month that so many others have come before since year 0."""
    return date(months // 12, months % 12 + 1, 1)


def _midnight(day: date, zone: zoneinfo.ZoneInfo) -> datetime:
    # fold=0 reads a skipped midnight with the offset from before the change: the change itself.
    return datetime.combine(day, time.min, tzinfo=zone).astimezone(UTC)


@cache
def _zone(name: str) -> zoneinfo.ZoneInfo:
    return zoneinfo.ZoneInfo(name)


@cache
def _known_timezones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones() - {"localtime", "Factory", "posixrules"})
