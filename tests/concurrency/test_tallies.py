"""Giving, hiding, bringing back and counting again at once: nothing is lost or told twice."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db.models import Sum

from accounts.actions import organisations
from accounts.models import Organisation, User
from accounts.roles import Role
from recognition.actions import recognitions, tallies
from recognition.models import MonthlyTally, Recognition, SpanTally, ValueTally
from recognition.querysets.tallies import TallyQuerySet
from tests.cast import RecognitionFactory, UserFactory
from tests.commands.asking import refused, run
from tests.concurrency.interleave import meet, without_sqlites_lock
from tests.concurrency.rush import Ask, rush, tally

pytestmark = pytest.mark.django_db(transaction=True)

GIVERS = 6
EACH = 4
NEW_YEAR = datetime(2026, 12, 31, 18, 30, tzinfo=UTC)
"""Midnight in India."""


def give(person, to, value) -> Ask:
    body = {"given_for": to.pk, "core_value_id": value.pk, "text": "Thank you!"}
    return Ask(person, "POST", "/recognitions", body)


def assert_exact(cast, shown: int) -> None:
    assert run("rebuild_tallies", "--check").endswith(" months: exact\n")
    assert Recognition.objects.filter(organisation=cast.acme).not_hidden().count() == shown
    for kind in (MonthlyTally, SpanTally, ValueTally):
        for name in kind.COUNTS:
            rows = kind.objects.filter(organisation=cast.acme)
            total = shown * len(kind.LENGTHS)
            assert rows.aggregate(total=Sum(name))["total"] == total


def test_what_many_give_each_other_at_once_is_counted_once_each(server, cast):
    people = [UserFactory(organisation=cast.acme) for _ in range(GIVERS)]
    asks = [
        give(person, people[(turn + step) % GIVERS], cast.outcome)
        for step in range(1, EACH + 1)
        for turn, person in enumerate(people)
    ]

    answers = rush(server, asks, clients=8)

    assert tally(answers) == {(201, None): GIVERS * EACH}
    assert_exact(cast, 1 + GIVERS * EACH)


def test_hidden_and_brought_back_while_others_give_is_counted_once_each(server, cast):
    moderators = [UserFactory(organisation=cast.acme, role=Role.MODERATOR) for _ in range(3)]
    judged = [
        RecognitionFactory(given_by=by, given_for=to, core_value=cast.outcome)
        for by, to in [(cast.ann, cast.ben), (cast.ben, cast.cal), (cast.cal, cast.ann)]
    ]
    asks = []
    for turn, moderator in enumerate(moderators):
        for each in judged:
            body = {"is_inappropriate": turn != 1}
            asks.append(Ask(moderator, "POST", f"/recognitions/{each.pk}/review", body))
            asks.append(give(cast.ann, cast.ben, cast.outcome))
            asks.append(give(cast.ben, cast.ann, cast.outcome))

    answers = rush(server, asks, clients=9)

    assert tally(answers) == {(201, None): len(asks)}
    assert_exact(cast, Recognition.objects.filter(organisation=cast.acme).not_hidden().count())


def thank(cast):
    """Let Ann thank Ben in the first hour of a year in India."""
    ann, ben = User.objects.in_bulk([cast.ann.pk, cast.ben.pk]).values()
    recognitions.give(by=ann, given_for=ben, core_value=cast.outcome, text="Thanks", now=NEW_YEAR)


def move(cast):
    """Let Acme move to where that is the year before."""
    ada = User.objects.get(pk=cast.ada.pk)
    organisations.change(by=ada, organisation=ada.home, timezone="America/New_York")


def assert_of_december(cast) -> None:
    assert_exact(cast, 2)
    given = MonthlyTally.objects.filter(user=cast.ann, month=date(2026, 12, 1))
    assert given.get().given == 1


def test_who_gives_while_the_organisation_moves_counts_by_its_new_clock(cast, monkeypatch):
    rival = meet(monkeypatch, TallyQuerySet, "add", lambda: move(cast))
    thank(cast)
    rival.result()

    assert_of_december(cast)


def test_who_gives_while_the_organisation_is_counted_again_counts_by_its_new_clock(
    cast, monkeypatch
):
    rival = meet(monkeypatch, tallies, "_hold", lambda: thank(cast), after=True)
    move(cast)
    rival.result()

    assert_of_december(cast)


def test_an_organisation_that_moves_waits_for_who_has_counted(cast, monkeypatch):
    rival = meet(monkeypatch, recognitions.tallies, "count", lambda: move(cast), after=True)
    thank(cast)
    rival.result()

    assert_of_december(cast)


def test_control_counting_by_the_clock_that_was_read_is_noticed(cast, monkeypatch):
    add = TallyQuerySet.add

    def by_any_clock(rows, told, *, timezone):
        now = Organisation.objects.get(pk=cast.acme.pk).timezone
        return add(rows, told, timezone=now)

    without_sqlites_lock(monkeypatch)
    monkeypatch.setattr(TallyQuerySet, "add", by_any_clock)
    rival = meet(monkeypatch, recognitions.tallies, "count", lambda: move(cast), guarded=False)
    thank(cast)
    rival.result()

    assert "rows are wrong" in refused("rebuild_tallies", "--check")
