"""What a role alone does not decide: whose, to whom, and to what (peerly-v1 §3 and §5)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from typing import Any

import pytest

from accounts import policies
from accounts.models import User
from accounts.roles import Role
from recognition.models import Recognition
from tests.cast import RecognitionFactory, UserFactory
from tests.dialects.asking import Caller, Play, findings
from tests.dialects.rows import everything, undone
from tests.dialects.stage import Side, make_super_admin_of

pytestmark = pytest.mark.django_db

ADMIN, EMPLOYEE, MODERATOR = Role.ORGANISATION_ADMIN, Role.EMPLOYEE, Role.MODERATOR
UNKNOWN = 2**40
ROLE_IDS = (1, 2, 3, 4, 0, 5, "3", True, None)


@pytest.fixture
def here(peerly: Play) -> Side:
    """Acme."""
    return peerly.here


@pytest.fixture
def there(peerly: Play) -> Side:
    """Globex."""
    return peerly.stage.there


@pytest.fixture
def root(peerly: Play) -> Caller:
    """A SuperAdmin who belongs to no organisation."""
    return peerly.signed_in(peerly.stage.root)


@pytest.fixture
def ada(peerly: Play) -> Caller:
    """Acme's OrganisationAdmin."""
    return peerly.signed_in(peerly.here.admin)


@pytest.fixture
def ann(peerly: Play) -> Caller:
    """An Employee of Acme."""
    return peerly.signed_in(peerly.here.giver)


@pytest.fixture
def mo(peerly: Play) -> Caller:
    """Acme's Moderator."""
    return peerly.signed_in(peerly.here.moderator)


def refused(answer: Any, status: int, code: str) -> None:
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)


def ids(answer: Any) -> set[int]:
    assert answer.status_code == 200
    return {row["id"] for row in answer.json()["data"]}


# Lists of people ------------------------------------------------------------


def test_only_a_super_admin_may_name_an_organisation(peerly: Play, here: Side, root: Caller):
    everybody = User.all_objects
    for person in (here.admin, here.giver, here.moderator):
        for org_id in (here.organisation.pk, here.other.organisation.pk, UNKNOWN, "one", "", "0"):
            answer = peerly.signed_in(person).ask("GET", f"/users?org_id={org_id}")
            refused(answer, 403, "access_denied")

    acme = everybody.filter(organisation=here.organisation).values_list("pk", flat=True)
    told = root.ask("GET", f"/users?limit=100&org_id={here.organisation.pk}")
    assert ids(told) == set(acme)
    assert ids(root.ask("GET", "/users?limit=100")) == set(everybody.values_list("pk", flat=True))
    assert ids(root.ask("GET", f"/users?org_id={UNKNOWN}")) == set()
    refused(root.ask("GET", "/users?org_id=one"), 400, "invalid_data")


def test_a_super_admin_is_never_told_to_others(peerly: Play, here: Side, ada: Caller):
    chief = make_super_admin_of(here)

    for person in (here.admin, here.giver, here.moderator):
        colleague = peerly.signed_in(person)
        assert chief.pk not in ids(colleague.ask("GET", "/users?limit=100"))
        assert ids(colleague.ask("GET", "/users?starts_with=Sue")) == set()
        refused(colleague.ask("GET", f"/users/{chief.pk}/badges"), 404, "not_found")
    before = everything()
    refused(ada.ask("GET", f"/users/{chief.pk}"), 404, "not_found")
    refused(ada.ask("DELETE", f"/users/{chief.pk}"), 404, "not_found")
    refused(ada.ask("PUT", f"/users/{chief.pk}", {"role_id": 3}), 400, "invalid_data")
    refused(ada.ask("POST", f"/users/{chief.pk}/restore"), 400, "invalid_data")
    grant = {"amount": 1, "reason": "Thanks"}
    refused(ada.ask("POST", f"/users/{chief.pk}/hi5_grants", grant), 400, "invalid_data")
    thanks = {"given_for": chief.pk, "core_value_id": here.value.pk, "text": "Thank you"}
    refused(ada.ask("POST", "/recognitions", thanks), 400, "invalid_data")
    assert everything() == before
    assert chief.pk in ids(peerly.signed_in(peerly.stage.root).ask("GET", "/users?limit=100"))


def test_a_removed_person_is_told_to_admins_only(peerly: Play, here: Side, ada: Caller):
    removed = here.removed
    [told] = [row for row in ada.ask("GET", "/users").json()["data"] if row["id"] == removed.pk]

    assert removed.soft_delete_at is not None
    assert told["soft_delete_by"] == here.admin.pk
    assert told["soft_delete_at"] == int(removed.soft_delete_at.timestamp())
    assert ada.ask("GET", f"/users/{removed.pk}").status_code == 200
    for person in (here.giver, here.moderator):
        colleague = peerly.signed_in(person)
        assert removed.pk not in ids(colleague.ask("GET", "/users"))
        assert ids(colleague.ask("GET", "/users?starts_with=Rex")) == set()
        refused(colleague.ask("GET", f"/users/{removed.pk}/badges"), 404, "not_found")


# Roles ----------------------------------------------------------------------


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


# Organisations --------------------------------------------------------------


