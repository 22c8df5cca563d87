"""Somebody loses a role, or is removed, while a request of theirs or about them is under way."""

from __future__ import annotations

import pytest

from accounts.actions import organisations, presence, users
from accounts.models import User
from accounts.roles import Role
from recognition.actions import (
    allowances,
    badges,
    core_values,
    reviews,
)
from recognition.models import (
    LedgerEntry,
)
from tests.api import Api, error_of
from tests.cast import UserFactory
from tests.concurrency.interleave import meet, without_locks
from tests.concurrency.presence import demote, overtaken, remove, stored
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
