"""Hi5s by the lane hold whatever runs at once: it asks nobody before it takes."""

from __future__ import annotations

import pytest

from recognition.actions import at_once
from recognition.api.lanes import JoiningLane
from recognition.models import Allowance, Hi5, LedgerEntry, Recognition
from tests.api import Api
from tests.cast import UserFactory
from tests.concurrency import ledger
from tests.concurrency.crowd import praise, this_week
from tests.concurrency.interleave import meet
from tests.concurrency.rush import Ask, rush, tally
from tests.recognition.lanes import watched

pytestmark = pytest.mark.django_db(transaction=True)

AT_ONCE = 20
WORKERS = 2


def hi5(person, recognition, **headers) -> Ask:
    return Ask(person, "POST", f"/recognitions/{recognition.pk}/hi5", {}, headers)


@pytest.fixture
def warm_server(server, cast):
    """The server, both of whose workers know that the week of Acme runs."""
    fan = UserFactory(organisation=cast.acme)
    this_week(fan, balance=8 * WORKERS)
    answers = rush(server, [hi5(fan, each) for each in praise(cast, 8 * WORKERS)])
    assert tally(answers) == {(201, None): 8 * WORKERS}
    return server


@pytest.fixture
def warm(cast):
    """The cast, of whom this process knows that the week of Acme runs; Cal has hi5s."""
    this_week(cast.cal)
    assert Api(cast.cal).post(f"/recognitions/{praise(cast, 1)[0].pk}/hi5").status_code == 201
    return cast


def test_of_twenty_at_once_as_many_are_given_as_are_left(warm_server, cast):
    this_week(cast.cal, balance=10)

    answers = rush(warm_server, [hi5(cast.cal, each) for each in praise(cast, AT_ONCE)])

    assert tally(answers) == {(201, None): 10, (400, "insufficient_hi5_balance"): 10}
    assert Hi5.objects.filter(given_by=cast.cal).count() == 10
    assert Allowance.objects.get(user=cast.cal).balance == 0
    ledger.assert_exact()


@pytest.mark.parametrize("headers", [{}, {"Idempotency-Key": "once"}], ids=["", "key"])
def test_twenty_of_the_same_hi5_at_once_are_one(warm_server, cast, headers):
    this_week(cast.cal)

    answers = rush(warm_server, [hi5(cast.cal, cast.thanks, **headers)] * AT_ONCE)

    if headers:
        assert tally(answers) == {(201, None): AT_ONCE}
        assert len({answer.content for answer in answers}) == 1
    else:
        assert tally(answers) == {(201, None): 1, (422, "unprocessable_entity"): AT_ONCE - 1}
    assert Hi5.objects.filter(given_by=cast.cal).count() == 1
    assert Allowance.objects.get(user=cast.cal).balance == AT_ONCE - 1
    ledger.assert_exact()


def test_nobody_pays_for_what_a_review_hides_at_the_same_moment(warm_server, cast):
    recognitions, asks = praise(cast, AT_ONCE), []
    fans = [UserFactory(organisation=cast.acme) for _ in range(4)]
    for fan in fans:
        this_week(fan)
    for turn, each in enumerate(recognitions):
        body = {"is_inappropriate": True}
        review = Ask(cast.mo, "POST", f"/recognitions/{each.pk}/review", body)
        asks += [hi5(fans[turn % 4], each), review]

    answers = rush(warm_server, asks, clients=10)

    assert set(tally(answers[1::2])) == {(201, None)}
    assert set(tally(answers[0::2])) <= {(201, None), (400, "invalid_data")}
    given = tally(answers[0::2])[201, None]
    assert Hi5.objects.filter(given_by__in=fans).count() == given
    assert LedgerEntry.objects.filter(kind="refund").count() == given
    assert {fan.allowance.balance for fan in fans} == {AT_ONCE}
    ledger.assert_exact()


# One rival, exactly between two steps ------------------------------------------------------------


def hide(cast):
    body = {"is_inappropriate": True}
    return Api(cast.mo).post(f"/recognitions/{cast.thanks.pk}/review", body)


def test_what_is_hidden_just_before_the_lane_looks_is_not_paid_for(monkeypatch, warm):
    rival = meet(monkeypatch, at_once, "join_in", lambda: hide(warm), guarded=False)

    answer = Api(warm.cal).post(f"/recognitions/{warm.thanks.pk}/hi5")

    assert (answer.status_code, rival.result().status_code) == (400, 201)
    assert not Hi5.objects.filter(recognition=warm.thanks).exists()
    ledger.assert_exact()


def test_what_is_hidden_just_after_the_lane_gave_is_refunded(monkeypatch, warm):
    rival = meet(monkeypatch, at_once, "join_in", lambda: hide(warm), after=True, guarded=False)

    with watched(JoiningLane) as taken:
        answer = Api(warm.cal).post(f"/recognitions/{warm.thanks.pk}/hi5")

    assert (answer.status_code, rival.result().status_code, taken) == (201, 201, [True])
    assert Hi5.objects.get(recognition=warm.thanks).is_charged is False
    assert LedgerEntry.objects.filter(kind="refund").count() == 1
    ledger.assert_exact()


def test_who_waits_for_a_review_looks_again_when_it_is_over(monkeypatch, warm):
    """The review has hidden it, and holds it still, when the hi5 looks for it."""
    path = f"/recognitions/{warm.thanks.pk}/hi5"
    rival = meet(monkeypatch, Recognition, "save", lambda: Api(warm.cal).post(path), after=True)

    answer = hide(warm)

    assert (answer.status_code, rival.result().status_code) == (201, 400)
    assert not Hi5.objects.filter(recognition=warm.thanks).exists()
    assert Allowance.objects.get(user=warm.cal).balance == AT_ONCE - 1
    ledger.assert_exact()


def test_the_same_hi5_by_a_rival_just_before_is_the_one_that_counts(monkeypatch, warm):
    path = f"/recognitions/{warm.thanks.pk}/hi5"
    rival = meet(
        monkeypatch,
        at_once,
        "join_in",
        lambda: Api(warm.cal).post(path),
        guarded=False,
    )

    answer = Api(warm.cal).post(path)

    assert (answer.status_code, rival.result().status_code) == (422, 201)
    assert Hi5.objects.filter(recognition=warm.thanks).count() == 1
    assert Allowance.objects.get(user=warm.cal).balance == AT_ONCE - 2
    ledger.assert_exact()