def test_an_organisation_admin_changes_neither_domain_nor_subscription(
    ada: Caller, root: Caller, here: Side
):
    path = f"/organisations/{here.organisation.pk}"
    present = ada.ask("GET", path).json()["data"]
    others = {
        "domain_name": "new.test",
        "subscription_status": "lapsed",
        "subscription_valid_upto": 1_999_999_999,
    }
    before = everything()
    for name, value in others.items():
        refused(ada.ask("PUT", path, {name: value}), 403, "access_denied")
        refused(ada.ask("PUT", path, {"name": "Ours", name: value}), 403, "access_denied")
    assert everything() == before

    # Sending back what is there is no change; nor does it stop the changes that are theirs.
    answer = ada.ask("PUT", path, present | {"name": "Ours", "hi5_limit": 6})
    assert answer.status_code == 200
    assert answer.json()["data"] == present | {"name": "Ours", "hi5_limit": 6}
    assert root.ask("PUT", path, others).json()["data"] == present | others | {
        "name": "Ours",
        "hi5_limit": 6,
    }


def test_another_organisation_is_an_unknown_one(ada: Caller, ann: Caller, there: Side):
    path = f"/organisations/{there.organisation.pk}"
    before = everything()

    for caller in (ada, ann):
        refused(caller.ask("GET", path), 404, "not_found")
    refused(ada.ask("PUT", path, {"name": "Ours"}), 400, "invalid_data")
    refused(ann.ask("PUT", path, {"name": "Ours"}), 403, "access_denied")

    assert everything() == before


# Reviews --------------------------------------------------------------------


def test_who_gave_or_received_a_recognition_does_not_review_it(peerly: Play, here: Side):
    before_mo_moderated = {"given_by": here.moderator, "given_for": here.receiver}
    cases = [
        (here.moderator, before_mo_moderated),
        (here.moderator, {"given_by": here.giver, "given_for": here.moderator}),
        (here.admin, {"given_by": here.admin, "given_for": here.giver}),
        (here.admin, {"given_by": here.giver, "given_for": here.admin}),
    ]
    for person, parties in cases:
        thanks: Recognition = RecognitionFactory(core_value=here.value, **parties)
        before = everything()
        for verdict in (True, False):
            answer = peerly.signed_in(person).ask(
                "POST", f"/recognitions/{thanks.pk}/review", {"is_inappropriate": verdict}
            )
            refused(answer, 403, "access_denied")
        assert everything() == before
        others = {here.moderator, here.admin, peerly.stage.root} - {person}
        for other in others - set(parties.values()):
            with undone():
                answer = peerly.signed_in(other).ask(
                    "POST", f"/recognitions/{thanks.pk}/review", {"is_inappropriate": True}
                )
                assert answer.status_code == 201


# SuperAdmins ----------------------------------------------------------------


def test_a_super_admin_with_an_organisation_is_one_without_a_border(
    peerly: Play, here: Side, there: Side, root: Caller
):
    chief = peerly.signed_in(make_super_admin_of(here))

    assert chief.ask("GET", "/users/me").json()["data"]["org_id"] == here.organisation.pk
    assert root.ask("GET", "/users/me").json()["data"]["org_id"] is None
    for caller in (chief, root):
        values = {here.value.pk, here.child.pk, there.value.pk, there.child.pk}
        assert ids(caller.ask("GET", "/core_values")) == values
        for side in (here, there):
            assert caller.ask("GET", f"/recognitions/{side.thanks.pk}").status_code == 200
            assert caller.ask("GET", f"/organisations/{side.organisation.pk}").status_code == 200
            assert caller.ask("GET", f"/users/{side.removed.pk}").status_code == 200


def test_a_super_admin_takes_no_part_in_any_organisation(peerly: Play, here: Side, root: Caller):
    chief = peerly.signed_in(make_super_admin_of(here))
    thanks = {"given_for": here.giver.pk, "core_value_id": here.value.pk, "text": "Thank you"}
    report = {"mark_as": "fraud", "reason": "No"}
    before = everything()

    for caller in (root, chief):
        path = f"/recognitions/{here.thanks.pk}"
        refused(caller.ask("POST", "/recognitions", thanks), 403, "access_denied")
        refused(caller.ask("POST", f"{path}/hi5", {}), 403, "access_denied")
        refused(caller.ask("DELETE", f"{path}/hi5"), 403, "access_denied")
        refused(caller.ask("POST", f"{path}/report", report), 403, "access_denied")

    assert everything() == before


def test_a_super_admin_says_for_which_organisation(
    peerly: Play, here: Side, there: Side, root: Caller
):
    chief = peerly.signed_in(make_super_admin_of(here))
    value = {"text": "Ask first", "description": "And listen."}
    badge = {"name": "Asker", "hi5_count_required": 2, "hi5_frequency": "WEEKLY"}
    for caller in (root, chief):
        for path, body in (("/core_values", value), ("/badges", badge)):
            before = everything()
            for org_id in (None, UNKNOWN, 0, "1"):
                answer = caller.ask("POST", path, body | {"org_id": org_id})
                refused(answer, 400, "invalid_data")
                assert list(answer.json()["error"]["fields"]) == ["org_id"]
            refused(caller.ask("POST", path, body), 400, "invalid_data")
            assert everything() == before
            with undone():
                answer = caller.ask("POST", path, body | {"org_id": there.organisation.pk})
                assert answer.json()["data"]["org_id"] == there.organisation.pk


def test_the_org_id_of_an_organisation_admin_is_not_believed(ada: Caller, here: Side, there: Side):
    value = {"text": "Ask first", "description": "And listen."}
    for org_id in (there.organisation.pk, UNKNOWN, "one", None):
        with undone():
            answer = ada.ask("POST", "/core_values", value | {"org_id": org_id})
            assert answer.json()["data"]["org_id"] == here.organisation.pk
