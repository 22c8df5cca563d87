"""What a profile is made of: counts of a person, and what became of their hi5s."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from peerly.api.pagination import Keyset
from recognition.actions import allowances, hi5s, reviews
from recognition.models import LedgerEntry
from recognition.querysets import with_recognition_counts
from tests.cast import RecognitionFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 18, 6, 0, tzinfo=UTC)


def test_what_somebody_gave_and_received_is_counted_without_what_is_hidden(cast):
    for _ in range(2):
        RecognitionFactory(given_by=cast.ben, given_for=cast.ann, core_value=cast.outcome)
    hidden = RecognitionFactory(given_by=cast.ann, given_for=cast.cal, core_value=cast.outcome)
    reviews.give(by=cast.mo, recognition=hidden, is_inappropriate=True)

    people = with_recognition_counts(User.objects.visible_to(cast.ann)).order_by("pk")

    assert [
        (person, person.recognitions_given_count, person.recognitions_received_count)
        for person in people
    ] == [
        (cast.ann, 1, 2),
        (cast.ben, 2, 1),
        (cast.cal, 0, 0),
        (cast.mo, 0, 0),
        (cast.ada, 0, 0),
    ]


@pytest.fixture
def spent(cast):
    """Cal got two hi5s more, gave three, took one back, and one came back from a hidden one."""
    hidden = RecognitionFactory(given_by=cast.ann, given_for=cast.ben, core_value=cast.outcome)
    cast.hidden = hidden
    cast.other = RecognitionFactory(given_by=cast.ben, given_for=cast.ann, core_value=cast.outcome)
    for recognition in (cast.thanks, hidden, cast.other):
        hi5s.give(by=cast.cal, recognition=recognition, now=NOW)
    hi5s.withdraw(by=cast.cal, recognition=cast.other, now=NOW + timedelta(seconds=5))
    reviews.give(by=cast.mo, recognition=hidden, is_inappropriate=True, now=NOW)
    allowances.grant(by=cast.ada, person=cast.cal, amount=2, reason="Thanks", now=NOW)
    hi5s.give(by=cast.ada, recognition=cast.other, now=NOW)
    return cast


def test_the_history_of_hi5s_is_ones_own_newest_first_with_what_each_was_for(spent):
    history = LedgerEntry.objects.visible_to(spent.cal).history_of(spent.cal)
    with CaptureQueriesContext(connection) as queries:
        told = [(entry.kind, entry.amount, entry.by, entry.was_for) for entry in history]

    assert told == [
        ("grant", 2, spent.ada, None),
        ("refund", 1, spent.mo, None),  # hidden: nobody reads it any more
        ("refund", 1, spent.cal, spent.other),
        ("spend", -1, spent.cal, spent.other),
        ("spend", -1, spent.cal, None),
        ("spend", -1, spent.cal, spent.thanks),
        ("grant", 5, None, None),
    ]
    assert len(queries) == 2


def test_the_history_of_hi5s_is_walked_page_by_page(spent):
    history = LedgerEntry.objects.visible_to(spent.cal).history_of(spent.cal)
    keyset = Keyset(history, scope="test")

    page, walked = list(history[:3]), []
    while page:
        walked += page
        page = list(keyset.after(keyset.cursor(page[-1]))[:3])

    assert walked == list(history)
    assert len(walked) == 7
