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
from tests.cast import CoreValueFactory, OrganisationFactory, RecognitionFactory, UserFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 18, 6, 0, tzinfo=UTC)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)


@pytest.fixture
def empty(cast):
    """Everybody has been there for years, and nobody has been thanked yet."""
    Recognition.objects.all().delete()
    for home in (cast.acme, cast.globex):
        tallies.recount(organisation=home)
    User.all_objects.update(joined_at=LONG_AGO)
    return cast


def give(cast, by, to, at=NOW, value=None, **more):
    value = value or (cast.outcome if by.organisation_id == cast.acme.pk else cast.candour)
    return RecognitionFactory(given_by=by, given_for=to, core_value=value, given_at=at, **more)


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
def test_only_who_runs_an_organisation_is_told_and_by_seven_queries_at_most(empty, question):
    for person in (empty.ann, empty.mo, empty.root):
        with pytest.raises(NotAllowed):
            question(person)
    with CaptureQueriesContext(connection) as few:
        question(empty.ada)
    for number in range(5):
        new = UserFactory(organisation=empty.acme, first_name=f"P{number}")
        give(empty, empty.ann, new, value=CoreValueFactory(organisation=empty.acme))
    with CaptureQueriesContext(connection) as many:
        question(empty.ada)
    assert len(few) == len(many) <= 7


def test_participation_is_of_the_last_twelve_months_of_the_organisations_calendar(empty):
    told = insights.participation(empty.ada, now=at("Asia/Kolkata", 2026, 11, 1))

    assert [one.first_day for one in told] == [
        date(2025, 12, 1),
        *(date(2026, number, 1) for number in range(1, 12)),
    ]
    for one in told:
        first = one.first_day.timetuple()[:3]
        assert one.period.starts_at == at("Asia/Kolkata", *first)
    assert told[0].period.ends_at == told[1].period.starts_at


def test_months_begin_at_the_organisations_midnight(empty):
    # In New York clocks change at 2:00 on 1 November 2026: it is the first hours that count.
    begin = at("America/New_York", 2026, 11, 1)
    give(empty, empty.zoe, empty.yan, begin - MOMENT)
    give(empty, empty.zoe, empty.gus, begin)
    give(empty, empty.yan, empty.gus, at("America/New_York", 2026, 11, 30, 23, 59))

    assert month(empty.gus, 10) == (4, 1, 1, 1)
    assert month(empty.gus, 11) == (4, 2, 1, 2)


def test_hidden_recognitions_and_those_of_others_do_not_count(empty):
    give(empty, empty.zoe, empty.yan)
    hidden = give(empty, empty.ann, empty.ben)
    give(empty, empty.cal, empty.ben)
    reviews.give(by=empty.mo, recognition=hidden, is_inappropriate=True)

    assert month(empty.ada, 11) == (5, 1, 1, 1)
    used = insights.values_used(empty.ada, during=Period(LONG_AGO, NOW + MOMENT))
    assert [(one.core_value, one.recognitions) for one in used] == [(empty.outcome, 1)]


def test_whoever_was_there_at_some_time_of_the_month_is_counted(empty):
    october, november, december = (at("Asia/Kolkata", 2026, number, 1) for number in (10, 11, 12))
    now = december - MOMENT
    User.objects.filter(pk=empty.cal.pk).update(joined_at=november - MOMENT)
    User.objects.filter(pk=empty.ann.pk).update(joined_at=november)
    users.remove(by=empty.ada, person=empty.ben, now=october)

    assert month(empty.ada, 8, now)[0] == 3  # Ben, Mo and Ada
    assert month(empty.ada, 9, now)[0] == 3  # to its last moment
    assert month(empty.ada, 10, now)[0] == 3  # Cal, in its last moment, for Ben
    assert month(empty.ada, 11, now)[0] == 4

    with time_machine.travel(november - MOMENT, tick=False):
        users.restore(by=empty.ada, person=empty.ben)
    assert [month(empty.ada, number, now)[0] for number in (9, 10, 11)] == [3, 4, 5]
    users.remove(by=empty.ada, person=empty.ben, now=november)
    assert [month(empty.ada, number, now)[0] for number in (9, 10, 11)] == [3, 4, 4]


