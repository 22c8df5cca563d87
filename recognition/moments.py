"""Moments in words, which are the same for all who read the language: kept as they are written."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo
from functools import lru_cache

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, ngettext

KEPT = 2_000
"""Of each kind, the words that were wanted last."""

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


class Clock:
    """What it takes to tell of moments: the time, and in whose language and time zone."""

    def __init__(self) -> None:
        self.now, self.zone = timezone.now(), timezone.get_current_timezone()
        self.language = get_language()

    def written(self, moment: datetime, form: str) -> str:
        """Return ``moment`` to the minute, as the format called ``form`` has it."""
        return written(moment, form, self.zone, self.language)

    def ago(self, moment: datetime) -> str:
        """Return how long ago ``moment`` was, in one unit; beyond a week, its date."""
        age = self.now - moment
        if age >= 7 * DAY:
            return self.written(moment, "DATE_FORMAT")
        unit = DAY if age >= DAY else HOUR if age >= HOUR else MINUTE
        return _ago(unit, age // unit, self.language) if age >= MINUTE else gettext("just now")


def written(moment: datetime, form: str, zone: tzinfo, language: str | None) -> str:
    """Return the same in a time zone, and in the language at hand, which ``language`` names."""
    minute = moment.astimezone(zone).replace(second=0, microsecond=0, tzinfo=None)
    return _written(minute, form, language)


def ago(moment: datetime) -> str:
    """Return how long ago ``moment`` was."""
    return Clock().ago(moment)


@lru_cache(maxsize=KEPT)
def _written(minute: datetime, form: str, language: str | None) -> str:
    return date_format(minute, form)


@lru_cache(maxsize=KEPT)
def _ago(unit: timedelta, n: int, language: str | None) -> str:
    if unit == MINUTE:
        told = ngettext("%(n)s minute ago", "%(n)s minutes ago", n)
    elif unit == HOUR:
        told = ngettext("%(n)s hour ago", "%(n)s hours ago", n)
    else:
        told = ngettext("%(n)s day ago", "%(n)s days ago", n)
    return told % {"n": n}
