"""The queries of requests about one thing, itemised, transactions and all."""

from __future__ import annotations

import pytest

from tests.budgets.queries import SIGNED_IN, asked
from tests.cast import BadgeFactory, RecognitionFactory, assemble

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast(transactional_db):
    """The cast, without a transaction around the test: the request's own ones are counted."""
    return assemble()


GIVING = [
    SIGNED_IN,
    "SELECT recognition",
    "BEGIN",
    "INSERT hi5",
    "UPDATE allowance",
    "INSERT ledgerentry",
    "COMMIT",
    "SELECT badge",  # what the receiver has earned with it
]


def hi5(api, cast, person=None, **headers):
    thanks = RecognitionFactory(given_by=cast.ann, given_for=cast.ben, core_value=cast.outcome)
    client = api(person or cast.cal)
    return asked(lambda: client.post(f"/recognitions/{thanks.pk}/hi5", **headers))


def test_a_hi5_costs_eight(api, cast):
    hi5(api, cast)

    answer, cost = hi5(api, cast)

    assert answer.status_code == 201
    assert cost == GIVING
    assert len(cost) <= 8


def test_the_first_hi5_of_a_period_costs_six_more_to_open_it(api, cast):
    answer, cost = hi5(api, cast)

    assert answer.status_code == 201
    opening = [
        "UPDATE allowance",  # there is none, or an old one
        "SELECT user",  # so was it hidden meanwhile, or was the giver removed?
        "SELECT allowance",
        "UPDATE allowance",
        "INSERT allowance",
        "INSERT ledgerentry",
    ]
    assert cost == GIVING[:4] + opening + GIVING[4:]


def test_a_hi5_that_earns_a_badge_costs_holding_the_receiver_and_an_insert(api, cast):
    hi5(api, cast)
    BadgeFactory(organisation=cast.acme)

    answer, cost = hi5(api, cast)

    assert answer.status_code == 201
    award = ["BEGIN", "SELECT user", "SELECT badge", "INSERT badgeaward", "COMMIT"]
    assert cost == [*GIVING, *award]


def test_a_hi5_after_the_badge_was_earned_costs_eight_again(api, cast):
    BadgeFactory(organisation=cast.acme)
    hi5(api, cast)

    answer, cost = hi5(api, cast)

    assert answer.status_code == 201
    assert cost == GIVING


def test_an_idempotency_key_costs_what_keeping_an_answer_takes(api, cast):
    hi5(api, cast)

    answer, cost = hi5(api, cast, Idempotency_Key="once")

    assert answer.status_code == 201
    assert cost == [
        SIGNED_IN,
        *["BEGIN", "DELETE keptanswer", "COMMIT"],  # an answer of more than a day ago
        *["BEGIN", "INSERT keptanswer", "SAVEPOINT", "SELECT recognition", "SAVEPOINT"],
        *["INSERT hi5", "UPDATE allowance", "INSERT ledgerentry"],
        *["RELEASE", "RELEASE", "UPDATE keptanswer", "COMMIT", "SELECT badge"],
    ]


def test_repeating_an_answer_costs_eight_and_nothing_of_the_effect(api, cast):
    client, path = api(cast.cal), f"/recognitions/{cast.thanks.pk}/hi5"
    client.post(path, Idempotency_Key="once")

    answer, cost = asked(lambda: client.post(path, Idempotency_Key="once"))

    assert answer.status_code == 201
    # Where the period is known, the lane has tried before.
    assert cost[-8:] == [
        SIGNED_IN,
        *["BEGIN", "DELETE keptanswer", "COMMIT"],
        *["BEGIN", "INSERT keptanswer", "ROLLBACK", "SELECT keptanswer"],
    ]


def test_a_recognition_costs_thirteen(api, cast):
    body = {"given_for": cast.ben.pk, "core_value_id": cast.outcome.pk, "text": "Thank you!"}
    client = api(cast.ann)

    answer, cost = asked(lambda: client.post("/recognitions", body))

    assert answer.status_code == 201
    assert cost == [
        SIGNED_IN,
        *["SELECT user", "SELECT corevalue"],  # whom for, and what for
        *["BEGIN", "SELECT user"],  # are they both still there?
        "INSERT recognition",
        *[f"INSERT {each}tally" for each in ("monthly", "span", "value")],
        "SELECT monthlytally",  # is it the first of the month?
        *["INSERT participationtally", "INSERT lastthanks", "COMMIT"],
    ]


def test_my_profile_costs_two(api, cast):
    client = api(cast.ann)

    _, cost = asked(lambda: client.get("/users/me"))

    assert cost == [SIGNED_IN, "SELECT user"]


def test_signing_out_costs_four(api, cast):
    client = api(cast.ann)

    _, cost = asked(lambda: client.post("/logout"))

    assert cost == [SIGNED_IN, "BEGIN", "INSERT revokedtoken", "COMMIT"]


def test_a_refusal_of_a_stranger_costs_nothing(api, cast):
    _, cost = asked(lambda: api().get("/recognitions"))

    assert cost == []
