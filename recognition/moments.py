"""Moments in words, which are the same for all who read the language: kept as they are written."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, ngettext

KEPT = 2_000
"""Of each kind, the words that were wanted last."""


def written(moment: datetime, form: str) -> str:
    """Return ``moment`` in the time of the page, as the format called ``form`` has it."""
    minute = timezone.localtime(moment).replace(second=0, microsecond=0, tzinfo=None)
    return _written(minute, form, get_language())


def ago(moment: datetime) -> str:
    """Return how long ago ``moment`` was, in one unit; beyond a week, its date."""
    age = timezone.now() - moment
    if age < timedelta(minutes=1):
        return gettext("just now")
    if age < timedelta(hours=1):
        return _ago("minute", age // timedelta(minutes=1), get_language())
    if age < timedelta(days=1):
        return _ago("hour", age // timedelta(hours=1), get_language())
    if age < timedelta(days=7):
        return _ago("day", age.days, get_language())
    return written(moment, "DATE_FORMAT")


@lru_cache(maxsize=KEPT)
def _written(minute: datetime, form: str, language: str | None) -> str:
    return date_format(minute, form)


@lru_cache(maxsize=KEPT)
def _ago(unit: str, n: int, language: str | None) -> str:
    units = {
        "minute": ngettext("%(n)s minute ago", "%(n)s minutes ago", n),
        "hour": ngettext("%(n)s hour ago", "%(n)s hours ago", n),
        "day": ngettext("%(n)s day ago", "%(n)s days ago", n),
    }
    return units[unit] % {"n": n}