def test_a_removal_that_nobody_wrote_down_counts_from_its_mark(empty):
    empty.ben.delete(now=at("Asia/Kolkata", 2026, 10, 1))
    assert [month(empty.ada, number)[0] for number in (9, 10)] == [5, 4]

    users.remove(by=empty.ada, person=empty.cal, now=at("Asia/Kolkata", 2026, 9, 1))
    User.all_objects.filter(pk=empty.cal.pk).restore()
    assert [month(empty.ada, number)[0] for number in (9, 10)] == [5, 4]


def test_whoever_took_part_was_there_though_a_clock_says_otherwise(empty):
    User.objects.filter(organisation=empty.acme).exclude(pk=empty.ada.pk).update(joined_at=NOW)
    for giver in (empty.ann, empty.cal):
        give(empty, giver, empty.ben, at("Asia/Kolkata", 2026, 10, 31, 23, 59))

    assert month(empty.ada, 10) == (2, 2, 1, 2)


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


def test_values_are_in_the_order_of_the_tree_and_unused_ones_are_shown(empty):
    kind = CoreValueFactory(organisation=empty.acme, text="Kindness")
    early = CoreValueFactory(organisation=empty.acme, text="Early", parent=empty.outcome)
    october = span_at(at("Asia/Kolkata", 2026, 10, 9), span=Span.MONTH, timezone="Asia/Kolkata")
    for value, moment in [
        (kind, october.starts_at - MOMENT),
        (kind, october.starts_at),
        (kind, october.ends_at - MOMENT),
        (kind, october.ends_at),
        (early, october.starts_at),
    ]:
        give(empty, empty.ann, empty.ben, moment, value)

    used = insights.values_used(empty.ada, during=october)

    assert [(one.core_value, one.recognitions) for one in used] == [
        (empty.outcome, 0),
        (early, 1),
        (kind, 2),
    ]


def test_the_overlooked_are_told_the_longest_first(empty):
    def ago(days):
        return NOW - timedelta(days=days)

    ann, ben, cal, mo, ada = empty.ann, empty.ben, empty.cal, empty.mo, empty.ada
    User.objects.filter(pk=ada.pk).update(joined_at=ago(61))  # never recognised
    User.objects.filter(pk=mo.pk).update(joined_at=ago(29))
    for days in (100, 30):
        give(empty, ben, ann, ago(days))
    give(empty, ann, ben, ago(30) + MOMENT)
    give(empty, ann, cal, ago(95))
    hidden = give(empty, ann, cal, ago(2))
    reviews.give(by=mo, recognition=hidden, is_inappropriate=True)
    gone = UserFactory(organisation=empty.acme)
    User.objects.filter(pk=gone.pk).update(joined_at=LONG_AGO)
    users.remove(by=ada, person=gone)

    told = insights.overlooked(ada, days=30, now=NOW)

    assert told.totals == {30: 3, 60: 2, 90: 1}
    assert [(one.person, one.recognised_at, one.since, one.days) for one in told.people] == [
        (cal, ago(95), ago(95), 95),
        (ada, None, ago(61), 61),
        (ann, ago(30), ago(30), 30),
    ]
    one = insights.overlooked(ada, days=60, limit=1, now=NOW)
    assert ([each.person for each in one.people], one.totals) == ([cal], told.totals)
    assert insights.overlooked(ada, days=7, now=NOW).totals == {7: 5, 30: 3, 60: 2, 90: 1}
    assert insights.overlooked(empty.gus, days=90, now=NOW).totals[90] == 4


def looked_up_one_by_one(home):
    """Return (since when, id, last recognised at) of everybody who is there."""
    waits = []
    for person in User.objects.filter(organisation=home).exclude(role=Role.SUPER_ADMIN):
        got = Recognition.objects.filter(given_for=person, hidden_at=None)
        last = max((each.given_at for each in got), default=None)
        waits.append((last or person.joined_at, person.pk, last))
    return waits


