"""Somebody loses a role, or is removed, while a request of theirs or about them is under way."""

from __future__ import annotations

import threading
from itertools import count
from types import SimpleNamespace

import pytest
from django.db import connection

from accounts.actions import organisations, presence, users
from accounts.models import Change, User
from accounts.querysets import UserQuerySet
from accounts.roles import Role
from recognition import policies
from recognition.actions import (
    allowances,
    badges,
    core_values,
    hi5s,
    recognitions,
    reports,
    reviews,
)
from recognition.models import (
    Badge,
    CoreValue,
    Hi5,
    LedgerEntry,
    Recognition,
    Report,
    Review,
)
from tests.api import Api, error_of
from tests.cast import BadgeFactory, UserFactory
from tests.concurrency import ledger
from tests.concurrency.interleave import Rival, meet, without_locks
from tests.recognition.asking import refused_fields

pytestmark = pytest.mark.django_db(transaction=True)

VALUE = {"text": "Say it kindly", "description": "Also when it is hard."}
BADGE = {"name": "First hi5", "hi5_count_required": 1, "hi5_frequency": "WEEKLY"}
GRANT = {"amount": 1, "reason": "Because"}

# Which action, and the request for it: method, path, body.
ADMINISTERING = {
    "a role": (users, "change_role", "PUT", "/users/{mo}", {"role_id": 2}),
    "a removal": (users, "remove", "DELETE", "/users/{mo}", None),
    "a restore": (users, "restore", "POST", "/users/{gone}/restore", None),
    "settings": (organisations, "change", "PUT", "/organisations/{acme}", {"name": "Eves"}),
    "a new value": (core_values, "create", "POST", "/core_values", VALUE),
    "a value": (core_values, "change", "PUT", "/core_values/{outcome}", VALUE),
    "a new badge": (badges, "create", "POST", "/badges", BADGE),
    "a badge": (badges, "change", "PUT", "/badges/{badge}", {"name": "Other"}),
    "no badge": (badges, "remove", "DELETE", "/badges/{badge}", None),
    "a grant": (allowances, "grant", "POST", "/users/{ben}/hi5_grants", GRANT),
    "a verdict": (
        reviews,
        "give",
        "POST",
        "/recognitions/{thanks}/review",
        {"is_inappropriate": True},
    ),
}


@pytest.fixture
def scene(cast) -> SimpleNamespace:
    """The cast with Eve, who administers Acme too, a badge, and somebody gone."""
    cast.eve = UserFactory(organisation=cast.acme, first_name="Eve", role=Role.ORGANISATION_ADMIN)
    cast.gone = UserFactory(organisation=cast.acme)
    cast.gone.delete()
    cast.badge = BadgeFactory(organisation=cast.acme)
    return cast


def stored() -> list[object]:
    """Return what an action of Eve's could have changed."""
    rows = [model.objects.order_by("pk").values() for model in (CoreValue, Badge, Recognition)]
    people = User.all_objects.exclude(first_name="Eve").order_by("pk").values()
    kept = [list(each) for each in [*rows, people]]
    counts = [model.objects.count() for model in (Hi5, LedgerEntry, Report, Review)]
    return [kept, counts, Change.objects.exclude(what__startswith="users.").count()]


def overtaken(monkeypatch, cast, case, by: str, act):
    """Send a request that ``act`` overtakes once it has been let in; returns the answer."""
    owner, name, method, path, body = case
    ids = {key: thing.pk for key, thing in vars(cast).items()}
    # The one who asks and what it is about have been read; nothing is locked yet.
    rival = meet(monkeypatch, owner, name, act, guarded=False)
    answer = Api(getattr(cast, by)).ask(method, path.format(**ids), body)
    done = rival.result()
    assert done.status_code == 200, done.content
    return answer


def demote(cast, person, role=Role.EMPLOYEE):
    return lambda: Api(cast.root).put(f"/users/{person.pk}", {"role_id": role})


def remove(cast, person):
    return lambda: Api(cast.root).delete(f"/users/{person.pk}")


@pytest.mark.parametrize("case", ADMINISTERING.values(), ids=ADMINISTERING)
def test_who_is_demoted_meanwhile_administers_no_more(monkeypatch, scene, case):
    before = stored()

    answer = overtaken(monkeypatch, scene, case, "eve", demote(scene, scene.eve))

    assert error_of(answer) == (403, "access_denied")
    assert stored() == before


@pytest.mark.parametrize("name", ["a role", "a value", "a grant", "a verdict"])
def test_who_is_removed_meanwhile_is_a_stranger(monkeypatch, scene, name):
    counts = stored()[1:]

    answer = overtaken(monkeypatch, scene, ADMINISTERING[name], "eve", remove(scene, scene.eve))

    assert error_of(answer) == (401, "invalid_token")
    assert answer["WWW-Authenticate"] == 'Bearer realm="peerly"'
    assert stored()[1:] == counts
    assert User.objects.get(pk=scene.mo.pk).role == Role.MODERATOR


def test_control_believing_what_the_request_read_lets_the_demoted_make_administrators(
    monkeypatch, scene
):
    monkeypatch.setattr(presence, "both", lambda *, by, other: (by, User.all_objects.get(pk=other)))
    case = ADMINISTERING["a role"]

    answer = overtaken(monkeypatch, scene, case, "eve", demote(scene, scene.eve))

    assert answer.status_code == 200
    assert User.objects.get(pk=scene.mo.pk).role == Role.ORGANISATION_ADMIN


@pytest.mark.parametrize("name", ["a role", "a removal"])
def test_who_is_made_super_admin_meanwhile_is_out_of_reach(monkeypatch, scene, name):
    case = ADMINISTERING[name]

    answer = overtaken(monkeypatch, scene, case, "ada", demote(scene, scene.mo, Role.SUPER_ADMIN))

    assert error_of(answer) == (403, "access_denied")
    assert User.objects.get(pk=scene.mo.pk).role == Role.SUPER_ADMIN


def test_a_grant_to_somebody_removed_meanwhile_finds_nobody(monkeypatch, scene):
    case = ADMINISTERING["a grant"]

    answer = overtaken(monkeypatch, scene, case, "ada", remove(scene, scene.ben))

    assert refused_fields(answer) == {"id"}
    assert LedgerEntry.objects.count() == 0


# Giving --------------------------------------------------------------------------------------


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


# Between looking and writing ------------------------------------------------------------------


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


def roots_remove_each_other(monkeypatch, cast, *, guarded: bool) -> int:
    """Returns how many SuperAdmins are left; they belong to no organisation that is locked."""
    other = UserFactory(organisation=None, role=Role.SUPER_ADMIN)
    rival = meet(
        monkeypatch,
        User,
        "delete",
        lambda: Api(other).delete(f"/users/{cast.root.pk}"),
        guarded=guarded,
    )
    Api(cast.root).delete(f"/users/{other.pk}")
    rival.result()
    return User.objects.with_role(Role.SUPER_ADMIN).count()


def test_of_two_super_admins_who_remove_each_other_one_stays(monkeypatch, scene):
    assert roots_remove_each_other(monkeypatch, scene, guarded=True) == 1


def test_control_without_the_lock_no_super_admin_is_left(monkeypatch, scene):
    without_locks(monkeypatch)

    assert roots_remove_each_other(monkeypatch, scene, guarded=False) == 0
