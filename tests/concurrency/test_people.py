"""Joining, roles, removal and restoring, asked for at once."""

from __future__ import annotations

import base64
import json

import pytest
from social_django.models import UserSocialAuth

from accounts.actions import sign_ins, users
from accounts.models import Change, User
from accounts.querysets import UserQuerySet
from accounts.roles import Role
from tests.api import Api
from tests.cast import UserFactory
from tests.concurrency import ledger
from tests.concurrency.crowd import praise
from tests.concurrency.interleave import meet, without_constraint, without_locks
from tests.concurrency.rush import Ask, rush, tally

pytestmark = pytest.mark.django_db(transaction=True)

NEWCOMER = "new@acme.test"


def written(what: str) -> int:
    return Change.objects.filter(what=what).count()


def assert_removed_once(answers, person) -> None:
    assert tally(answers)[200, None] == 1
    assert tally(answers)[404, "not_found"] == len(answers) - 1
    assert User.all_objects.get(pk=person.pk).is_removed
    assert written("users.remove") == 1


def assert_restored_once(answers, person) -> None:
    assert tally(answers)[200, None] == 1
    assert tally(answers)[422, "unprocessable_entity"] == len(answers) - 1
    assert not User.all_objects.get(pk=person.pk).is_removed
    assert written("users.restore") == 1


def assert_somebody_administers(cast) -> None:
    administrators = User.objects.with_role(Role.ORGANISATION_ADMIN)
    assert administrators.filter(organisation=cast.acme).count() == 1


def assert_joined_once(answers) -> None:
    (person,) = User.all_objects.filter(email=NEWCOMER)
    assert tally(answers) == {(200, None): len(answers)}
    assert {subject_of(answer) for answer in answers} == {str(person.pk)}
    assert written("users.join") == 1


def subject_of(answer) -> str:
    claims = answer.json()["data"]["token"].split(".")[1]
    return json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))["sub"]


def test_of_eight_removals_of_one_person_one_succeeds(server, cast):
    answers = rush(server, [Ask(cast.ada, "DELETE", f"/users/{cast.cal.pk}")] * 8)

    assert_removed_once(answers, cast.cal)


def test_of_eight_restores_of_one_person_one_succeeds(server, cast):
    users.remove(by=cast.ada, person=cast.cal)

    answers = rush(server, [Ask(cast.ada, "POST", f"/users/{cast.cal.pk}/restore")] * 8)

    assert_restored_once(answers, cast.cal)


def test_of_two_administrators_who_demote_each_other_one_stays(server, cast):
    for _ in range(6):
        cast.ada.role = Role.ORGANISATION_ADMIN
        cast.ada.save()
        eve = UserFactory(organisation=cast.acme, role=Role.ORGANISATION_ADMIN)
        body = {"role_id": Role.EMPLOYEE}
        pair = [(cast.ada, eve), (eve, cast.ada)]

        answers = rush(server, [Ask(by, "PUT", f"/users/{to.pk}", body) for by, to in pair])

        assert_somebody_administers(cast)
        # The loser was no administrator any more, or was the last one.
        assert sorted(answer.status_code for answer in answers) in ([200, 403], [200, 422])
        User.objects.filter(pk=eve.pk).update(role=Role.EMPLOYEE)


def test_sixteen_first_sign_ins_of_one_person_make_one_account(server, cast):
    tokens = [server.google.mint(email=NEWCOMER) for _ in range(16)]

    answers = rush(
        server, [Ask(None, "POST", "/oauth/google", {"access_token": token}) for token in tokens]
    )

    assert_joined_once(answers)


def test_people_are_removed_and_restored_while_they_give_hi5s(server, cast):
    """Rows are locked in one order, so nobody waits in a circle."""
    asks = []
    for recognition in praise(cast, 16):
        fan = UserFactory(organisation=cast.acme)
        asks += [
            Ask(fan, "POST", f"/recognitions/{recognition.pk}/hi5", {}),
            Ask(cast.ada, "DELETE", f"/users/{fan.pk}"),
            Ask(cast.ada, "POST", f"/users/{fan.pk}/restore"),
        ]

    answers = rush(server, asks, clients=12)

    assert set(tally(answers)) <= {
        (200, None),
        (201, None),
        (401, "invalid_token"),
        (404, "not_found"),
        (422, "unprocessable_entity"),
    }
    ledger.assert_exact()


# One rival, exactly between two steps, and the same without the guard ---------------------------


