"""What happens to tallies: counting as recognitions come and go, and counting all over again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Max, Min

from accounts.models import Organisation, User
from accounts.periods import MONTHS, Period, day_in, first_day, span_at
from recognition.models import (
    LastThanks,
    MonthlyTally,
    ParticipationTally,
    Recognition,
    SpanTally,
    ValueTally,
)

KINDS: tuple[Any, ...] = (MonthlyTally, SpanTally, ValueTally, ParticipationTally)
"""In the order in which everybody locks their rows."""

AT_ONCE = 5_000
"""Rows that are written by one statement, which is told a few values of each."""


def count(*, recognition: Recognition) -> None:
    """Count ``recognition``, which nobody counted yet, or not since it was hidden.

    The last thing in the transaction that gives or restores it: people who give at once want the
    same rows, and wait from here on.
    """
    _tell(recognition, is_new=True)
    LastThanks.objects.note(recognition)
    home = recognition.organisation
    _zones[home.pk] = home.timezone


def zone_of(*, organisation: int) -> str | None:
    """Return the time zone that was counted by last, as far as this process knows.

    A hint: what is counted by it is counted if it is that still, or not at all.
    """
    return _zones.get(organisation)


_zones: dict[int, str] = {}


def uncount(*, recognition: Recognition) -> None:
    """Count ``recognition`` no more: the last thing in the transaction that hides it."""
    _tell(recognition, is_new=False)
    LastThanks.objects.forget(recognition)


def await_thanks(*, instance: User, created: bool, raw: bool = False, **_: Any) -> None:
    """Take note of somebody who has joined; a fixture (``raw``) has to bring that along."""
    if created and not raw and instance.organisation_id is not None:
        LastThanks.objects.begin(instance)


def recount(*, organisation: Organisation, **_: Any) -> None:
    """Count all that ``organisation`` has again, by the clock that it has now."""
    with transaction.atomic():
        # Held before the months are looked up: somebody may be giving in another one.
        home = _hold(organisation)
        for stretch in stretches(organisation=home):
            settle(organisation=home, stretch=stretch)
        settle_last(organisation=home)


class Stretch(NamedTuple):
    """A month, a quarter or a year of the calendar: its first day, and how long it is."""

    first: date
    months: int


def stretches(*, organisation: Organisation) -> Iterator[Stretch]:
    """Yield each month, quarter and year, by the clock of now, from which anything is to count."""
    zone = organisation.timezone
    given = Recognition.objects.filter(organisation=organisation).order_by()
    moments = given.aggregate(first=Min("given_at"), last=Max("given_at"))
    days = {day_in(zone, moment) for moment in moments.values() if moment is not None}
    for kind in KINDS:
        tallied = kind.objects.filter(organisation=organisation).order_by()
        days |= set(tallied.aggregate(first=Min("month"), last=Max("month")).values()) - {None}
    if not days:
        return
    for months in sorted({length for kind in KINDS for length in kind.LENGTHS}):
        first = first_day(min(days), months)
        while first <= max(days):
            yield Stretch(first, months)
            first = first_day(first + timedelta(days=31 * months), months)


def settle(*, organisation: Organisation, stretch: Stretch, correct: bool = True) -> int:
    """Count a stretch again; returns how many of its rows were wrong, and makes them right.

    Only says so unless ``correct``. Meanwhile nobody counts, so it is exact with traffic too.
    """
    with transaction.atomic():
        home = _hold(organisation)
        kinds = [kind for kind in KINDS if stretch.months in kind.LENGTHS]
        return sum(_settle(kind, home, stretch, correct=correct) for kind in kinds)


def settle_last(*, organisation: Organisation, correct: bool = True) -> int:
    """Look again when each was thanked last, or joined: as ``settle`` does."""
    with transaction.atomic():
        home = _hold(organisation)
        wrong = LastThanks.objects.wrong(home)
        if wrong and correct:
            LastThanks.objects.correct(home)
        return wrong


def _hold(organisation: Organisation) -> Organisation:
    """Wait for everybody who has counted; from here on nobody else counts."""
    # Not the weaker lock, which keeps out nobody who only refers to the organisation, as they do.
    return Organisation.objects.select_for_update().get(pk=organisation.pk)


def _tell(recognition: Recognition, *, is_new: bool) -> None:
    home = recognition.organisation
    for kind in KINDS:
        tell = kind.objects.add if is_new else kind.objects.take
        while True:
            month = day_in(home.timezone, recognition.given_at).replace(day=1)
            rows = kind.objects.rows_of(recognition, month, is_new=is_new)
            if tell(rows, timezone=home.timezone):
                break
            # It has moved to another time zone since it was read, and so has this month.
            home = Organisation.objects.get(pk=home.pk)


def _settle(kind: Any, home: Organisation, stretch: Stretch, *, correct: bool) -> int:
    period = _period(stretch, home.timezone)
    given = Recognition.objects.filter(organisation=home).not_hidden().during(period)
    key = {"organisation_id": home.pk} | kind.key_of(*stretch)
    right, stored = kind.objects.counted(given, **key), kind.objects.filter(**key)
    should, found = (
        {row.pk: row.counts for row in rows if any(row.counts)} for rows in (right, stored)
    )
    wrong: int = sum(should.get(key) != found.get(key) for key in should.keys() | found.keys())
    if wrong and correct:
        stored.delete()
        kind.objects.bulk_create(right, batch_size=AT_ONCE)
    return wrong


def _period(stretch: Stretch, timezone: str) -> Period:
    noon = datetime.combine(stretch.first, time(12), ZoneInfo(timezone))
    span = next(span for span, months in MONTHS.items() if months == stretch.months)
    return span_at(noon, span=span, timezone=timezone)
