"""Deciding: hiding, restoring, and what that does to hi5s (peerly-v1 §5, Review)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from recognition.models import Hi5, Recognition, Review
from tests.api import error_of
from tests.recognition.asking import (
    assert_ledger_is_exact,
    balance,
    feed,
    hi5,
    ids,
    ledger,
    me,
    refused_fields,
    report,
    review,
    spend,
    thank,
)

pytestmark = pytest.mark.django_db

WEDNESDAY = datetime(2026, 11, 18, 6, 0, tzinfo=UTC)


@pytest.fixture
def clock():
    """A clock that stands still, on a Wednesday; ``move_to`` moves it."""
    with time_machine.travel(WEDNESDAY, tick=False) as traveller:
        yield traveller


def test_mo_decides(api, cast, clock):
    body = {"is_inappropriate": False, "comment": "Both teams did it."}

    answer = api(cast.mo).post(f"/recognitions/{cast.thanks.pk}/review", body)

    assert answer.status_code == 201
    told = answer.json()["data"]
    assert told == {
        **body,
        "id": told["id"],
        "recognition_id": cast.thanks.pk,
        "moderated_by": cast.mo.pk,
        "moderated_at": int(WEDNESDAY.timestamp()),
    }


def test_a_verdict_is_true_or_false_and_nothing_like_it(api, cast):
    path = f"/recognitions/{cast.thanks.pk}/review"

    for wrong in ["true", "false", 1, 0, None, "", [], {}, "yes"]:
        answer = api(cast.mo).post(path, {"is_inappropriate": wrong})
        assert refused_fields(answer) == {"is_inappropriate"}, wrong
    assert refused_fields(api(cast.mo).post(path, {"comment": "Well"})) == {"is_inappropriate"}
    assert Review.objects.count() == 0
    assert ids(feed(api, cast.cal)) == [cast.thanks.pk]


def test_a_comment_is_optional_and_has_up_to_1000_characters(api, cast):
    path = f"/recognitions/{cast.thanks.pk}/review"

    for given, kept in [(None, None), ("", None), ("  ", None), ("é" * 1000, "é" * 1000)]:
        answer = api(cast.mo).post(path, {"is_inappropriate": False, "comment": given})
        assert answer.status_code == 201
        assert answer.json()["data"]["comment"] == kept
    for wrong in ["x" * 1001, 5, ["well"]]:
        answer = api(cast.mo).post(path, {"is_inappropriate": True, "comment": wrong})
        assert refused_fields(answer) == {"comment"}
    assert ids(feed(api, cast.cal)) == [cast.thanks.pk]


def test_hidden_it_is_gone_from_everything_anybody_reads(api, cast):
    kept = thank(cast, text="Thank you for something else.")
    hi5(api, cast.cal, cast.thanks)
    hi5(api, cast.cal, kept)
    assert me(api, cast.ben)["hi5_count"] == 2

    review(api, cast.mo, cast.thanks, True)

    gone = cast.thanks.pk
    for person in (cast.ann, cast.ben, cast.cal, cast.mo, cast.ada, cast.root):
        for query in (
            "?limit=100",
            f"?given_by={cast.ann.pk}",
            f"?given_for={cast.ben.pk}",
            f"?core_value_id={cast.outcome.pk}",
            "?q=export",
            "?since=0",
        ):
            assert gone not in ids(feed(api, person, query))
        for path in (f"/recognitions/{gone}", f"/recognitions/{gone}/hi5"):
            assert error_of(api(person).get(path)) == (404, "not_found")
    total = api(cast.cal).get("/recognitions?count=true").json()["meta"]["total"]
    assert total == 1
    assert me(api, cast.ben)["hi5_count"] == 1
    people = {row["id"]: row["hi5_count"] for row in api(cast.ann).get("/users").json()["data"]}
    assert people[cast.ben.pk] == 1
    assert refused_fields(api(cast.ada).post(f"/recognitions/{gone}/hi5")) == {"recognition_id"}
    assert error_of(api(cast.cal).delete(f"/recognitions/{gone}/hi5")) == (404, "not_found")


def test_hiding_refunds_every_hi5(api, cast):
    for person in (cast.cal, cast.ann, cast.ada):
        hi5(api, person, cast.thanks)

    review(api, cast.mo, cast.thanks, True)

    for person in (cast.cal, cast.ann, cast.ada):
        assert balance(api, person) == 5
        assert ledger(person) == [("grant", 5), ("spend", -1), ("refund", 1)]
    assert_ledger_is_exact()


def test_a_hi5_of_last_week_is_refunded_this_week(api, cast, clock):
    hi5(api, cast.cal, cast.thanks)
    clock.shift(timedelta(weeks=1))
    spend(api, cast, cast.cal, 5)

    review(api, cast.mo, cast.thanks, True)

    assert balance(api, cast.cal) == 1
    assert ledger(cast.cal)[-1] == ("refund", 1)
    assert_ledger_is_exact()


def test_a_refund_opens_the_period_of_somebody_who_was_away(api, cast, clock):
    hi5(api, cast.cal, cast.thanks)
    clock.shift(timedelta(weeks=3))

    review(api, cast.mo, cast.thanks, True)

    assert balance(api, cast.cal) == 6
    assert ledger(cast.cal) == [("grant", 5), ("spend", -1), ("grant", 5), ("refund", 1)]
    assert_ledger_is_exact()


def test_what_was_taken_back_is_not_refunded_again(api, cast):
    hi5(api, cast.cal, cast.thanks)
    api(cast.cal).delete(f"/recognitions/{cast.thanks.pk}/hi5")

    review(api, cast.mo, cast.thanks, True)

    assert balance(api, cast.cal) == 5
    assert ledger(cast.cal) == [("grant", 5), ("spend", -1), ("refund", 1)]


def test_cleared_it_comes_back_with_its_hi5s_which_are_charged_again(api, cast):
    hi5(api, cast.cal, cast.thanks, comment="So true!")
    review(api, cast.mo, cast.thanks, True)

    review(api, cast.ada, cast.thanks, False)

    (row,) = feed(api, cast.cal)
    assert (row["id"], row["hi5_count"], row["hi5_by_me"]) == (cast.thanks.pk, 1, True)
    assert balance(api, cast.cal) == 4
    assert me(api, cast.ben)["hi5_count"] == 1
    (giver,) = api(cast.ann).get(f"/recognitions/{cast.thanks.pk}/hi5").json()["data"]
    assert giver["comment"] == "So true!"
    assert_ledger_is_exact()


def test_who_cannot_pay_again_keeps_the_refund_and_the_hi5(api, cast):
    hi5(api, cast.cal, cast.thanks)
    hi5(api, cast.ann, cast.thanks)
    review(api, cast.mo, cast.thanks, True)
    spend(api, cast, cast.cal, 5)

    review(api, cast.mo, cast.thanks, False)

    assert (balance(api, cast.cal), balance(api, cast.ann)) == (0, 4)
    row = next(row for row in feed(api, cast.ann) if row["id"] == cast.thanks.pk)
    assert row["hi5_count"] == 2
    charged = Hi5.objects.filter(recognition=cast.thanks).values_list("given_by", "is_charged")
    assert dict(charged) == {cast.cal.pk: False, cast.ann.pk: True}
    # Hidden once more, only what was charged is refunded.
    review(api, cast.mo, cast.thanks, True)
    assert (balance(api, cast.cal), balance(api, cast.ann)) == (0, 5)
    assert_ledger_is_exact()


def test_what_was_not_charged_again_is_taken_back_for_nothing(api, cast, clock):
    hi5(api, cast.cal, cast.thanks)
    review(api, cast.mo, cast.thanks, True)
    spend(api, cast, cast.cal, 5)
    review(api, cast.mo, cast.thanks, False)

    assert api(cast.cal).delete(f"/recognitions/{cast.thanks.pk}/hi5").status_code == 200

    assert balance(api, cast.cal) == 0
    assert_ledger_is_exact()


def test_to_and_fro_as_often_as_moderators_like_the_ledger_stays_exact(api, cast):
    for person in (cast.cal, cast.ann):
        hi5(api, person, cast.thanks)

    for verdict in [True, True, False, False] * 2 + [True, False] * 3:
        review(api, cast.mo, cast.thanks, verdict)
        expected = 5 if verdict else 4
        assert {balance(api, cast.cal), balance(api, cast.ann)} == {expected}
        assert_ledger_is_exact()

    assert Review.objects.count() == 14
    moves = ledger(cast.cal)
    assert (moves.count(("refund", 1)), moves.count(("spend", -1))) == (5, 6)


def test_the_latest_review_wins_and_every_one_is_kept(api, cast):
    told = [review(api, cast.mo, cast.thanks, verdict) for verdict in (True, False, True)]

    (case,) = api(cast.mo).get("/reports").json()["data"]

    assert (case["status"], case["reviews"]) == ("upheld", told)
    assert feed(api, cast.cal) == []
    review(api, cast.mo, cast.thanks, False)
    assert ids(feed(api, cast.cal)) == [cast.thanks.pk]


def test_saying_it_twice_changes_nothing_more(api, cast):
    hi5(api, cast.cal, cast.thanks)
    review(api, cast.mo, cast.thanks, True)
    hidden_at = Recognition.objects.get(pk=cast.thanks.pk).hidden_at

    review(api, cast.mo, cast.thanks, True)

    assert Recognition.objects.get(pk=cast.thanks.pk).hidden_at == hidden_at
    assert balance(api, cast.cal) == 5
    assert_ledger_is_exact()


def test_whoever_gave_or_received_it_does_not_review_it(api, cast):
    by_ada = thank(cast, given_by=cast.ada)
    for_mo = thank(cast, given_for=cast.mo)
    for person, recognition in [(cast.ada, by_ada), (cast.mo, for_mo)]:
        for verdict in (True, False):
            answer = api(person).post(
                f"/recognitions/{recognition.pk}/review", {"is_inappropriate": verdict}
            )
            assert error_of(answer) == (403, "access_denied")
    assert Review.objects.count() == 0
    assert len(feed(api, cast.cal)) == 3
    # The other one may.
    review(api, cast.mo, by_ada, True)
    review(api, cast.ada, for_mo, True)
    assert ids(feed(api, cast.cal)) == [cast.thanks.pk]


def test_who_reported_it_may_review_it(api, cast):
    report(api, cast.mo, cast.thanks)

    assert review(api, cast.mo, cast.thanks, True)["is_inappropriate"] is True


def test_what_does_not_exist_for_a_moderator_cannot_be_reviewed(api, cast):
    for recognition in (cast.foreign_thanks.pk, 987654321, 0, "x"):
        answer = api(cast.mo).post(
            f"/recognitions/{recognition}/review", {"is_inappropriate": True}
        )
        assert refused_fields(answer) == {"recognition_id"}
    assert Review.objects.count() == 0
    assert len(feed(api, cast.zoe)) == 1


def test_hi5s_of_somebody_removed_are_settled_as_well(api, cast):
    hi5(api, cast.cal, cast.thanks)
    api(cast.ada).delete(f"/users/{cast.cal.pk}")

    review(api, cast.mo, cast.thanks, True)
    assert ledger(cast.cal) == [("grant", 5), ("spend", -1), ("refund", 1)]
    review(api, cast.mo, cast.thanks, False)

    assert_ledger_is_exact()
    api(cast.ada).post(f"/users/{cast.cal.pk}/restore")
    assert balance(api, cast.cal) == 4