def remove_twice(monkeypatch, cast, *, guarded: bool):
    path = f"/users/{cast.cal.pk}"
    # Found to be there, and not marked yet.
    rival = meet(monkeypatch, User, "delete", lambda: Api(cast.ada).delete(path), guarded=guarded)
    answer = Api(cast.ada).delete(path)
    return [answer, rival.result()]


def test_of_two_who_remove_one_person_one_is_too_late(monkeypatch, cast):
    assert_removed_once(remove_twice(monkeypatch, cast, guarded=True), cast.cal)


def test_control_without_the_lock_one_person_is_removed_twice(monkeypatch, cast):
    without_locks(monkeypatch)

    answers = remove_twice(monkeypatch, cast, guarded=False)

    with pytest.raises(AssertionError):
        assert_removed_once(answers, cast.cal)


def restore_twice(monkeypatch, cast, *, guarded: bool):
    path = f"/users/{cast.cal.pk}/restore"
    users.remove(by=cast.ada, person=cast.cal)
    rival = meet(
        monkeypatch,
        UserQuerySet,
        "update",
        lambda: Api(cast.ada).post(path),
        guarded=guarded,
    )
    answer = Api(cast.ada).post(path)
    return [answer, rival.result()]


def test_of_two_who_restore_one_person_one_is_too_late(monkeypatch, cast):
    assert_restored_once(restore_twice(monkeypatch, cast, guarded=True), cast.cal)


def test_control_looking_before_restoring_restores_twice(monkeypatch, cast):
    def look_then_act(people):
        removed = people.filter(soft_delete_at__isnull=False).exists()
        return people.update(soft_delete_at=None, soft_delete_by=None) if removed else 0

    monkeypatch.setattr(UserQuerySet, "restore", look_then_act)
    without_locks(monkeypatch)

    answers = restore_twice(monkeypatch, cast, guarded=False)

    with pytest.raises(AssertionError):
        assert_restored_once(answers, cast.cal)


def demote_each_other(monkeypatch, cast, *, guarded: bool):
    eve = UserFactory(organisation=cast.acme, role=Role.ORGANISATION_ADMIN)
    body = {"role_id": Role.EMPLOYEE}
    # Eve was found not to be the last administrator; Ada is one still, and may go as well.
    rival = meet(
        monkeypatch,
        users,
        "_refuse_last_administrator",
        lambda: Api(eve).put(f"/users/{cast.ada.pk}", body),
        after=True,
        guarded=guarded,
    )
    answer = Api(cast.ada).put(f"/users/{eve.pk}", body)
    return [answer, rival.result()]


def test_of_two_who_demote_each_other_the_slower_one_sees_that_it_is_the_last(monkeypatch, cast):
    answers = demote_each_other(monkeypatch, cast, guarded=True)

    # The slower one is the last administrator by now, or begins as none any more.
    assert [answer.status_code for answer in answers] in ([200, 422], [200, 403])
    assert_somebody_administers(cast)


def test_control_without_the_lock_nobody_is_left_to_administer(monkeypatch, cast):
    without_locks(monkeypatch)

    answers = demote_each_other(monkeypatch, cast, guarded=False)

    assert tally(answers) == {(200, None): 2}
    with pytest.raises(AssertionError):
        assert_somebody_administers(cast)


def join_twice(monkeypatch, settings, server, *, guarded: bool):
    settings.GOOGLE_API_ROOT = server.google.root
    mine, other = (server.google.mint(email=NEWCOMER) for _ in range(2))

    def sign_in(token):
        return Api().post("/oauth/google", {"access_token": token})

    # Nobody has the address yet.
    rival = meet(monkeypatch, sign_ins.users, "join", lambda: sign_in(other), guarded=guarded)
    answer = sign_in(mine)
    return [answer, rival.result()]


def test_of_two_first_sign_ins_the_slower_one_finds_the_account(
    monkeypatch, settings, server, cast
):
    assert_joined_once(join_twice(monkeypatch, settings, server, guarded=True))


def test_control_without_the_constraint_one_person_gets_two_accounts(
    monkeypatch, settings, server, cast
):
    without_locks(monkeypatch)
    with without_constraint(User, "user_email_once"):
        answers = join_twice(monkeypatch, settings, server, guarded=False)
        UserSocialAuth.objects.all().delete()

        with pytest.raises(ValueError, match="too many values to unpack"):
            assert_joined_once(answers)
