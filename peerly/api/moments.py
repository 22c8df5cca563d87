"""Moments as microseconds since 1970: whole numbers, which no driver has to parse."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache

SECOND = 1_000_000
"""Microseconds."""

EPOCH, MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)
IN_UTC = EPOCH.replace(tzinfo=None)
"""The same, spelled without an offset."""


def microseconds(moment: datetime) -> int:
    """Return how many there are between 1970 and ``moment``."""
    return (moment - EPOCH) // MICROSECOND


def moment_at(told: int) -> datetime:
    """Return the moment that is so many microseconds after 1970."""
    return EPOCH + told * MICROSECOND


@lru_cache(4096)  # a page that is asked for again and again has the same ones each time
def spelled(timespec: str, told: int) -> str:
    """Return the moment as RFC 3339 has it, in UTC; ``timespec`` is that of ``isoformat``."""
    return f"{(IN_UTC + told * MICROSECOND).isoformat('T', timespec)}Z"