@pytest.mark.parametrize("seed", range(3))
def test_the_overlooked_are_those_whom_looking_one_by_one_finds(empty, seed):
    rng = Random(seed)

    def ago():
        return NOW - timedelta(days=rng.choice([1, 29, 30, 31, 60, 61, 90, 95, 200]))

    givers = [empty.ann, empty.ben]
    people = [UserFactory(organisation=empty.acme, first_name=f"p{n}") for n in range(24)]
    thanks = [
        give(empty, rng.choice(givers), rng.choice(people), ago())
        for _ in range(rng.choice([9, 40]))
    ]
    for each in thanks:
        if rng.random() < 0.4:
            reviews.give(by=empty.mo, recognition=each, is_inappropriate=True)
        if rng.random() < 0.2:
            reviews.give(by=empty.mo, recognition=each, is_inappropriate=False)
    for person in people:
        role = Role.SUPER_ADMIN if rng.random() < 0.1 else Role.EMPLOYEE
        User.objects.filter(pk=person.pk).update(joined_at=ago(), role=role)
    for person in rng.sample(people, 4):
        User.objects.filter(pk=person.pk).delete(now=NOW)

    waits = looked_up_one_by_one(empty.acme)
    for days in (7, 30, 90):
        told = insights.overlooked(empty.ada, days=days, now=NOW)
        found = [(each.since, each.person.pk, each.recognised_at) for each in told.people]
        assert found == sorted(each for each in waits if each[0] <= NOW - timedelta(days))
        assert told.totals == {
            each: sum(moment <= NOW - timedelta(each) for moment, *_ in waits)
            for each in sorted({7, 30, 60, 90} if days == 7 else {30, 60, 90})
        }
        first = insights.overlooked(empty.ada, days=days, limit=5, now=NOW).people
        assert first == told.people[:5]


def test_reports_wait_until_they_are_answered(empty):
    nothing = insights.reports_waiting(empty.ada, now=NOW)
    assert (nothing.cases, nothing.oldest_opened_at) == ([], None)
    assert nothing.by_age == {0: 0, 1: 0, 3: 0, 7: 0}
    first, second = (give(empty, empty.ann, empty.ben) for _ in range(2))
    foreign = give(empty, empty.zoe, empty.yan)
    why = {"mark_as": "fraud", "reason": "Never happened."}
    for recognition, by, days in [
        (first, empty.cal, 3),
        (second, empty.cal, 2),
        (second, empty.ada, 1),
        (foreign, empty.gus, 9),
    ]:
        when = NOW - timedelta(days=days)
        reports.raise_(by=by, recognition=recognition, now=when, **why)

    waiting = insights.reports_waiting(empty.ada, now=NOW)
    assert [(each.days, each.reports) for each in waiting.cases] == [(3, 1), (2, 2)]
    assert waiting.oldest_opened_at == NOW - timedelta(days=3)
    assert waiting.by_age == {0: 0, 1: 1, 3: 1, 7: 0}
    later = insights.reports_waiting(empty.ada, now=NOW + timedelta(days=4, hours=23))
    assert later.by_age == {0: 0, 1: 0, 3: 1, 7: 1}
    reviews.give(by=empty.mo, recognition=first, is_inappropriate=False)
    (left,) = insights.reports_waiting(empty.ada, now=NOW).cases
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


def test_values_can_be_counted_of_what_one_person_received(empty):
    kind = CoreValueFactory(organisation=empty.acme, text="Kindness")
    recognitions.give(by=empty.ann, given_for=empty.ben, core_value=kind, text="Thanks")
    recognitions.give(by=empty.ben, given_for=empty.ann, core_value=empty.outcome, text="Thanks")

    received = Recognition.objects.visible_to(empty.cal).given_for([empty.ben.pk])

    values = CoreValue.objects.visible_to(empty.cal).as_tree()
    assert values.counting(received) == [(empty.outcome, 0), (kind, 1)]
