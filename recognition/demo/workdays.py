"""When things happen in the demo: working hours of the past year, in a company's time zone."""

from __future__ import annotations

from bisect import bisect_right
from datetime import UTC, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from accounts.periods import Period, period_at

YEAR = 365
HOUR = 3600.0
DAY = 24 * HOUR
SATURDAY = 5

JUST_NOW = 600.0
"""Seconds before now in which nothing has happened yet."""


class Calendar:
    """A company's past year. Moments are epoch seconds: there are many, and they are compared."""

    def __init__(self, timezone: str, now: datetime) -> None:
        self.now = now.timestamp()
        self.timezone = timezone
        zone = ZoneInfo(timezone)
        self.today = now.astimezone(zone).date()
        days = [self.today - timedelta(days=ago) for ago in range(YEAR + 8)]
        midnights = [datetime.combine(day, time.min, zone) for day in days]
        self.midnights = [midnight.timestamp() for midnight in midnights]

    def moment(self, days_ago: float, hour: float) -> float:
        """Return ``hour`` o'clock some days ago, on the working day before if that was none."""
        ago = int(days_ago)
        while self._weekday(ago) >= SATURDAY:
            ago += 1
        moment = self.midnights[ago] + hour * HOUR
        return moment if moment < self.now - JUST_NOW else self.moment(ago + 1, hour)

    def some_moment(self, rng: Random) -> float:
        """Return a moment at work, any day of the past year."""
        return self.moment(rng.random() * YEAR, min(max(rng.gauss(13.0, 2.4), 8.0), 19.5))

    def soon_after(self, moment: float, rng: Random) -> float:
        """Return a moment within some hours of ``moment``, and before now."""
        later = moment + rng.expovariate(1 / (7 * HOUR)) + 60
        latest = self.now - 60
        return later if later < latest else moment + rng.random() * (latest - moment)

    def monday(self, weeks_ago: int) -> int:
        """Return how many days ago the Monday of an earlier week was, early in its month.

        What happens from there to Thursday falls in one period, be it a week or a month.
        """
        ago = self._weekday(0) + 7 * weeks_ago
        while (self.today - timedelta(days=ago)).day > 20:
            ago += 7
        return ago

    def ago(self, days: float) -> float:
        """Return the moment so many days before now."""
        return self.now - days * DAY

    def _weekday(self, days_ago: int) -> int:
        return (self.today - timedelta(days=days_ago)).weekday()


class Periods:
    """The weeks or months of a company, by number, so that looking one up is cheap."""

    def __init__(self, calendar: Calendar, frequency: str) -> None:
        self.now = calendar.now
        self.all: list[Period] = []
        at = datetime.fromtimestamp(calendar.ago(YEAR + 40), UTC)
        while at.timestamp() <= calendar.now:
            period = period_at(at, frequency=frequency, timezone=calendar.timezone)
            self.all.append(period)
            at = period.ends_at
        self.starts = [period.starts_at.timestamp() for period in self.all]

    def number(self, moment: float) -> int:
        """Return which period ``moment`` falls in."""
        return bisect_right(self.starts, moment) - 1
