"""Who may give whom which role, and take whom away (peerly-v1 §3 and §5)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from typing import Any

import pytest

from accounts import policies
from accounts.models import User
from accounts.roles import Role
from tests.cast import UserFactory
from tests.dialects.asking import Caller, Play, findings
from tests.dialects.rows import everything, undone
from tests.dialects.stage import Side, make_super_admin_of
from tests.permissions.answers import refused

pytestmark = pytest.mark.django_db

ADMIN, EMPLOYEE, MODERATOR = Role.ORGANISATION_ADMIN, Role.EMPLOYEE, Role.MODERATOR
ROLE_IDS = (1, 2, 3, 4, 0, 5, "3", True, None)


def _everybody(peerly: Play) -> Iterator[tuple[str, User, str, User]]:
    """Yield (kind of actor, actor, kind of target, target) for everybody and everybody."""
    here, there = peerly.here, peerly.stage.there
    second = {
        Role.SUPER_ADMIN: make_super_admin_of(here),
        ADMIN: UserFactory(organisation=here.organisation, role=ADMIN),
        EMPLOYEE: here.receiver,
        MODERATOR: UserFactory(organisation=here.organisation, role=MODERATOR),
    }
    elsewhere = {ADMIN: there.admin, EMPLOYEE: there.giver, MODERATOR: there.moderator}
    elsewhere[Role.SUPER_ADMIN] = make_super_admin_of(there)
    for actor in (peerly.stage.root, here.admin, here.giver, here.moderator):
        yield Role(actor.role).label, actor, "self", actor
        for role in Role:
            yield Role(actor.role).label, actor, f"{role.label} here", second[role]
            yield Role(actor.role).label, actor, f"{role.label} elsewhere", elsewhere[role]


def _expected(actor: User, target: User, role_id: Any, peerly: Play) -> int:
    """Return the status that peerly-v1 §3 and §5 have for one change of role."""
    if actor.role in {EMPLOYEE, MODERATOR}:
        return 403
    is_root = actor.role == Role.SUPER_ADMIN
    is_seen = target.organisation_id == actor.organisation_id and target.role != Role.SUPER_ADMIN
    if not is_root and not is_seen:
        return 400  # an unknown id
    if type(role_id) is not int or role_id not in ({1, 2, 3, 4} if is_root else {2, 3, 4}):
        return 400
    is_last_admin = target == peerly.stage.there.admin and role_id != ADMIN
    return 422 if actor == target or is_last_admin else 200


def test_who_may_give_whom_which_role(peerly: Play):
    people = list(_everybody(peerly))
    before = everything()
    with findings() as wrong:
        for kind, actor, whom, target in people:
            for role_id in ROLE_IDS if policies.can_administer(actor) else (1, 2, 4):
                expected = _expected(actor, target, role_id, peerly)
                caller, path = peerly.signed_in(actor), f"/users/{target.pk}"
                with undone() if expected == 200 else nullcontext():
                    answer = caller.ask("PUT", path, {"role_id": role_id})
                told = f"{kind} makes {whom} {role_id!r}: {answer.status_code}"
                if answer.status_code != expected:
                    wrong.append(f"{told}, not {expected}")
                elif expected == 200 and answer.json()["data"]["role_id"] != role_id:
                    wrong.append(f"{told}, but {answer.json()}")
            if everything() != before:
                wrong.append(f"{kind} was refused, and changed something of {whom}")


def test_a_role_counts_from_the_next_request(ada: Caller, mo: Caller, ann: Caller, here: Side):
    assert mo.ask("GET", "/reports").status_code == 200
    refused(ann.ask("GET", "/reports"), 403, "access_denied")

    ada.ask("PUT", f"/users/{here.moderator.pk}", {"role_id": 3})
    ada.ask("PUT", f"/users/{here.giver.pk}", {"role_id": 4})

    refused(mo.ask("GET", "/reports"), 403, "access_denied")
    assert ann.ask("GET", "/reports").status_code == 200


def test_an_organisation_keeps_its_last_admin_and_nobody_removes_themselves(
    ada: Caller, root: Caller, here: Side, peerly: Play
):
    before = everything()
    refused(root.ask("PUT", f"/users/{here.admin.pk}", {"role_id": 3}), 422, "unprocessable_entity")
    refused(root.ask("DELETE", f"/users/{here.admin.pk}"), 422, "unprocessable_entity")
    refused(ada.ask("DELETE", f"/users/{here.admin.pk}"), 422, "unprocessable_entity")
    refused(root.ask("DELETE", f"/users/{peerly.stage.root.pk}"), 422, "unprocessable_entity")
    # A role that is the one they have takes nobody away.
    assert root.ask("PUT", f"/users/{here.admin.pk}", {"role_id": 2}).status_code == 200
    assert everything() == before

    second = UserFactory(organisation=here.organisation, role=ADMIN)
    assert root.ask("PUT", f"/users/{here.admin.pk}", {"role_id": 3}).status_code == 200
    refused(root.ask("DELETE", f"/users/{second.pk}"), 422, "unprocessable_entity")


def test_who_belongs_to_no_organisation_stays_a_super_admin(root: Caller):
    other = UserFactory(organisation=None, role=Role.SUPER_ADMIN)
    before = everything()

    for role_id in (2, 3, 4):
        answer = root.ask("PUT", f"/users/{other.pk}", {"role_id": role_id})
        refused(answer, 422, "unprocessable_entity")

    assert everything() == before
