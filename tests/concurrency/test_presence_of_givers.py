"""Somebody loses a role, or is removed, while they thank or join in, or are thanked."""

from __future__ import annotations

import threading
from itertools import count

import pytest
from django.db import connection

from accounts.querysets import UserQuerySet
from accounts.roles import Role
from recognition import policies
from recognition.actions import (
    hi5s,
    recognitions,
    reports,
)
from recognition.models import (
    Hi5,
    Recognition,
)
from tests.api import Api, error_of
from tests.concurrency import ledger
from tests.concurrency.interleave import Rival, meet, without_locks
from tests.concurrency.presence import demote, overtaken, remove, stored
from tests.recognition.asking import refused_fields

pytestmark = pytest.mark.django_db(transaction=True)


def thanking(cast):
    body = {"given_for": cast.ben.pk, "core_value_id": cast.outcome.pk, "text": "Thank you!"}
    return (recognitions, "give", "POST", "/recognitions", body)


def test_nobody_thanks_who_was_removed_meanwhile(monkeypatch, scene):
    answer = overtaken(monkeypatch, scene, thanking(scene), "ann", remove(scene, scene.ben))

    assert refused_fields(answer) == {"given_for"}
    assert Recognition.objects.filter(text="Thank you!").count() == 0


GIVING = {
    "a hi5": (hi5s, "give", "POST", "/recognitions/{thanks}/hi5", {}),
    "no hi5": (hi5s, "withdraw", "DELETE", "/recognitions/{taken}/hi5", None),
}


DEMOTED, REMOVED = (demote, (403, "access_denied")), (remove, (401, "invalid_token"))


@pytest.mark.parametrize(
    ("name", "loss", "refusal"),
    [
        *((name, *DEMOTED) for name in ("thanks", "a hi5", "no hi5")),  # every role reports
        *((name, *REMOVED) for name in ("thanks", "a hi5", "no hi5", "a report")),
    ],
)
def test_who_may_not_give_any_more_gives_nothing(monkeypatch, scene, name, loss, refusal):
    scene.taken = Recognition.objects.create(
        organisation=scene.acme,
        given_by=scene.ann,
        given_for=scene.ben,
        core_value=scene.outcome,
        text="Taken back",
        given_at=scene.thanks.given_at,
    )
    assert Api(scene.cal).post(f"/recognitions/{scene.taken.pk}/hi5").status_code == 201
    reporting = {"mark_as": "fraud", "reason": "It never happened."}
    report = (reports, "raise_", "POST", "/recognitions/{thanks}/report", reporting)
    case = {"thanks": thanking(scene), "a report": report, **GIVING}[name]
    counts = stored()[1:]
    arguments = (Role.MODERATOR,) if loss is demote else ()

    answer = overtaken(monkeypatch, scene, case, "cal", loss(scene, scene.cal, *arguments))

    assert error_of(answer) == refusal
    assert stored()[1:] == counts
    assert Recognition.objects.filter(text="Thank you!").count() == 0
    ledger.assert_exact()


def test_control_not_looking_again_lets_a_moderator_give_a_hi5(monkeypatch, scene):
    monkeypatch.setattr(UserQuerySet, "with_role", lambda people, *roles: people.all())
    monkeypatch.setattr(policies, "can_give", lambda who: True)
    act = demote(scene, scene.cal, Role.MODERATOR)

    answer = overtaken(monkeypatch, scene, GIVING["a hi5"], "cal", act)

    assert answer.status_code == 201


@pytest.mark.parametrize("statements", range(1, 7))
def test_who_is_removed_and_restored_while_they_give_is_never_told_of_their_role(
    monkeypatch, scene, statements
):
    """Removed before the first look of the action, restored before any other one."""
    restoring = Rival(lambda: Api(scene.root).post(f"/users/{scene.cal.pk}/restore"))
    left = count(statements, -1)
    removed = threading.Event()

    def remove_them():
        answer = remove(scene, scene.cal)()
        removed.set()
        return answer

    def between(execute, *arguments):
        result = execute(*arguments)
        if removed.is_set() and next(left) == 1:
            restoring.start()
        return result

    with connection.execute_wrapper(between):
        answer = overtaken(monkeypatch, scene, GIVING["a hi5"], "cal", remove_them)

    if answer.status_code != 201:
        assert error_of(answer) == (401, "invalid_token")
    if restoring.thread.ident:  # the action had as many statements
        assert restoring.result().status_code == 200
    assert Hi5.objects.filter(given_by=scene.cal).count() == (answer.status_code == 201)
    ledger.assert_exact()


def thank_while_the_receiver_is_removed(monkeypatch, cast, *, guarded: bool) -> bool:
    """Returns whether the removal had to wait for the thanks."""
    rival = meet(
        monkeypatch, Recognition.objects, "create", remove(cast, cast.ben), guarded=guarded
    )
    waited = []
    interrupted = Recognition.objects.create

    def watched(**columns):
        made = interrupted(**columns)
        waited.append(rival.thread.is_alive())
        return made

    monkeypatch.setattr(Recognition.objects, "create", watched)
    _, _, method, path, body = thanking(cast)
    assert Api(cast.ann).ask(method, path, body).status_code == 201
    assert rival.result().status_code == 200
    return waited == [True]


def test_a_removal_waits_for_the_thanks_that_are_being_given(monkeypatch, scene):
    assert thank_while_the_receiver_is_removed(monkeypatch, scene, guarded=True)


def test_control_without_the_lock_somebody_removed_is_thanked(monkeypatch, scene):
    without_locks(monkeypatch)

    assert not thank_while_the_receiver_is_removed(monkeypatch, scene, guarded=False)
