"""The one definition of a period: weeks and months tile time, wherever people are."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import count, pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from accounts.actions import organisations
from accounts.periods import Frequency, Span, day_in, is_timezone, latest, period_at, span_at
from accounts.roles import Role
from tests.cast import OrganisationFactory, UserFactory

MOMENT = timedelta(microseconds=1)
ODD_ZONES = [
    "Africa/Cairo",  # midnight does not exist on the Friday that summer time begins
    "America/Asuncion",
    "America/Havana",  # midnight comes twice when summer time ends
    "America/Santiago",
    "America/St_Johns",
    "Antarctica/Troll",  # two hours at once
    "Asia/Beirut",
    "Asia/Kathmandu",
    "Atlantic/Azores",
    "Australia/Lord_Howe",  # half an hour
    "Europe/Dublin",
    "Pacific/Apia",  # 30 December 2011 does not exist
    "Pacific/Chatham",
    "Pacific/Kiritimati",
]
zones = st.sampled_from(ODD_ZONES) | st.sampled_from(sorted(available_timezones()))
frequencies = st.sampled_from(Frequency.values)
# Until 2011 Newfoundland set its clocks back at 00:01, to the day before: nobody does any more.
moments = st.datetimes(
    datetime(2012, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    datetime(2060, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)


def is_first_instant_of(day: date, zone: str, moment: datetime) -> bool:
    """Tell whether ``day`` begins at ``moment``: it is that day, and just before it was not."""
    tz = ZoneInfo(zone)
    return moment.astimezone(tz).date() == day and (moment - MOMENT).astimezone(tz).date() < day


@settings(max_examples=250, deadline=None)
@given(now=moments, zone=zones, frequency=frequencies)
@example(datetime(2024, 4, 26, tzinfo=UTC), "Africa/Cairo", "WEEKLY")
@example(datetime(2026, 11, 2, 4, 59, 59, tzinfo=UTC), "America/New_York", "WEEKLY")
@example(datetime(2011, 12, 31, tzinfo=UTC), "Pacific/Apia", "WEEKLY")
@example(datetime(2011, 12, 30, 9, 59, tzinfo=UTC), "Pacific/Apia", "MONTHLY")
def test_periods_tile_time_and_begin_when_their_first_day_does(now, zone, frequency):
    period = period_at(now, frequency=frequency, timezone=zone)

    assert period.starts_at <= now < period.ends_at
    first = period.starts_at.astimezone(ZoneInfo(zone)).date()
    if frequency == "WEEKLY":
        assert first.weekday() == 0
        following = first + timedelta(days=7)
    else:
        assert first.day == 1
        following = (first + timedelta(days=31)).replace(day=1)
    assert is_first_instant_of(first, zone, period.starts_at)
    assert is_first_instant_of(following, zone, period.ends_at)
    for inside in (period.starts_at, period.ends_at - MOMENT):
        assert period_at(inside, frequency=frequency, timezone=zone) == period
    for outside in (period.starts_at - MOMENT, period.ends_at):
        neighbour = period_at(outside, frequency=frequency, timezone=zone)
        assert neighbour.ends_at == period.starts_at or neighbour.starts_at == period.ends_at


@settings(max_examples=150, deadline=None)
@given(now=moments, zone=zones, span=st.sampled_from(Span))
@example(datetime(2011, 12, 31, tzinfo=UTC), "Pacific/Apia", Span.QUARTER)
@example(datetime(2026, 12, 31, 23, tzinfo=UTC), "Pacific/Kiritimati", Span.YEAR)
def test_every_span_begins_with_its_first_day_and_follows_the_one_before(now, zone, span):
    periods = latest(5, now, span=span, timezone=zone)

    assert periods[-1] == span_at(now, span=span, timezone=zone)
    assert periods[-1].starts_at <= now < periods[-1].ends_at
    days = [day_in(zone, period.starts_at) for period in periods]
    for period, day in zip(periods, days, strict=True):
        assert is_first_instant_of(day, zone, period.starts_at)
        assert span_at(period.ends_at - MOMENT, span=span, timezone=zone) == period
    for earlier, later in pairwise(periods):
        assert earlier.ends_at == later.starts_at
    months = {Span.MONTH: 1, Span.QUARTER: 3, Span.YEAR: 12}.get(span)
    if months is None:
        assert {day.weekday() for day in days} == {0}
    else:
        assert {(day.day, (day.month - 1) % months) for day in days} == {(1, 0)}
        counted = [day.year * 12 + day.month for day in days]
        assert {later - earlier for earlier, later in pairwise(counted)} == {months}


def test_a_frequency_is_of_a_span():
    now = datetime(2026, 11, 18, tzinfo=UTC)
    for frequency, span in [("WEEKLY", Span.WEEK), ("MONTHLY", Span.MONTH)]:
        one = period_at(now, frequency=frequency, timezone="Europe/Berlin")
        assert one == span_at(now, span=span, timezone="Europe/Berlin")


def test_a_week_is_an_hour_longer_or_shorter_when_clocks_change():
    for day, zone, hours in [
        (datetime(2026, 10, 21, tzinfo=UTC), "Europe/Berlin", 169),
        (datetime(2027, 3, 24, tzinfo=UTC), "Europe/Berlin", 167),
        (datetime(2027, 4, 1, tzinfo=UTC), "Australia/Lord_Howe", 168.5),
        (datetime(2027, 3, 24, tzinfo=UTC), "Antarctica/Troll", 166),
        (datetime(2027, 3, 24, tzinfo=UTC), "Asia/Kolkata", 168),
    ]:
        period = period_at(day, frequency="WEEKLY", timezone=zone)
        assert (period.ends_at - period.starts_at) == timedelta(hours=hours), zone


def test_where_midnight_is_skipped_the_period_begins_with_the_day():
    # Paraguay's summer time began at midnight: 23:59 was followed by 01:00.
    period = period_at(
        datetime(2017, 10, 3, tzinfo=UTC), frequency="MONTHLY", timezone="America/Asuncion"
    )

    assert period.starts_at == datetime(2017, 10, 1, 4, tzinfo=UTC)
    assert period.starts_at.astimezone(ZoneInfo("America/Asuncion")).hour == 1


def test_a_week_with_a_day_that_never_was_has_six():
    period = period_at(
        datetime(2011, 12, 29, tzinfo=UTC), frequency="WEEKLY", timezone="Pacific/Apia"
    )

    assert period.ends_at - period.starts_at == timedelta(days=6)


def test_names_of_zones_are_exact():
    assert is_timezone("Asia/Kolkata")
    for name in ("asia/kolkata", "Asia/Kolkata ", "localtime", "Factory", "posixrules", "", "/UTC"):
        assert not is_timezone(name)


# An organisation may change its terms as often as it likes; its periods still tile time.

changes = st.fixed_dictionaries(
    {},
    optional={
        "hi5_limit": st.integers(0, 1000),
        "hi5_quota_renewal_frequency": frequencies,
        "timezone": st.sampled_from(
            ["Asia/Kolkata", "America/New_York", "Pacific/Apia", "Pacific/Pago_Pago", "UTC"]
        ),
    },
)
serial = count()
steps = st.lists(
    st.tuples(st.timedeltas(timedelta(), timedelta(days=20)), changes), min_size=1, max_size=6
)


@pytest.mark.django_db
@settings(max_examples=40, deadline=None)
@given(steps=steps)
@example(
    steps=[
        (timedelta(), {"hi5_quota_renewal_frequency": "MONTHLY"}),
        (timedelta(days=6), {"hi5_limit": 9}),
        (timedelta(hours=1), {"timezone": "UTC"}),
    ]
)
def test_whatever_changes_the_running_period_stays_and_the_next_one_follows_it(steps):
    acme = OrganisationFactory(domain_name=f"acme{next(serial)}.test")
    ada = UserFactory(organisation=acme, role=Role.ORGANISATION_ADMIN)
    now = datetime(2026, 11, 18, 6, 0, tzinfo=UTC)
    running = acme.allowance_terms(now)
    for pause, changed in steps:
        now += pause
        # Walk there period by period: each begins where the last one ended.
        while running.period.ends_at <= now:
            following = acme.allowance_terms(running.period.ends_at)
            assert following.period.starts_at == running.period.ends_at
            assert following.period.ends_at > following.period.starts_at
            running = following
        assert acme.allowance_terms(now) == running

        acme = organisations.change(by=ada, organisation=acme, now=now, **changed)

        # What was promised stands, to the last moment.
        for moment in (now, running.period.ends_at - MOMENT):
            assert acme.allowance_terms(moment) == running
        promised = acme.allowance_terms(running.period.ends_at)
        assert promised.limit == acme.hi5_limit
        assert promised.period.starts_at == running.period.ends_at
        regular = period_at(
            running.period.ends_at,
            frequency=acme.hi5_quota_renewal_frequency,
            timezone=acme.timezone,
        )
        assert promised.period.ends_at == regular.ends_at
