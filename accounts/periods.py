"""When a week or a month begins for people in a time zone: the one definition of a period."""

from __future__ import annotations

import zoneinfo
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

from django.db import models


class Frequency(models.TextChoices):
    """How often a period begins: Monday 00:00, or day 1 at 00:00, local time (peerly-v1 §5)."""

    WEEKLY = "WEEKLY", "weekly"
    MONTHLY = "MONTHLY", "monthly"


@dataclass(frozen=True, order=True)
class Period:
    """A stretch of time: ``starts_at`` is in it, ``ends_at`` no longer is. Both in UTC."""

    starts_at: datetime
    ends_at: datetime


def period_at(now: datetime, *, frequency: str, timezone: str) -> Period:
    """Return the week or month that ``now`` falls in, as people in ``timezone`` reckon it.

    Midnight is the local one, so a period is an hour longer or shorter where clocks change,
    and begins at the first moment of its day where midnight itself is skipped.
    """
    zone = _zone(timezone)
    today = now.astimezone(zone).date()
    if frequency == Frequency.WEEKLY:
        first = today - timedelta(days=today.weekday())
        following = first + timedelta(days=7)
    else:
        first = today.replace(day=1)
        following = (first + timedelta(days=31)).replace(day=1)
    return Period(_midnight(first, zone), _midnight(following, zone))


def is_timezone(name: str) -> bool:
    """Tell whether ``name`` is a time zone of the IANA database, spelled as it is there."""
    return name in _known_timezones()


def _midnight(day: date, zone: zoneinfo.ZoneInfo) -> datetime:
    # fold=0 reads a skipped midnight with the offset from before the change: the change itself.
    return datetime.combine(day, time.min, tzinfo=zone).astimezone(UTC)


@cache
def _zone(name: str) -> zoneinfo.ZoneInfo:
    return zoneinfo.ZoneInfo(name)


@cache
def _known_timezones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones() - {"localtime", "Factory", "posixrules"})
