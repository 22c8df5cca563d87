"""Blocking and bringing back; permissions."""

from __future__ import annotations

import pytest

from accounts.models import User
from accounts.roles import Role
from tests.cast import UserFactory
from tests.dialects.asking import Caller
from tests.dialects.engagedly.answers import refused, rows, told
from tests.dialects.engagedly.hooks import spell
from tests.dialects.rows import everything
from tests.dialects.stage import Side

pytestmark = pytest.mark.django_db

REQUEST, VALIDATION = "invalid_request_error", "validation_error"


def _path(person: User) -> str:
    return f"/beta/users/{spell(person)}"


def test_deactivating_blocks_with_a_reason_and_activating_brings_back(ada: Caller, here: Side):
    theirs = Caller(ada.hooks, here.colleague)
    path = _path(here.colleague)

    blocked = told(ada.ask("PUT", f"{path}/deactivate", {"block_reason_code": "fatigue"}))
    assert (blocked["status"], blocked["block_reason_code"]) == ("Blocked", "fatigue")
    assert theirs.ask("GET", "/beta/activities/praises").status_code == 401
    again = told(ada.ask("PUT", f"{path}/deactivate", {"block_reason_code": "voluntary"}))
    assert again == blocked
    back = told(ada.ask("PUT", f"{path}/activate"))
    assert (back["status"], back["block_reason_code"], back["user_blocked_at"]) == (
        "Active",
        None,
        None,
    )
    assert told(ada.ask("PUT", f"{path}/activate")) == back
    assert told(ada.ask("PUT", f"{path}/deactivate"))["block_reason_code"] is None


def test_a_bad_reason_is_refused_and_every_listed_one_taken(ada: Caller, here: Side):
    reasons = told(ada.ask("GET", "/beta/users/block-reason-codes"))
    codes = [each["code"] for each in reasons]
    assert {"involuntary", "dismissal_with_cause", "fatigue", "sabatical", "not_known"} < set(codes)
    assert {each["code"]: each["display_text"] for each in reasons}["fatigue"] == "Burnout"
    path = f"{_path(here.colleague)}/deactivate"
    before = everything()
    for bad in ("boredom", "Fatigue", 1):
        answer = ada.ask("PUT", path, {"block_reason_code": bad})
        refused(answer, 422, VALIDATION, ("block_reason_code", "invalid_value"))
    assert everything() == before
    for code in codes:
        assert told(ada.ask("PUT", path, {"block_reason_code": code}))["block_reason_code"] == code
        ada.ask("PUT", f"{_path(here.colleague)}/activate")


def test_nobody_deactivates_themselves(ada: Caller, here: Side):
    before = everything()
    answer = ada.ask("PUT", f"{_path(here.admin)}/deactivate", {})
    refused(answer, 403, REQUEST, (None, "forbidden"))
    assert everything() == before


def test_permissions_are_the_roles_of_an_organisation(ada: Caller, here: Side):
    permissions = rows(ada.ask("GET", "/beta/permissions"))
    assert [(each["id"], each["name"], each["is_admin"]) for each in permissions] == [
        (2, "Site Administrator", True),
        (3, "Employee", None),
        (4, "Moderator", None),
    ]
    for person in (here.admin, here.giver, here.moderator, here.removed):
        (own,) = told(ada.ask("GET", f"{_path(person)}/permissions"))
        assert own == next(each for each in permissions if each["id"] == person.role)


def test_permissions_are_replaced_by_exactly_one(ada: Caller, here: Side):
    path = f"{_path(here.giver)}/permissions"
    (now,) = told(ada.ask("PUT", path, {"permission_ids": [4]}))
    assert now["id"] == 4
    assert User.objects.get(pk=here.giver.pk).role == Role.MODERATOR
    before = everything()
    for bad in ([], [3, 4], [4, 4], [1], [5], ["4"], [True], [4.0], 4, None, {}):
        answer = ada.ask("PUT", path, {"permission_ids": bad})
        assert answer.status_code == 422, (bad, answer.content)
        assert answer.json()["errors"][0]["field"] == "permission_ids"
    refused(ada.ask("PUT", path, {}), 422, VALIDATION, ("permission_ids", "missing_field"))
    assert everything() == before


def test_a_blocked_users_permissions_are_told_and_stay(ada: Caller, here: Side):
    path = f"{_path(here.removed)}/permissions"
    before = everything()
    refused(ada.ask("PUT", path, {"permission_ids": [4]}), 402, REQUEST, (None, "request_failed"))
    assert everything() == before
    (own,) = told(ada.ask("GET", path))
    assert own["id"] == here.removed.role


def test_the_administrators_permission_is_not_given_or_taken(ada: Caller, here: Side):
    second = UserFactory(organisation=here.organisation, role=Role.ORGANISATION_ADMIN)
    before = everything()
    for person, asked in (
        (here.giver, [2]),
        (here.giver, [2, 3]),
        (second, [3]),
        (second, [2]),
        (here.admin, [4]),
    ):
        answer = ada.ask("PUT", f"{_path(person)}/permissions", {"permission_ids": asked})
        refused(answer, 403, REQUEST, (None, "forbidden"))
    assert everything() == before
