"""What is not for the lane to give: the ordinary way says so, and neither leaves a trace."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.actions import users
from accounts.models import Credential, User
from accounts.roles import Role
from recognition.models import Allowance, Hi5, Recognition
from tests.api import Api
from tests.cast import UserFactory, move
from tests.recognition.asking import thank
from tests.recognition.random_company import NOW
from tests.recognition.worlds import in_both_worlds, join

pytestmark = pytest.mark.django_db

WEEK = timedelta(weeks=1)


def nothing(cast):
    """As it is."""


def hide(cast):
    Recognition.objects.filter(pk=cast.thanks.pk).update(hidden_at=NOW)


def spend_all(cast):
    for _ in range(3):
        assert join(cast.cal, thank(cast)).status_code == 201


def join_already(cast):
    assert join(cast.cal, cast.thanks).status_code == 201


def spend_all_and_join(cast):
    join_already(cast)
    for _ in range(2):
        assert join(cast.cal, thank(cast)).status_code == 201


# What happened before, who asks, for what, what they are told, and is that kept under a key?
REFUSALS = {
    "own": (nothing, "ben", "thanks", 422, True),
    "already given": (join_already, "cal", "thanks", 422, True),
    "already given, no balance": (spend_all_and_join, "cal", "thanks", 422, True),
    "no balance": (spend_all, "cal", "thanks", 400, True),
    "hidden": (hide, "cal", "thanks", 400, False),
    "foreign": (nothing, "cal", "foreign_thanks", 400, False),
    "elsewhere": (nothing, "zoe", "thanks", 400, False),
    "moderator": (nothing, "mo", "thanks", 403, False),
    "superadmin": (nothing, "root", "thanks", 403, False),
}


@pytest.mark.parametrize(
    ("before", "who", "what", "status", "is_kept"), REFUSALS.values(), ids=REFUSALS
)
@pytest.mark.parametrize("headers", [{}, {"Idempotency_Key": "once"}], ids=["", "key"])
def test_what_is_refused_leaves_nothing(warm, before, who, what, status, is_kept, headers):
    before(warm)
    asked = (getattr(warm, who), getattr(warm, what))

    answers, taken, has_changed = in_both_worlds(lambda: [join(*asked, {}, **headers)])

    assert (answers[0].status_code, taken) == (status, [False])
    assert has_changed == (is_kept and headers != {})


@pytest.mark.parametrize("number", ["0", "-1", "9223372036854775808", "x", "٣"])
def test_what_is_no_id_is_left_to_the_ordinary_way(warm, number):
    path = f"/recognitions/{number}/hi5"

    answers, taken, has_changed = in_both_worlds(lambda: [Api(warm.cal).post(path)])

    assert answers[0].status_code in {400, 404}
    assert taken in ([False], [])
    assert not has_changed


def remove(cast):
    users.remove(by=cast.ada, person=cast.cal)


def remove_and_restore(cast):
    users.restore(by=cast.ada, person=users.remove(by=cast.ada, person=cast.cal))


def sign_out(cast):
    assert cast.client.post("/logout").status_code == 200


@pytest.mark.parametrize("end", [remove, remove_and_restore, sign_out])
def test_whose_token_has_ended_gives_nothing(warm, end):
    warm.client = Api(warm.cal)
    end(warm)
    path = f"/recognitions/{warm.thanks.pk}/hi5"

    answers, taken, has_changed = in_both_worlds(lambda: [warm.client.post(path)])

    assert (answers[0].status_code, taken, has_changed) == (401, [False], False)


def test_who_is_a_moderator_by_now_gives_nothing(warm):
    client = Api(warm.cal)
    User.objects.filter(pk=warm.cal.pk).update(role=Role.MODERATOR)
    path = f"/recognitions/{warm.thanks.pk}/hi5"

    answers, taken, has_changed = in_both_worlds(lambda: [client.post(path)])

    assert (answers[0].status_code, taken, has_changed) == (403, [False], False)


def test_who_administers_by_now_gives_the_ordinary_way(warm):
    client = Api(warm.cal)
    User.objects.filter(pk=warm.cal.pk).update(role=Role.ORGANISATION_ADMIN)
    path = f"/recognitions/{warm.thanks.pk}/hi5"

    answers, taken, _ = in_both_worlds(lambda: [client.post(path)])

    assert (answers[0].status_code, taken) == (201, [False])


def test_who_belongs_elsewhere_by_now_gives_there(warm):
    """Their token still names Acme, whose week this process knows."""
    nomad = UserFactory(organisation=warm.acme)
    client = Api(nomad)
    move(nomad, warm.globex)

    for thanks, status in ((warm.thanks, 400), (warm.foreign_thanks, 201)):
        path = f"/recognitions/{thanks.pk}/hi5"
        answers, taken, _ = in_both_worlds(lambda: [client.post(path)])  # noqa: B023
        assert (answers[0].status_code, taken) == (status, [False])


def test_who_has_given_none_this_week_begins_it_the_ordinary_way(warm):
    someone = UserFactory(organisation=warm.acme)

    answers, taken, _ = in_both_worlds(lambda: [join(someone, warm.thanks)])

    assert (answers[0].status_code, taken) == (201, [False])


@pytest.mark.parametrize("past_the_end", [timedelta(), timedelta(microseconds=1), WEEK])
def test_a_week_that_has_just_ended_is_not_paid_from(warm, clock, past_the_end):
    ends_at = warm.acme.allowance_terms(NOW).period.ends_at
    client, path = Api(warm.cal), f"/recognitions/{warm.thanks.pk}/hi5"
    clock.move_to(ends_at - timedelta(microseconds=1))
    client = Api(warm.cal)

    assert in_both_worlds(lambda: [client.post(path)])[1] == [True]
    clock.move_to(ends_at + past_the_end)
    client = Api(warm.cal)
    answers, taken, _ = in_both_worlds(lambda: [client.post(path)])

    assert (answers[0].status_code, taken) == (201, [False])
    assert client.post(path).status_code == 201
    fresh = Allowance.objects.get(user=warm.cal)
    assert fresh.period_start >= ends_at
    assert fresh.balance == warm.acme.hi5_limit - 1


def test_terms_that_change_count_from_the_next_week_on(warm):
    body = {"hi5_limit": 1, "hi5_quota_renewal_frequency": "MONTHLY", "timezone": "UTC"}
    assert Api(warm.ada).put(f"/organisations/{warm.acme.pk}", body).status_code == 200

    answers, taken, _ = in_both_worlds(lambda: [join(warm.cal, warm.thanks)])

    assert (answers[0].status_code, taken) == (201, [True])


def test_a_credential_of_another_family_gives_nothing(warm):
    headers = {"ClientKey": "plc_" + "a" * 36, "SecretKey": "plk_" + "a" * 36}
    path = f"/recognitions/{warm.thanks.pk}/hi5"

    answers, taken, has_changed = in_both_worlds(lambda: [Api().post(path, {}, **headers)])

    assert answers[0].status_code == 401
    assert (taken, has_changed) == ([False], False)
    assert not Credential.objects.exists()
    assert not Hi5.objects.filter(recognition=warm.thanks).exists()
