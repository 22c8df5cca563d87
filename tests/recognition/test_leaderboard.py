"""The leaderboard: what counts, who is on it, and where one stands oneself."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.actions import organisations, users
from accounts.models import User
from accounts.periods import Span
from accounts.roles import Role
from recognition.actions import reviews, tallies
from recognition.leaderboard import MOST, standings
from recognition.models import Recognition
from tests.cast import CoreValueFactory, OrganisationFactory, RecognitionFactory, UserFactory
from tests.recognition.counting import counted_in_full

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 18, 6, 0, tzinfo=UTC)


def give(cast, by, to, times=1, at=NOW):
    value = cast.outcome if by.organisation_id == cast.acme.pk else cast.candour
    rows = [
        RecognitionFactory.build(given_by=by, given_for=to, core_value=value, given_at=at)
        for _ in range(times)
    ]
    written = Recognition.objects.bulk_create(rows)
    tallies.recount(organisation=by.organisation)
    return written


def receivers(viewer, span=Span.YEAR, now=NOW):
    return told(standings(viewer, span, now=now).receivers.places)


def told(places):
    return [(each.rank, each.person.pk, each.recognitions, each.colleagues) for each in places]


def test_ties_share_a_rank_and_the_next_one_counts_them(empty):
    ann, ben, cal, mo = empty.ann, empty.ben, empty.cal, empty.mo
    give(empty, ann, ben, 2)
    give(empty, ben, cal)
    give(empty, ann, cal)
    give(empty, cal, mo)

    board = standings(ann, Span.WEEK, now=NOW)

    assert told(board.receivers.places) == [
        (1, ben.pk, 2, 1),
        (1, cal.pk, 2, 2),
        (3, mo.pk, 1, 1),
    ]
    assert told(board.givers.places) == [(1, ann.pk, 3, 2), (2, ben.pk, 1, 1), (2, cal.pk, 1, 1)]
    assert told([board.receivers.own]) == [(None, ann.pk, 0, 0)]
    assert told([board.givers.own]) == [(1, ann.pk, 3, 2)]


def test_whoever_opts_out_is_left_out_and_leaves_no_gap(empty):
    ann, ben, cal, mo = empty.ann, empty.ben, empty.cal, empty.mo
    give(empty, ann, ben, 3)
    give(empty, ben, cal, 2)
    give(empty, cal, mo)
    users.change_profile(by=cal, is_on_leaderboard=False)

    board = standings(ann, Span.MONTH, now=NOW)
    assert told(board.receivers.places) == [(1, ben.pk, 3, 1), (2, mo.pk, 1, 1)]
    assert told(board.givers.places) == [(1, ann.pk, 3, 1), (2, ben.pk, 2, 1)]

    own = standings(User.objects.get(pk=cal.pk), Span.MONTH, now=NOW)
    assert told(own.receivers.places) == told(board.receivers.places)
    assert told([own.receivers.own, own.givers.own]) == [
        (None, cal.pk, 2, 1),
        (None, cal.pk, 1, 1),
    ]


def test_removed_people_have_no_place_and_their_thanks_still_count(empty):
    ann, ben, cal = empty.ann, empty.ben, empty.cal
    give(empty, ann, ben, 3)
    give(empty, ben, cal)
    users.remove(by=empty.ada, person=ben)

    assert receivers(ann) == [(1, cal.pk, 1, 1)]
    assert receivers(empty.ada) == [(1, cal.pk, 1, 1)]


def test_no_super_admin_has_a_place(empty):
    give(empty, empty.ann, empty.ben, 2)
    give(empty, empty.ann, empty.cal)
    users.change_role(by=empty.root, person=empty.ben, role_id=Role.SUPER_ADMIN)

    assert receivers(empty.ann) == [(1, empty.cal.pk, 1, 1)]


def test_hidden_recognitions_do_not_count(empty):
    (hidden, _) = give(empty, empty.ann, empty.ben, 2)
    reviews.give(by=empty.mo, recognition=hidden, is_inappropriate=True)

    assert receivers(empty.ann) == [(1, empty.ben.pk, 1, 1)]


def test_nobody_sees_another_organisations(empty):
    give(empty, empty.zoe, empty.yan, 4)
    give(empty, empty.ann, empty.ben)

    assert receivers(empty.ann) == [(1, empty.ben.pk, 1, 1)]
    assert receivers(empty.zoe) == [(1, empty.yan.pk, 4, 1)]


def test_there_is_none_where_it_is_switched_off_or_belongs_to_nobody(empty):
    give(empty, empty.ann, empty.ben)
    assert standings(empty.root, Span.WEEK, now=NOW) is None

    organisations.change(by=empty.ada, organisation=empty.acme, has_leaderboard=False)

    for person in User.objects.select_related("organisation").filter(organisation=empty.acme):
        assert standings(person, Span.WEEK, now=NOW) is None
    assert standings(empty.zoe, Span.WEEK, now=NOW) is not None


@pytest.mark.parametrize("zone", ["Asia/Kolkata", "America/New_York", "Africa/Cairo"])
@pytest.mark.parametrize(
    ("span", "first", "following"),
    [
        (Span.WEEK, (2026, 10, 26), (2026, 11, 2)),  # clocks change in New York and in Cairo
        (Span.MONTH, (2026, 10, 1), (2026, 11, 1)),
        (Span.QUARTER, (2026, 10, 1), (2027, 1, 1)),
        (Span.YEAR, (2026, 1, 1), (2027, 1, 1)),
    ],
)
def test_a_span_is_the_one_of_the_organisations_clocks(empty, zone, span, first, following):
    empty.acme.timezone = zone
    empty.acme.save()
    begin, end = (
        datetime(*day, tzinfo=ZoneInfo(zone)).astimezone(UTC) for day in (first, following)
    )
    last = end - timedelta(microseconds=1)
    for at in (begin - timedelta(microseconds=1), begin, last, end):
        give(empty, empty.ann, empty.ben, at=at)

    for now in (begin, last):
        board = standings(empty.ann, span, now=now)
        assert (board.period.starts_at, board.period.ends_at) == (begin, end)
        assert told(board.receivers.places) == [(1, empty.ben.pk, 2, 1)]


def test_only_the_first_are_named_and_everybody_is_told_where_they_are(empty):
    crowd = [
        UserFactory.build(organisation=empty.acme, first_name=f"P{n:02}") for n in range(MOST + 5)
    ]
    User.objects.bulk_create(crowd)
    for number, person in enumerate(crowd):
        give(empty, empty.ann, person, times=3 if number < 2 else 2)
    give(empty, empty.cal, empty.ben)

    board = standings(empty.ben, Span.WEEK, now=NOW).receivers
    assert told(board.places) == [
        (1 if number < 2 else 3, person.pk, 3 if number < 2 else 2, 1)
        for number, person in enumerate(crowd[:MOST])
    ]
    assert told([board.own]) == [(MOST + 6, empty.ben.pk, 1, 1)]

    # Tied with the last who is named, and behind them by name.
    last = standings(crowd[-1], Span.WEEK, now=NOW).receivers
    assert told(last.places) == told(board.places)
    assert told([last.own]) == [(3, crowd[-1].pk, 2, 1)]
    assert told([standings(crowd[4], Span.WEEK, now=NOW).receivers.own]) == [(3, crowd[4].pk, 2, 1)]


def test_it_takes_as_many_queries_for_many_as_for_one(empty):
    give(empty, empty.ann, empty.ben)
    with CaptureQueriesContext(connection) as few:
        standings(empty.ann, Span.WEEK, now=NOW)
    for number in range(12):
        give(empty, empty.ann, UserFactory(organisation=empty.acme, first_name=f"P{number}"))
    with CaptureQueriesContext(connection) as many:
        standings(empty.ann, Span.WEEK, now=NOW)
    empty.ann.is_on_leaderboard = False
    with CaptureQueriesContext(connection) as opted_out:
        standings(empty.ann, Span.WEEK, now=NOW)

    assert (len(few), len(many), len(opted_out)) == (4, 4, 4)


def naive(viewer, span, now, rows, zone):
    """Count once more, one by one: rows of (by, to, at, hidden)."""

    def key(moment):
        day = moment.astimezone(ZoneInfo(zone)).date()
        return {
            Span.WEEK: day.isocalendar()[:2],
            Span.MONTH: (day.year, day.month),
            Span.QUARTER: (day.year, (day.month + 2) // 3),
            Span.YEAR: day.year,
        }[span]

    sides = []
    for side in (1, 0):
        mine = defaultdict(list)
        for row in rows:
            if key(row[2]) == key(now) and not row[3]:
                mine[row[side]].append(row[1 - side])
        ranked = sorted(
            (
                (-len(others), person.first_name, person.pk, len(set(others)))
                for person, others in mine.items()
                if person.is_on_leaderboard and not person.is_removed
            ),
        )
        totals = [total for total, *_ in ranked]
        places = [(totals.index(total) + 1, pk, -total, n) for total, _, pk, n in ranked]
        others = mine.get(viewer, [])
        own = [place for place in places if place[1] == viewer.pk]
        own = own or [(None, viewer.pk, len(others), len(set(others)))]
        sides.append((places[:MOST], own))
    return sides


@pytest.mark.parametrize("seed", range(4))
def test_it_is_what_counting_one_by_one_says(db, seed):
    rng = Random(seed)
    zone = ["Asia/Kolkata", "America/New_York", "Pacific/Chatham", "UTC"][seed]
    companies = []
    for number in range(2):
        home = OrganisationFactory(domain_name=f"c{number}.test", timezone=zone)
        people = [
            UserFactory.build(
                organisation=home,
                first_name=f"p{n:02}",
                is_on_leaderboard=rng.random() < 0.8,
                soft_delete_at=NOW if rng.random() < 0.15 else None,
            )
            for n in range(rng.choice([5, 45]))
        ]
        User.all_objects.bulk_create(people)
        companies.append((home, people, CoreValueFactory(organisation=home), []))
    for home, people, value, rows in companies:
        for _ in range(300):
            by, to = rng.sample(people, 2)
            at = NOW - timedelta(hours=int(rng.expovariate(1 / 900)) - 24)
            rows.append((by, to, at, rng.random() < 0.1))
        Recognition.objects.bulk_create(
            Recognition(
                organisation=home,
                given_by=by,
                given_for=to,
                core_value=value,
                text="Thanks",
                given_at=at,
                hidden_at=at if hidden else None,
            )
            for by, to, at, hidden in rows
        )
        tallies.recount(organisation=home)
    for _, people, _, rows in companies:
        live = [person for person in people if not person.is_removed]
        for span in Span:
            viewer = rng.choice(live)
            board = standings(viewer, span, now=NOW)
            found = [
                (told(each.places), told([each.own])) for each in (board.receivers, board.givers)
            ]
            assert found == naive(viewer, span, NOW, rows, zone)
            assert (board.receivers, board.givers) == counted_in_full(viewer, span, NOW)
