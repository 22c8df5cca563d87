"""A review that comes exactly between two steps of another review, or of a hi5."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from django.db import connection

from recognition.actions import allowances, hi5s
from recognition.models import Hi5, Review
from recognition.querysets import RecognitionQuerySet
from tests.api import Api
from tests.concurrency import ledger
from tests.concurrency.interleave import meet, without_locks
from tests.concurrency.rush import tally

pytestmark = pytest.mark.django_db(transaction=True)

KEY = "recognition_hi5_recognition_same_organisation"


def judge(person, recognition, is_inappropriate: bool):
    return Api(person).post(
        f"/recognitions/{recognition.pk}/review", {"is_inappropriate": is_inappropriate}
    )


def assert_the_latest_review_counts(recognition) -> None:
    latest = Review.objects.filter(case__recognition=recognition).latest("id")
    recognition.refresh_from_db()
    assert recognition.is_hidden == latest.is_inappropriate
    assert recognition.case.status == ("upheld" if latest.is_inappropriate else "dismissed")


def clear_while_another_hides(monkeypatch, cast, *, guarded: bool):
    # The recognition was found to be visible, so that clearing it changes nothing.
    rival = meet(
        monkeypatch,
        Review.objects,
        "create",
        lambda: judge(cast.mo, cast.thanks, True),
        guarded=guarded,
    )
    answer = judge(cast.ada, cast.thanks, False)
    assert tally([answer, rival.result()]) == {(201, None): 2}


def test_of_two_reviews_the_later_one_sees_what_the_earlier_did(monkeypatch, cast):
    clear_while_another_hides(monkeypatch, cast, guarded=True)

    assert_the_latest_review_counts(cast.thanks)


def test_control_without_the_lock_what_was_cleared_last_stays_hidden(monkeypatch, cast):
    without_locks(monkeypatch)

    clear_while_another_hides(monkeypatch, cast, guarded=False)

    with pytest.raises(AssertionError):
        assert_the_latest_review_counts(cast.thanks)


def hide_while_a_hi5_is_given(monkeypatch, cast, owner, name, *, after=False, guarded=True):
    rival = meet(
        monkeypatch,
        owner,
        name,
        lambda: judge(cast.mo, cast.thanks, True),
        after=after,
        guarded=guarded,
    )
    answer = Api(cast.cal).post(f"/recognitions/{cast.thanks.pk}/hi5")
    assert rival.result().status_code == 201
    return answer


def test_a_hi5_on_what_was_hidden_a_moment_ago_is_refused_and_costs_nothing(monkeypatch, cast):
    answer = hide_while_a_hi5_is_given(monkeypatch, cast, hi5s, "give", guarded=False)

    assert tally([answer]) == {(400, "invalid_data"): 1}
    assert Hi5.objects.count() == 0
    ledger.assert_exact()


def test_control_not_looking_again_lets_somebody_pay_for_the_hidden(monkeypatch, cast):
    monkeypatch.setattr(RecognitionQuerySet, "not_hidden", lambda rows: rows.all())

    answer = hide_while_a_hi5_is_given(monkeypatch, cast, hi5s, "give", guarded=False)

    assert tally([answer]) == {(201, None): 1}
    with pytest.raises(AssertionError, match="1 charged hi5s are on hidden recognitions"):
        ledger.assert_exact()


@pytest.mark.parametrize("after", [False, True], ids=["before it is paid", "when it is paid"])
def test_a_review_waits_for_the_hi5_that_is_being_given(monkeypatch, cast, after):
    answer = hide_while_a_hi5_is_given(monkeypatch, cast, allowances, "spend", after=after)

    assert tally([answer]) == {(201, None): 1}
    assert not Hi5.objects.get().is_charged
    ledger.assert_exact()


@contextmanager
def nothing_that_a_review_waits_for(monkeypatch):
    """Take out what makes a review wait: SQLite's one writer, the key PostgreSQL checks at once."""
    if connection.vendor == "sqlite":
        without_locks(monkeypatch)
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = %s", [KEY]
        )
        (definition,) = cursor.fetchone()
        cursor.execute(f"ALTER TABLE recognition_hi5 DROP CONSTRAINT {KEY}")
        try:
            yield
        finally:
            cursor.execute(f"ALTER TABLE recognition_hi5 ADD CONSTRAINT {KEY} {definition}")


def test_control_a_review_that_does_not_wait_misses_the_hi5(monkeypatch, cast):
    # SQLite without its lock shows half a hi5, PostgreSQL none until it is committed.
    is_paid = connection.vendor == "postgresql"
    with nothing_that_a_review_waits_for(monkeypatch):
        hide_while_a_hi5_is_given(
            monkeypatch, cast, allowances, "spend", after=is_paid, guarded=False
        )

    with pytest.raises(AssertionError, match=r"charged hi5s are on hidden|paid 0, got back 1"):
        ledger.assert_exact()
