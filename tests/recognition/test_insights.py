"""What administrators are told of how recognition goes, counted once more by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.actions import users
from accounts.models import User
from accounts.periods import Period, Span, span_at
from accounts.roles import Role
from peerly.errors import NotAllowed
from recognition import insights
from recognition.actions import recognitions, reports, reviews, tallies
from recognition.models import CoreValue, Recognition
from recognition.spreadsheet import as_csv
from tests.cast import CoreValueFactory, OrganisationFactory, UserFactory
from tests.recognition.years import LONG_AGO, MOMENT, NOW, give

pytestmark = pytest.mark.django_db


def month(viewer, number, now=NOW):
    """Return (headcount, gave, received, recognitions) of a month of the last twelve."""
    (found,) = [
        one for one in insights.participation(viewer, now=now) if one.first_day.month == number
    ]
    return (found.headcount, found.gave, found.received, found.recognitions)


def at(zone, *moment):
    return datetime(*moment, tzinfo=ZoneInfo(zone)).astimezone(UTC)


QUESTIONS = {
    "participation": lambda viewer: insights.participation(viewer, now=NOW),
    "values": lambda viewer: insights.values_used(viewer, during=Period(LONG_AGO, NOW)),
    "overlooked": lambda viewer: insights.overlooked(viewer, days=30, now=NOW),
    "reports": insights.reports_waiting,
}


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_only_who_runs_an_organisation_is_told_and_by_seven_queries_at_most(settled, question):
    for person in (settled.ann, settled.mo, settled.root):
        with pytest.raises(NotAllowed):
            question(person)
    with CaptureQueriesContext(connection) as few:
        question(settled.ada)
    for number in range(5):
        new = UserFactory(organisation=settled.acme, first_name=f"P{number}")
        give(settled, settled.ann, new, value=CoreValueFactory(organisation=settled.acme))
    with CaptureQueriesContext(connection) as many:
        question(settled.ada)
    assert len(few) == len(many) <= 7


def test_participation_is_of_the_last_twelve_months_of_the_organisations_calendar(settled):
    told = insights.participation(settled.ada, now=at("Asia/Kolkata", 2026, 11, 1))

    assert [one.first_day for one in told] == [
        date(2025, 12, 1),
        *(date(2026, number, 1) for number in range(1, 12)),
    ]
    for one in told:
        first = one.first_day.timetuple()[:3]
        assert one.period.starts_at == at("Asia/Kolkata", *first)
    assert told[0].period.ends_at == told[1].period.starts_at


def test_months_begin_at_the_organisations_midnight(settled):
    # In New York clocks change at 2:00 on 1 November 2026: it is the first hours that count.
    begin = at("America/New_York", 2026, 11, 1)
    give(settled, settled.zoe, settled.yan, begin - MOMENT)
    give(settled, settled.zoe, settled.gus, begin)
    give(settled, settled.yan, settled.gus, at("America/New_York", 2026, 11, 30, 23, 59))

    assert month(settled.gus, 10) == (4, 1, 1, 1)
    assert month(settled.gus, 11) == (4, 2, 1, 2)


def test_hidden_recognitions_and_those_of_others_do_not_count(settled):
    give(settled, settled.zoe, settled.yan)
    hidden = give(settled, settled.ann, settled.ben)
    give(settled, settled.cal, settled.ben)
    reviews.give(by=settled.mo, recognition=hidden, is_inappropriate=True)

    assert month(settled.ada, 11) == (5, 1, 1, 1)
    used = insights.values_used(settled.ada, during=Period(LONG_AGO, NOW + MOMENT))
    assert [(one.core_value, one.recognitions) for one in used] == [(settled.outcome, 1)]


def test_whoever_was_there_at_some_time_of_the_month_is_counted(settled):
    october, november, december = (at("Asia/Kolkata", 2026, number, 1) for number in (10, 11, 12))
    now = december - MOMENT
    User.objects.filter(pk=settled.cal.pk).update(joined_at=november - MOMENT)
    User.objects.filter(pk=settled.ann.pk).update(joined_at=november)
    users.remove(by=settled.ada, person=settled.ben, now=october)

    assert month(settled.ada, 8, now)[0] == 3  # Ben, Mo and Ada
    assert month(settled.ada, 9, now)[0] == 3  # to its last moment
    assert month(settled.ada, 10, now)[0] == 3  # Cal, in its last moment, for Ben
    assert month(settled.ada, 11, now)[0] == 4

    with time_machine.travel(november - MOMENT, tick=False):
        users.restore(by=settled.ada, person=settled.ben)
    assert [month(settled.ada, number, now)[0] for number in (9, 10, 11)] == [3, 4, 5]
    users.remove(by=settled.ada, person=settled.ben, now=november)
    assert [month(settled.ada, number, now)[0] for number in (9, 10, 11)] == [3, 4, 4]


def test_a_removal_that_nobody_wrote_down_counts_from_its_mark(settled):
    settled.ben.delete(now=at("Asia/Kolkata", 2026, 10, 1))
    assert [month(settled.ada, number)[0] for number in (9, 10)] == [5, 4]

    users.remove(by=settled.ada, person=settled.cal, now=at("Asia/Kolkata", 2026, 9, 1))
    User.all_objects.filter(pk=settled.cal.pk).restore()
    assert [month(settled.ada, number)[0] for number in (9, 10)] == [5, 4]


def test_whoever_took_part_was_there_though_a_clock_says_otherwise(settled):
    User.objects.filter(organisation=settled.acme).exclude(pk=settled.ada.pk).update(joined_at=NOW)
    for giver in (settled.ann, settled.cal):
        give(settled, giver, settled.ben, at("Asia/Kolkata", 2026, 10, 31, 23, 59))

    assert month(settled.ada, 10) == (2, 2, 1, 2)


@pytest.mark.parametrize("seed", range(2))
def test_participation_is_what_counting_one_by_one_says(db, seed):
    rng = Random(seed)
    zone = ["Asia/Kolkata", "America/New_York"][seed]
    homes = [OrganisationFactory(domain_name=f"c{n}.test", timezone=zone) for n in range(2)]
    values = [CoreValueFactory(organisation=home) for home in homes]
    admins = [
        UserFactory(organisation=home, first_name="ada", role=Role.ORGANISATION_ADMIN)
        for home in homes
    ]
    User.objects.update(joined_at=LONG_AGO)
    day = timedelta(days=1)
    there: dict[User, list[tuple[datetime, datetime]]] = {}
    for number in range(14):
        side = number % 2
        moments = sorted(NOW - rng.random() * 420 * day for _ in range(rng.randint(1, 3)))
        person = UserFactory(organisation=homes[side], first_name=f"p{number}")
        User.objects.filter(pk=person.pk).update(joined_at=moments[0])
        for turn, moment in enumerate(moments[1:]):
            with time_machine.travel(moment, tick=False):
                turned = [users.remove, users.restore][turn % 2]
                turned(by=admins[side], person=person)
        ends = [*moments, NOW + 99 * day]
        there[person] = list(zip(ends[::2], ends[1::2], strict=False))
    rows = []
    for _ in range(200):
        moment = NOW - rng.random() * 420 * day
        home = rng.choice(homes)
        present = [
            person
            for person, stays in there.items()
            if person.organisation == home and any(a <= moment < b for a, b in stays)
        ]
        if len(present) > 1:
            rows.append((*rng.sample(present, 2), moment, rng.random() < 0.2))
    Recognition.objects.bulk_create(
        Recognition(
            organisation=by.organisation,
            given_by=by,
            given_for=to,
            core_value=values[homes.index(by.organisation)],
            text="Thanks",
            given_at=moment,
            hidden_at=moment if hidden else None,
        )
        for by, to, moment, hidden in rows
    )
    for home in homes:
        tallies.recount(organisation=home)

    for home, admin in zip(homes, admins, strict=True):
        told = insights.participation(admin, now=NOW)
        assert len(told) == 12
        for one in told:
            first = datetime.combine(one.first_day, datetime.min.time(), ZoneInfo(zone))
            last = datetime.combine(
                (one.first_day + 31 * day).replace(day=1), datetime.min.time(), ZoneInfo(zone)
            )
            mine = [
                row
                for row in rows
                if row[0].organisation == home and first <= row[2] < last and not row[3]
            ]
            staff = [
                person
                for person, stays in there.items()
                if person.organisation == home and any(a < last and b > first for a, b in stays)
            ]
            assert (one.headcount, one.gave, one.received, one.recognitions) == (
                len(staff) + 1,
                len({row[0] for row in mine}),
                len({row[1] for row in mine}),
                len(mine),
            )
            assert max(one.gave, one.received) <= one.headcount


def test_values_are_in_the_order_of_the_tree_and_unused_ones_are_shown(settled):
    kind = CoreValueFactory(organisation=settled.acme, text="Kindness")
    early = CoreValueFactory(organisation=settled.acme, text="Early", parent=settled.outcome)
    october = span_at(at("Asia/Kolkata", 2026, 10, 9), span=Span.MONTH, timezone="Asia/Kolkata")
    for value, moment in [
        (kind, october.starts_at - MOMENT),
        (kind, october.starts_at),
        (kind, october.ends_at - MOMENT),
        (kind, october.ends_at),
        (early, october.starts_at),
    ]:
        give(settled, settled.ann, settled.ben, moment, value)

    used = insights.values_used(settled.ada, during=october)

    assert [(one.core_value, one.recognitions) for one in used] == [
        (settled.outcome, 0),
        (early, 1),
        (kind, 2),
    ]


def test_reports_wait_until_they_are_answered(settled):
    nothing = insights.reports_waiting(settled.ada, now=NOW)
    assert (nothing.cases, nothing.oldest_opened_at) == ([], None)
    assert nothing.by_age == {0: 0, 1: 0, 3: 0, 7: 0}
    first, second = (give(settled, settled.ann, settled.ben) for _ in range(2))
    foreign = give(settled, settled.zoe, settled.yan)
    why = {"mark_as": "fraud", "reason": "Never happened."}
    for recognition, by, days in [
        (first, settled.cal, 3),
        (second, settled.cal, 2),
        (second, settled.ada, 1),
        (foreign, settled.gus, 9),
    ]:
        when = NOW - timedelta(days=days)
        reports.raise_(by=by, recognition=recognition, now=when, **why)

    waiting = insights.reports_waiting(settled.ada, now=NOW)
    assert [(each.days, each.reports) for each in waiting.cases] == [(3, 1), (2, 2)]
    assert waiting.oldest_opened_at == NOW - timedelta(days=3)
    assert waiting.by_age == {0: 0, 1: 1, 3: 1, 7: 0}
    later = insights.reports_waiting(settled.ada, now=NOW + timedelta(days=4, hours=23))
    assert later.by_age == {0: 0, 1: 0, 3: 1, 7: 1}
    reviews.give(by=settled.mo, recognition=first, is_inappropriate=False)
    (left,) = insights.reports_waiting(settled.ada, now=NOW).cases
    assert left.opened_at == NOW - timedelta(days=2)


def test_no_text_of_a_table_becomes_a_formula():
    table = as_csv(
        [
            ["name", "days"],
            ["Zoë; =1+1", -3],
            *([start + "1+1", 1.5] for start in "=+-@\t\r\n＝"),
            [None, 0],
            ['a "b", c', 1],
        ]
    )

    assert table.startswith(b"\xef\xbb\xbf")
    assert table.decode("utf-8-sig") == (
        '"name","days"\r\n"Zoë; =1+1",-3\r\n'
        + "".join(f'"\'{start}1+1",1.5\r\n' for start in "=+-@\t\r\n＝")
        + '"",0\r\n"a ""b"", c",1\r\n'
    )


def test_values_can_be_counted_of_what_one_person_received(settled):
    kind = CoreValueFactory(organisation=settled.acme, text="Kindness")
    recognitions.give(by=settled.ann, given_for=settled.ben, core_value=kind, text="Thanks")
    recognitions.give(
        by=settled.ben, given_for=settled.ann, core_value=settled.outcome, text="Thanks"
    )

    received = Recognition.objects.visible_to(settled.cal).given_for([settled.ben.pk])

    values = CoreValue.objects.visible_to(settled.cal).as_tree()
    assert values.counting(received) == [(settled.outcome, 0), (kind, 1)]
